"""How what is posted gets into the inboxes: new, as an update by key, later, or not at all."""

# ruff: noqa: A001, S608 - `id` is a word of the contract; the SQL is put together from constants
from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from ...models import EVERYONE, Draft, Millis, Posted
from . import broadcasts, mutes, outgoing
from .rows import QUIET, encode, make_inbox, name_of
from .targets import PLACE, TARGETS, aim, forget, step, unbury

_COLUMNS = (
    "id, sender, event_id, name, type, source, topic, grp, created, updated, deliver_at, expires_at, content"
)


def post(db: sqlite3.Connection, drafts: Sequence[Draft]) -> list[Posted]:
    """Write drafts, one after the other. The id answered is the one in the first recipient's inbox."""
    return [_post(db, draft) for draft in drafts]


def _post(db: sqlite3.Connection, draft: Draft) -> Posted:
    if draft.event_id is not None:
        known = db.execute(
            "SELECT id, recipients FROM sent WHERE sender = ? AND event_id = ?",
            (draft.sender or "", draft.event_id),
        ).fetchone()
        if known is not None:
            return Posted(known[0], "duplicate", known[1], ())
    everyone = draft.recipients == (EVERYONE,)
    inboxes = [0] if everyone else _inboxes(db, draft)
    later = draft.deliver_at is not None and draft.deliver_at > draft.now
    place = _schedule if later else broadcasts.post if everyone else _deliver_now
    ids = place(db, draft, inboxes)
    id = ids[inboxes[0]]
    count = 0 if everyone else len(inboxes)
    if draft.event_id is not None:
        db.execute(
            "INSERT INTO sent VALUES (?, ?, ?, ?, ?)",
            (draft.sender or "", draft.event_id, id, count, draft.now),
        )
    if outgoing.to_others(draft):
        outgoing.record(db, draft, ids.values())
    outcome = "created" if id == draft.id else "updated"
    return Posted(id, outcome, count, () if later else draft.recipients)  # type: ignore[arg-type]


def _inboxes(db: sqlite3.Connection, draft: Draft) -> list[int]:
    if len(draft.recipients) == 1:
        return [make_inbox(db, draft.recipients[0])]
    return [make_inbox(db, recipient) for recipient in draft.recipients]


def insert_event(db: sqlite3.Connection, draft: Draft, id: str, created: Millis | None = None) -> int:
    """Write down what was said; its number."""
    later = draft.deliver_at is not None and draft.deliver_at > draft.now
    values = (id, *event_values(draft), draft.now if created is None else created)
    values += (draft.now, draft.deliver_at if later else None, draft.expires_at, encode(draft.content))
    marks = ", ".join("?" * len(values))
    done = db.execute(f"INSERT INTO event ({_COLUMNS}) VALUES ({marks})", values)
    assert done.lastrowid is not None  # noqa: S101
    return done.lastrowid


def event_values(draft: Draft) -> tuple[Any, ...]:
    """The columns from ``sender`` to ``grp``."""
    content = draft.content
    return (
        draft.sender,
        draft.event_id,
        name_of(draft.sender, content),
        kind_of(draft),
        content.get("source"),
        content.get("topic"),
        content.get("group"),
    )


def kind_of(draft: Draft) -> str:
    """The type, which is ``default`` where none is given."""
    return str(draft.content.get("type") or "default")


def rewrite_event(db: sqlite3.Connection, event: int, draft: Draft) -> None:
    """Replace what was said, keeping its number, id and time of creation."""
    db.execute(
        "UPDATE event SET sender = ?, event_id = ?, name = ?, type = ?, source = ?, topic = ?, grp = ?,"
        " updated = ?, expires_at = ?, content = ? WHERE n = ?",
        (*event_values(draft), draft.now, draft.expires_at, encode(draft.content), event),
    )


def _deliver_now(db: sqlite3.Connection, draft: Draft, inboxes: list[int]) -> dict[int, str]:
    """Put a draft into inboxes; the id it has in each."""
    ids = dict.fromkeys(inboxes, draft.id)
    name = name_of(draft.sender, draft.content)
    if name is None:
        _create(db, insert_event(db, draft, draft.id), inboxes, draft)
        return ids
    # What was to come later under this key is overtaken; an entry that comes of it keeps its id.
    ids |= cancel(db, name, inboxes)
    held: dict[int, list[int]] = {}
    for inbox in inboxes:
        row = db.execute("SELECT event FROM keyed WHERE inbox = ? AND name = ?", (inbox, name)).fetchone()
        if row is not None:
            held.setdefault(row[0], []).append(inbox)
    for event, holders in held.items():
        id = _update(db, event, holders, draft)
        ids |= dict.fromkeys(holders, id)
    updated = {inbox for holders in held.values() for inbox in holders}
    fresh: dict[str, list[int]] = {}
    for inbox in inboxes:
        if inbox not in updated:
            fresh.setdefault(ids[inbox], []).append(inbox)
    for id, newcomers in fresh.items():
        _create(db, insert_event(db, draft, id), newcomers, draft)
        if id != draft.id:
            unbury(db, id)
    return ids


def _create(db: sqlite3.Connection, event: int, inboxes: list[int], draft: Draft) -> None:
    create_entries(db, event, inboxes, quiet=kind_of(draft) == "in-progress")
    mutes.hush(db, event, draft.content.get("source"), draft.content.get("topic"))
    name = name_of(draft.sender, draft.content)
    if name is not None:
        remember_key(db, event, inboxes, name)


