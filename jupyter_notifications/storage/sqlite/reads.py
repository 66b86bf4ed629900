"""What is asked of an inbox: each question one function on the connection, in one consistent view."""

# ruff: noqa: S608 - `id` is a word of the contract; the SQL is put together from constants
from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from functools import partial
from heapq import merge
from itertools import chain, islice
from typing import Any

from ...errors import NotFound
from ...models import Cursor, Filter, Head, Millis, Page, Recipient
from . import lazies
from .rows import (
    ALIVE,
    EVENT_COLUMNS,
    LAST,
    LAZY,
    LAZY_STATES,
    STATES,
    Entry,
    Inbox,
    cursor,
    filter_sql,
    find_inbox,
    place,
)
from .search import FEW, Candidates, candidates
from .words import words_of


def head(db: sqlite3.Connection, recipient: Recipient, now: Millis) -> Head:
    """Where an inbox stands."""
    return head_of(db, find_inbox(db, recipient), now)


def head_of(db: sqlite3.Connection, inbox: Inbox, now: Millis) -> Head:
    """The same for an inbox that was just read."""
    unread = inbox.unread - _expired(db, inbox, "unread", now) + lazies.count(db, inbox, "unread", now)
    return Head(inbox.epoch, cursor(inbox.place), unread)


def total(db: sqlite3.Connection, inbox: Inbox, state: str, now: Millis) -> int:
    """How many entries there are in one state."""
    return in_state(inbox, state) - _expired(db, inbox, state, now) + lazies.count(db, inbox, state, now)


def in_state(inbox: Inbox, state: str) -> int:
    """How many rows an inbox has in one state, what is past its expiry among them."""
    return int(getattr(inbox, {"inbox": "shown", "all": "whole"}.get(state, state)))


def entries(
    db: sqlite3.Connection,
    inbox: Inbox,
    filter: Filter,
    now: Millis,
    *,
    before: int = LAST,
    after: int = 0,
    up_to: int = LAST,
    limit: int = -1,
    oldest_first: bool = False,
) -> Iterator[Entry]:
    """Entries that match, newest arrival first unless said otherwise; limit -1 is none.

    ``before``, ``after`` and ``up_to`` are places, the last one of the latest change.
    """
    ask = partial(_entries, db, inbox, filter, now, up_to=up_to, limit=limit, oldest_first=oldest_first)
    found = candidates(db, words_of(filter.q))
    if found is None or found.events is not None:
        return ask(found, before=before, after=after)
    # Words that so many have are probably among the first: only if not is the index asked for all of them.
    order = "ASC" if oldest_first else "DESC"
    row = db.execute(
        "SELECT arrived FROM entry WHERE inbox = ? AND arrived > ? AND arrived < ?"
        f" ORDER BY arrived {order} LIMIT 1 OFFSET ?",
        (inbox.n, after, before, FEW),
    ).fetchone()
    if row is None:
        return ask(None, before=before, after=after)
    lower, upper = {"after": after, "before": row[0]}, {"after": row[0] - 1, "before": before}
    first, rest = (lower, upper) if oldest_first else (upper, lower)
    parts = (ask(part, **bounds) for part, bounds in ((None, first), (found, rest)))
    rows = chain.from_iterable(parts)
    return rows if limit < 0 else islice(rows, limit)


