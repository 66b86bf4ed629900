"""What changed in an inbox after a cursor: entries, broadcasts and tombstones in one order."""

# ruff: noqa: S608 - the SQL is put together from constants
from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from heapq import merge
from itertools import islice
from typing import Any

from ...models import Changes, Cursor, Head, Millis, Recipient
from ..base import MAX_CHANGES_BEHIND
from .reads import head_of
from .rows import EVENT_COLUMNS, LAZY, Entry, Inbox, cursor, find_inbox, place


def changes(
    db: sqlite3.Connection,
    recipient: Recipient,
    now: Millis,
    *,
    epoch: str | None,
    after: Cursor | None,
    limit: int,
) -> Changes:
    """What changed after a cursor, in order of change, or that the cursor is of no use."""
    inbox = find_inbox(db, recipient)
    now_head = head_of(db, inbox, now)
    if epoch != inbox.epoch or after is None or after.broadcasts > inbox.broadcasts or after.own > inbox.own:
        return Changes(now_head, reset=True)
    start = place(after)
    # One more than may be behind, so that too far behind is seen.
    rows = list(islice(_changed(db, inbox, start, MAX_CHANGES_BEHIND + 1), MAX_CHANGES_BEHIND + 1))
    if start < inbox.horizon or len(rows) > MAX_CHANGES_BEHIND:
        return Changes(now_head, reset=True)
    taken, more = rows[:limit], len(rows) > limit
    found = [row[1] for row in taken]
    return Changes(
        head=Head(inbox.epoch, cursor(taken[-1][0]), now_head.unread) if more and taken else now_head,
        items=[
            entry.notification() for entry, expires in found if entry is not None and _alive(expires, now)
        ],
        removed=[row[2] for row in taken if row[2] is not None],
        more=more,
    )


_Row = tuple[int, tuple[Entry | None, Millis | None], str | None]


def _alive(expires: Millis | None, now: Millis) -> bool:
    return expires is None or expires > now


def _changed(db: sqlite3.Connection, inbox: Inbox, start: int, limit: int) -> Iterator[_Row]:
    """Entries, broadcasts and tombstones behind a place: (place, (entry, expiry), id of what went)."""
    values: dict[str, Any] = {
        "inbox": inbox.n,
        "start": start,
        "baseline": inbox.baseline,
        "limit": limit,
    }
    own = db.execute(
        f"SELECT v.expires_at, e.arrived, e.changed, e.state, e.snoozed, 0, {EVENT_COLUMNS}"
        f" FROM entry AS e CROSS JOIN event AS v ON v.n = e.event"
        f" WHERE e.inbox = :inbox AND e.changed > :start AND e.state & 4 = 0 ORDER BY e.changed LIMIT :limit",
        values,
    )
    lazy = db.execute(
        f"SELECT v.expires_at, b.arrived, b.changed, b.news <= :baseline, NULL, 1, {EVENT_COLUMNS}"
        f" FROM broadcast AS b CROSS JOIN event AS v ON v.n = b.event"
        f" WHERE b.changed > :start AND {LAZY} ORDER BY b.changed LIMIT :limit",
        values,
    )
    gone = db.execute(
        "SELECT changed, id FROM tombstone WHERE inbox IN (0, :inbox) AND changed > :start"
        " ORDER BY changed LIMIT :limit",
        values,
    )
    both = merge(own, lazy, key=lambda row: row[2])
    living = ((row[2], (Entry._make(row[1:]), row[0]), None) for row in both)
    return merge(living, ((row[0], (None, None), row[1]) for row in gone), key=lambda row: row[0])
