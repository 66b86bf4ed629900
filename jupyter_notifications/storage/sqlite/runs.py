"""How a run of plain posts, such as a batch or what waits together, gets into inboxes: in few statements."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...models import Draft, Posted, Recipient
from .events import insert_numbered, row_of
from .outgoing import to_others
from .rows import MUTED, QUIET, READ, make_inbox

#: Fewer are posted one by one.
_FEW = 2

_FIND = "SELECT n, broadcasts << 32 | own FROM store, inbox WHERE key = ?"
_MUTED = (
    "SELECT EXISTS (SELECT 1 FROM mute WHERE kind = 'source' AND word = ? AND inbox = ?)"
    " OR EXISTS (SELECT 1 FROM mute WHERE kind = 'topic' AND word = ? AND inbox = ?)"
)


def is_plain(draft: Draft) -> bool:
    """Whether this is for now, and one person who is not another than its sender, without key or way out."""
    return (
        len(draft.recipients) == 1
        and draft.recipients[0].kind != "everyone"
        and "key" not in draft.content
        and (draft.deliver_at is None or draft.deliver_at <= draft.now)
        and not draft.deliveries
        and not to_others(draft)
    )


def post(db: sqlite3.Connection, drafts: Sequence[Draft]) -> list[Posted] | None:
    """Write drafts that are all plain and new; ``None``, and nothing done, if some are not.

    What comes of it is the same as if they were posted one after the other.
    """
    if len(drafts) < _FEW or not all(map(is_plain, drafts)) or not _claim(db, drafts):
        return None
    _arrive(db, drafts)
    return [Posted(draft.id, "created", 1, draft.recipients) for draft in drafts]


def _claim(db: sqlite3.Connection, drafts: Sequence[Draft]) -> bool:
    """Write down the event ids, if each is new."""
    claims = [
        (draft.sender or "", draft.event_id, draft.id, 1, draft.now)
        for draft in drafts
        if draft.event_id is not None
    ]
    if not claims:
        return True
    if len({claim[:2] for claim in claims}) < len(claims):
        return False
    known = "SELECT 1 FROM sent WHERE sender = ? AND event_id = ?"
    if any(db.execute(known, claim[:2]).fetchone() for claim in claims):
        return False
    db.executemany("INSERT INTO sent VALUES (?, ?, ?, ?, ?)", claims)
    return True


@dataclass(slots=True)
class _Inbox:
    """An inbox, the place of the last entry, and how many came."""

    n: int
    place: int
    count: int = 0
    unread: int = 0


def _arrive(db: sqlite3.Connection, drafts: Sequence[Draft]) -> None:
    last = db.execute("SELECT coalesce(max(n), 0) FROM event").fetchone()[0]
    inboxes: dict[str, _Inbox] = {}
    muted: dict[tuple[int, str | None, str | None], int] = {}
    entries = []
    for number, draft in enumerate(drafts, last + 1):
        content, [recipient] = draft.content, draft.recipients
        inbox = inboxes.get(recipient.key)
        if inbox is None:
            inbox = inboxes[recipient.key] = _find(db, recipient)
        about = (inbox.n, content.get("source"), content.get("topic"))
        if about not in muted:
            n, source, topic = about
            muted[about] = db.execute(_MUTED, (source, n, topic, n)).fetchone()[0]
        state = READ | MUTED if muted[about] else 0
        state |= QUIET if content.get("type") == "in-progress" else 0
        inbox.place += 1
        inbox.count += 1
        inbox.unread += state == 0
        entries.append((inbox.n, inbox.place, inbox.place, number, state))
    insert_numbered(db, [(number, *row_of(draft)) for number, draft in enumerate(drafts, last + 1)])
    for inbox in inboxes.values():
        count = inbox.count
        db.execute(
            "UPDATE inbox SET own = own + ?, unread = unread + ?, shown = shown + ?, whole = whole + ?"
            " WHERE n = ?",
            (count, inbox.unread, count, count, inbox.n),
        )
    _insert_entries(db, last, entries)


def _find(db: sqlite3.Connection, recipient: Recipient) -> _Inbox:
    found = db.execute(_FIND, (recipient.key,)).fetchone()
    if found is None:
        make_inbox(db, recipient)
        found = db.execute(_FIND, (recipient.key,)).fetchone()
    return _Inbox(*found)


def _insert_entries(db: sqlite3.Connection, last: int, entries: list[tuple[Any, ...]]) -> None:
    """One for each event above the number ``last``."""
    inbox, place, _, first, state = entries[0]
    if all(entry[0] == inbox and entry[4] == state for entry in entries):
        # Python gives its lock away and takes it again for each row that it hands to SQLite.
        db.execute(
            "INSERT INTO entry (inbox, arrived, changed, event, state)"
            " SELECT ?1, n + ?2, n + ?2, n, ?3 FROM event WHERE n > ?4",
            (inbox, place - first, state, last),
        )
        return
    db.executemany(
        "INSERT INTO entry (inbox, arrived, changed, event, state) VALUES (?, ?, ?, ?, ?)", entries
    )