def _entries(
    db: sqlite3.Connection,
    inbox: Inbox,
    filter: Filter,
    now: Millis,
    found: Candidates | None,
    *,
    before: int,
    after: int,
    up_to: int,
    limit: int,
    oldest_first: bool,
) -> Iterator[Entry]:
    """The same, where only what is ``found`` is looked at; ``None`` is everything."""
    where, values = filter_sql(filter)
    order = "ASC" if oldest_first else "DESC"
    values |= {"now": now, "inbox": inbox.n, "baseline": inbox.baseline}
    # There are no more than are counted: so nobody looks for what is not there among all that is.
    most = in_state(inbox, filter.state)
    values |= {"before": before, "after": after, "up_to": up_to}
    values["limit"] = most if limit < 0 else min(limit, most)
    first = ""
    if found is not None and found.events is not None:
        first = "json_each(:events) AS c CROSS JOIN "
        values["events"] = found.events
    elif found is not None:
        where += (
            " AND (v.n > :upto OR v.n IN (SELECT n FROM stale)"
            " OR v.n IN (SELECT rowid FROM found WHERE found MATCH :match))"
        )
        values |= {"upto": found.upto, "match": found.match}
    own = db.execute(
        f"SELECT e.arrived, e.changed, e.state, e.snoozed, 0, {EVENT_COLUMNS}"
        f" FROM {first}entry AS e {'ON e.event = c.value' if first else ''}"
        f" CROSS JOIN event AS v ON v.n = e.event"
        f" WHERE e.inbox = :inbox AND e.arrived > :after AND e.arrived < :before AND e.changed <= :up_to"
        f" AND {STATES[filter.state]} AND {where} ORDER BY e.arrived {order} LIMIT :limit",
        values,
    )
    if LAZY_STATES[filter.state] == "0" or not lazies.rowless(db, inbox):
        return map(Entry._make, own)
    mine: Iterable[Any] = own
    if limit >= 0:
        # Where the person's own rows fill the page, only what is between them can be on it.
        mine = own.fetchall()
        if mine and len(mine) == limit:
            values["before" if oldest_first else "after"] = mine[-1][0]
    values["limit"] = limit
    lazy = db.execute(
        f"SELECT b.arrived, b.changed, b.news <= :baseline, NULL, 1, {EVENT_COLUMNS}"
        f" FROM {first}broadcast AS b {'ON b.event = c.value' if first else ''}"
        f" CROSS JOIN event AS v ON v.n = b.event"
        f" WHERE b.arrived > :after AND b.arrived < :before AND b.changed <= :up_to"
        f" AND {LAZY_STATES[filter.state]} AND {where} AND {LAZY} ORDER BY b.arrived {order} LIMIT :limit",
        values,
    )
    # An entry's place is its own, so rows are never compared beyond it.
    rows = merge(mine, lazy, key=lambda row: row[0], reverse=not oldest_first)
    return map(Entry._make, rows if limit < 0 else islice(rows, limit))


def page(
    db: sqlite3.Connection,
    recipient: Recipient,
    filter: Filter,
    now: Millis,
    *,
    limit: int,
    before: Cursor | None,
) -> Page:
    """One page of a list."""
    inbox = find_inbox(db, recipient)
    start = LAST if before is None else place(before)
    found = list(entries(db, inbox, filter, now, before=start, limit=limit + 1))
    more = len(found) > limit
    del found[limit:]
    return Page(
        items=[entry.notification() for entry in found],
        next=cursor(found[-1].arrived) if more and found else None,
        head=head_of(db, inbox, now),
        total=total(db, inbox, filter.state, now) if filter.by_state_only else None,
    )


def find(db: sqlite3.Connection, inbox: Inbox, id: str, now: Millis) -> Entry:
    """One entry of an inbox by its id. Raises ``NotFound``."""
    values = {"inbox": inbox.n, "id": id, "now": now, "baseline": inbox.baseline}
    row = db.execute(
        f"SELECT e.arrived, e.changed, e.state, e.snoozed, 0, {EVENT_COLUMNS}"
        f" FROM event AS v CROSS JOIN entry AS e ON e.event = v.n AND e.inbox = :inbox"
        f" WHERE v.id = :id AND e.state & 4 = 0 AND {ALIVE}",
        values,
    ).fetchone()
    row = (
        row
        or db.execute(
            f"SELECT b.arrived, b.changed, b.news <= :baseline, NULL, 1, {EVENT_COLUMNS}"
            f" FROM event AS v CROSS JOIN broadcast AS b ON b.event = v.n"
            f" WHERE v.id = :id AND {ALIVE} AND {LAZY}",
            values,
        ).fetchone()
    )
    if row is None:
        raise NotFound("There is no such notification.")
    return Entry._make(row)


def _expired(db: sqlite3.Connection, inbox: Inbox, state: str, now: Millis) -> int:
    """How many of an inbox's counted rows are past their expiry and wait to be swept away."""
    return int(
        db.execute(
            "SELECT count(*) FROM event AS v CROSS JOIN entry AS e ON e.event = v.n AND e.inbox = ?"
            f" WHERE v.expires_at <= ? AND {STATES[state]}",
            (inbox.n, now),
        ).fetchone()[0]
    )
