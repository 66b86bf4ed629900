"""What a page asks costs SQLite the same few steps however much there is (promise P4, without a clock)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from jupyter_notifications.models import EVERYONE, OWNER, Cursor, Filter, StateChange
from jupyter_notifications.storage.sqlite import SqliteStore

from .scenes import ALICE, BOB, draft
from .searching import fill, with_fts5

Question = Callable[[SqliteStore], Awaitable[Any]]


async def steps(store: SqliteStore, question: Question) -> int:
    """How many tens of steps SQLite's machine takes for a question."""
    count = 0

    def tick() -> int:
        nonlocal count
        count += 1
        return 0

    await store._connection.run(lambda db: db.set_progress_handler(tick, 10))
    await question(store)
    await store._connection.run(lambda db: db.set_progress_handler(None, 0))
    return count


async def filled(entries: int, broadcasts: int) -> SqliteStore:
    """Nine in ten are read, some archived, and all the broadcasts are read; somebody else has as much."""
    store = SqliteStore(None)
    await store.open()
    for person in (OWNER, ALICE, BOB):
        await store.visit(person, 0)
    await store.post([draft(f"b{n}", EVERYONE, source="ops") for n in range(broadcasts)])
    for person in (OWNER, BOB):
        await store.change_all(person, Filter(), StateChange(read=True), 1)
    batch = [draft(f"{n}", ALICE if n % 2 else OWNER, source=f"s{n % 3}") for n in range(2 * entries)]
    await store.post(batch[: 9 * len(batch) // 10])
    await store.change_all(OWNER, Filter("unread"), StateChange(read=True), 1)
    half = Cursor(broadcasts, (await store.head(OWNER, 1)).seq.own // 2)
    await store.change_all(OWNER, Filter(source="s0"), StateChange(archived=True), 1, up_to=half)
    await store.post(batch[9 * len(batch) // 10 :])
    await store.post([draft("last", OWNER)])
    return store


def page(before: float | None = None, state: Any = "inbox", **filter: str) -> Question:
    """The newest 50 in a state, or those behind a part of the way through."""

    async def ask(store: SqliteStore) -> None:
        place = None
        if before is not None:
            top = (await store.list(OWNER, Filter("all"), 1, limit=1)).items[0].arrived
            place = Cursor(top.broadcasts, round(top.own * (1 - before)))
        found = await store.list(OWNER, Filter(state, **filter), 1, limit=50, before=place)
        assert len(found.items) == 50

    return ask


async def unread(store: SqliteStore) -> None:
    for person in (OWNER, BOB):
        await store.head(person, 1)


async def nothing_there(store: SqliteStore) -> None:
    assert (await store.list(BOB, Filter("unread"), 1, limit=50)).items == []
    assert (await store.list(OWNER, Filter("snoozed"), 1, limit=50)).items == []


async def what_is_new(store: SqliteStore) -> None:
    head = await store.head(OWNER, 1)
    after = Cursor(head.seq.broadcasts, head.seq.own - 1)
    found = await store.changes(OWNER, 1, epoch=head.epoch, after=after, limit=50)
    assert [item.id for item in found.items] == ["last"]


QUESTIONS: dict[str, Question] = {
    "newest": page(),
    "deep": page(0.6),
    "newest of all": page(state="all"),
    "newest unread": page(state="unread"),
    "of one source": page(source="s1"),
    "unread": unread,
    "nothing there": nothing_there,
    "changes": what_is_new,
}


@pytest.fixture(scope="module")
def twins() -> Any:
    """A small store and one with twelve times as much."""
    loop = asyncio.new_event_loop()
    small, big = (loop.run_until_complete(filled(n, n // 5)) for n in (600, 7200))
    yield loop, small, big
    for store in (small, big):
        loop.run_until_complete(store.close())
    loop.close()


@pytest.mark.parametrize("name", QUESTIONS)
def test_more_in_the_store_is_not_more_to_do(twins: Any, name: str) -> None:
    loop, small, big = twins
    few = loop.run_until_complete(steps(small, QUESTIONS[name]))
    many = loop.run_until_complete(steps(big, QUESTIONS[name]))
    assert few > 0
    assert many <= 1.3 * few + 10


def test_the_steps_of_a_scan_are_seen(twins: Any) -> None:
    """The measure itself: a question without the index takes as many more steps as there is more."""
    loop, small, big = twins

    async def scan(store: SqliteStore) -> None:
        assert (await store.list(OWNER, Filter("all", q="zz"), 1, limit=50)).items == []

    few, many = (loop.run_until_complete(steps(store, scan)) for store in (small, big))
    assert many > 5 * few


@with_fts5
def test_a_word_that_is_rare_is_not_looked_for_in_all(twins: Any) -> None:
    loop, small, big = twins

    async def rare(store: SqliteStore) -> None:
        assert [n.id for n in (await store.list(OWNER, Filter("all", q="last"), 1, limit=50)).items] == [
            "last"
        ]

    for store in (small, big):
        loop.run_until_complete(fill(store))
    few, many = (loop.run_until_complete(steps(store, rare)) for store in (small, big))
    assert many <= 2 * few + 10
