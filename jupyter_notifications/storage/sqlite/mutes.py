"""What arrives as read, since its recipient muted where it comes from or what it is about."""

# ruff: noqa: S608 - the SQL is put together from constants
from __future__ import annotations

import sqlite3

from ...models import Muted
from .rows import HUSHED, MUTED, QUIET, READ, REMOVED
from .targets import TARGETS

#: SQL: the inboxes that mute what comes from ``:source`` or is about ``:topic``.
_MUTED = (
    "(SELECT inbox FROM mute WHERE kind = 'source' AND word = :source"
    " UNION SELECT inbox FROM mute WHERE kind = 'topic' AND word = :topic)"
)


def keep(db: sqlite3.Connection, inbox: int, muted: Muted) -> None:
    """Replace what an inbox mutes."""
    db.execute("DELETE FROM mute WHERE inbox = ?", (inbox,))
    words = {("source", word) for word in muted.sources} | {("topic", word) for word in muted.topics}
    db.executemany("INSERT INTO mute VALUES (?, ?, ?)", [(*word, inbox) for word in words])


def _anybody(db: sqlite3.Connection, source: str | None, topic: str | None) -> bool:
    """Whether anybody mutes this; mostly nobody does."""
    row = db.execute(
        "SELECT EXISTS (SELECT 1 FROM mute WHERE kind = 'source' AND word = ?)"
        " OR EXISTS (SELECT 1 FROM mute WHERE kind = 'topic' AND word = ?)",
        (source, topic),
    ).fetchone()
    return bool(row[0])


def hush(db: sqlite3.Connection, event: int, source: str | None, topic: str | None) -> None:
    """Mark an event as read where it is muted, among the inboxes aimed at."""
    if not _anybody(db, source, topic):
        return
    db.execute(
        f"UPDATE entry SET state = {HUSHED}"
        f" WHERE event = :event AND inbox IN {_MUTED} AND inbox IN {TARGETS}",
        {"event": event, "source": source, "topic": topic},
    )


def hush_broadcast(db: sqlite3.Connection, event: int) -> None:
    """Mark a broadcast as read for those who mute it: those who have no row of it get one."""
    source, topic, kind = db.execute("SELECT source, topic, type FROM event WHERE n = ?", (event,)).fetchone()
    if not _anybody(db, source, topic):
        return
    values = {"event": event, "source": source, "topic": topic}
    quiet = QUIET if kind == "in-progress" else 0
    db.execute(
        f"UPDATE entry SET state = {HUSHED}"
        f" WHERE event = :event AND inbox IN {_MUTED} AND state & {REMOVED} = 0",
        values,
    )
    db.execute("DELETE FROM temp.target")
    db.execute(
        f"INSERT INTO temp.target SELECT inbox FROM {_MUTED} AS muted"
        " WHERE NOT EXISTS (SELECT 1 FROM entry WHERE event = :event AND entry.inbox = muted.inbox)",
        values,
    )
    db.execute(
        "INSERT INTO entry (inbox, arrived, changed, event, state)"
        f" SELECT t.inbox, b.arrived, b.changed, b.event, {READ | MUTED | quiet}"
        " FROM temp.target AS t, broadcast AS b WHERE b.event = :event",
        values,
    )
    db.execute(
        f"UPDATE inbox SET shown = shown + 1, whole = whole + 1, theirs = theirs + 1 WHERE n IN {TARGETS}"
    )
