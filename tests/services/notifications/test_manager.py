"""Batches, observers, code in the server, and the rate, on a store in memory."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
from jupyter_events import EventLogger
from jupyter_server.auth.identity import IdentityProvider, User

from jupyter_notifications.errors import (
    Forbidden,
    InvalidInput,
    NotificationsError,
    StoreUnavailable,
    TooMany,
)
from jupyter_notifications.identity import Identity
from jupyter_notifications.models import (
    OWNER,
    Draft,
    Filter,
    Head,
    Millis,
    Notification,
    Posted,
    Recipient,
    StateChange,
    user,
)
from jupyter_notifications.schemas import Schemas
from jupyter_notifications.services.notifications import inboxes
from jupyter_notifications.services.notifications.manager import NotificationManager, PostResult
from jupyter_notifications.storage.sqlite import Damaged, SqliteStore
from jupyter_notifications.storage.sqlite.states import PORTION

from ...people import People


async def yes() -> bool:
    """The authorizer allows it."""
    return True


@asynccontextmanager
async def running(
    provider: type[IdentityProvider] = IdentityProvider, **options: Any
) -> AsyncIterator[NotificationManager]:
    """A manager at work."""
    manager = NotificationManager(
        Identity(provider()),
        Schemas(EventLogger()),
        log=logging.getLogger("tests"),
        **{"rate_limit": 0, **options},
    )
    store = SqliteStore.in_memory()
    await store.open()
    await manager.start(store)
    try:
        yield manager
    finally:
        await manager.stop()


def owner(manager: NotificationManager) -> Any:
    """Who asks on a stock server."""
    return manager.identity.asker(User(username="random"))


async def titles(manager: NotificationManager) -> list[str]:
    """The owner's inbox."""
    page = await manager.list(OWNER, Filter(), limit=100)
    return [item.content["title"] for item in page.items]


async def test_a_batch_answers_each_item_in_its_place() -> None:
    async with running() as manager:
        commits: list[int] = []
        store = await manager.store()
        post = store.post

        async def counted(drafts: Sequence[Draft]) -> list[Posted]:
            commits.append(len(drafts))
            return await post(drafts)

        store.post = counted  # type: ignore[method-assign]
        results = await manager.post_many(
            owner(manager),
            [
                ({"title": "a"}, "e1"),
                ({"title": ""}, None),
                ({"title": "b", "event_id": "e2"}, "e3"),
                ({"title": "c"}, None),
                ({"title": "a again"}, "e1"),
                ({"title": "x", "recipients": ["bob"]}, None),
                ("nonsense", None),
            ],
            may_write_others=yes,
        )
        kinds = [type(result).__name__ for result in results]
        assert kinds == [
            "PostResult",
            "InvalidInput",
            "InvalidInput",
            "PostResult",
            "PostResult",
            "InvalidInput",
            "InvalidInput",
        ]
        first, again = results[0], results[4]
        assert isinstance(first, PostResult)
        assert isinstance(again, PostResult)
        assert (again.posted.id, again.posted.outcome) == (first.posted.id, "duplicate")
        assert commits == [3], "one commit for all that is valid"
        assert await titles(manager) == ["c", "a"]


async def test_a_batch_that_cannot_be_stored_says_so_for_each_that_could() -> None:
    async with running() as manager:
        store = await manager.store()

        async def refuse(drafts: Sequence[Draft]) -> list[Posted]:
            msg = "full"
            raise StoreUnavailable(msg, retry_after=5)

        store.post = refuse  # type: ignore[method-assign]
        results = await manager.post_many(
            owner(manager), [({"title": "a"}, None), ({}, None)], may_write_others=yes
        )
        assert [getattr(result, "status", None) for result in results] == [503, 400]


async def test_items_of_a_batch_cost_a_tenth() -> None:
    async with running(rate_limit=0.001) as manager:
        items: list[tuple[object, str | None]] = [({"title": str(number)}, None) for number in range(1000)]
        results = await manager.post_many(owner(manager), items, may_write_others=yes)
        assert not [result for result in results if isinstance(result, NotificationsError)]
        [refused] = await manager.post_many(owner(manager), [({"title": "t"}, None)], may_write_others=yes)
        assert isinstance(refused, TooMany)
        with pytest.raises(TooMany):
            await manager.post(owner(manager), {"title": "t"}, may_write_others=yes)
        await manager.notify("code in the server knows its own speed")


async def test_what_is_invalid_costs_nothing() -> None:
    async with running(rate_limit=0.001) as manager:
        for _ in range(200):
            with pytest.raises(InvalidInput):
                await manager.post(owner(manager), {"title": ""}, may_write_others=yes)
        await manager.post(owner(manager), {"title": "t"}, may_write_others=yes)