def create_entries(db: sqlite3.Connection, event: int, inboxes: list[int], *, quiet: bool) -> None:
    """Make an event arrive, unread, in inboxes that do not have it."""
    aim(db, inboxes)
    db.execute(
        "UPDATE inbox SET own = own + 1, unread = unread + ?, shown = shown + 1, whole = whole + 1"
        f" WHERE n IN {TARGETS}",
        (0 if quiet else 1,),
    )
    db.execute(
        "INSERT INTO entry (inbox, arrived, changed, event, state)"
        " SELECT n, b << 32 | own, b << 32 | own, ?, ?"
        f" FROM inbox, (SELECT broadcasts AS b FROM store) WHERE n IN {TARGETS}",
        (event, QUIET if quiet else 0),
    )


def remember_key(db: sqlite3.Connection, event: int, inboxes: list[int], name: str) -> None:
    """From now on the key of these inboxes means this event."""
    db.executemany("INSERT OR REPLACE INTO keyed VALUES (?, ?, ?)", [(n, name, event) for n in inboxes])


def _update(db: sqlite3.Connection, event: int, holders: list[int], draft: Draft) -> str:
    """Replace the content for those who have it and are addressed; those who are not keep what they have."""
    id, created = db.execute("SELECT id, created FROM event WHERE n = ?", (event,)).fetchone()
    aim(db, holders)
    others = db.execute(
        f"SELECT 1 FROM entry WHERE event = ? AND inbox NOT IN {TARGETS} LIMIT 1", (event,)
    ).fetchone()
    if others is None:
        rewrite_event(db, event, draft)
        target = event
    else:
        target = insert_event(db, draft, id, created)
        db.execute(f"UPDATE entry SET event = ? WHERE event = ? AND inbox IN {TARGETS}", (target, event))
        remember_key(db, target, holders, name_of(draft.sender, draft.content) or "")
    step(db)
    freshen(db, target, quiet=kind_of(draft) == "in-progress", place=PLACE)
    mutes.hush(db, target, draft.content.get("source"), draft.content.get("topic"))
    return str(id)


def freshen(db: sqlite3.Connection, event: int, *, quiet: bool, place: str) -> None:
    """Move on the entries of a rewritten event in the inboxes aimed at. Real news is unread again."""
    state = "state = state | 8" if quiet else "state = 0, snoozed = NULL"
    db.execute(
        f"UPDATE entry SET {state}, changed = {place} WHERE event = ? AND inbox IN {TARGETS}", (event,)
    )


def cancel(db: sqlite3.Connection, name: str, inboxes: list[int]) -> dict[int, str]:
    """Call off what waits under a key; the ids that it had."""
    ids: dict[int, str] = {}
    for inbox in inboxes:
        row = db.execute(
            "SELECT w.event, v.id FROM waiting AS w JOIN event AS v ON v.n = w.event"
            " WHERE w.inbox = ? AND w.name = ?",
            (inbox, name),
        ).fetchone()
        if row is not None:
            ids[inbox] = row[1]
            db.execute("DELETE FROM waiting WHERE event = ? AND inbox = ?", (row[0], inbox))
            forget(db, row[0])
    return ids


def _schedule(db: sqlite3.Connection, draft: Draft, inboxes: list[int]) -> dict[int, str]:
    """Keep a draft for later, in the place of what waits under its key; the id it will have in each inbox."""
    ids = dict.fromkeys(inboxes, draft.id)
    created: dict[str, Millis] = {}
    name = name_of(draft.sender, draft.content)
    if name is not None:
        for inbox in inboxes:
            row = db.execute(
                "SELECT v.id, v.created FROM keyed AS k JOIN event AS v ON v.n = k.event"
                " WHERE k.inbox = ? AND k.name = ?",
                (inbox, name),
            ).fetchone()
            if row is not None:
                ids[inbox] = row[0]
                created[row[0]] = row[1]
        ids |= cancel(db, name, inboxes)
    events: dict[str, int] = {}
    for inbox in inboxes:
        id = ids[inbox]
        if id not in events:
            events[id] = insert_event(db, draft, id, created.get(id))
        db.execute("INSERT INTO waiting VALUES (?, ?, ?)", (events[id], inbox, name))
    return ids


def deliver(db: sqlite3.Connection, event: int, inboxes: list[int], name: str | None, now: Millis) -> None:
    """Make what waited arrive, in the place of what the same key had before, if anything."""
    id, type, source, topic = db.execute(
        "SELECT id, type, source, topic FROM event WHERE n = ?", (event,)
    ).fetchone()
    db.execute("UPDATE event SET deliver_at = NULL, updated = ? WHERE n = ?", (now, event))
    quiet = type == "in-progress"
    if name is not None:
        for inbox in inboxes:
            row = db.execute("SELECT event FROM keyed WHERE inbox = ? AND name = ?", (inbox, name)).fetchone()
            if row is not None:
                outgoing.overtake(db, row[0], inbox)
                db.execute("DELETE FROM entry WHERE inbox = ? AND event = ?", (inbox, row[0]))
                forget(db, row[0])
        remember_key(db, event, inboxes, name)
    create_entries(db, event, inboxes, quiet=quiet)
    mutes.hush(db, event, source, topic)
    unbury(db, id)
