"""How a post to one person gets into their inbox: what most posts are, in as few statements as it takes."""

# ruff: noqa: A001 - `id` is a word of the contract
from __future__ import annotations

import sqlite3

from ...models import Draft, Posted
from .events import cancel, insert_event, remember_key, rewrite_event
from .rows import HUSHED, MUTED, QUIET, READ, cursor, make_inbox, name_of
from .targets import aim, unbury

#: The inbox, the place it is at, and whether it mutes this.
_FIND = (
    "SELECT n, broadcasts << 32 | own,"
    " EXISTS (SELECT 1 FROM mute WHERE kind = 'source' AND word = ? AND inbox = n)"
    " OR EXISTS (SELECT 1 FROM mute WHERE kind = 'topic' AND word = ? AND inbox = n)"
    " FROM store, inbox WHERE key = ?"
)


def post(db: sqlite3.Connection, draft: Draft) -> Posted:
    """Put a draft into the inbox of its one recipient."""
    content, [recipient] = draft.content, draft.recipients
    asked = (content.get("source"), content.get("topic"), recipient.key)
    row = db.execute(_FIND, asked).fetchone()
    if row is None:
        make_inbox(db, recipient)
        row = db.execute(_FIND, asked).fetchone()
    inbox, place, muted = row
    place += 1
    state = (READ | MUTED if muted else 0) | (QUIET if content.get("type") == "in-progress" else 0)
    name = name_of(draft.sender, content)
    if name is None:
        _arrive(db, inbox, place, insert_event(db, draft, draft.id), state)
        return _created(draft, place, state)
    # What was to come later under this key is overtaken; an entry that comes of it keeps its id.
    id = cancel(db, name, [inbox]).get(inbox, draft.id)
    held = db.execute("SELECT event FROM keyed WHERE inbox = ? AND name = ?", (inbox, name)).fetchone()
    if held is not None:
        id = _update(db, draft, inbox, held[0], place=place, state=state)
        return Posted(id, "updated", 1, draft.recipients)
    event = insert_event(db, draft, id)
    _arrive(db, inbox, place, event, state)
    remember_key(db, event, [inbox], name)
    if id != draft.id:
        aim(db, [inbox])
        unbury(db, id)
        return Posted(id, "updated", 1, draft.recipients)
    return _created(draft, place, state)


def _created(draft: Draft, place: int, state: int) -> Posted:
    return Posted(draft.id, "created", 1, draft.recipients, cursor(place), bool(state & READ))


def _arrive(db: sqlite3.Connection, inbox: int, place: int, event: int, state: int) -> None:
    db.execute(
        "UPDATE inbox SET own = own + 1, unread = unread + ?, shown = shown + 1, whole = whole + 1"
        " WHERE n = ?",
        (state == 0, inbox),
    )
    db.execute(
        "INSERT INTO entry (inbox, arrived, changed, event, state) VALUES (?, ?, ?, ?, ?)",
        (inbox, place, place, event, state),
    )


def _update(db: sqlite3.Connection, draft: Draft, inbox: int, event: int, *, place: int, state: int) -> str:
    """Replace the content of an entry. If others have it, too, they keep what they have."""
    id, created, shared = db.execute(
        "SELECT id, created, EXISTS (SELECT 1 FROM entry WHERE event = event.n AND inbox <> ?)"
        " FROM event WHERE n = ?",
        (inbox, event),
    ).fetchone()
    if shared:
        copy = insert_event(db, draft, id, created)
        db.execute("UPDATE entry SET event = ? WHERE event = ? AND inbox = ?", (copy, event, inbox))
        remember_key(db, copy, [inbox], name_of(draft.sender, draft.content) or "")
        event = copy
    else:
        rewrite_event(db, event, draft)
    db.execute("UPDATE inbox SET own = own + 1 WHERE n = ?", (inbox,))
    if state & QUIET:
        # What its person has read stays so.
        kept = HUSHED if state & MUTED else "state"
        news = f"state = {kept} | {QUIET}"
    else:
        # Real news is to be read again.
        news = f"state = {state:d}, snoozed = NULL"
    db.execute(
        f"UPDATE entry SET {news}, changed = ? WHERE event = ? AND inbox = ?",  # noqa: S608 - from constants
        (place, event, inbox),
    )
    return str(id)
