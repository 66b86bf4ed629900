"""What goes by itself: what is too old, and what is too much. Each portion is one transaction."""

# ruff: noqa: S608 - the SQL is put together from constants
from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from ...models import Millis
from . import broadcasts, removal
from .states import PORTION
from .targets import tidy

#: Which of an inbox's entries go first; within each, the oldest. What is snoozed is still wanted.
_ORDER = (
    "state & 3 <> 0 AND state & 4 = 0 AND snoozed IS NULL",
    "state & 3 = 0 AND state & 4 = 0 AND snoozed IS NULL",
    "state & 4 = 0 AND snoozed IS NOT NULL",
)


@dataclass(slots=True)
class Swept:
    """What became of one portion."""

    touched: set[int] = field(default_factory=set)
    """The numbers of the inboxes that changed, 0 for everyone's."""
    more: bool = False


Portion = Callable[[sqlite3.Connection], "Swept"]


def portions(now: Millis, *, keep_for: Millis | None, keep_entries: int | None) -> list[Portion]:
    """What there is to do, each until there is no more of it."""
    todo: list[Portion] = []
    if keep_for is not None:
        todo += [partial(do, before=now - keep_for) for do in (old_entries, old_broadcasts, old_records)]
    if keep_entries is not None:
        todo += [partial(do, keep=keep_entries) for do in (many_broadcasts, many_entries)]
    return todo


def old_entries(db: sqlite3.Connection, before: Millis) -> Swept:
    """Take away what was last updated before a time, but what is snoozed."""
    found = removal.choose(
        db,
        "SELECT e.inbox, e.arrived, e.event FROM event AS v CROSS JOIN entry AS e ON e.event = v.n"
        " WHERE v.updated < :before AND e.snoozed IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM broadcast WHERE event = v.n) LIMIT :limit",
        before=before,
        limit=PORTION,
    )
    return Swept(removal.remove(db), found == PORTION) if found else Swept()


def old_broadcasts(db: sqlite3.Connection, before: Millis) -> Swept:
    """Withdraw from all what was last updated before a time, but what somebody has snoozed."""
    return _withdraw(
        db,
        "SELECT b.event FROM event AS v CROSS JOIN broadcast AS b ON b.event = v.n WHERE v.updated < :before"
        " AND NOT EXISTS (SELECT 1 FROM entry AS e WHERE e.event = v.n AND e.snoozed IS NOT NULL)"
        " ORDER BY b.arrived LIMIT :limit",
        {"before": before, "limit": PORTION},
    )


def many_broadcasts(db: sqlite3.Connection, keep: int) -> Swept:
    """Withdraw the oldest of what was said to everyone, if there is more of it than is kept."""
    count = int(db.execute("SELECT count(*) FROM broadcast").fetchone()[0])
    return _withdraw(
        db,
        "SELECT event FROM broadcast ORDER BY arrived LIMIT :limit",
        {"limit": min(PORTION, max(0, count - keep))},
        more=count - keep > PORTION,
    )


def _withdraw(
    db: sqlite3.Connection, events: str, values: dict[str, int], *, more: bool | None = None
) -> Swept:
    """Withdraw broadcasts until the persons' rows of them fill a portion; one at least."""
    due = db.execute(events, values).fetchall()
    rows = 0
    for (event,) in due:
        if rows >= PORTION:
            more = True
            break
        rows += 1 + int(db.execute("SELECT count(*) FROM entry WHERE event = ?", (event,)).fetchone()[0])
        broadcasts.withdraw(db, event)
    if due:
        tidy(db, [0])
    return Swept({0} if due else set(), len(due) == values["limit"] > 0 if more is None else more)


def many_entries(db: sqlite3.Connection, keep: int) -> Swept:
    """Take away what inboxes have more than is kept: what is read first, then the oldest."""
    room = PORTION
    crowded = db.execute(
        "SELECT n, whole - :keep FROM inbox WHERE whole > :keep LIMIT :limit",
        {"keep": keep, "limit": PORTION},
    ).fetchall()
    removal.choose(db, "SELECT 0, 0, 0 WHERE 0")
    for inbox, over in crowded:
        wanted = min(over, room)
        room -= wanted
        for which in _ORDER:
            wanted -= removal.choose_more(
                db,
                "SELECT inbox, arrived, event FROM entry"
                f" WHERE inbox = :inbox AND {which} ORDER BY arrived LIMIT :limit",
                inbox=inbox,
                limit=wanted,
            )
            if not wanted:
                break
        if not room:
            break
    return Swept(removal.remove(db), more=not room) if crowded else Swept()


def old_records(db: sqlite3.Connection, before: Millis) -> Swept:
    """Forget event ids, and the records of what was sent, from before a time; what waits keeps its record."""
    gone = db.execute(
        "DELETE FROM sent WHERE (sender, event_id) IN"
        " (SELECT sender, event_id FROM sent WHERE at < ? ORDER BY at LIMIT ?)",
        (before, PORTION),
    ).rowcount
    gone_too = db.execute(
        "DELETE FROM outgoing WHERE n IN (SELECT o.n FROM outgoing AS o WHERE o.updated < ?"
        " AND NOT EXISTS (SELECT 1 FROM event AS v WHERE v.id = o.id AND v.deliver_at IS NOT NULL)"
        " ORDER BY o.updated LIMIT ?)",
        (before, PORTION),
    ).rowcount
    return Swept(more=PORTION in (gone, gone_too))
