"""What people do with their entries: read, archive, snooze, delete; one at a time or all that match."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ...models import Filter, Head, Millis, Notification, Recipient, StateChange, Unset
from . import broadcasts, lazies, reads
from .reads import head_of
from .rows import ARCHIVED, MUTED, READ, REMOVED, Entry, Inbox, find_inbox, make_inbox
from .targets import forget, tidy

#: Entries that a change of many takes in one transaction: other writers get their turn in between.
PORTION = 1000


@dataclass(frozen=True, slots=True)
class Portion:
    """What became of a part of a change of many, and where to go on."""

    changed: int
    head: Head
    up_to: int
    """What changes after this place is spared, in the portions to come as well."""
    last: int | None
    """The place of the last entry that was looked at; ``None`` if there are no more."""


def visit(db: sqlite3.Connection, recipient: Recipient) -> Inbox:
    """Make an inbox known, and this its first visit if it had none."""
    n = make_inbox(db, recipient)
    db.execute(
        "UPDATE inbox SET visited = (SELECT broadcasts FROM store) WHERE n = ? AND visited IS NULL", (n,)
    )
    return find_inbox(db, recipient)


def change(
    db: sqlite3.Connection, recipient: Recipient, id: str, change: StateChange, now: Millis
) -> Notification:
    """Change one entry's state. Raises ``NotFound``."""
    inbox = visit(db, recipient)
    entry = reads.find(db, inbox, id, now)
    if _change(db, inbox, [entry], change):
        entry = reads.find(db, inbox, id, now)
    return entry.notification()


def change_all(
    db: sqlite3.Connection,
    recipient: Recipient,
    filter: Filter,
    change: StateChange,
    now: Millis,
    *,
    up_to: int,
    after: int,
) -> Portion:
    """Change the next of all that match and had not changed after ``up_to``; both are places."""

    def apply(inbox: Inbox, found: list[Entry]) -> int:
        return _change(db, inbox, found, change)

    return _portion(db, recipient, filter, now, up_to=up_to, after=after, apply=apply)


def remove(db: sqlite3.Connection, recipient: Recipient, id: str, now: Millis) -> Head:
    """Delete one entry. Raises ``NotFound``."""
    inbox = visit(db, recipient)
    _remove(db, inbox, [reads.find(db, inbox, id, now)])
    return head_of(db, find_inbox(db, recipient), now)


def remove_all(
    db: sqlite3.Connection, recipient: Recipient, filter: Filter, now: Millis, *, up_to: int, after: int
) -> Portion:
    """Delete the next of all that match and had not changed after ``up_to``; both are places."""

    def apply(inbox: Inbox, found: list[Entry]) -> int:
        return _remove(db, inbox, found)

    return _portion(db, recipient, filter, now, up_to=up_to, after=after, apply=apply)


def _portion(
    db: sqlite3.Connection,
    recipient: Recipient,
    filter: Filter,
    now: Millis,
    *,
    up_to: int,
    after: int,
    apply: Callable[[Inbox, list[Entry]], int],
) -> Portion:
    inbox = visit(db, recipient)
    up_to = min(up_to, inbox.place)
    # From the oldest on, so that the order of change stays that of the list.
    found = list(
        reads.entries(db, inbox, filter, now, after=after, up_to=up_to, limit=PORTION, oldest_first=True)
    )
    changed = apply(inbox, found)
    last = found[-1].arrived if len(found) == PORTION else None
    return Portion(changed, head_of(db, find_inbox(db, recipient), now), up_to, last)


def _change(db: sqlite3.Connection, inbox: Inbox, entries: Iterable[Entry], change: StateChange) -> int:
    """Apply a change where it changes something; how many that were."""
    own, rows, silent = inbox.own, [], []
    on, off = 0, 0
    for bit, value in ((READ, change.read), (ARCHIVED, change.archived)):
        on |= bit if value else 0
        off |= bit if value is False else 0
    if change.read is not None:
        # From now on it is as its person says, and no more so by muting.
        off |= MUTED
    for entry in entries:
        state = (entry.state | on) & ~off
        snoozed = entry.snoozed if isinstance(change.snoozed_until, Unset) else change.snoozed_until
        if not (state ^ entry.state) & ~MUTED and snoozed == entry.snoozed:
            if state != entry.state:
                silent.append((MUTED, inbox.n, entry.arrived))
            continue
        if entry.lazy:
            broadcasts.materialise(db, inbox, entry)
        own += 1
        rows.append((on, off, snoozed, inbox.broadcasts << 32 | own, inbox.n, entry.arrived))
    # By bits, since a row that has just been made may have one more than the entry it was made from.
    db.executemany(
        "UPDATE entry SET state = (state | ?) & ~?, snoozed = ?, changed = ? WHERE inbox = ? AND arrived = ?",
        rows,
    )
    # None of its person's clients shows a difference, so there is no change for them to hear of.
    db.executemany("UPDATE entry SET state = state & ~? WHERE inbox = ? AND arrived = ?", silent)
    db.execute("UPDATE inbox SET own = ? WHERE n = ?", (own, inbox.n))
    lazies.settle(db, inbox)
    return len(rows)


def _remove(db: sqlite3.Connection, inbox: Inbox, entries: Iterable[Entry]) -> int:
    """Delete entries from one inbox, each with its tombstone; how many that were."""
    own = inbox.own
    for entry in entries:
        own += 1
        at = inbox.broadcasts << 32 | own
        everyones = (
            entry.lazy or db.execute("SELECT 1 FROM broadcast WHERE event = ?", (entry.event,)).fetchone()
        )
        if entry.lazy:
            broadcasts.materialise(db, inbox, entry)
        if everyones:
            # The row stays, as the one place that knows that this person does not want to see it.
            db.execute(
                "UPDATE entry SET state = state | ?, snoozed = NULL, changed = ?"
                " WHERE inbox = ? AND arrived = ?",
                (REMOVED, at, inbox.n, entry.arrived),
            )
        else:
            db.execute("DELETE FROM entry WHERE inbox = ? AND arrived = ?", (inbox.n, entry.arrived))
            drop_key(db, inbox.n, entry.event)
            forget(db, entry.event)
        db.execute("INSERT INTO tombstone VALUES (?, ?, ?)", (inbox.n, at, entry.id))
    db.execute("UPDATE inbox SET own = ? WHERE n = ?", (own, inbox.n))
    lazies.settle(db, inbox)
    tidy(db, [inbox.n])
    return own - inbox.own


def drop_key(db: sqlite3.Connection, inbox: int, event: int) -> None:
    """The next post under this entry's key is a new entry."""
    db.execute(
        "DELETE FROM keyed WHERE inbox = ? AND name = (SELECT name FROM event WHERE n = ?) AND event = ?",
        (inbox, event, event),
    )
