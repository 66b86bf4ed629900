"""How a run of plain posts to one person, such as a batch, gets into their inbox: in a few statements."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from ...models import Draft, Posted, Recipient
from .events import INSERT_NUMBERED, row_of
from .outgoing import to_others
from .rows import MUTED, QUIET, READ, make_inbox

#: Fewer are posted one by one.
_FEW = 4

_FIND = "SELECT n, broadcasts << 32 | own FROM store, inbox WHERE key = ?"
_MUTED = (
    "SELECT EXISTS (SELECT 1 FROM mute WHERE kind = 'source' AND word = ? AND inbox = ?)"
    " OR EXISTS (SELECT 1 FROM mute WHERE kind = 'topic' AND word = ? AND inbox = ?)"
)


def post(db: sqlite3.Connection, drafts: Sequence[Draft]) -> list[Posted] | None:
    """Write drafts that are all new, for now, and for the same one person; ``None`` if some are not.

    What comes of it is the same as if they were posted one after the other.
    """
    if len(drafts) < _FEW:
        return None
    recipients = drafts[0].recipients
    if len(recipients) > 1 or recipients[0].kind == "everyone":
        return None
    for draft in drafts:
        later = draft.deliver_at is not None and draft.deliver_at > draft.now
        if later or draft.recipients != recipients or "key" in draft.content or to_others(draft):
            return None
    if not _claim(db, drafts):
        return None
    _arrive(db, recipients[0], drafts)
    return [Posted(draft.id, "created", 1, recipients) for draft in drafts]


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


def _arrive(db: sqlite3.Connection, recipient: Recipient, drafts: Sequence[Draft]) -> None:
    found = db.execute(_FIND, (recipient.key,)).fetchone()
    if found is None:
        make_inbox(db, recipient)
        found = db.execute(_FIND, (recipient.key,)).fetchone()
    inbox, place = found
    last = db.execute("SELECT max(n) FROM event").fetchone()[0] or 0
    muted: dict[tuple[str | None, str | None], int] = {}
    entries, unread = [], 0
    for number, draft in enumerate(drafts, 1):
        content = draft.content
        words = (content.get("source"), content.get("topic"))
        if words not in muted:
            muted[words] = db.execute(_MUTED, (words[0], inbox, words[1], inbox)).fetchone()[0]
        state = (READ | MUTED if muted[words] else 0) | (QUIET if content.get("type") == "in-progress" else 0)
        unread += state == 0
        entries.append((inbox, place + number, place + number, last + number, state))
    db.executemany(
        INSERT_NUMBERED, [(last + number, *row_of(draft)) for number, draft in enumerate(drafts, 1)]
    )
    count = len(drafts)
    db.execute(
        "UPDATE inbox SET own = own + ?, unread = unread + ?, shown = shown + ?, whole = whole + ?"
        " WHERE n = ?",
        (count, unread, count, count, inbox),
    )
    db.executemany(
        "INSERT INTO entry (inbox, arrived, changed, event, state) VALUES (?, ?, ?, ?, ?)", entries
    )
