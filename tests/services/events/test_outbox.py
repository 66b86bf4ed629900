"""The outbox: order, bounds, and what happens when the wire fails."""

from __future__ import annotations

import asyncio

import pytest

from jupyter_notifications.services.events.outbox import Outbox

from .conftest import eventually


class Wire:
    """A peer that takes frames when the test says so."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.under_way: list[asyncio.Future[None]] = []
        self.blocked = False
        self.gone = False
        self.overflows = 0
        self.at_once = False

    def send(self, frame: bytes) -> asyncio.Future[None] | None:
        if self.gone:
            raise ConnectionError
        self.sent.append(frame)
        if self.at_once and not self.blocked:
            return None
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self.blocked:
            self.under_way.append(done)
        else:
            done.set_result(None)
        return done

    def busy(self) -> bool:
        return self.blocked

    def overflow(self) -> None:
        self.overflows += 1

    def take(self) -> None:
        """Take what is under way, and go on being quick."""
        self.blocked = False
        for done in self.under_way:
            done.set_result(None)
        self.under_way = []


def frames(count: int) -> list[bytes]:
    return [b"%d" % number for number in range(count)]


async def test_a_peer_that_keeps_up_gets_each_at_once() -> None:
    wire = Wire()
    outbox = Outbox(wire, max_frames=2)
    for frame in frames(1000):
        outbox.put(frame)
    assert wire.sent == frames(1000)
    assert wire.overflows == 0


async def test_order_is_kept_when_it_lags() -> None:
    wire = Wire()
    outbox = Outbox(wire)
    outbox.put(b"0")
    wire.blocked = True
    for frame in frames(50)[1:]:
        outbox.put(frame)
    assert (len(wire.sent), len(outbox)) == (1, 49)
    wire.take()
    await eventually(lambda: len(outbox) == 0)
    outbox.put(b"50")
    assert wire.sent == frames(51)


async def test_what_is_on_its_way_is_waited_for() -> None:
    wire = Wire()
    outbox = Outbox(wire)
    # The wire fills up with the first frame itself.
    send = wire.send

    def fill(frame: bytes) -> asyncio.Future[None] | None:
        wire.blocked = True
        return send(frame)

    wire.send = fill  # type: ignore[method-assign]
    outbox.put(b"0")
    outbox.put(b"1")
    await asyncio.sleep(0)
    assert wire.sent == [b"0"]
    wire.take()
    await eventually(lambda: wire.sent == [b"0", b"1"])


async def test_a_wire_that_takes_all_at_once_says_so() -> None:
    wire = Wire()
    wire.at_once = True
    outbox = Outbox(wire, max_frames=3)
    for frame in frames(10):
        outbox.put(frame)
    # It is busy with what was not put here, such as a ping, and tells nobody when that is done.
    wire.blocked = True
    for frame in frames(13)[10:]:
        outbox.put(frame)
    assert (len(outbox), wire.overflows) == (3, 0)
    wire.blocked = False
    await eventually(lambda: len(outbox) == 0)
    assert wire.sent == frames(13)


@pytest.mark.parametrize("limits", [{"max_frames": 3}, {"max_bytes": 3}])
async def test_beyond_the_bounds_it_gives_up_once(limits: dict[str, int]) -> None:
    wire = Wire()
    wire.blocked = True
    outbox = Outbox(wire, **limits)
    for _ in range(3):
        outbox.put(b"x")
    assert (wire.overflows, len(outbox)) == (0, 3)
    outbox.put(b"x")
    outbox.put(b"x")
    assert (wire.overflows, len(outbox)) == (1, 0)
    wire.take()
    await asyncio.sleep(0)
    assert wire.sent == []


async def test_the_latest_takes_the_place_of_those_that_wait() -> None:
    wire = Wire()
    wire.blocked = True
    outbox = Outbox(wire, max_frames=1)
    for frame in frames(1000):
        outbox.put_latest(frame)
    assert len(outbox) == 1
    wire.take()
    await eventually(lambda: len(outbox) == 0)
    assert wire.sent == [b"999"]
    assert wire.overflows == 0


async def test_a_wire_that_is_gone_ends_it_quietly() -> None:
    wire = Wire()
    outbox = Outbox(wire)
    wire.gone = True
    outbox.put(b"x")
    wire.gone = False
    outbox.put(b"y")
    assert wire.sent == []


async def test_a_frame_that_fails_on_its_way_ends_it_quietly() -> None:
    wire = Wire()
    outbox = Outbox(wire)
    outbox.put(b"0")
    wire.blocked = True
    outbox._write(b"1")
    wire.under_way[0].set_exception(ConnectionError())
    await asyncio.sleep(0)
    wire.blocked = False
    outbox.put(b"2")
    assert wire.sent == [b"0", b"1"]
