"""Runs of posts: batches, and callers who wait together, leave the same rows and answers as one by one."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_notifications.models import EVERYONE, OWNER, Draft, Muted, Posted, user
from jupyter_notifications.storage.migrate import migrate, migrations
from jupyter_notifications.storage.sqlite import SqliteStore, mutes, posts, runs, search, writer
from jupyter_notifications.storage.sqlite.opening import connect
from jupyter_notifications.storage.sqlite.rows import NoJSON, make_inbox

ALICE, BOB = user("alice"), user("bob")
NOW = 1_000_000


def database() -> sqlite3.Connection:
    """A store's tables, in memory."""
    db = connect(":memory:")
    migrate(db, migrations("sqlite"))
    search.prepare(db)
    db.execute("UPDATE store SET epoch = 'fixed'")
    return db


def rows(db: sqlite3.Connection) -> dict[str, list[Any]]:
    """All that is in it."""
    tables = [
        name
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        if not name.startswith(("sqlite_", "words"))
    ]
    return {table: sorted(map(repr, db.execute(f"SELECT * FROM {table}"))) for table in tables}


@pytest.fixture
def pair() -> Iterator[tuple[sqlite3.Connection, sqlite3.Connection]]:
    """Two of them, alike."""
    both = database(), database()
    yield both
    for db in both:
        db.close()


#: What a plain post may hold, in one entry of a dictionary each.
CONTENT = st.fixed_dictionaries(
    {"title": st.sampled_from(["x", "y"])},
    optional={
        "source": st.sampled_from(["quiet", "loud"]),
        "topic": st.sampled_from(["dull", "new"]),
        "type": st.sampled_from(["info", "in-progress"]),
        "group": st.just("g"),
    },
)
MORE: dict[str, st.SearchStrategy[Any]] = {
    "event_id": st.integers(0, 30).map(str),
    "expires_at": st.just(NOW + 5),
    "deliver_at": st.just(NOW - 5),
}
PLAIN = st.fixed_dictionaries(
    {"content": CONTENT, "recipients": st.just((ALICE,)), "sender": st.just("alice")}, optional=MORE
) | st.fixed_dictionaries(
    {"content": CONTENT, "recipients": st.sampled_from([(ALICE,), (BOB,), (OWNER,)])}, optional=MORE
)
ODD = st.fixed_dictionaries(
    {
        "content": st.sampled_from(
            [{"title": "k", "key": "1"}, {"title": "k", "key": "2", "source": "loud"}]
        ),
        "recipients": st.sampled_from([(ALICE,), (BOB,), (EVERYONE,), (ALICE, BOB)]),
        "sender": st.sampled_from([None, "alice"]),
    },
    optional={"deliver_at": st.just(NOW + 9)},
)
BATCHES = st.lists(st.lists(PLAIN, max_size=12) | st.lists(PLAIN | ODD, max_size=8), max_size=3)


@settings(max_examples=120, deadline=None)
@given(BATCHES, st.booleans())
def test_as_one_by_one(batches: list[list[dict[str, Any]]], visited: bool) -> None:
    together, apart = database(), database()
    try:
        if visited:
            for db in (together, apart):
                mutes.keep(db, make_inbox(db, ALICE), Muted(sources=("quiet",), topics=("dull",)))
        number = 0
        for batch in batches:
            drafts = []
            for item in batch:
                number += 1
                drafts.append(Draft(id=f"id-{number:03}", now=NOW + number, **item))
            assert answered(posts.post(together, drafts)) == answered(
                posts._post(apart, draft) for draft in drafts
            )
            assert rows(together) == rows(apart)
    finally:
        together.close()
        apart.close()


def answered(posted: Iterable[Posted]) -> list[Posted]:
    """What is said to callers; where an entry stands is known only of one that was posted alone."""
    return [msgspec.structs.replace(one, arrived=None, read=False) for one in posted]


def waiting_together(db: sqlite3.Connection, callers: Sequence[Sequence[Draft]]) -> list[list[Posted]]:
    """What the writer does with those who wait, in one transaction."""
    batch = [
        writer._Waiting(posting, 1, True, posting, cast("asyncio.Future[Any]", None))
        for posting in map(posts.Posting, callers)
    ]
    work = writer._Work(db, lambda: True)
    db.execute("BEGIN IMMEDIATE")
    answers = [answer for part in writer._parts(batch) for answer in work.attempt(part)]
    db.execute("COMMIT")
    return answers


