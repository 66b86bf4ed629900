"""What is said to everyone: stored once, with a row per person only where their state differs."""

# ruff: noqa: A001 - `id` is a word of the contract; the SQL is put together from constants
from __future__ import annotations

import sqlite3

from ...models import Draft, Millis
from . import mutes, outgoing
from .events import cancel, insert_event, kind_of, remember_key, rewrite_event
from .rows import QUIET, READ, REMOVED, Entry, Inbox, name_of
from .targets import forget, next_broadcast


def post(db: sqlite3.Connection, draft: Draft) -> str:
    """Say something to everyone, now; the id it has."""
    name = name_of(draft.sender, draft.content)
    id = draft.id
    if name is not None:
        id = cancel(db, name, [0]).get(0, id)
        known = db.execute(
            "SELECT v.n, v.id FROM keyed AS k JOIN event AS v ON v.n = k.event"
            " WHERE k.inbox = 0 AND k.name = ?",
            (name,),
        ).fetchone()
        if known is not None:
            _update(db, known[0], known[1], draft)
            return str(known[1])
    if id != draft.id:
        _unbury(db, id)
    _arrive(db, insert_event(db, draft, id), name)
    return id


def _arrive(db: sqlite3.Connection, event: int, name: str | None) -> None:
    place = next_broadcast(db)
    db.execute("INSERT INTO broadcast VALUES (?, ?, ?, ?)", (place, place, place, event))
    mutes.hush_broadcast(db, event)
    if name is not None:
        remember_key(db, event, [0], name)


def _update(db: sqlite3.Connection, event: int, id: str, draft: Draft) -> None:
    rewrite_event(db, event, draft)
    place = next_broadcast(db)
    db.execute("UPDATE broadcast SET changed = ? WHERE event = ?", (place, event))
    quiet = kind_of(draft) == "in-progress"
    if not quiet:
        db.execute("UPDATE broadcast SET news = changed WHERE event = ?", (event,))
    _refresh(db, event, id, place, quiet=quiet)
    mutes.hush_broadcast(db, event)


def _refresh(db: sqlite3.Connection, event: int, id: str, place: int, *, quiet: bool) -> None:
    """Move on the rows of those whose state differs. Real news comes back even to those who deleted it."""
    if quiet:
        db.execute(
            "UPDATE entry SET state = state | ?, changed = ? WHERE event = ? AND state & ? = 0",
            (QUIET, place, event, REMOVED),
        )
        return
    back = [
        row[0] for row in db.execute("SELECT inbox FROM entry WHERE event = ? AND state & 4 = 4", (event,))
    ]
    db.executemany("DELETE FROM tombstone WHERE inbox = ? AND id = ?", [(n, id) for n in back])
    db.execute("UPDATE entry SET state = 0, snoozed = NULL, changed = ? WHERE event = ?", (place, event))


def _unbury(db: sqlite3.Connection, id: str) -> None:
    """Take back every tombstone of an id that comes back for all. Rare, hence without an index."""
    db.execute("DELETE FROM tombstone WHERE id = ?", (id,))


def deliver(db: sqlite3.Connection, event: int, name: str | None, now: Millis) -> None:
    """Make what waited for everyone arrive, in the place of what the same key had before, if anything."""
    db.execute("UPDATE event SET deliver_at = NULL, updated = ? WHERE n = ?", (now, event))
    old = None
    if name is not None:
        _unbury(db, db.execute("SELECT id FROM event WHERE n = ?", (event,)).fetchone()[0])
        old = db.execute("SELECT event FROM keyed WHERE inbox = 0 AND name = ?", (name,)).fetchone()
    if old is not None:
        # The persons' rows go with it: whatever they had done, this is new to all of them.
        outgoing.overtake(db, old[0])
        db.execute("DELETE FROM entry WHERE event = ?", old)
        db.execute("DELETE FROM broadcast WHERE event = ?", old)
        forget(db, old[0])
    _arrive(db, event, name)


def materialise(db: sqlite3.Connection, inbox: Inbox, entry: Entry) -> None:
    """Give a person their own row of a broadcast, in the state in which they see it now."""
    type = db.execute("SELECT type FROM event WHERE n = ?", (entry.event,)).fetchone()[0]
    state = (entry.state & READ) | (QUIET if type == "in-progress" else 0)
    db.execute(
        "INSERT INTO entry (inbox, arrived, changed, event, state) VALUES (?, ?, ?, ?, ?)",
        (inbox.n, entry.arrived, entry.changed, entry.event, state),
    )
    db.execute(
        "UPDATE inbox SET unread = unread + ?, shown = shown + 1, whole = whole + 1, theirs = theirs + 1"
        " WHERE n = ?",
        (state == 0, inbox.n),
    )


def withdraw(db: sqlite3.Connection, event: int) -> None:
    """Take something back from everyone, with one tombstone for all."""
    id, name = db.execute("SELECT id, name FROM event WHERE n = ?", (event,)).fetchone()
    db.execute("DELETE FROM entry WHERE event = ?", (event,))
    db.execute("DELETE FROM broadcast WHERE event = ?", (event,))
    db.execute("INSERT INTO tombstone VALUES (0, ?, ?)", (next_broadcast(db), id))
    if name is not None:
        db.execute("DELETE FROM keyed WHERE inbox = 0 AND name = ? AND event = ?", (name, event))
    forget(db, event)
