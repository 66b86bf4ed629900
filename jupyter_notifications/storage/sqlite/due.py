"""What the clock does to entries: expire, deliver, wake."""

# ruff: noqa: S608 - the SQL is put together from constants
from __future__ import annotations

import sqlite3

import msgspec

from ...models import Millis, Recipient, Scheduled
from . import broadcasts, posts, removal
from .rows import MUTED, READ
from .states import PORTION
from .targets import PLACE, TARGETS, aim, forget, step, tidy

#: Events or entries of each kind dealt with in one transaction, or fewer if their entries are many; the rest
#: is due at once again.
BATCH = 200


def next_due(db: sqlite3.Connection) -> Millis | None:
    """When the first of them all is due."""
    row = db.execute(
        "SELECT (SELECT min(deliver_at) FROM event WHERE deliver_at IS NOT NULL),"
        " (SELECT min(expires_at) FROM event WHERE expires_at IS NOT NULL),"
        " (SELECT min(snoozed) FROM entry WHERE snoozed IS NOT NULL)"
    ).fetchone()
    return min((moment for moment in row if moment is not None), default=None)


def wake(db: sqlite3.Connection, now: Millis) -> set[int]:
    """Do what is due; the numbers of the inboxes that changed, 0 for everyone's."""
    return _expire(db, now) | _deliver(db, now) | _wake(db, now)


def _expire(db: sqlite3.Connection, now: Millis) -> set[int]:
    touched: set[int] = set()
    rows = 0
    due = db.execute(
        "SELECT n FROM event WHERE expires_at <= ? ORDER BY expires_at, n LIMIT ?", (now, BATCH)
    ).fetchall()
    for (event,) in due:
        if rows >= PORTION:
            break
        # What expires before it was delivered was never seen, and leaves nothing.
        db.execute("DELETE FROM waiting WHERE event = ?", (event,))
        if db.execute("SELECT 1 FROM broadcast WHERE event = ?", (event,)).fetchone():
            broadcasts.withdraw(db, event)
            touched.add(0)
            tidy(db, [0])
            continue
        rows += removal.choose(
            db, "SELECT inbox, arrived, event FROM entry WHERE event = :event", event=event
        )
        touched |= removal.remove(db)
        forget(db, event)
    return touched


def _deliver(db: sqlite3.Connection, now: Millis) -> set[int]:
    touched: set[int] = set()
    rows = 0
    due = db.execute(
        "SELECT n, name FROM event WHERE deliver_at <= ? ORDER BY deliver_at, n LIMIT ?", (now, BATCH)
    ).fetchall()
    for event, name in due:
        if rows >= PORTION:
            break
        inboxes = [row[0] for row in db.execute("SELECT inbox FROM waiting WHERE event = ?", (event,))]
        db.execute("DELETE FROM waiting WHERE event = ?", (event,))
        if inboxes == [0]:
            broadcasts.deliver(db, event, name, now)
        else:
            posts.deliver(db, event, inboxes, name, now)
        rows += len(inboxes)
        touched.update(inboxes)
    return touched


def _wake(db: sqlite3.Connection, now: Millis) -> set[int]:
    touched: set[int] = set()
    due = db.execute(
        "SELECT inbox, event FROM entry WHERE snoozed <= ? ORDER BY snoozed, inbox, arrived LIMIT ?",
        (now, BATCH),
    ).fetchall()
    for inbox, event in due:
        aim(db, [inbox])
        step(db)
        db.execute(
            f"UPDATE entry SET arrived = {PLACE}, changed = {PLACE}, state = state & ~{READ | MUTED},"
            " snoozed = NULL, woken = ?"
            f" WHERE event = ? AND inbox IN {TARGETS}",
            (now, event),
        )
        touched.add(inbox)
    return touched


def scheduled(
    db: sqlite3.Connection, recipient: Recipient, sender: str | None, *, limit: int, after: str | None
) -> list[Scheduled]:
    """What a sender sent to one inbox for later, by id."""
    rows = db.execute(
        "SELECT v.id, v.content, v.created, v.deliver_at"
        " FROM inbox AS i CROSS JOIN event AS v CROSS JOIN waiting AS w ON w.event = v.n AND w.inbox = i.n"
        " WHERE i.key = :key AND v.deliver_at IS NOT NULL AND v.sender IS :sender AND v.id > :after"
        " ORDER BY v.id LIMIT :limit",
        {"key": recipient.key, "sender": sender, "after": after or "", "limit": limit},
    )
    return [Scheduled(row[0], msgspec.json.decode(row[1]), *row[2:]) for row in rows]