async def test_the_authorizer_is_only_asked_when_it_matters() -> None:
    asked: list[bool] = []

    async def note() -> bool:
        asked.append(True)
        return False

    async with running(People, allow_to_others=True) as manager:
        alice = manager.identity.asker(User(username="alice"))
        await manager.post(alice, {"title": "own"}, may_write_others=note)
        assert asked == []
        with pytest.raises(Forbidden):
            await manager.post(alice, {"title": "t", "recipients": ["bob"]}, may_write_others=note)
        assert asked == [True]


async def test_without_the_trait_the_authorizer_is_not_asked_at_all() -> None:
    async def never() -> bool:
        pytest.fail("asked")

    async with running(People) as manager:
        alice = manager.identity.asker(User(username="alice"))
        with pytest.raises(Forbidden):
            await manager.post(alice, {"title": "t", "recipients": ["*"]}, may_write_others=never)


async def test_observers_hear_of_each_commit_and_cannot_undo_it(caplog: pytest.LogCaptureFixture) -> None:
    async with running() as manager:
        heard: list[tuple[str, str]] = []

        def fail(posted: Posted, draft: Draft) -> None:
            msg = "observer"
            raise RuntimeError(msg)

        manager.observe(fail)
        manager.observe(lambda posted, draft: heard.append((posted.outcome, draft.content["title"])))
        await manager.post(owner(manager), {"title": "a"}, event_id="e", may_write_others=yes)
        await manager.post(owner(manager), {"title": "b"}, event_id="e", may_write_others=yes)
        assert heard == [("created", "a"), ("duplicate", "b")]
        assert await titles(manager) == ["a"]
        assert "An observer of posts failed" in caplog.text


async def test_requests_wait_for_a_server_that_starts() -> None:
    manager = NotificationManager(
        Identity(IdentityProvider()), Schemas(EventLogger()), log=logging.getLogger("tests")
    )
    early = asyncio.ensure_future(manager.post(owner(manager), {"title": "early"}, may_write_others=yes))
    status = asyncio.ensure_future(manager.status())
    await asyncio.sleep(0)
    assert not early.done()
    store = SqliteStore.in_memory()
    await store.open()
    await manager.start(store)
    assert (await asyncio.wait_for(early, 10)).posted.outcome == "created"
    assert (await asyncio.wait_for(status, 10)).writable
    await manager.stop()


async def test_who_waits_for_a_start_is_let_go_by_the_end() -> None:
    manager = NotificationManager(
        Identity(IdentityProvider()), Schemas(EventLogger()), log=logging.getLogger("tests")
    )
    early = asyncio.ensure_future(manager.get(OWNER, "x"))
    await asyncio.sleep(0)
    await manager.stop()
    with pytest.raises(StoreUnavailable):
        await asyncio.wait_for(early, 10)
    with pytest.raises(StoreUnavailable):
        await manager.post(owner(manager), {"title": "late"}, may_write_others=yes)


async def test_a_batch_lets_the_server_have_its_turns() -> None:
    async with running() as manager:
        turns = 0

        async def count() -> None:
            nonlocal turns
            while True:
                await asyncio.sleep(0)
                turns += 1

        counting = asyncio.ensure_future(count())
        wrong: list[tuple[object, str | None]] = [({"title": 1, "actions": [1, 2, 3]}, None)] * 1000
        results = await manager.post_many(owner(manager), wrong, may_write_others=yes)
        counting.cancel()
        assert {type(result) for result in results} == {InvalidInput}
        # A thousand of them take a tenth of a second, and nothing else would make it pause.
        assert turns > 3


async def test_a_first_visit_that_could_not_be_written_down_is_made_again() -> None:
    async with running(People) as manager:
        store = cast("SqliteStore", await manager.store())
        alice = user("alice")
        store._writer.problem = Damaged("away")
        await manager.list(alice, Filter(), limit=1)
        store._writer.problem = None
        # Here she is, and the store is back: what is said to everyone from now on is news to her.
        await manager.list(alice, Filter(), limit=1)
        await manager.notify("to all", recipients=["*"])
        assert (await manager.head(alice)).unread == 1


