"""R8: the clock may jump: the order is that of arrival, and nothing vanishes, repeats or comes twice."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import websocket

from ..live_server import PATIENCE, LiveServer
from .figures import Figures
from .plugin import Scale
from .replica import Follower
from .traffic import Answer, Connection, complaints, everything, server

HOUR = 3600

#: Seconds by which the clock is wrong, one after the other; from one to the next is what it jumps.
OFFSETS = (HOUR, 0, -HOUR, 0, HOUR, -HOUR)

#: Minutes. More than the clock is ever off: it jumps there and back in less time than anyone would notice.
RETENTION = 240


class WrongClock:
    """The clock of a server process, which libfaketime bends as a file says."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.offset = 0
        self.jumps = -1
        self.jump_to(0)

    def jump_to(self, offset: int) -> None:
        """Be wrong by so many seconds from now on."""
        written = self._file.with_suffix(".new")
        written.write_text(f"{offset:+d}\n", "ascii")
        written.replace(self._file)
        self.offset = offset
        self.jumps += 1

    def now(self) -> datetime:
        """What the server takes for the time."""
        return datetime.now(timezone.utc) + timedelta(seconds=self.offset)

    def environment(self) -> dict[str, str]:
        """What the process has to be started with."""
        found = [
            path
            for pattern in ("lib/*/faketime", "lib/faketime", "lib64/faketime", "local/lib/faketime")
            for path in Path("/usr").glob(f"{pattern}/libfaketimeMT.so.1")
        ]
        assert found, "libfaketime is not installed; on Debian: apt-get install faketime"
        return {
            "LD_PRELOAD": str(found[0]),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            # Only the time of day jumps, never a monotonic clock. Without the second line each timed wait for
            # Python's big lock ends at once, and threads spin.
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
            "NO_FAKE_STAT": "1",
        }


class Stubborn(Connection):
    """Asks again when it was cut off.

    Tornado measures how long a kept connection may be idle, an hour, by the time of day: a jump between two
    of its looks at the clock closes one. A client then sends it again; the event id keeps it single.
    """

    cuts = 0

    def ask(self, method: str, path: str, body: object = None, /, **query: object) -> Answer:
        """Send a request and read its answer, if need be a second time."""
        try:
            return super().ask(method, path, body, **query)
        except OSError:
            self.close()
            self.cuts += 1
            return super().ask(method, path, body, **query)


class StubbornFollower(Follower):
    """Takes it for one more time to be cut off when a jump closes the connection by which it asks."""

    cuts = 0

    def resume(self) -> None:
        """Connect once, and follow until cut off."""
        try:
            super().resume()
        except (OSError, websocket.WebSocketConnectionClosedException):
            self.replica.connection.close()
            self.cuts += 1


class Poster(threading.Thread):
    """Posts one after the other, and notes the place in the list that each was given."""

    def __init__(self, server: LiveServer, name: str) -> None:
        super().__init__(daemon=True)
        self.connection: Stubborn = Stubborn(server)
        self.prefix = name
        self.over = threading.Event()
        self.posted: list[tuple[str, str]] = []
        """(arrived, event id)"""
        self.error: BaseException | None = None

    def run(self) -> None:
        """Go on until told to stop."""
        try:
            with self.connection:
                while not self.over.wait(0.01):
                    event_id = f"{self.prefix}-{len(self.posted)}"
                    answer = self.connection.ask(
                        "POST", "api/notifications", {"title": event_id, "event_id": event_id}
                    )
                    assert answer.ok, answer
                    self.posted.append((answer.json["arrived"], event_id))
        except BaseException as error:  # noqa: BLE001 - the test says it
            self.error = error


class Due:
    """Two entries that are due in half an hour by the server's clock: one to arrive, one to wake up."""

    def __init__(self, connection: Connection, clock: WrongClock, name: str) -> None:
        when = (clock.now() + timedelta(minutes=30)).isoformat()
        later = {"title": f"{name} deliver", "event_id": f"{name}-deliver", "deliver_at": when}
        self.deliver = str(connection.ask("POST", "api/notifications", later).json["id"])
        now = {"title": f"{name} snooze", "event_id": f"{name}-snooze"}
        self.snoozed = str(connection.ask("POST", "api/notifications", now).json["id"])
        answer = connection.ask("PATCH", f"api/notifications/{self.snoozed}", {"snoozed_until": when})
        assert answer.ok, answer
        self.event_ids = [f"{name}-deliver", f"{name}-snooze"]
        assert not self.came(connection)

    def came(self, connection: Connection) -> bool:
        """Whether both are in the inbox."""
        told = [connection.ask("GET", f"api/notifications/{one}") for one in (self.deliver, self.snoozed)]
        return all(answer.ok and "snoozed_until" not in answer.json for answer in told)


