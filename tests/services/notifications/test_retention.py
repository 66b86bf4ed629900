"""Inboxes stay about as large as they may be, listeners hear of it, and clocks that jump delete nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from jupyter_events import EventLogger
from jupyter_server.auth.identity import IdentityProvider

from jupyter_notifications.errors import StoreUnavailable
from jupyter_notifications.identity import Identity
from jupyter_notifications.models import OWNER, Draft, Filter, Head, Notification, Recipient
from jupyter_notifications.schemas import Schemas
from jupyter_notifications.services.notifications import retention as module
from jupyter_notifications.services.notifications.hints import Hints
from jupyter_notifications.services.notifications.manager import NotificationManager
from jupyter_notifications.services.notifications.retention import Retention
from jupyter_notifications.storage.sqlite import SqliteStore

from ...conftest import FakeClock

DAY = 86_400.0


class Ear:
    """Hears that an inbox changed."""

    def __init__(self) -> None:
        self.told = asyncio.Event()

    def on_hint(self, head: Head) -> None:
        self.told.set()

    def on_notification(self, notification: Notification) -> None:
        """Of no interest here."""


class Scene:
    """Retention on a real store, with two clocks to turn."""

    def __init__(self, store: SqliteStore, clock: FakeClock, *, days: float, entries: int) -> None:
        self.store, self.clock = store, clock
        self.steady = 0.0
        self.ear = Ear()
        log = logging.getLogger("tests")

        async def heads(inboxes: Any) -> list[Head]:
            return await store.heads(inboxes, clock())

        async def get(inbox: Recipient, id: str) -> Notification:
            return await store.get(inbox, id, clock())

        self.hints = Hints(heads, get, log=log)
        self.hints.add(OWNER, self.ear)
        self.retention = Retention(
            store, self.hints, clock, days=days, entries=entries, log=log, monotonic=lambda: self.steady
        )

    def wait(self, days: float) -> None:
        """Time goes by, on both clocks."""
        self.clock.advance(seconds=days * DAY)
        self.steady += days * DAY

    async def post(self, *titles: str) -> None:
        """Send to the owner."""
        now = self.clock()
        await self.store.post([Draft(f"{title}-{now}", {"title": title}, (OWNER,), now) for title in titles])

    async def titles(self) -> list[str]:
        """What is left."""
        page = await self.store.list(OWNER, Filter("all"), self.clock(), limit=100)
        return [item.content["title"] for item in page.items]


@asynccontextmanager
async def scene(*, days: float = 0, entries: int = 0) -> AsyncIterator[Scene]:
    """What ``days`` and ``entries`` of retention do."""
    store = SqliteStore.in_memory()
    await store.open()
    made = Scene(store, FakeClock(), days=days, entries=entries)
    try:
        yield made
    finally:
        await made.retention.stop()
        await made.hints.close()
        await store.close()


async def test_what_is_old_goes_and_listeners_hear_of_it() -> None:
    async with scene(days=90) as it:
        await it.post("old")
        it.wait(89)
        await it.post("young")
        assert await it.retention.turn()
        assert await it.titles() == ["young", "old"]
        assert not it.ear.told.is_set()
        it.wait(2)
        assert await it.retention.turn()
        assert await it.titles() == ["young"]
        await asyncio.wait_for(it.ear.told.wait(), 10)


async def test_what_is_too_much_goes() -> None:
    async with scene(entries=3) as it:
        await it.post(*"abcde")
        assert await it.retention.turn()
        assert await it.titles() == ["e", "d", "c"]


@pytest.mark.parametrize("seconds", [91 * DAY, -91 * DAY, 601, -601])
async def test_a_clock_that_jumped_decides_nothing_about_age(seconds: float) -> None:
    async with scene(days=0.001, entries=2) as it:
        await it.post("a", "b", "c")
        it.wait(1)
        it.clock.advance(seconds=seconds)
        assert await it.retention.turn()
        assert await it.titles() == ["c", "b"], "number goes on, age waits"
        it.clock.advance(seconds=-seconds)
        assert await it.retention.turn(), "and a jump back is a jump"
        assert await it.titles() == ["c", "b"]
        assert await it.retention.turn()
        assert await it.titles() == []


async def test_a_clock_that_is_a_little_off_does_not_matter() -> None:
    async with scene(days=0.5) as it:
        await it.post("a")
        it.wait(1)
        it.clock.advance(seconds=599)
        assert await it.retention.turn()
        assert await it.titles() == []


async def test_a_store_in_trouble_and_any_fault_are_borne(caplog: pytest.LogCaptureFixture) -> None:
    async with scene(days=1) as it:
        await it.store.close()
        assert not await it.retention.turn()
        assert "Retention failed" not in caplog.text
        it.retention._store = None  # type: ignore[assignment]
        assert not await it.retention.turn()
        assert "Retention failed" in caplog.text


class Sweeps:
    """Notes when the store is swept."""

    def __init__(self, it: Scene) -> None:
        self.done: asyncio.Queue[int] = asyncio.Queue()
        self._sweep, self.failing = it.store.sweep, False
        it.store.sweep = self._counted  # type: ignore[method-assign]

    async def _counted(self, now: int, **rules: Any) -> Any:
        try:
            if self.failing:
                msg = "locked"
                raise StoreUnavailable(msg)
            return await self._sweep(now, **rules)
        finally:
            self.done.put_nowait(now)

    async def next(self) -> None:
        await asyncio.wait_for(self.done.get(), 10)


async def test_it_begins_after_a_moment_and_again_after_many_posts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FIRST", 0.01)
    monkeypatch.setattr(module, "_AT_LEAST", 0.01)
    async with scene(entries=2) as it:
        sweeps = Sweeps(it)
        it.retention.start()
        assert sweeps.done.empty(), "the start does not wait for it"
        await sweeps.next()
        it.retention.posted(499)
        await it.post("a", "b", "c")
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(sweeps.done.get(), 0.1)
        it.retention.posted(1)
        await sweeps.next()
        await asyncio.wait_for(it.ear.told.wait(), 10)
        assert await it.titles() == ["c", "b"]
        it.retention.posted(499)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(sweeps.done.get(), 0.1)


async def test_it_tries_again_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_FIRST", "_AT_LEAST", "_RETRY"):
        monkeypatch.setattr(module, name, 0.01)
    async with scene(days=1) as it:
        sweeps = Sweeps(it)
        sweeps.failing = True
        it.retention.start()
        await sweeps.next()
        await sweeps.next()
        sweeps.failing = False
        await sweeps.next()
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(sweeps.done.get(), 0.1)


async def test_without_limits_there_is_no_task() -> None:
    async with scene() as it:
        it.retention.start()
        assert it.retention._task is None


async def test_many_posts_to_a_server_are_followed_by_a_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FIRST", 60.0)
    manager = NotificationManager(
        Identity(IdentityProvider()),
        Schemas(EventLogger()),
        retention_entries=50,
        log=logging.getLogger("tests"),
    )
    store = SqliteStore.in_memory()
    await store.open()
    await manager.start(store)
    try:
        ear = Ear()
        for number in range(499):
            await manager.notify(str(number))
        assert await manager.counts(OWNER) == dict.fromkeys(("inbox", "unread", "all"), 499) | {
            "archived": 0,
            "snoozed": 0,
        }
        manager.hints.add(OWNER, ear)
        await manager.notify("the last")
        while (await manager.counts(OWNER))["all"] > 50:
            ear.told.clear()
            await asyncio.wait_for(ear.told.wait(), 10)
        page = await manager.list(OWNER, Filter(), limit=100)
        assert [item.content["title"] for item in page.items][:2] == ["the last", "498"]
        assert page.total == 50
    finally:
        await manager.stop()
