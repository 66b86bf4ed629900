"""Broadcasts of which a person has no row: how many they are, and from where on they count as news."""

# ruff: noqa: S608 - the SQL is put together from constants
from __future__ import annotations

import sqlite3

from ...models import Millis
from .rows import ALIVE, LAZY, LAZY_STATES, Inbox


def rowless(db: sqlite3.Connection, inbox: Inbox) -> int:
    """How many there are."""
    if not inbox.broadcasts:
        return 0
    return int(db.execute("SELECT count(*) FROM broadcast").fetchone()[0]) - inbox.theirs


def count(db: sqlite3.Connection, inbox: Inbox, state: str, now: Millis) -> int:
    """How many broadcasts without a row count as being in a state."""
    without = 0 if LAZY_STATES[state] == "0" else rowless(db, inbox)
    if not without:
        return 0
    values = {"inbox": inbox.n, "now": now, "baseline": inbox.baseline}
    if state == "unread":
        found = db.execute(
            f"SELECT count(*) FROM broadcast AS b CROSS JOIN event AS v ON v.n = b.event"
            f" WHERE {LAZY_STATES[state]} AND {ALIVE} AND {LAZY}",
            values,
        )
        return int(found.fetchone()[0])
    expired = db.execute(
        "SELECT count(*) FROM event AS v CROSS JOIN broadcast AS b ON b.event = v.n"
        f" WHERE v.expires_at <= :now AND {LAZY}",
        values,
    )
    return without - int(expired.fetchone()[0])


def settle(db: sqlite3.Connection, inbox: Inbox) -> None:
    """Move on the place up to which broadcasts count as read, past all of which the person has a row.

    That changes no answer, and keeps counting from looking at all of them again and again.
    """
    if inbox.visited is None or inbox.visited == inbox.broadcasts:
        return
    row = db.execute(
        f"SELECT b.news FROM broadcast AS b WHERE b.news > :baseline AND {LAZY} ORDER BY b.news LIMIT 1",
        {"baseline": inbox.baseline, "inbox": inbox.n},
    ).fetchone()
    visited = inbox.broadcasts if row is None else (int(row[0]) >> 32) - 1
    if visited > inbox.visited:
        db.execute("UPDATE inbox SET visited = ? WHERE n = ?", (visited, inbox.n))
