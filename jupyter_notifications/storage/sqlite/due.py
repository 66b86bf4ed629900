"""What the clock does to entries: expire, deliver, wake."""

# ruff: noqa: A001, S608 - `id` is a word of the contract; the SQL is put together from constants
from __future__ import annotations

import sqlite3

from ...models import Millis
from . import broadcasts, posts
from .states import drop_key
from .targets import PLACE, TARGETS, aim, bury, forget, step, tidy

#: Events or entries of each kind dealt with in one transaction; the rest is due at once again.
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
    due = db.execute(
        "SELECT n, id FROM event WHERE expires_at <= ? ORDER BY expires_at, n LIMIT ?", (now, BATCH)
    ).fetchall()
    for event, id in due:
        # What expires before it was delivered was never seen, and leaves nothing.
        db.execute("DELETE FROM waiting WHERE event = ?", (event,))
        if db.execute("SELECT 1 FROM broadcast WHERE event = ?", (event,)).fetchone():
            broadcasts.withdraw(db, event)
            touched.add(0)
            tidy(db, [0])
            continue
        inboxes = [row[0] for row in db.execute("SELECT inbox FROM entry WHERE event = ?", (event,))]
        aim(db, inboxes)
        step(db)
        bury(db, id)
        for inbox in inboxes:
            drop_key(db, inbox, event)
        db.execute("DELETE FROM entry WHERE event = ?", (event,))
        forget(db, event)
        tidy(db, inboxes)
        touched.update(inboxes)
    return touched


def _deliver(db: sqlite3.Connection, now: Millis) -> set[int]:
    touched: set[int] = set()
    due = db.execute(
        "SELECT n, name FROM event WHERE deliver_at <= ? ORDER BY deliver_at, n LIMIT ?", (now, BATCH)
    ).fetchall()
    for event, name in due:
        inboxes = [row[0] for row in db.execute("SELECT inbox FROM waiting WHERE event = ?", (event,))]
        db.execute("DELETE FROM waiting WHERE event = ?", (event,))
        if inboxes == [0]:
            broadcasts.deliver(db, event, name, now)
        else:
            posts.deliver(db, event, inboxes, name, now)
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
            f"UPDATE entry SET arrived = {PLACE}, changed = {PLACE}, state = state & ~1, snoozed = NULL"
            f" WHERE event = ? AND inbox IN {TARGETS}",
            (event,),
        )
        touched.add(inbox)
    return touched
