"""Take many entries out of many inboxes, by sets: first chosen, then removed with their tombstones."""

# ruff: noqa: S608 - the SQL is put together from constants
from __future__ import annotations

import sqlite3

from .targets import tidy_many

_CHOSEN = "(SELECT inbox FROM temp.chosen)"


def choose(db: sqlite3.Connection, rows: str, **values: int) -> int:
    """Say what is to go: SQL that gives (inbox, arrived, event) of entries; how many there are.

    Not a broadcast's, unless it is without a word: such a row is all that knows what a person did with it.
    """
    db.execute(
        "CREATE TEMP TABLE IF NOT EXISTS chosen"
        " (inbox INTEGER, arrived INTEGER, event INTEGER, PRIMARY KEY (inbox, arrived)) WITHOUT ROWID"
    )
    db.execute("DELETE FROM temp.chosen")
    return choose_more(db, rows, **values)


def choose_more(db: sqlite3.Connection, rows: str, **values: int) -> int:
    """The same, besides what is chosen already; how many more these are."""
    return db.execute(f"INSERT OR IGNORE INTO temp.chosen {rows}", values).rowcount


def remove(db: sqlite3.Connection) -> set[int]:
    """Take the chosen entries away, with a tombstone each; the numbers of the inboxes that changed."""
    db.execute(
        "INSERT INTO tombstone SELECT c.inbox, ((SELECT broadcasts FROM store) << 32 | i.own)"
        " + row_number() OVER (PARTITION BY c.inbox ORDER BY c.arrived), v.id"
        " FROM temp.chosen AS c JOIN inbox AS i ON i.n = c.inbox JOIN event AS v ON v.n = c.event"
    )
    db.execute(
        "UPDATE inbox SET own = own + (SELECT count(*) FROM temp.chosen WHERE inbox = inbox.n)"
        f" WHERE n IN {_CHOSEN}"
    )
    erase(db)
    tidy_many(db, _CHOSEN)
    return {int(row[0]) for row in db.execute("SELECT DISTINCT inbox FROM temp.chosen")}


def erase(db: sqlite3.Connection) -> None:
    """Delete the chosen entries, and what nobody has any more, without a word."""
    # One by one: by a set SQLite would look at all the keys of these inboxes.
    keys = db.execute(
        "SELECT c.inbox, v.name, v.n FROM temp.chosen AS c CROSS JOIN event AS v ON v.n = c.event"
        " WHERE v.name IS NOT NULL"
    ).fetchall()
    db.executemany("DELETE FROM keyed WHERE inbox = ? AND name = ? AND event = ?", keys)
    db.execute("DELETE FROM entry WHERE (inbox, arrived) IN (SELECT inbox, arrived FROM temp.chosen)")
    db.execute(
        "DELETE FROM event WHERE n IN (SELECT event FROM temp.chosen)"
        " AND NOT EXISTS (SELECT 1 FROM entry WHERE event = event.n)"
        " AND NOT EXISTS (SELECT 1 FROM waiting WHERE event = event.n)"
        " AND NOT EXISTS (SELECT 1 FROM broadcast WHERE event = event.n)"
    )
