"""Two servers on one file: each hears of what the other wrote, once, and of nothing twice."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from jupyter_events import EventLogger
from jupyter_server.auth.identity import User

from jupyter_notifications.errors import StoreUnavailable
from jupyter_notifications.identity import Identity
from jupyter_notifications.models import Filter, Head, Notification, StateChange, user
from jupyter_notifications.schemas import Schemas
from jupyter_notifications.services.notifications import watcher
from jupyter_notifications.services.notifications.manager import NotificationManager
from jupyter_notifications.services.notifications.watcher import Watcher
from jupyter_notifications.storage.sqlite import SqliteStore, alarm

from ...conftest import FakeClock
from ...people import People

ALICE, BOB = user("alice"), user("bob")


class Ear:
    """Notes what one person's sockets on one server are told."""

    def __init__(self, manager: NotificationManager) -> None:
        self.titles: list[str] = []
        self.unread: list[int] = []
        self._told = asyncio.Event()
        manager.hints.add(ALICE, self)

    def on_hint(self, head: Head) -> None:
        self.unread.append(head.unread)
        self._told.set()

    def on_notification(self, notification: Notification) -> None:
        self.titles.append(notification.content["title"])
        self._told.set()

    async def until(self, condition: Any) -> None:
        """Wait for what is to be told."""
        while not condition(self):
            self._told.clear()
            await asyncio.wait_for(self._told.wait(), 20)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watcher, "_PAUSE", 0.05)


TOLD, LOOKING = "told by Linux", "by looking"

told_alone = pytest.mark.parametrize("way", [TOLD], indirect=True)
looking_alone = pytest.mark.parametrize("way", [LOOKING], indirect=True)


