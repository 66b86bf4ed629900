"""What people sent to others: their own record of it, who has read it, and taking it back."""

# ruff: noqa: A001, S608 - `id` is a word of the contract; the SQL is put together from constants
from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable

import msgspec

from ...errors import NotFound
from ...models import EVERYONE, Draft, Sent, SentPage
from . import broadcasts, removal
from .rows import READ_BY_PERSON, encode
from .targets import forget

_decode = msgspec.json.decode


def to_others(draft: Draft) -> bool:
    """Whether this goes to anybody but its sender."""
    if draft.sender is None:
        return False
    first = draft.recipients[0]
    return len(draft.recipients) > 1 or first.kind != "user" or first.name != draft.sender


def record(db: sqlite3.Connection, draft: Draft, ids: Iterable[str]) -> None:
    """Write down what was sent, by the id it has in each inbox. An update keeps its place and its count."""
    everyone = draft.recipients == (EVERYONE,)
    content = encode(draft.content)
    db.executemany(
        "INSERT INTO outgoing (sender, id, created, updated, recipients, everyone, content)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (sender, id) DO UPDATE SET updated = excluded.updated, content = excluded.content",
        [
            (draft.sender, id, draft.now, draft.now, 0 if everyone else count, everyone, content)
            for id, count in Counter(ids).items()
        ],
    )


def page(db: sqlite3.Connection, sender: str, *, limit: int, before: str | None) -> SentPage:
    """What a person sent, newest first; ids are in the order of time."""
    rows = db.execute(
        "SELECT id, content, created, recipients, everyone, gone FROM outgoing"
        " WHERE sender = :sender AND (:before IS NULL OR id < :before) ORDER BY id DESC LIMIT :limit",
        {"sender": sender, "before": before, "limit": limit + 1},
    ).fetchall()
    items = [
        Sent(
            id=id,
            content=_decode(content),
            created=created,
            recipients=recipients,
            read=gone + _readers(db, sender, id),
            everyone=bool(everyone),
            deliver_at=_deliver_at(db, sender, id),
        )
        for id, content, created, recipients, everyone, gone in rows[:limit]
    ]
    return SentPage(items, items[-1].id if len(rows) > limit else None)


def _readers(db: sqlite3.Connection, sender: str, id: str) -> int:
    row = db.execute(
        "SELECT count(*) FROM event AS v CROSS JOIN entry AS e ON e.event = v.n"
        f" WHERE v.id = ? AND v.sender = ? AND e.{READ_BY_PERSON}",
        (id, sender),
    ).fetchone()
    return int(row[0])


def _deliver_at(db: sqlite3.Connection, sender: str, id: str) -> int | None:
    row = db.execute("SELECT min(deliver_at) FROM event WHERE id = ? AND sender = ?", (id, sender)).fetchone()
    return None if row[0] is None else int(row[0])


def overtake(db: sqlite3.Connection, event: int, inbox: int | None = None) -> None:
    """Before an event's entries (of one inbox, or all) give way to its next version: nobody has read that."""
    db.execute(
        "UPDATE outgoing SET gone = gone - (SELECT count(*) FROM entry WHERE event = :event"
        f" AND {READ_BY_PERSON} AND (:inbox IS NULL OR inbox = :inbox))"
        " WHERE (sender, id) = (SELECT sender, id FROM event WHERE n = :event)",
        {"event": event, "inbox": inbox},
    )


def withdraw(db: sqlite3.Connection, sender: str, id: str) -> set[int]:
    """Take something back; the numbers of the inboxes that changed, 0 for everyone's. Raises ``NotFound``."""
    if not db.execute("DELETE FROM outgoing WHERE sender = ? AND id = ?", (sender, id)).rowcount:
        raise NotFound("There is no such sent notification.")
    touched: set[int] = set()
    events = db.execute("SELECT n FROM event WHERE id = ? AND sender = ?", (id, sender)).fetchall()
    for (event,) in events:
        db.execute("DELETE FROM waiting WHERE event = ?", (event,))
        if db.execute("SELECT 1 FROM broadcast WHERE event = ?", (event,)).fetchone():
            broadcasts.withdraw(db, event)
            touched.add(0)
        else:
            removal.choose(db, "SELECT inbox, arrived, event FROM entry WHERE event = :event", event=event)
            touched |= removal.remove(db)
            forget(db, event)
    return touched