@settings(max_examples=120, deadline=None)
@given(
    st.lists(
        st.lists(st.lists(PLAIN, max_size=3) | st.lists(PLAIN | ODD, max_size=3), max_size=8), max_size=3
    ),
    st.booleans(),
)
def test_callers_who_wait_together_as_one_by_one(
    commits: list[list[list[dict[str, Any]]]], visited: bool
) -> None:
    together, apart = database(), database()
    try:
        if visited:
            for db in (together, apart):
                mutes.keep(db, make_inbox(db, ALICE), Muted(sources=("quiet",), topics=("dull",)))
        number = 0
        for commit in commits:
            callers: list[list[Draft]] = []
            for items in commit:
                callers.append([])
                for item in items:
                    number += 1
                    callers[-1].append(Draft(id=f"id-{number:03}", now=NOW + number, **item))
            assert list(map(answered, waiting_together(together, callers))) == [
                answered(posts._post(apart, draft) for draft in drafts) for drafts in callers
            ]
            assert rows(together) == rows(apart)
    finally:
        together.close()
        apart.close()


def test_callers_who_wait_together_are_one_run(pair: tuple[sqlite3.Connection, sqlite3.Connection]) -> None:
    db, _ = pair
    statements: list[str] = []
    db.set_trace_callback(statements.append)
    callers = [[draft] for draft in drafts(70)]
    assert [[one.id for one in answer] for answer in waiting_together(db, callers)] == [
        [f"id-{number}"] for number in range(70)
    ]
    assert sum(text.startswith("UPDATE inbox") for text in statements) == 1
    assert db.execute("SELECT count(*), max(arrived) FROM entry").fetchone() == (70, 70)


def test_the_fault_of_one_who_waits_is_theirs_alone(tmp_path: Path) -> None:
    async def scene() -> None:
        store = SqliteStore(tmp_path / "n.db")
        await store.open()
        try:
            good = drafts(20)
            bad = Draft(id="bad", content={"title": object()}, recipients=(OWNER,), now=NOW)
            results = await asyncio.gather(
                *(store.post([draft]) for draft in good[:10]),
                store.post([bad]),
                *(store.post([draft]) for draft in good[10:]),
                return_exceptions=True,
            )
            assert isinstance(results.pop(10), NoJSON)
            posted = answered(one for result in cast("list[list[Posted]]", results) for one in result)
            assert posted == [Posted(draft.id, "created", 1, (OWNER,)) for draft in good]
            assert (await store.head(OWNER, NOW)).unread == 20
            with pytest.raises(NoJSON):
                await store.post([bad])
            assert (await store.head(OWNER, NOW)).seq.own == 20
        finally:
            await store.close()

    asyncio.run(scene())


def test_one_event_id_of_two_who_wait_is_taken_once(tmp_path: Path) -> None:
    async def scene() -> None:
        store = SqliteStore(tmp_path / "n.db")
        await store.open()
        try:
            given = [
                Draft(id=f"id-{n}", content={"title": "x"}, recipients=(OWNER,), now=NOW, event_id=str(n % 5))
                for n in range(10)
            ]
            results = await asyncio.gather(*(store.post([draft]) for draft in given))
            assert [(one.id, one.outcome) for [one] in results] == [
                *((f"id-{n}", "created") for n in range(5)),
                *((f"id-{n}", "duplicate") for n in range(5)),
            ]
            assert (await store.head(OWNER, NOW)).unread == 5
        finally:
            await store.close()

    asyncio.run(scene())


def drafts(count: int, recipient: Any = OWNER, **more: Any) -> list[Draft]:
    """Plain ones."""
    return [
        Draft(id=f"id-{number}", content={"title": "x"}, recipients=(recipient,), now=NOW, **more)
        for number in range(count)
    ]


def test_a_plain_batch_is_a_run(pair: tuple[sqlite3.Connection, sqlite3.Connection]) -> None:
    db, _ = pair
    statements: list[str] = []
    db.set_trace_callback(statements.append)
    answers = runs.post(db, drafts(50))
    assert answers is not None
    assert [answer.id for answer in answers] == [f"id-{number}" for number in range(50)]
    assert db.execute("SELECT own, unread, shown FROM inbox WHERE key = 'owner'").fetchone() == (50, 50, 50)
    assert sum(text.startswith("UPDATE inbox") for text in statements) == 1


@pytest.mark.parametrize(
    ("number", "odd"),
    [
        (2, {"recipients": (BOB,)}),  # who is not its sender
        (0, {"recipients": (EVERYONE,)}),
        (3, {"recipients": (ALICE, BOB)}),
        (1, {"content": {"title": "x", "key": "k"}}),
        (4, {"deliver_at": NOW + 1}),
        (4, {"sender": "bob"}),
        (4, {"event_id": "twice"}),
    ],
)
def test_one_that_is_not_plain_makes_it_none(
    pair: tuple[sqlite3.Connection, sqlite3.Connection], number: int, odd: dict[str, Any]
) -> None:
    db, _ = pair
    batch = drafts(5, ALICE, sender="alice")
    given = {name: getattr(batch[number], name) for name in Draft.__struct_fields__} | odd
    batch[number] = Draft(**given)
    if "event_id" in odd:
        batch[0] = Draft(**{name: getattr(batch[0], name) for name in Draft.__struct_fields__} | odd)
    before = rows(db)
    assert runs.post(db, batch) is None
    assert rows(db) == before
