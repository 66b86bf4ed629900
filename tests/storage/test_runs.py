"""Runs of posts: a batch leaves the same rows and gets the same answers as its items one by one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_notifications.models import EVERYONE, OWNER, Draft, Muted, user
from jupyter_notifications.storage.migrate import migrate, migrations
from jupyter_notifications.storage.sqlite import mutes, posts, runs, search
from jupyter_notifications.storage.sqlite.opening import connect
from jupyter_notifications.storage.sqlite.rows import make_inbox

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
PLAIN = st.fixed_dictionaries(
    {"content": CONTENT, "recipients": st.just((ALICE,)), "sender": st.just("alice")},
    optional={
        "event_id": st.integers(0, 30).map(str),
        "expires_at": st.just(NOW + 5),
        "deliver_at": st.just(NOW - 5),
    },
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
            assert posts.post(together, drafts) == [posts._post(apart, draft) for draft in drafts]
            assert rows(together) == rows(apart)
    finally:
        together.close()
        apart.close()


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
        (2, {"recipients": (BOB,)}),
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
