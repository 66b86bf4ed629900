"""What the tests of searching share: an index filled now, what it holds, a SQLite without FTS5."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from jupyter_notifications.models import OWNER, Filter, Recipient
from jupyter_notifications.storage.sqlite import SqliteStore, database, search
from jupyter_notifications.storage.sqlite.opening import connect
from jupyter_notifications.storage.sqlite.words import folded

from .scenes import everything

#: Marks tests that need the index.
with_fts5 = pytest.mark.skipif(
    not search.usable(sqlite3.connect(":memory:")), reason="this SQLite has no FTS5 with trigrams"
)


async def fill(store: SqliteStore) -> int:
    """Bring all of a store into its index, now; in how many portions."""
    portions = 0
    while await store._connection.run(search.behind):
        await store._writer.write(search.catch_up)
        portions += 1
    return portions


def run(scene: Callable[[SqliteStore], Awaitable[None]], path: Path | None = None) -> None:
    async def act() -> None:
        async with opened(path) as store:
            await scene(store)

    asyncio.run(asyncio.wait_for(act(), 60))


@asynccontextmanager
async def opened(path: Path | None = None, **options: Any) -> Any:
    store = SqliteStore(path, **options)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


async def found(store: SqliteStore, q: str, inbox: Recipient = OWNER, **filter: Any) -> list[str]:
    """The ids of what a search finds, over all pages."""
    return [n.id for n in await everything(store, inbox, 0, Filter("all", q=q, **filter), 3)]


def terms(db: sqlite3.Connection) -> Counter[str]:
    """What the index holds: in how many events each trigram is."""
    db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms USING fts5vocab(main, found, row)")
    return Counter(dict(db.execute("SELECT term, doc FROM temp.terms").fetchall()))


def terms_of(contents: list[str]) -> Counter[str]:
    """What it should hold."""
    expected: Counter[str] = Counter()
    for content in contents:
        text = folded(content).replace("\0", "\ufffd")
        expected.update({text[n : n + 3] for n in range(len(text) - 2)})
    return expected


def check_index(db: sqlite3.Connection) -> None:
    """The index holds exactly what the events up to its mark hold, once it is brought up to date."""
    if not db.execute("SELECT max(n) FROM event").fetchone()[0]:
        return  # it is made when there is something for it
    contents = [row[0] for row in db.execute("SELECT content FROM event, indexed WHERE n <= upto")]
    assert terms(db) == terms_of(contents)
    db.execute("INSERT INTO found (found) VALUES ('integrity-check')")


@contextmanager
def no_fts5() -> Iterator[list[str]]:
    """New connections cannot make or use the index, as if SQLite lacked the module; what they tried."""
    tried: list[str] = []

    def authorize(action: int, first: str | None, second: str | None, *_: str | None) -> int:
        if action in {sqlite3.SQLITE_CREATE_VTABLE, sqlite3.SQLITE_DROP_VTABLE}:
            return sqlite3.SQLITE_DENY
        if "found" in {first, second}:
            tried.append("read" if action == sqlite3.SQLITE_READ else "write")
            return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK

    def without(*args: Any, **options: Any) -> sqlite3.Connection:
        db = connect(*args, **options)
        db.set_authorizer(authorize)
        return db

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "connect", without)
        yield tried
