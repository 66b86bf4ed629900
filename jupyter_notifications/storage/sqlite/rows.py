"""How rows and the words of the domain become each other."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from ...models import EVERYONE, JSON, OWNER, Cursor, Filter, Millis, Notification, Recipient, user
from .words import words_of

READ, ARCHIVED, REMOVED, QUIET = 1, 2, 4, 8

#: Beside READ only: it is so since it was muted. Who sent it does not learn of that.
MUTED = 16

#: SQL: an entry's state with what makes it count as read by muting, if its person has not read it.
HUSHED = f"state | {READ} | {MUTED} * (state & {READ} = 0)"

#: SQL: whether an entry was read by its person.
READ_BY_PERSON = f"state & {READ | MUTED} = {READ}"

#: Above every place, for "no upper bound".
LAST = (1 << 63) - 1

#: The last columns of an :class:`Entry`, from ``event AS v``.
EVENT_COLUMNS = "v.n, v.id, v.content, v.created, v.updated, v.sender, v.event_id"

#: What is past its expiry is in no answer, even before it is swept away.
ALIVE = "(v.expires_at IS NULL OR v.expires_at > :now)"

#: Where an entry's row must stand for each state of a list.
STATES = {
    "inbox": "e.state & 6 = 0 AND e.snoozed IS NULL",
    "unread": "e.state = 0 AND e.snoozed IS NULL",
    "archived": "e.state & 6 = 2",
    "snoozed": "e.state & 4 = 0 AND e.snoozed IS NOT NULL",
    "all": "e.state & 4 = 0",
}

#: The same for a broadcast that has no row of this person's yet.
LAZY_STATES = {
    "inbox": "1",
    "unread": "b.news > :baseline AND v.type <> 'in-progress'",
    "archived": "0",
    "snoozed": "0",
    "all": "1",
}

#: A broadcast of which this person has no row.
LAZY = "NOT EXISTS (SELECT 1 FROM entry WHERE event = b.event AND inbox = :inbox)"

_decode = msgspec.json.decode


@dataclass(frozen=True, slots=True)
class Inbox:
    """An inbox and the store's counter, as of one moment."""

    n: int
    epoch: str
    broadcasts: int
    own: int = 0
    visited: int | None = None
    horizon: int = 0
    unread: int = 0
    shown: int = 0
    archived: int = 0
    snoozed: int = 0
    whole: int = 0
    theirs: int = 0
    """How many of its rows are of broadcasts."""

    @property
    def baseline(self) -> int:
        """The place up to which broadcasts count as read; before the first visit all of them do."""
        return (self.broadcasts if self.visited is None else self.visited) << 32

    @property
    def place(self) -> int:
        """The place of the last change it has seen."""
        return self.broadcasts << 32 | self.own


class Entry(NamedTuple):
    """One recipient's row, or what stands for it while a broadcast has none."""

    arrived: int
    changed: int
    state: int
    snoozed: Millis | None
    lazy: bool
    event: int
    id: str
    content: str
    created: Millis
    updated: Millis
    sender: str | None
    event_id: str | None

    def notification(self) -> Notification:
        """As the rest of the server knows it."""
        return Notification(
            id=self.id,
            content=_decode(self.content),
            arrived=cursor(self.arrived),
            changed=cursor(self.changed),
            created=self.created,
            updated=self.updated,
            sender=self.sender,
            event_id=self.event_id,
            read=bool(self.state & READ),
            archived=bool(self.state & ARCHIVED),
            snoozed_until=self.snoozed,
        )


def cursor(place: int) -> Cursor:
    """The cursor that a place stands for."""
    return Cursor(place >> 32, place & 0xFFFF_FFFF)


def place(cursor: Cursor) -> int:
    """The place that a cursor stands for; what no store can have reached is put at its end."""
    return min(cursor.broadcasts << 32 | min(cursor.own, 0xFFFF_FFFF), LAST)


class NoJSON(TypeError):
    """What was handed to the store is no JSON: its caller's fault, not the file's."""


def encode(content: JSON) -> str:
    """Content as it is stored. Raises ``NoJSON``."""
    try:
        return msgspec.json.encode(content).decode()
    except TypeError as error:
        raise NoJSON(str(error)) from error


def name_of(sender: str | None, content: JSON) -> str | None:
    """What a producer's key is known by within an inbox, if there is a key."""
    key = content.get("key")
    return None if key is None else json.dumps([sender, content.get("source"), key], ensure_ascii=False)


def find_inbox(db: sqlite3.Connection, recipient: Recipient) -> Inbox:
    """An inbox; number -1, and empty, if it is not known yet."""
    row = db.execute(
        "SELECT n, epoch, broadcasts, own, visited, max(horizon, (SELECT horizon FROM inbox WHERE n = 0)),"
        " unread, shown, archived, snoozed, whole, theirs FROM store, inbox WHERE inbox.key = ?",
        (recipient.key,),
    ).fetchone()
    if row is None:
        epoch, broadcasts, floor = db.execute("SELECT epoch, broadcasts, floor FROM store").fetchone()
        return Inbox(-1, epoch, broadcasts, floor & 0xFFFF_FFFF, horizon=floor)
    return Inbox(*row)


def make_inbox(db: sqlite3.Connection, recipient: Recipient) -> int:
    """The number of an inbox, which is made known."""
    row = db.execute("SELECT n FROM inbox WHERE key = ?", (recipient.key,)).fetchone()
    if row is not None:
        return int(row[0])
    # Behind every cursor that an inbox which was forgotten ever gave.
    db.execute(
        "INSERT INTO inbox (key, own, horizon) SELECT ?, floor & 4294967295, floor FROM store",
        (recipient.key,),
    )
    return make_inbox(db, recipient)


def recipients_of(db: sqlite3.Connection, inboxes: Iterable[int]) -> list[Recipient]:
    """Whose inboxes these are, by their numbers; who has been forgotten is left out."""
    keys = [db.execute("SELECT key FROM inbox WHERE n = ?", (n,)).fetchone() for n in sorted(inboxes)]
    return [recipient_of(row[0]) for row in keys if row is not None]


def recipient_of(key: str) -> Recipient:
    kind, _, name = key.partition(":")
    return {"owner": OWNER, "*": EVERYONE}.get(key) or user(name if kind == "user" else key)


def filter_sql(filter: Filter) -> tuple[str, dict[str, Any]]:
    """The part of a filter that is about the event, as SQL with its parameters."""
    parts, values = [ALIVE], {}
    for column, value in (
        ("type", filter.type),
        ("source", filter.source),
        ("topic", filter.topic),
        ("grp", filter.group),
    ):
        if value is not None:
            parts.append(f"v.{column} = :{column}")
            values[column] = value
    words = words_of(filter.q)
    if words:
        parts.append("holds(v.content, :words)")
        values["words"] = " ".join(words)
    return " AND ".join(parts), values
