"""What was said, as a row: written, rewritten, found by its producer's key, called off."""

# ruff: noqa: S608 - the SQL is put together from constants
from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from ...models import Draft, Millis
from .rows import encode, name_of
from .targets import forget

_COLUMNS = (
    "id, sender, event_id, name, type, source, topic, grp, created, updated, deliver_at, expires_at, content"
)
_MARKS = ", ".join("?" * len(_COLUMNS.split(", ")))
_INSERT = f"INSERT INTO event ({_COLUMNS}) VALUES ({_MARKS})"

#: Rows in one statement: SQLite takes 999 values where it is old.
_TOGETHER = 32

#: By how many rows it writes, each with the event's number before all else.
_INSERT_NUMBERED = [
    f"INSERT INTO event (n, {_COLUMNS}) VALUES " + ", ".join([f"(?, {_MARKS})"] * rows)
    for rows in range(_TOGETHER + 1)
]


def insert_event(db: sqlite3.Connection, draft: Draft, id: str, created: Millis | None = None) -> int:
    """Write down what was said; its number."""
    later = draft.deliver_at is not None and draft.deliver_at > draft.now
    times = (
        draft.now if created is None else created,
        draft.now,
        draft.deliver_at if later else None,
        draft.expires_at,
    )
    done = db.execute(_INSERT, (id, *_values(draft), *times, encode(draft.content)))
    assert done.lastrowid is not None  # noqa: S101
    return done.lastrowid


def insert_numbered(db: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Write down many new events: each a number, and what :func:`row_of` says."""
    for start in range(0, len(rows), _TOGETHER):
        some = rows[start : start + _TOGETHER]
        db.execute(_INSERT_NUMBERED[len(some)], [value for row in some for value in row])


def row_of(draft: Draft) -> tuple[Any, ...]:
    """The columns of a new event that is for now and has no key; a batch makes a thousand."""
    content = draft.content
    get = content.get
    return (
        draft.id,
        draft.sender,
        draft.event_id,
        None,
        get("type") or "default",
        get("source"),
        get("topic"),
        get("group"),
        draft.now,
        draft.now,
        None,
        draft.expires_at,
        encode(content),
    )


def rewrite_event(db: sqlite3.Connection, event: int, draft: Draft) -> None:
    """Replace what was said, keeping its number, id and time of creation."""
    db.execute(
        "UPDATE event SET sender = ?, event_id = ?, name = ?, type = ?, source = ?, topic = ?, grp = ?,"
        " updated = ?, expires_at = ?, content = ? WHERE n = ?",
        (*_values(draft), draft.now, draft.expires_at, encode(draft.content), event),
    )


def _values(draft: Draft) -> tuple[Any, ...]:
    """The columns from ``sender`` to ``grp``."""
    content = draft.content
    return (
        draft.sender,
        draft.event_id,
        name_of(draft.sender, content),
        kind_of(draft),
        content.get("source"),
        content.get("topic"),
        content.get("group"),
    )


def kind_of(draft: Draft) -> str:
    """The type, which is ``default`` where none is given."""
    return str(draft.content.get("type") or "default")


def remember_key(db: sqlite3.Connection, event: int, inboxes: Sequence[int], name: str) -> None:
    """From now on the key of these inboxes means this event."""
    db.executemany("INSERT OR REPLACE INTO keyed VALUES (?, ?, ?)", [(n, name, event) for n in inboxes])


def cancel(db: sqlite3.Connection, name: str, inboxes: Sequence[int]) -> dict[int, str]:
    """Call off what waits under a key; the ids that it had."""
    ids: dict[int, str] = {}
    for inbox in inboxes:
        row = db.execute(
            "SELECT w.event, v.id FROM waiting AS w JOIN event AS v ON v.n = w.event"
            " WHERE w.inbox = ? AND w.name = ?",
            (inbox, name),
        ).fetchone()
        if row is not None:
            ids[inbox] = row[1]
            db.execute("DELETE FROM waiting WHERE event = ? AND inbox = ?", (row[0], inbox))
            forget(db, row[0])
    return ids
