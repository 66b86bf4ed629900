"""How what is posted gets into the inboxes: new, as an update by key, later, or not at all."""

# ruff: noqa: A001, S608 - `id` is a word of the contract; the SQL is put together from constants
from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from ...models import Draft, Millis, Posted
from . import broadcasts, deliveries, mutes, outgoing, runs, single
from .events import cancel, insert_event, kind_of, remember_key, rewrite_event
from .rows import QUIET, make_inbox, name_of
from .targets import PLACE, TARGETS, aim, aim_at, forget, step, unbury


def post(db: sqlite3.Connection, drafts: Sequence[Draft]) -> list[Posted]:
    """Write drafts, one after the other. The id answered is the one in the first recipient's inbox."""
    return runs.post(db, drafts) or [_post(db, draft) for draft in drafts]


@dataclass(frozen=True, slots=True)
class Posting:
    """The posting of one caller, which can be run with that of others who wait: see ``writer.Joint``."""

    drafts: Sequence[Draft]

    def __call__(self, db: sqlite3.Connection) -> list[Posted]:
        """Post them."""
        return post(db, self.drafts)

    def joins(self) -> bool:
        """Whether all are as a run takes them."""
        return all(map(runs.is_plain, self.drafts))

    def together(self, db: sqlite3.Connection, others: Sequence[Posting]) -> list[list[Posted]] | None:
        """Post all in one run; what came of each caller's, or ``None`` and nothing done."""
        every = [self, *others]
        posted = runs.post(db, [draft for one in every for draft in one.drafts])
        if posted is None:
            return None
        left = iter(posted)
        return [[next(left) for _ in one.drafts] for one in every]


def _post(db: sqlite3.Connection, draft: Draft) -> Posted:
    everyone = draft.recipients[0].kind == "everyone"
    count = 0 if everyone else len(draft.recipients)
    if draft.event_id is not None:
        known = _claim(db, draft, draft.event_id, count)
        if known is not None:
            return known
    later = draft.deliver_at is not None and draft.deliver_at > draft.now
    one: Posted | None = None
    if later:
        ids = list(_schedule(db, draft, _inboxes(db, draft)).values())
    elif everyone:
        ids = [broadcasts.post(db, draft)]
    elif count == 1:
        one = single.post(db, draft)
        ids = [one.id]
    else:
        ids = _deliver_now(db, draft)
    if outgoing.to_others(draft):
        outgoing.record(db, draft, ids)
    if draft.deliveries:
        deliveries.plan(db, draft, ids)
    touched = () if later else draft.recipients
    if ids[0] == draft.id:
        return one or Posted(draft.id, "created", count, touched, ids=_each(draft, ids))
    if draft.event_id is not None:
        db.execute(
            "UPDATE sent SET id = ? WHERE sender = ? AND event_id = ?",
            (ids[0], draft.sender or "", draft.event_id),
        )
    return Posted(ids[0], "updated", count, touched, ids=_each(draft, ids))


def _each(draft: Draft, ids: list[str]) -> tuple[str, ...]:
    """The ids, if they are not all one: without a key they are."""
    return tuple(ids) if "key" in draft.content and ids.count(ids[0]) < len(ids) else ()


def _claim(db: sqlite3.Connection, draft: Draft, event_id: str, count: int) -> Posted | None:
    """Write an event id down, or say what came of it when it was first used."""
    sender = draft.sender or ""
    if db.execute(
        "INSERT OR IGNORE INTO sent VALUES (?, ?, ?, ?, ?)", (sender, event_id, draft.id, count, draft.now)
    ).rowcount:
        return None
    id, recipients = db.execute(
        "SELECT id, recipients FROM sent WHERE sender = ? AND event_id = ?", (sender, event_id)
    ).fetchone()
    return Posted(id, "duplicate", recipients, (), ids=_each(draft, _known_as(db, draft, id)))


def _known_as(db: sqlite3.Connection, draft: Draft, first: str) -> list[str]:
    """The ids of what was sent before, as far as they are known: each inbox may have its key by another."""
    name = name_of(draft.sender, draft.content)
    if name is None:
        return [first]
    ids = [first]
    for recipient in draft.recipients[1:]:
        row = db.execute(
            "SELECT v.id FROM inbox AS i JOIN keyed AS k ON k.inbox = i.n JOIN event AS v ON v.n = k.event"
            " WHERE i.key = :inbox AND k.name = :name"
            " UNION ALL SELECT v.id FROM inbox AS i JOIN waiting AS w ON w.inbox = i.n"
            " JOIN event AS v ON v.n = w.event WHERE i.key = :inbox AND w.name = :name LIMIT 1",
            {"inbox": recipient.key, "name": name},
        ).fetchone()
        ids.append(first if row is None else row[0])
    return ids


def _inboxes(db: sqlite3.Connection, draft: Draft) -> list[int]:
    """The numbers of the recipients' inboxes, in their order; 0 for everyone's."""
    return [make_inbox(db, recipient) for recipient in draft.recipients]


def _deliver_now(db: sqlite3.Connection, draft: Draft) -> list[str]:
    """Put a draft into inboxes; the id it has in each."""
    name = name_of(draft.sender, draft.content)
    if name is None:
        # Whose inboxes these are is never looked at one by one.
        aim_at(db, draft.recipients)
        _create(db, insert_event(db, draft, draft.id), draft)
        return [draft.id] * len(draft.recipients)
    inboxes = _inboxes(db, draft)
    ids = dict.fromkeys(inboxes, draft.id)
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
        aim(db, newcomers)
        event = insert_event(db, draft, id)
        _create(db, event, draft)
        remember_key(db, event, newcomers, name)
        if id != draft.id:
            unbury(db, id)
    return [ids[inbox] for inbox in inboxes]


def _create(db: sqlite3.Connection, event: int, draft: Draft) -> None:
    create_entries(db, event, quiet=kind_of(draft) == "in-progress")
    mutes.hush(db, event, draft.content.get("source"), draft.content.get("topic"))


def create_entries(db: sqlite3.Connection, event: int, *, quiet: bool) -> None:
    """Make an event arrive, unread, in the inboxes aimed at, which do not have it."""
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
    aim(db, inboxes)
    create_entries(db, event, quiet=quiet)
    mutes.hush(db, event, source, topic)
    if name is not None:
        unbury(db, id)
