"""The outbox: what is to go out, who may send it now, and what became of it."""

# ruff: noqa: A001, S608 - `id` is a word of the contract; the SQL is put together from constants
from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import msgspec

from ...deliveries import STATES, Claimed, Delivery, Outcome
from ...models import JSON, Draft, Millis, Recipient
from .events import kind_of
from .rows import encode, make_inbox, recipient_of

#: Milliseconds in which one notification goes to one channel by one rule once, unless its type changed.
AGAIN = 3_600_000

_WAITING = STATES.index("waiting")
_SKIPPED = STATES.index("skipped")

_PLAN = f"""
INSERT INTO delivery (inbox, id, rule, channel, type, due, updated) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (inbox, id, rule, channel) DO UPDATE SET
  due = CASE
    WHEN state = {_WAITING} AND attempts = 0 THEN min(due, excluded.due)
    WHEN state = {_WAITING} AND type = excluded.type THEN due
    WHEN state = {_SKIPPED} OR type <> excluded.type THEN excluded.due
    ELSE max(excluded.due, updated + {AGAIN})
  END,
  attempts = CASE WHEN state <> {_WAITING} THEN 0
    ELSE attempts + (attempts > 0 AND type <> excluded.type) END,
  error = CASE WHEN state = {_WAITING} THEN error END,
  state = {_WAITING}, type = excluded.type, updated = excluded.updated
"""

_TITLE = (
    "(SELECT v.content FROM event AS v JOIN entry AS e ON e.event = v.n AND e.inbox = d.inbox"
    " WHERE v.id = d.id LIMIT 1)"
)


def plan(db: sqlite3.Connection, draft: Draft, ids: Sequence[str]) -> None:
    """Write down the deliveries of a draft that was just posted; ``ids`` as its recipients have it.

    What waits for the same channel by the same rule is not doubled: sent is what it says then.
    """
    # A broadcast, and what has one id for all, gives just one.
    inboxes = [make_inbox(db, recipient) for recipient in draft.recipients]
    every = ids if len(ids) == len(inboxes) else [ids[0]] * len(inboxes)
    kind = kind_of(draft)
    db.executemany(
        _PLAN,
        [
            (inbox, id, way.rule, way.channel, kind, way.due, draft.now)
            for inbox, id in zip(inboxes, every, strict=True)
            for way in draft.deliveries
        ],
    )


def next_due(db: sqlite3.Connection, channel: str, rules: Sequence[str]) -> Millis | None:
    """When the next of these is due, if any waits."""
    due: Millis | None = db.execute(
        f"SELECT min(due) FROM delivery WHERE state = 0 AND channel = ? AND rule IN ({_marks(rules)})",
        (channel, *rules),
    ).fetchone()[0]
    return due


def claim(
    db: sqlite3.Connection,
    channel: str,
    rules: Sequence[str],
    now: Millis,
    *,
    until: Millis,
    limit: int,
    inbox: Recipient | None,
) -> list[Claimed]:
    """Take what is due, the earliest first. Nobody else gets it before ``until``."""
    whose = "" if inbox is None else " AND i.key = ?"
    found = db.execute(
        "SELECT d.n, i.key, d.id, d.rule, d.attempts,"
        " EXISTS (SELECT 1 FROM event AS v JOIN waiting AS w ON w.event = v.n AND w.inbox = d.inbox"
        " WHERE v.id = d.id)"
        " FROM delivery AS d JOIN inbox AS i ON i.n = d.inbox"
        f" WHERE d.state = 0 AND d.channel = ? AND d.due <= ? AND d.rule IN ({_marks(rules)}){whose}"
        " ORDER BY d.due, d.n LIMIT ?",
        (channel, now, *rules, *([] if inbox is None else [inbox.key]), limit),
    ).fetchall()
    db.executemany(
        "UPDATE delivery SET due = ?, attempts = attempts + 1 WHERE n = ?", [(until, row[0]) for row in found]
    )
    return [
        Claimed(n, recipient_of(key), id, rule, channel, attempts + 1, bool(scheduled))
        for n, key, id, rule, attempts, scheduled in found
    ]


def finish(db: sqlite3.Connection, outcomes: Sequence[Outcome], now: Millis) -> None:
    """Write down what became of claims; of one that has ended, nothing."""
    db.executemany(
        "UPDATE delivery SET state = ?, due = ?, error = ?, attempts = attempts - ?, updated = ?"
        " WHERE n = ? AND attempts = ? AND state = 0",
        [
            (
                STATES.index(one.state),
                one.due,
                one.error,
                0 if one.counts else 1,
                now,
                one.claim.n,
                one.claim.attempts,
            )
            for one in outcomes
        ],
    )


def page(
    db: sqlite3.Connection, inbox: Recipient, *, limit: int, before: tuple[Millis, int] | None
) -> list[Delivery]:
    """A person's deliveries, the latest change first, from behind (updated, n) on."""
    rows = db.execute(
        "SELECT d.n, d.id, d.rule, d.channel, d.state, d.attempts, d.due, d.updated, d.error,"
        f" {_TITLE} FROM delivery AS d WHERE d.inbox = (SELECT n FROM inbox WHERE key = ?)"
        f"{'' if before is None else ' AND (d.updated, d.n) < (?, ?)'}"
        " ORDER BY d.updated DESC, d.n DESC LIMIT ?",
        (inbox.key, *(before or ()), limit),
    )
    return [_delivery(row) for row in rows]


def _delivery(row: tuple[Any, ...]) -> Delivery:
    n, id, rule, channel, state, attempts, due, updated, error, content = row
    title = None if content is None else msgspec.json.decode(content).get("title")
    return Delivery(n, id, title, rule, channel, STATES[state], attempts, due, updated, error)


def clear(db: sqlite3.Connection, before: Millis) -> None:
    """Delete what has been done with, or has waited in vain, since ``before``."""
    db.execute(
        "DELETE FROM delivery WHERE updated < :before AND (state <> 0 OR due < :before)", {"before": before}
    )


def read_settings(db: sqlite3.Connection, inbox: Recipient) -> JSON | None:
    """What a person has set about it, if anything."""
    row = db.execute(
        "SELECT content FROM delivery_setting AS s JOIN inbox AS i ON i.n = s.inbox WHERE i.key = ?",
        (inbox.key,),
    ).fetchone()
    return None if row is None else dict(msgspec.json.decode(row[0]))


def keep_settings(
    db: sqlite3.Connection, inbox: Recipient, settings: JSON, gone: Sequence[str], now: Millis
) -> None:
    """Replace it. What waits by rules that are ``gone`` is skipped."""
    n = make_inbox(db, inbox)
    db.execute("INSERT OR REPLACE INTO delivery_setting VALUES (?, ?)", (n, encode(settings)))
    db.execute(
        f"UPDATE delivery SET state = {_SKIPPED}, error = 'The rule is gone.', updated = ?"
        f" WHERE inbox = ? AND state = 0 AND rule IN ({_marks(gone)})",
        (now, n, *gone),
    )


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))
