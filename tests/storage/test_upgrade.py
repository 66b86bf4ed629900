"""A file of the first schema, with something in it, becomes one of the latest."""

# ruff: noqa: A001 - the words of the contract
from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from jupyter_notifications.models import EVERYONE, Muted
from jupyter_notifications.storage.base import Store
from jupyter_notifications.storage.migrate import migrate, migrations

from .scenes import ALICE, draft, ids, play

SPAM = Muted(sources=("spam",))


def test_a_file_of_the_first_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    """What was in it stays, and the new parts work on it."""
    path = tmp_path / "notifications.db"

    async def scene(store: Store) -> None:
        assert await ids(store, ALICE) == ["all", "a"]
        assert (await store.sent("bob", 0, limit=5)).items == []
        await store.keep_preferences(ALICE, {}, SPAM, 0)
        await store.post([draft("b", ALICE, sender="bob", source="spam")])
        assert (await store.get(ALICE, "b", 0)).read
        await store.remove(ALICE, "b", 0)
        assert [s.read for s in (await store.sent("bob", 0, limit=5)).items] == [0], "muted is not read"
        assert set(await store.sweep(1_000, keep_for=500, keep_entries=None)) == {ALICE, EVERYONE}
        await store.forget(ALICE, "alice", 0)
        assert await ids(store, ALICE) == []

    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        migrate(db, migrations("sqlite")[:1])
        db.execute("INSERT INTO inbox (key, own, unread, shown, whole) VALUES ('user:alice', 1, 1, 1, 1)")
        for n, id in ((1, "a"), (2, "all")):
            db.execute(
                "INSERT INTO event (n, id, type, created, updated, content)"
                f" VALUES ({n}, '{id}', 'default', 0, 0, '{{\"title\": \"{id}\"}}')"
            )
        db.execute("INSERT INTO entry (inbox, arrived, changed, event) VALUES (1, 1, 1, 1)")
        db.execute("INSERT INTO broadcast VALUES (1 << 32, 1 << 32, 1 << 32, 2)")
        db.execute("UPDATE store SET broadcasts = 1")
    play(scene, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
