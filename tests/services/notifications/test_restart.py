"""What has a time survives a restart and clocks that jump; nothing vanishes, and nothing comes twice."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from jupyter_events import EventLogger
from jupyter_server.auth.identity import IdentityProvider

from jupyter_notifications.identity import Identity
from jupyter_notifications.models import OWNER, Cursor, Filter, Head, Notification, StateChange
from jupyter_notifications.schemas import Schemas
from jupyter_notifications.services.notifications.manager import NotificationManager
from jupyter_notifications.storage.sqlite import SqliteStore
from jupyter_notifications.times import from_rfc3339, to_rfc3339

from ...conftest import FakeClock
from ...live_server import PATIENCE, live_server

HOUR = 3600.0


class Ear:
    """Hears of each entry."""

    def __init__(self, manager: NotificationManager) -> None:
        self.unread: asyncio.Queue[int] = asyncio.Queue()
        self.titles: list[str] = []
        manager.hints.add(OWNER, self)
        manager.hints.changed([OWNER])

    def on_hint(self, head: Head) -> None:
        self.unread.put_nowait(head.unread)

    def on_notification(self, notification: Notification) -> None:
        self.titles.append(notification.content["title"])

    async def wait_unread(self, count: int) -> None:
        while await asyncio.wait_for(self.unread.get(), 20) != count:
            pass


@asynccontextmanager
async def server(path: Path, clock: FakeClock) -> AsyncIterator[NotificationManager]:
    """A server on a file."""
    manager = NotificationManager(
        Identity(IdentityProvider()), Schemas(EventLogger()), clock=clock, log=logging.getLogger("tests")
    )
    store = SqliteStore(path)
    await store.open()
    await manager.start(store)
    try:
        yield manager
    finally:
        await manager.stop()


async def titles(manager: NotificationManager, state: Any = "inbox") -> list[str]:
    """Newest arrival first."""
    page = await manager.list(OWNER, Filter(state), limit=100)
    return [item.content["title"] for item in page.items]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "n.sqlite3"


@pytest.mark.parametrize("away", [10.0, HOUR, 40 * HOUR])
async def test_what_has_a_time_survives_a_restart(path: Path, away: float) -> None:
    clock = FakeClock()
    in_an_hour = to_rfc3339(clock() + 3_600_000)
    async with server(path, clock) as manager:
        plain = (await manager.notify("plain")).posted.id
        await manager.notify("later", deliver_at=in_an_hour)
        await manager.notify("short", expires_at=in_an_hour)
        snoozed = (await manager.notify("snoozed")).posted.id
        await manager.change(OWNER, snoozed, StateChange(snoozed_until=from_rfc3339(in_an_hour)))
        before = await manager.head(OWNER)
    clock.advance(seconds=away)
    async with server(path, clock) as manager:
        ear = Ear(manager)
        if away < HOUR:
            await ear.wait_unread(2)
            assert await titles(manager) == ["short", "plain"]
            clock.advance(seconds=HOUR - away)
            assert manager._background is not None
            manager._background.waker.look()
        await ear.wait_unread(3)
        assert await titles(manager) == ["snoozed", "later", "plain"]
        assert await titles(manager, "all") == ["snoozed", "later", "plain"]
        changes = await manager.changes(OWNER, epoch=before.epoch, after=before.seq, limit=100)
        assert sorted(item.content["title"] for item in changes.items) == ["later", "snoozed"]
        assert len(changes.removed) == 1
        assert (await manager.get(OWNER, plain)).content["title"] == "plain"


@pytest.mark.parametrize("jump", [-HOUR, HOUR])
async def test_a_clock_that_jumps_there_and_back(path: Path, jump: float) -> None:
    clock = FakeClock()
    async with server(path, clock) as manager:
        ear = Ear(manager)
        start = await manager.head(OWNER)
        expected: list[str] = []
        cursor, told = start, []
        for step, seconds in enumerate([0, jump, -jump, -jump, jump]):
            clock.advance(seconds=seconds)
            assert manager._background is not None
            manager._background.waker.look()
            due = to_rfc3339(clock() + 1000)
            await manager.notify(f"{step} now")
            await manager.notify(f"{step} soon", deliver_at=due)
            expected = [f"{step} now", *expected]
            assert await titles(manager) == expected, "by arrival, whatever the clock says"
            clock.advance(seconds=1)
            manager._background.waker.look()
            expected = [f"{step} soon", *expected]
            await ear.wait_unread(len(expected))
            assert await titles(manager) == expected
            changes = await manager.changes(OWNER, epoch=cursor.epoch, after=cursor.seq, limit=100)
            told += [item.content["title"] for item in changes.items]
            assert (changes.reset, changes.removed) == (False, [])
            cursor = changes.head
        assert told == expected[::-1], "each once, in order"
        seqs = [item.changed for item in (await manager.list(OWNER, Filter(), limit=100)).items]
        assert seqs == sorted(seqs, reverse=True)
        assert seqs[-1] > start.seq >= Cursor()
        assert sorted(ear.titles) == sorted(expected)


def test_a_real_server_delivers_what_fell_due_while_it_was_away(tmp_path: Path) -> None:
    with live_server(tmp_path) as server:
        due = to_rfc3339(time.time_ns() // 1_000_000 + 3000)
        later = {"title": "later", "deliver_at": due}
        assert server.request("POST", "api/notifications", later)[0] == 201
        short = {"title": "short", "expires_at": due}
        assert server.request("POST", "api/notifications", short)[0] == 201
        assert [item["title"] for item in server.inbox()] == ["short"]
    with live_server(tmp_path) as server:
        deadline = time.monotonic() + PATIENCE
        while [item["title"] for item in server.inbox()] != ["later"]:
            assert time.monotonic() < deadline, server.inbox()
            threading.Event().wait(0.05)