@pytest.fixture(params=[TOLD, LOOKING], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How a server gets to know that somebody wrote."""
    if request.param == LOOKING:
        monkeypatch.setattr(alarm, "_inotify", _refuse)
    elif not sys.platform.startswith("linux"):
        pytest.skip("Linux alone tells of writing")
    return str(request.param)


def _refuse(name: str) -> Any:
    raise OSError(errno.ENOSYS, name)


@asynccontextmanager
async def server(path: Path, clock: FakeClock) -> AsyncIterator[NotificationManager]:
    """One of the servers."""
    manager = NotificationManager(
        Identity(People()), Schemas(EventLogger()), clock=clock, log=logging.getLogger("tests")
    )
    store = SqliteStore(path)
    await store.open()
    await manager.start(store)
    try:
        yield manager
    finally:
        await manager.stop()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "n.sqlite3"


class Turns:
    """Counts the looks that a watcher has taken."""

    def __init__(self, watcher: Watcher) -> None:
        self._take, self.taken = watcher.turn, asyncio.Semaphore(0)
        watcher.turn = self._turn  # type: ignore[method-assign]

    async def _turn(self) -> None:
        try:
            await self._take()
        finally:
            self.taken.release()


def watcher_of(manager: NotificationManager) -> Watcher:
    """The one of this server."""
    assert manager._background is not None
    return manager._background.watcher


async def asleep(manager: NotificationManager, path: Path) -> None:
    """Nothing has been written for a while, and nobody looks any more."""
    watcher = watcher_of(manager)

    async def wait() -> None:
        while not watcher._asleep:
            for file in (path, Path(f"{path}-wal")):
                os.utime(file, (1_000_000_000, 1_000_000_000))
            await asyncio.sleep(0.01)

    await asyncio.wait_for(wait(), 20)


def timers_of(watcher: Watcher) -> list[asyncio.TimerHandle]:
    """What the loop has yet to do for it."""
    scheduled: list[Any] = asyncio.get_running_loop()._scheduled  # type: ignore[attr-defined]
    return [one for one in scheduled if not one.cancelled() and one._callback == watcher._glance]


async def turn(manager: NotificationManager) -> None:
    """A look has been taken from beginning to end."""
    turns = Turns(watcher_of(manager))
    for _ in range(2):  # the one that may be under way has begun before
        manager.hints.joined.set()
        await asyncio.wait_for(turns.taken.acquire(), 20)


async def send(manager: NotificationManager, title: str, **more: Any) -> str:
    """To alice."""
    return (await manager.notify(title, recipients=["alice"], **more)).posted.id


async def test_what_another_server_wrote_is_told(path: Path, clock: FakeClock) -> None:
    async with server(path, clock) as here, server(path, clock) as there:
        ear = Ear(here)
        await turn(here)
        await send(there, "from there")
        await ear.until(lambda ear: ear.unread[-1:] == [1] and ear.titles == ["from there"])
        await there.notify("to all", recipients=["*"])
        await ear.until(lambda ear: "to all" in ear.titles)
        await there.notify("not hers", recipients=["bob"])
        await send(there, "hers")
        await ear.until(lambda ear: "hers" in ear.titles)
        assert ear.titles == ["from there", "to all", "hers"]


async def test_state_that_another_server_changed_is_a_hint_and_no_news(path: Path, clock: FakeClock) -> None:
    async with server(path, clock) as here, server(path, clock) as there:
        old = await send(there, "old")
        clock.advance(seconds=3600)
        ear = Ear(here)
        await turn(here)
        await there.change(ALICE, old, StateChange(read=True))
        await ear.until(lambda ear: ear.unread[-1:] == [0])
        new = await send(there, "new")
        await ear.until(lambda ear: ear.titles == ["new"])
        await there.change(ALICE, new, StateChange(read=True))
        await there.remove(ALICE, old)
        await send(there, "last")
        await ear.until(lambda ear: "last" in ear.titles)
        assert ear.titles == ["new", "last"]


async def test_updates_of_another_server_are_told(path: Path, clock: FakeClock) -> None:
    async with server(path, clock) as here, server(path, clock) as there:
        ear = Ear(here)
        await turn(here)
        await send(there, "begun", source="s", key="k")
        await ear.until(lambda ear: ear.titles == ["begun"])
        clock.advance(seconds=1)
        await send(there, "done", source="s", key="k")
        await ear.until(lambda ear: ear.titles == ["begun", "done"])


async def test_both_write_and_each_is_told_of_everything_once(path: Path, clock: FakeClock) -> None:
    async with server(path, clock) as here, server(path, clock) as there:
        ears = [Ear(here), Ear(there)]
        await turn(here)
        await turn(there)

        async def write(manager: NotificationManager, name: str) -> None:
            for number in range(80):
                await send(manager, f"{name} {number}")

        await asyncio.gather(write(here, "here"), write(there, "there"))
        everything = {f"{name} {number}" for name in ("here", "there") for number in range(80)}
        for ear, manager in zip(ears, (here, there), strict=True):
            await ear.until(lambda ear: set(ear.titles) == everything and ear.unread[-1] == 160)
            await turn(manager)
            assert set(Counter(ear.titles).values()) == {1}


async def test_more_than_changes_can_tell_is_told_too(path: Path, clock: FakeClock) -> None:
    async with server(path, clock) as here, server(path, clock) as there:
        ear = Ear(here)
        await turn(here)
        asker = there.identity.asker(User(username="alice"))
        items: list[tuple[object, str | None]] = [({"title": str(number)}, None) for number in range(450)]
        await there.post_many(asker, items, may_write_others=_no)
        await ear.until(lambda ear: len(ear.titles) >= 450)
        assert ear.titles == [str(number) for number in range(450)], "in order, each once"


async def _no() -> bool:
    return False


async def test_what_comes_while_the_store_does_not_answer_is_told_later(
    path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with server(path, clock) as here, server(path, clock) as there:
        ear = Ear(here)
        await turn(here)
        store = await here.store()
        changes, refused = store.changes, asyncio.Event()

        async def refuse(*given: Any, **named: Any) -> Any:
            monkeypatch.setattr(store, "changes", changes)
            refused.set()
            msg = "locked"
            raise StoreUnavailable(msg)

        monkeypatch.setattr(store, "changes", refuse)
        await send(there, "meanwhile")
        await asyncio.wait_for(refused.wait(), 10)
        await ear.until(lambda ear: ear.titles == ["meanwhile"])


async def test_what_another_server_scheduled_is_delivered_here(path: Path, clock: FakeClock) -> None:
    async with server(path, clock) as here:
        ear = Ear(here)
        async with server(path, clock) as there:
            await send(there, "later", deliver_at="2026-11-23T09:00:00.900Z")
            # It went through here as well: the other one is about to stop.
            await turn(here)
        clock.advance(seconds=1)
        await ear.until(lambda ear: ear.titles == ["later"])


async def test_one_who_was_forgotten_elsewhere_visits_again(path: Path, clock: FakeClock) -> None:
    async with server(path, clock) as here, server(path, clock) as there:
        await here.list(ALICE, Filter(), limit=1)
        asker = there.identity.asker(User(username="alice"))
        await there.forget(asker)
        await turn(here)
        await here.list(ALICE, Filter(), limit=1)
        await there.notify("to all", recipients=["*"])
        assert (await here.head(ALICE)).unread == 1


async def test_nobody_listens_and_nothing_is_asked(
    path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with server(path, clock) as here:
        store = await here.store()
        others_wrote, asked = store.others_wrote, asyncio.Semaphore(0)
        count = 0

        async def counted() -> bool:
            nonlocal count
            count += 1
            asked.release()
            return await others_wrote()

        monkeypatch.setattr(store, "others_wrote", counted)
        async with server(path, clock) as there:
            for number in range(20):
                await send(there, str(number))
        assert count <= 1, "only the first look"
        Ear(here)
        for _ in range(3):
            await asyncio.wait_for(asked.acquire(), 20)


@looking_alone
async def test_looking_asks_nothing_of_a_quiet_store(
    path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with server(path, clock) as here:
        ear = Ear(here)
        await turn(here)
        store = await here.store()
        glances, asked, still = asyncio.Semaphore(0), 0, True
        stirred, others_wrote = store.stirred, store.others_wrote

        def glance() -> bool:
            glances.release()
            # What was written at the start is too new to be told from what is written now.
            return not still and stirred()

        async def counted() -> bool:
            nonlocal asked
            asked += 1
            return await others_wrote()

        monkeypatch.setattr(store, "stirred", glance)
        monkeypatch.setattr(store, "others_wrote", counted)
        for _ in range(5):
            await asyncio.wait_for(glances.acquire(), 20)
        assert asked == 0
        still = False
        async with server(path, clock) as there:
            await send(there, "news")
            await ear.until(lambda ear: ear.titles == ["news"])
        assert asked


@told_alone
async def test_a_quiet_server_has_no_timer(path: Path, clock: FakeClock) -> None:
    async with server(path, clock) as here, server(path, clock) as there:
        ear = Ear(here)
        await turn(here)
        await asleep(here, path)
        assert timers_of(watcher_of(here)) == []
        await send(there, "news")
        await ear.until(lambda ear: ear.titles == ["news"])
        # It goes on looking until it is quiet again; what this server itself writes wakes it as well.
        assert len(timers_of(watcher_of(here))) == 1
        await asleep(here, path)
        await send(here, "own")
        await send(there, "more")
        await ear.until(lambda ear: "more" in ear.titles)
        await asleep(here, path)
        await turn(here)
        assert ear.titles == ["news", "own", "more"]


@told_alone
async def test_what_is_written_while_it_falls_asleep_is_told(
    path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with server(path, clock) as here, server(path, clock) as there:
        ear = Ear(here)
        await turn(here)
        await asleep(here, path)
        store = await here.store()
        on_stir, between = store.on_stir, asyncio.Event()

        def deaf(call: Callable[[], None]) -> bool:
            """What has just been written rang an alarm that was not set yet."""
            if between.is_set():
                return on_stir(call)
            between.set()
            os.utime(path)
            return True

        monkeypatch.setattr(store, "on_stir", deaf)
        watcher_of(here)._asleep = False
        watcher_of(here)._glance()
        assert here.hints.joined.is_set(), "it looks once more after it was set"
        await send(there, "news")
        await ear.until(lambda ear: ear.titles == ["news"])


async def test_nobody_listens_and_what_another_server_scheduled_is_heard_of(
    path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(watcher, "_LONG_PAUSE", 0.05)
    async with server(path, clock) as here:
        if way == TOLD:
            await asleep(here, path)
        async with server(path, clock) as there:
            await send(there, "later", deliver_at="2026-11-23T09:00:00.900Z")
            assert here._background is not None
            waker = here._background.waker
            while waker._due is None:  # noqa: ASYNC110 - nobody is told of it
                await asyncio.sleep(0.01)


async def test_a_question_that_was_not_answered_is_asked_again(
    path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with server(path, clock) as here, server(path, clock) as there:
        ear = Ear(here)
        await turn(here)
        store = await here.store()
        others_wrote, refused = store.others_wrote, 0

        async def refuse() -> bool:
            nonlocal refused
            refused += 1
            for file in (path, Path(f"{path}-wal")):
                os.utime(file, (1_000_000_000, 1_000_000_000))  # It looks as if nothing had been written.
            store.stirred()
            if refused == 3:
                monkeypatch.setattr(store, "others_wrote", others_wrote)
            raise StoreUnavailable("locked")

        monkeypatch.setattr(store, "others_wrote", refuse)
        await send(there, "meanwhile")
        await ear.until(lambda ear: ear.titles == ["meanwhile"])
        assert refused == 3
