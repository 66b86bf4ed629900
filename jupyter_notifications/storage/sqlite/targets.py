"""Changes to the same thing in many inboxes at once, by sets instead of row by row."""

# ruff: noqa: S608 - `id` is a word of the contract; the SQL is put together from constants
from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from ...models import Recipient
from ..base import MAX_CHANGES_BEHIND
from .rows import make_inbox

#: Keys that are looked up in one statement.
_CHUNK = 500

#: SQL: the inboxes that an operation is about, set by :func:`aim`.
TARGETS = "(SELECT inbox FROM temp.target)"

#: SQL: the place of an inbox's next-written change, once :func:`step` has been taken.
PLACE = "((SELECT broadcasts FROM store) << 32 | (SELECT own FROM inbox WHERE n = entry.inbox))"


def aim(db: sqlite3.Connection, inboxes: Iterable[int]) -> None:
    """Say which inboxes the next statements are about."""
    db.execute("DELETE FROM temp.target")
    db.executemany("INSERT OR IGNORE INTO temp.target VALUES (?)", [(n,) for n in inboxes])


def aim_at(db: sqlite3.Connection, recipients: Sequence[Recipient]) -> None:
    """The same for whose inboxes they are; those that are not known yet are made known."""
    db.execute("DELETE FROM temp.target")
    keys = [f"user:{r.name}" if r.kind == "user" else r.key for r in recipients]
    known = 0
    for start in range(0, len(keys), _CHUNK):
        some = keys[start : start + _CHUNK]
        marks = ", ".join("?" * len(some))
        known += db.execute(
            f"INSERT INTO temp.target SELECT n FROM inbox WHERE key IN ({marks})", some
        ).rowcount
    if known < len(keys):
        aim(db, [make_inbox(db, recipient) for recipient in recipients])


def step(db: sqlite3.Connection) -> None:
    """Count one change in each of the inboxes aimed at."""
    db.execute(f"UPDATE inbox SET own = own + 1 WHERE n IN {TARGETS}")


def next_broadcast(db: sqlite3.Connection) -> int:
    """Count one change that everyone sees; its place."""
    db.execute("UPDATE store SET broadcasts = broadcasts + 1")
    return int(db.execute("SELECT broadcasts FROM store").fetchone()[0]) << 32


def unbury(db: sqlite3.Connection, id: str) -> None:
    """Take back the tombstones of an id that comes back in the inboxes aimed at."""
    db.execute(f"DELETE FROM tombstone WHERE inbox IN {TARGETS} AND id = ?", (id,))


def tidy(db: sqlite3.Connection, inboxes: Iterable[int]) -> None:
    """Throw away tombstones that nobody can ask for: whoever is that far behind has to start again anyway."""
    for n in inboxes:
        row = db.execute(
            "SELECT changed FROM tombstone WHERE inbox = ? ORDER BY changed DESC LIMIT 1 OFFSET ?",
            (n, MAX_CHANGES_BEHIND),
        ).fetchone()
        if row is not None:
            db.execute("DELETE FROM tombstone WHERE inbox = ? AND changed <= ?", (n, row[0]))
            db.execute("UPDATE inbox SET horizon = max(horizon, ?) WHERE n = ?", (row[0], n))


def tidy_many(db: sqlite3.Connection, inboxes: str) -> None:
    """The same for the inboxes that SQL gives: few of many have that many."""
    crowded = db.execute(
        f"SELECT inbox FROM tombstone WHERE inbox IN {inboxes} GROUP BY inbox HAVING count(*) > ?",
        (MAX_CHANGES_BEHIND,),
    ).fetchall()
    tidy(db, [row[0] for row in crowded])


def forget(db: sqlite3.Connection, event: int) -> None:
    """Delete what was said if no inbox has it any more: it is nobody's business now."""
    db.execute(
        "DELETE FROM event WHERE n = :n AND NOT EXISTS (SELECT 1 FROM entry WHERE event = :n)"
        " AND NOT EXISTS (SELECT 1 FROM waiting WHERE event = :n)"
        " AND NOT EXISTS (SELECT 1 FROM broadcast WHERE event = :n)",
        {"n": event},
    )
