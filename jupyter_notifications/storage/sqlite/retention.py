"""What goes by itself: what is too old, and what is too much. Each portion is one transaction."""

# ruff: noqa: S608 - the SQL is put together from constants
from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from ...models import Millis, Recipient
from . import broadcasts, removal
from .rows import recipients_of
from .states import PORTION
from .targets import tidy

#: Inboxes that are looked at in one portion for having too much.
_INBOXES = 50

#: What was sent to an inbox itself. What everyone got is counted, and goes, for all.
_OWN = "NOT EXISTS (SELECT 1 FROM broadcast AS b WHERE b.event = entry.event)"

#: Which of an inbox's entries go first; within each, the oldest. What is snoozed is still wanted.
_ORDER = ("snoozed IS NULL AND state & 3 <> 0", "snoozed IS NULL AND state & 3 = 0", "snoozed IS NOT NULL")


#: Whether somebody wants the entry ``e`` still: it sleeps, or has woken lately.
_WANTED = "(e.snoozed IS NOT NULL OR e.woken >= :before AND e.state & 4 = 0)"


@dataclass(slots=True)
class Swept:
    """What became of one portion, and where to go on."""

    touched: set[int] = field(default_factory=set)
    """The numbers of the inboxes that changed, 0 for everyone's."""
    last: int | None = None
    """What the next portion is to begin behind; ``None`` if there is no more."""


#: Takes the connection and ``after``, the ``last`` of the portion before, at first -1.
Portion = Callable[..., Swept]


def portions(now: Millis, *, keep_for: Millis | None, keep_entries: int | None) -> list[Portion]:
    """What there is to do, each until there is no more of it."""
    todo: list[Portion] = []
    if keep_for is not None:
        todo += [partial(do, before=now - keep_for) for do in (old_entries, old_broadcasts, old_records)]
    if keep_entries is not None:
        todo += [partial(do, keep=keep_entries) for do in (many_broadcasts, many_entries)]
    return todo


def told(db: sqlite3.Connection, portion: Portion, *, after: int) -> tuple[list[Recipient], int | None]:
    """Do a portion: whose inboxes changed, and ``last``."""
    swept = portion(db, after=after)
    return recipients_of(db, swept.touched), swept.last


def old_entries(db: sqlite3.Connection, *, after: int, before: Millis) -> Swept:
    """Take away what was last updated before a time, but what is snoozed or has woken since."""
    found = removal.choose(
        db,
        "SELECT e.inbox, e.arrived, e.event FROM event AS v CROSS JOIN entry AS e ON e.event = v.n"
        f" WHERE v.updated < :before AND {_WANTED} IS NOT TRUE"
        " AND NOT EXISTS (SELECT 1 FROM broadcast WHERE event = v.n) LIMIT :limit",
        before=before,
        limit=PORTION,
    )
    return Swept(removal.remove(db), after if found == PORTION else None) if found else Swept()


def old_broadcasts(db: sqlite3.Connection, *, after: int, before: Millis) -> Swept:
    """Withdraw from all what was last updated before a time, but what is snoozed or has woken since."""
    return _withdraw(
        db,
        after,
        "SELECT b.event, b.arrived FROM event AS v CROSS JOIN broadcast AS b ON b.event = v.n"
        " WHERE v.updated < :before AND NOT EXISTS"
        f" (SELECT 1 FROM entry AS e WHERE e.event = v.n AND {_WANTED})"
        " ORDER BY b.arrived LIMIT :limit",
        {"before": before, "limit": PORTION},
    )


def many_broadcasts(db: sqlite3.Connection, *, after: int, keep: int) -> Swept:
    """Withdraw the oldest of what was said to everyone, if there is more of it than is kept.

    What somebody has snoozed stays, even if that alone is more.
    """
    over = int(db.execute("SELECT count(*) FROM broadcast").fetchone()[0]) - keep
    if over <= 0:
        return Swept()
    return _withdraw(
        db,
        after,
        "SELECT b.event, b.arrived FROM broadcast AS b WHERE NOT EXISTS"
        " (SELECT 1 FROM entry AS e WHERE e.event = b.event AND e.snoozed IS NOT NULL)"
        " ORDER BY b.arrived LIMIT :limit",
        {"limit": min(PORTION, over)},
    )


def _withdraw(db: sqlite3.Connection, after: int, events: str, values: dict[str, int]) -> Swept:
    """Withdraw broadcasts, oldest first, until the persons' rows of them fill a portion; one at least."""
    rows = 0
    due = db.execute(events, values).fetchall()
    for event, _ in due:
        if rows >= PORTION:
            break
        rows += 1 + int(db.execute("SELECT count(*) FROM entry WHERE event = ?", (event,)).fetchone()[0])
        broadcasts.withdraw(db, event)
    if not due:
        return Swept()
    tidy(db, [0])
    return Swept({0}, after)


def many_entries(db: sqlite3.Connection, *, after: int, keep: int) -> Swept:
    """Take away what inboxes have more than is kept: what is read first, then the oldest."""
    removal.choose(db, "SELECT 0, 0, 0 WHERE 0")
    crowded = db.execute(
        "SELECT n, whole - :keep FROM inbox WHERE n > :after AND whole > :keep ORDER BY n LIMIT :limit",
        {"after": after, "keep": keep, "limit": _INBOXES},
    ).fetchall()
    room, last = PORTION, None
    for inbox, over in crowded:
        room -= _choose_oldest(db, inbox, min(over - _of_broadcasts(db, inbox), room))
        if not room:
            last = inbox - 1
            break
    else:
        last = crowded[-1][0] if len(crowded) == _INBOXES else None
    return Swept(removal.remove(db), last)


def _of_broadcasts(db: sqlite3.Connection, inbox: int) -> int:
    """How many of an inbox's counted rows are of broadcasts."""
    row = db.execute(
        "SELECT count(*) FROM broadcast AS b CROSS JOIN entry AS e ON e.event = b.event AND e.inbox = ?"
        " WHERE e.state & 4 = 0",
        (inbox,),
    ).fetchone()
    return int(row[0])


def _choose_oldest(db: sqlite3.Connection, inbox: int, wanted: int) -> int:
    """Choose so many of one inbox's entries; how many there were."""
    found = 0
    for which in _ORDER:
        if found < wanted:
            found += removal.choose_more(
                db,
                "SELECT inbox, arrived, event FROM entry"
                f" WHERE inbox = :inbox AND {which} AND {_OWN} ORDER BY arrived LIMIT :limit",
                inbox=inbox,
                limit=wanted - found,
            )
    return found


def old_records(db: sqlite3.Connection, *, after: int, before: Millis) -> Swept:
    """Forget event ids, and the records of what was sent, from before a time; what waits keeps its record."""
    ids = db.execute(
        "DELETE FROM sent WHERE (sender, event_id) IN"
        " (SELECT sender, event_id FROM sent WHERE at < ? ORDER BY at LIMIT ?)",
        (before, PORTION),
    ).rowcount
    records = db.execute(
        "DELETE FROM outgoing WHERE n IN (SELECT o.n FROM outgoing AS o WHERE o.updated < ?"
        " AND NOT EXISTS (SELECT 1 FROM event AS v WHERE v.id = o.id AND v.deliver_at IS NOT NULL)"
        " ORDER BY o.updated LIMIT ?)",
        (before, PORTION),
    ).rowcount
    return Swept(last=after if PORTION in (ids, records) else None)
