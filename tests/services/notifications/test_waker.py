"""What is due arrives, whatever the clock does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from jupyter_notifications.extension import NotificationsExtension
from jupyter_notifications.models import OWNER, Head, Notification
from jupyter_notifications.services.notifications import waker

from ...api_client import Api
from ...conftest import FakeClock


class Ear:
    """Notes what an inbox's listeners are told, and lets tests wait for it."""

    def __init__(self, extension: NotificationsExtension) -> None:
        self.unread: asyncio.Queue[int] = asyncio.Queue()
        self.titles: asyncio.Queue[str] = asyncio.Queue()
        self._extension = extension
        extension.manager.hints.add(OWNER, self)

    def on_hint(self, head: Head) -> None:
        self.unread.put_nowait(head.unread)

    def on_notification(self, notification: Notification) -> None:
        self.titles.put_nowait(notification.content["title"])

    def forget(self) -> None:
        """What was said until now is of no interest; what comes now was read after it."""
        self.unread = asyncio.Queue()

    async def wait_unread(self, count: int) -> None:
        """Until a hint says so."""
        while await asyncio.wait_for(self.unread.get(), 10) != count:
            pass


@pytest.fixture
def ear(clock: FakeClock, extension: NotificationsExtension) -> Ear:
    """Listens to the owner's inbox from the start."""
    return Ear(extension)


def pass_time(extension: NotificationsExtension, clock: FakeClock, seconds: float) -> None:
    """The clock goes on, and the waker notices without its half minute."""
    clock.advance(seconds=seconds)
    extension.manager._look()


async def test_delivered_when_due(
    api: Api, extension: NotificationsExtension, clock: FakeClock, ear: Ear
) -> None:
    await api.post("first")
    await api.post("later", deliver_at="2026-11-23T09:05:00Z")
    await ear.wait_unread(1)
    pass_time(extension, clock, 299)
    assert await api.titles() == ["first"]
    pass_time(extension, clock, 1)
    await ear.wait_unread(2)
    assert await api.titles() == ["later", "first"], "it arrives when it is delivered"
    assert [await asyncio.wait_for(ear.titles.get(), 10) for _ in range(2)] == ["first", "later"]


async def test_woken_when_due(
    api: Api, extension: NotificationsExtension, clock: FakeClock, ear: Ear
) -> None:
    one = await api.post("one")
    await api.post("two")
    await api(
        "PATCH", f"/api/notifications/{one['id']}", {"snoozed_until": "2026-11-23T10:00:00Z", "read": True}
    )
    ear.forget()
    pass_time(extension, clock, 3600)
    await ear.wait_unread(2)
    assert await api.titles() == ["one", "two"], "on top again"
    again = (await api("GET", f"/api/notifications/{one['id']}")).json
    assert not again.get("read")
    assert "snoozed_until" not in again


async def test_expired_when_due(
    api: Api, extension: NotificationsExtension, clock: FakeClock, ear: Ear
) -> None:
    start = await api.inbox()
    one = await api.post("short", expires_at="2026-11-23T09:01:00Z")
    await ear.wait_unread(1)
    pass_time(extension, clock, 60)
    await ear.wait_unread(0)
    assert await api.titles(state="all") == []
    changes = await api("GET", "/api/notifications/changes", epoch=start["epoch"], after=start["seq"])
    assert changes.json["removed"] == [one["id"]]


async def test_a_clock_that_jumps_back_loses_nothing(
    api: Api, extension: NotificationsExtension, clock: FakeClock, ear: Ear
) -> None:
    await api.post("one")
    clock.advance(seconds=-3600)
    await api.post("two")
    assert await api.titles() == ["two", "one"], "order is by arrival, not by time"
    await api.post("soon", deliver_at="2026-11-23T08:00:30Z")
    await ear.wait_unread(2)
    pass_time(extension, clock, 3600)
    await ear.wait_unread(3)
    assert await api.titles() == ["soon", "two", "one"]


async def test_a_socket_hears_of_a_delivery(
    clock: FakeClock,
    api: Api,
    extension: NotificationsExtension,
    jp_ws_fetch: Callable[..., Awaitable[Any]],
) -> None:
    socket = await jp_ws_fetch("/api/events/subscribe/notification")
    first = json.loads(await asyncio.wait_for(socket.read_message(), 10))
    assert first["unread"] == 0
    await api.post("later", deliver_at="2026-11-23T09:05:00Z")
    pass_time(extension, clock, 300)
    hint = first
    while hint["unread"] == 0:
        hint = json.loads(await asyncio.wait_for(socket.read_message(), 10))
    assert hint["unread"] == 1
    socket.close()


async def test_nothing_due_means_a_long_sleep(
    extension: NotificationsExtension, clock: FakeClock, api: Api
) -> None:
    background = extension.manager._background
    assert background is not None
    waker = background.waker
    assert await waker._turn() == 600
    await api.post("soon", deliver_at="2026-11-23T09:00:10Z")
    assert await waker._turn() == 10
    clock.advance(seconds=9.99)
    assert await waker._turn() == 0.05
    clock.advance(seconds=1)
    assert await waker._turn() == 600
    await api.post("later", deliver_at="2026-11-23T19:00:00Z")
    assert await waker._turn() == 30, "the clock may jump"


@pytest.mark.parametrize("count", [90, 150, 250])
async def test_each_of_many_deliveries_is_told(
    clock: FakeClock, api: Api, extension: NotificationsExtension, ear: Ear, count: int
) -> None:
    for number in range(count):
        await extension.manager.notify(f"later {number}", deliver_at="2026-11-23T09:05:00Z")
    pass_time(extension, clock, 300)
    told = [await asyncio.wait_for(ear.titles.get(), 20) for _ in range(count)]
    assert sorted(told) == sorted(f"later {number}" for number in range(count))
    assert ear.titles.empty()


async def test_a_clock_that_jumps_is_noticed(
    clock: FakeClock, extension: NotificationsExtension, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waker, "_GLANCE", 0.01)
    await extension.manager.notify("in an hour", deliver_at="2026-11-23T10:00:00Z")
    background = extension.manager._background
    assert background is not None
    while background.waker._due is None:  # noqa: ASYNC110 - nobody is told of it
        await asyncio.sleep(0.01)
    clock.advance(seconds=3600)
    # Nothing else would make the waker look for half a minute.
    assert await asyncio.wait_for(ear.titles.get(), 10) == "in an hour"


async def test_with_nothing_due_nobody_looks_at_the_clock(
    clock: FakeClock, extension: NotificationsExtension, ear: Ear
) -> None:
    background = extension.manager._background
    assert background is not None

    def glances() -> list[asyncio.TimerHandle]:
        scheduled: list[Any] = asyncio.get_running_loop()._scheduled  # type: ignore[attr-defined]
        return [one for one in scheduled if not one.cancelled() and one._callback == background.waker._glance]

    await extension.manager.notify("soon", deliver_at="2026-11-23T09:00:01Z")
    while not glances():  # noqa: ASYNC110 - nobody is told of it
        await asyncio.sleep(0.01)
    pass_time(extension, clock, 2)
    assert await asyncio.wait_for(ear.titles.get(), 10) == "soon"
    while background.waker._due is not None:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await asyncio.sleep(0)
    assert glances() == []