async def test_a_change_of_many_that_ends_halfway_is_told_all_the_same() -> None:
    class Listener:
        def __init__(self) -> None:
            self.told = asyncio.Event()

        def on_hint(self, head: Head) -> None:
            self.told.set()

        def on_notification(self, notification: Notification) -> None:
            """Of no interest here."""

    async with running() as manager:
        store = cast("SqliteStore", await manager.store())
        await store.post([_draft(number) for number in range(1500)])
        write, listener = store._writer.write, Listener()
        manager.hints.add(OWNER, listener)
        portions: list[int] = []

        async def failing(operation: Any, *, weight: int = 1, **more: Any) -> Any:
            portions.append(weight)
            if portions.count(PORTION) > 1:
                msg = "full"
                raise StoreUnavailable(msg)
            return await write(operation, weight=weight, **more)

        store._writer.write = failing  # type: ignore[method-assign]
        for sweep in (
            manager.change_all(OWNER, Filter(), StateChange(read=True)),
            manager.remove_all(OWNER, Filter()),
        ):
            portions.clear()
            listener.told.clear()
            with pytest.raises(StoreUnavailable):
                await sweep
            await asyncio.wait_for(listener.told.wait(), 5)
        assert (await manager.list(OWNER, Filter(), limit=1)).total == 500


def _draft(number: int) -> Draft:
    return Draft(f"{number:04}", {"title": "t"}, (OWNER,), now=0)


async def test_reads_do_not_wait_for_a_first_visit_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inboxes, "_VISIT_SECONDS", 0.01)
    async with running(People) as manager:
        store = cast("SqliteStore", await manager.store())
        alice, visit = user("alice"), store.visit

        healed, visited = asyncio.Event(), asyncio.Event()

        async def hang(inbox: Recipient, now: Millis) -> None:
            await healed.wait()
            await visit(inbox, now)
            visited.set()

        store.visit = hang  # type: ignore[method-assign]
        for _ in range(2):
            assert (await asyncio.wait_for(manager.list(alice, Filter(), limit=1), 5)).items == []
        healed.set()
        await asyncio.wait_for(visited.wait(), 5)
        await manager.notify("to all", recipients=["*"])
        assert (await manager.head(alice)).unread == 1


async def test_what_went_to_others_is_not_ones_own_when_it_is_sent_again_to_oneself() -> None:
    async with running(People, allow_to_others=True) as manager:
        alice = manager.identity.asker(User(username="alice"))
        to_bob = {"title": "t", "recipients": ["bob"]}
        sent = await manager.post(alice, to_bob, event_id="e", may_write_others=yes)
        again = await manager.post(alice, {"title": "t"}, event_id="e", may_write_others=yes)
        assert (again.posted.id, again.posted.outcome) == (sent.posted.id, "duplicate")
        assert not again.own, "a Location would lead to nothing"


async def test_a_repetition_costs_nothing() -> None:
    async with running(rate_limit=0.001) as manager:
        asker = owner(manager)
        for _ in range(300):
            await manager.post(asker, {"title": "t", "event_id": "e"}, may_write_others=yes)
        again: list[tuple[object, str | None]] = [({"title": "t"}, "e")] * 900
        for _ in range(3):
            results = await manager.post_many(asker, again, may_write_others=yes)
            assert {getattr(one, "posted", None) is not None for one in results} == {True}
        # One of a hundred is paid for.
        for number in range(99):
            await manager.post(asker, {"title": str(number)}, may_write_others=yes)
        with pytest.raises(TooMany):
            await manager.post(asker, {"title": "one too many"}, may_write_others=yes)


async def test_what_a_caller_who_gave_up_sent_is_told_all_the_same() -> None:
    async with running() as manager:
        told: asyncio.Queue[str] = asyncio.Queue()

        class Ear:
            def on_hint(self, head: Head) -> None:
                """Not listened to."""

            def on_notification(self, notification: Notification) -> None:
                told.put_nowait(notification.content["title"])

        manager.hints.add(OWNER, Ear(), heads=False)
        for content in ({}, {"key": "k", "type": "in-progress"}):
            sending = asyncio.ensure_future(manager.notify("sent", **content))
            await asyncio.sleep(0)
            sending.cancel()
            assert await asyncio.wait_for(told.get(), 10) == "sent"
        assert (await manager.list(OWNER, Filter(), limit=9)).total == 2


async def test_who_gives_up_takes_nobody_along() -> None:
    async with running() as manager:
        await manager.notify("one", key="k", type="in-progress")
        waiting = asyncio.ensure_future(manager.notify("two", key="k", type="in-progress"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        last = asyncio.ensure_future(manager.notify("three", key="k", type="success"))
        await asyncio.sleep(0)
        last.cancel()
        assert (await asyncio.wait_for(waiting, 10)).posted.outcome == "updated"
        [item] = (await manager.list(OWNER, Filter(), limit=9)).items
        assert item.content["title"] == "three"
