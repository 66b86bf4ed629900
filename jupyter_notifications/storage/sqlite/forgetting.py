"""Forget a person: delete all that is known of them, and keep their old cursors from being of use again."""

# ruff: noqa: S608 - the SQL is put together from constants
from __future__ import annotations

import sqlite3

from ...models import Recipient
from . import removal, search, targets
from .states import PORTION

#: Tables that hold nothing but an inbox's own.
_OF_INBOX = ("waiting", "keyed", "tombstone", "preference", "mute", "delivery", "delivery_setting")


def forget_entries(db: sqlite3.Connection, recipient: Recipient) -> bool:
    """Delete a portion of an inbox's entries, without tombstones; whether there are more."""
    n = _number(db, recipient)
    found = removal.choose(
        db,
        "SELECT inbox, arrived, event FROM entry WHERE inbox = :inbox LIMIT :limit",
        inbox=n,
        limit=PORTION,
    )
    removal.erase(db)
    return found == PORTION


def forget(db: sqlite3.Connection, recipient: Recipient, sender: str | None) -> None:
    """Delete the rest. What they sent to others stays with those, but for what nobody has got yet."""
    while forget_entries(db, recipient):
        pass  # what came in between
    n = _number(db, recipient)
    _call_off(db, "SELECT event FROM waiting WHERE inbox = ?", n)
    for table in _OF_INBOX:
        db.execute(f"DELETE FROM {table} WHERE inbox = ?", (n,))
    # Also for one who has no inbox: such a person has been given cursors, too.
    db.execute(
        "UPDATE store SET floor = broadcasts << 32"
        " | (1 + max(floor & 4294967295, coalesce((SELECT own FROM inbox WHERE n = ?), 0)))",
        (n,),
    )
    db.execute("DELETE FROM inbox WHERE n = ?", (n,))
    search.forget_traces(db)
    db.execute("DELETE FROM sent WHERE sender = ?", (sender or "",))
    if sender is not None:
        db.execute("DELETE FROM outgoing WHERE sender = ?", (sender,))
        _call_off(db, "SELECT n FROM event WHERE deliver_at IS NOT NULL AND sender = ?", sender, whole=True)


def _number(db: sqlite3.Connection, recipient: Recipient) -> int:
    """An inbox's number; -1 for what is not known, and for everyone's, which is nobody's to be forgotten."""
    row = db.execute("SELECT n FROM inbox WHERE key = ? AND n <> 0", (recipient.key,)).fetchone()
    return -1 if row is None else int(row[0])


def _call_off(db: sqlite3.Connection, events: str, whose: int | str, *, whole: bool = False) -> None:
    """Delete what waits: for one inbox, or for whomever it is."""
    for (event,) in db.execute(events, (whose,)).fetchall():
        if whole:
            db.execute("DELETE FROM waiting WHERE event = ?", (event,))
        else:
            db.execute("DELETE FROM waiting WHERE event = ? AND inbox = ?", (event, whose))
        targets.forget(db, event)