def wait_for(due: Due, connection: Connection) -> float:
    """Seconds until it came; fails if it never does."""
    began = time.monotonic()
    while not due.came(connection):
        assert time.monotonic() - began < 20, "what is due did not come"
        threading.Event().wait(0.05)
    return time.monotonic() - began


@dataclass
class Life:
    """What happened while a server lived."""

    posted: list[tuple[str, str]] = field(default_factory=list)
    """(arrived, event id), in the order in which they were posted."""
    due: list[str] = field(default_factory=list)
    """Event ids of what was due at some time."""
    came: list[float] = field(default_factory=list)
    """Seconds after the jump."""
    told_twice: int = 0
    cuts: int = 0
    """Connections that were closed by a jump."""


def live_through_jumps(one: LiveServer, clock: WrongClock, name: str, offsets: tuple[int, ...]) -> Life:
    """Post, jump, and see that what is due comes, and everything stays."""
    poster, follower = Poster(one, name), StubbornFollower(one, one.token, 8, 2.0)
    poster.start()
    follower.start()
    life = Life(poster.posted)
    hidden: list[Due] = []
    connection = Stubborn(one)
    with connection:
        for number, offset in enumerate(offsets):
            due = Due(connection, clock, f"{name}-{number}")
            life.due += due.event_ids
            hidden.append(due)
            ahead = offset - clock.offset
            clock.jump_to(offset)
            if ahead > 0:
                life.came.append(wait_for(due, connection))
            count = len(poster.posted)
            deadline = time.monotonic() + PATIENCE
            while len(poster.posted) < count + 5:
                assert poster.error is None
                assert time.monotonic() < deadline
                threading.Event().wait(0.05)
            said = connection.ask("POST", "api/notifications", {"title": "now", "event_id": due.event_ids[0]})
            assert said.status == 200, "an event id outlives a jump"
        # At the end all that still waits is due.
        clock.jump_to(2 * HOUR)
        life.came += [wait_for(due, connection) for due in hidden]
        poster.over.set()
        poster.join(PATIENCE)
        deadline = time.monotonic() + 20
        while follower.listed() != (wanted := list(everything(connection))):
            assert follower.error is None
            assert time.monotonic() < deadline, (len(follower.listed()), len(wanted))
            threading.Event().wait(0.05)
        # Everything that has come stays, whichever way the clock goes then.
        clock.jump_to(-HOUR)
        assert list(everything(connection)) == wanted
    follower.stop()
    follower.join(PATIENCE)
    assert (poster.error, follower.error) == (None, None)
    for due in hidden:
        assert len(follower.replica.arrivals[due.deliver]) == 1, "it was delivered twice"
        # It came and woke up; a follower that was away in between sees the second alone.
        assert 1 <= len(follower.replica.arrivals[due.snoozed]) <= 2, "it woke up twice"
    assert follower.replica.resets == 1
    life.told_twice = len(follower.replica.duplicates)
    life.cuts = poster.connection.cuts + connection.cuts
    assert follower.cuts <= clock.jumps
    return life


def test_the_clock_may_jump(tmp_path: Path, scale: Scale, figures: Figures) -> None:
    clock = WrongClock(tmp_path / "clock")
    offsets = OFFSETS * scale.pick(1, 8)
    lives = []
    # The second time it starts at a time before all that it has.
    for name in ("first", "second"):
        with server(tmp_path, env=clock.environment(), traits={"retention_days": RETENTION / 24 / 60}) as one:
            lives.append(live_through_jumps(one, clock, name, offsets))
            with Stubborn(one) as connection:
                items = list(everything(connection))
        assert complaints(one) == []

    posted = [each for life in lives for each in life.posted]
    found: Counter[Any] = Counter(item["event_id"] for item in items)
    wanted = Counter([event_id for _, event_id in posted])
    wanted.update(event_id for life in lives for event_id in life.due)
    figures.record(
        "R8",
        jumps=clock.jumps,
        posts=len(posted),
        vanished=(wanted - found).total(),
        repeated=(found - wanted).total(),
        told_twice=sum(life.told_twice for life in lives),
        due_came_after_s=round(max(seconds for life in lives for seconds in life.came), 1),
    )
    assert found == wanted
    assert sum(life.told_twice for life in lives) == 0
    assert sum(life.cuts for life in lives) <= clock.jumps
    assert posted == sorted(posted), "each arrives after the one before, whatever the clock says"
    plain = {event_id for _, event_id in posted}
    listed = [item["event_id"] for item in items if item["event_id"] in plain]
    assert listed == [event_id for _, event_id in reversed(posted)], "the list is in order of arrival"
    times = [item["created"] for item in items if item["event_id"] in plain]
    assert times != sorted(times, reverse=True), "the clock did jump"
