"""Take many entries out of many inboxes, by sets: first chosen, then removed with their tombstones."""

# ruff: noqa: S608 - the SQL is put together from constants
from __future__ import annotations

import sqlite3

from .rows import REMOVED
from .targets import PLACE, tidy_many

_CHOSEN = "(SELECT inbox FROM temp.chosen)"

#: A person's row of a broadcast is the one place that knows that they do not want to see it.
_BROADCASTS = "(SELECT event FROM broadcast)"


def choose(db: sqlite3.Connection, rows: str, **values: int) -> int:
    """Say what is to go: SQL that gives (inbox, arrived, event) of entries; how many there are."""
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
    db.execute(
        f"UPDATE entry SET state = state | {REMOVED}, snoozed = NULL, changed = {PLACE}"
        " WHERE (inbox, arrived) IN"
        f" (SELECT inbox, arrived FROM temp.chosen WHERE event IN {_BROADCASTS})"
    )
    erase(db, spare=f"event IN {_BROADCASTS}")
    inboxes = {int(row[0]) for row in db.execute("SELECT DISTINCT inbox FROM temp.chosen")}
    tidy_many(db, _CHOSEN)
    return inboxes


def erase(db: sqlite3.Connection, *, spare: str = "0") -> None:
    """Delete the chosen entries without a word; those of which ``spare`` (SQL) is true stay."""
    db.execute(
        "DELETE FROM keyed WHERE (inbox, name, event) IN (SELECT c.inbox, v.name, v.n"
        " FROM temp.chosen AS c CROSS JOIN event AS v ON v.n = c.event WHERE v.name IS NOT NULL)"
    )
    db.execute(
        "DELETE FROM entry WHERE (inbox, arrived) IN"
        f" (SELECT inbox, arrived FROM temp.chosen WHERE NOT ({spare}))"
    )
    db.execute(
        "DELETE FROM event WHERE n IN (SELECT event FROM temp.chosen)"
        " AND NOT EXISTS (SELECT 1 FROM entry WHERE event = event.n)"
        " AND NOT EXISTS (SELECT 1 FROM waiting WHERE event = event.n)"
        " AND NOT EXISTS (SELECT 1 FROM broadcast WHERE event = event.n)"
    )
