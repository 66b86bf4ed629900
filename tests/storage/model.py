"""The store's rules in plain Python, a row per person for everything: what engines are compared with."""

# ruff: noqa: A001 - the words of the contract
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from jupyter_notifications.models import (
    EVERYONE,
    Draft,
    Filter,
    Millis,
    Muted,
    Recipient,
    StateChange,
    Unset,
    user,
)

Name = tuple[bool, str | None, str | None, str]

#: Never comes, and so shows what everyone's entries are like for somebody who has done nothing yet.
NOBODY = user("nobody")


@dataclass
class Item:
    """One recipient's entry."""

    id: str
    content: dict[str, Any]
    name: Name | None
    everyones: bool
    expires: Millis | None
    sender: str | None
    updated: Millis
    arrived: int
    changed: int
    read: bool = False
    muted: bool = False
    """It counts as read since it was muted, and not since its person read it."""
    archived: bool = False
    snoozed: Millis | None = None
    woken: Millis = 0
    """When it last was snoozed no more by itself; like an update to retention."""
    removed: bool = False

    @property
    def quiet(self) -> bool:
        return self.content.get("type") == "in-progress"

    def wanted(self, before: Millis) -> bool:
        """Whether it is too dear to its person to go by age."""
        return not self.removed and (self.snoozed is not None or self.woken >= before)

    def alive(self, now: Millis) -> bool:
        return not self.removed and (self.expires is None or self.expires > now)

    def is_in(self, state: str) -> bool:
        inbox = not self.archived and self.snoozed is None
        return {
            "inbox": inbox,
            "unread": inbox and not self.read and not self.quiet,
            "archived": self.archived,
            "snoozed": self.snoozed is not None,
            "all": True,
        }[state]

    def matches(self, filter: Filter, now: Millis) -> bool:
        text = f"{self.content['title']}\n{self.content.get('body', '')}".casefold()
        return (
            self.alive(now)
            and self.is_in(filter.state)
            and (filter.type is None or self.content.get("type", "default") == filter.type)
            and (filter.source is None or self.content.get("source") == filter.source)
            and all(word in text for word in (filter.q or "").casefold().split())
        )


@dataclass
class Later:
    """What waits for its delivery to one inbox."""

    id: str
    draft: Draft
    name: Name | None
    order: int


@dataclass
class Box:
    """One inbox; ``*`` has one too, for what waits for everyone."""

    items: list[Item] = field(default_factory=list)
    later: list[Later] = field(default_factory=list)
    visited: bool = False
    muted: Muted = field(default_factory=Muted)

    def mutes(self, content: dict[str, Any]) -> bool:
        return content.get("source") in self.muted.sources or content.get("topic") in self.muted.topics


@dataclass
class Record:
    """What a sender knows of what went to others."""

    content: dict[str, Any]
    recipients: int
    updated: Millis
    gone: int = 0


class Model:
    """All inboxes. ``tick`` is the order of change, the same number line for all."""

    def __init__(self, inboxes: Iterable[Recipient]) -> None:
        self.boxes = {inbox: Box() for inbox in (*inboxes, NOBODY)}
        self.everyone = Box()
        self.sent: dict[tuple[str | None, str], tuple[str, Millis]] = {}
        self.outgoing: dict[tuple[str, str], Record] = {}
        self.tick = 0

    def _next(self) -> int:
        self.tick += 1
        return self.tick

    def post(self, draft: Draft) -> tuple[list[str], str]:
        """(the id in each inbox, outcome); of a duplicate the first id alone."""
        if draft.event_id is not None and (draft.sender, draft.event_id) in self.sent:
            return [self.sent[draft.sender, draft.event_id][0]], "duplicate"
        everyones = draft.recipients == (EVERYONE,)
        key = draft.content.get("key")
        name = None if key is None else (everyones, draft.sender, draft.content.get("source"), key)
        boxes = [self.everyone] if everyones else [self.boxes[inbox] for inbox in draft.recipients]
        later = draft.deliver_at is not None and draft.deliver_at > draft.now
        order = self._next()
        found = []
        for box in boxes:
            there = self._named(box, name)
            waits = next((entry for entry in box.later if name is not None and entry.name == name), None)
            id = waits.id if waits else draft.id
            if waits:
                box.later.remove(waits)
            if there and (not later or not waits):
                id = there.id
            if later:
                box.later.append(Later(id, draft, name, order))
            elif there:
                self._update(there, draft)
            else:
                self._arrive(box, id, draft, name, draft.now)
            found.append(id)
        if draft.event_id is not None:
            self.sent[draft.sender, draft.event_id] = (found[0], draft.now)
        if draft.sender is not None and draft.recipients != (user(draft.sender),):
            for id in set(found):
                count = 0 if everyones else found.count(id)
                record = self.outgoing.setdefault((draft.sender, id), Record({}, count, 0))
                record.content, record.updated = draft.content, draft.now
        return found, "created" if found[0] == draft.id else "updated"

    def _named(self, box: Box, name: Name | None) -> Item | None:
        if name is None:
            return None
        # For everyone, any inbox that still has it, even as removed, tells.
        boxes = self.boxes.values() if box is self.everyone else [box]
        return next((item for box in boxes for item in box.items if item.name == name), None)

    def _arrive(self, box: Box, id: str, draft: Draft, name: Name | None, now: Millis) -> None:
        everyones = box is self.everyone
        for each in self.boxes.values() if everyones else [box]:
            place = self._next()
            item = Item(id, draft.content, name, everyones, draft.expires_at, draft.sender, now, place, place)
            item.read = everyones and not each.visited
            self._hush(each, item)
            each.items.append(item)

    def _update(self, known: Item, draft: Draft) -> None:
        for box in self.boxes.values():
            for item in box.items:
                if item is not known and not (known.everyones and item.name == known.name):
                    continue
                item.content, item.expires, item.changed = draft.content, draft.expires_at, self._next()
                item.updated = draft.now
                if not item.quiet:
                    item.read, item.muted = item.everyones and not box.visited, False
                    item.archived, item.snoozed, item.removed = False, None, False
                if not item.removed:
                    self._hush(box, item)

    @staticmethod
    def _hush(box: Box, item: Item) -> None:
        """What has been read stays read, and only what has not is so by muting."""
        if not item.read and box.mutes(item.content):
            item.read = item.muted = True

    def visit(self, inbox: Recipient) -> None:
        self.boxes[inbox].visited = True

    def matching(self, inbox: Recipient, filter: Filter, now: Millis, up_to: int | None = None) -> list[Item]:
        """Newest arrival first."""
        found = [item for item in self.boxes[inbox].items if item.matches(filter, now)]
        if up_to is not None:
            found = [item for item in found if item.changed <= up_to]
        return sorted(found, key=lambda item: -item.arrived)

    def unread(self, inbox: Recipient, now: Millis) -> int:
        return len(self.matching(inbox, Filter("unread"), now))

    def change(self, inbox: Recipient, items: list[Item], change: StateChange) -> int:
        """Items as ``matching`` gives them; how many changed."""
        self.visit(inbox)
        done = 0
        for item in reversed(items):
            before = (item.read, item.archived, item.snoozed)
            if change.read is not None:
                item.read, item.muted = change.read, False
            if change.archived is not None:
                item.archived = change.archived
            if not isinstance(change.snoozed_until, Unset):
                item.snoozed = change.snoozed_until
            if before != (item.read, item.archived, item.snoozed):
                item.changed = self._next()
                done += 1
        return done

    def remove(self, inbox: Recipient, items: list[Item]) -> int:
        self.visit(inbox)
        for item in items:
            if item.everyones:
                item.removed, item.snoozed = True, None
            else:
                self._take(self.boxes[inbox], item)
        return len(items)

    def _take(self, box: Box, item: Item) -> None:
        """An entry goes; that it had been read stays known to who sent it."""
        box.items.remove(item)
        record = self.outgoing.get((item.sender or "", item.id))
        if record is not None and item.read and not item.muted:
            record.gone += 1

    def mute(self, inbox: Recipient, muted: Muted) -> None:
        self.visit(inbox)
        self.boxes[inbox].muted = muted

    def read_by(self, sender: str, id: str) -> int:
        """How many have read something that went to some, themselves."""
        having = [item for box in self.boxes.values() for item in box.items if item.id == id]
        readers = [item for item in having if item.sender == sender and item.read and not item.muted]
        return self.outgoing[sender, id].gone + len(readers)

    def deliver_at(self, sender: str, id: str) -> Millis | None:
        boxes = [*self.boxes.values(), self.everyone]
        drafts = [entry.draft for box in boxes for entry in box.later if entry.id == id]
        return min((d.deliver_at for d in drafts if d.sender == sender and d.deliver_at), default=None)

    def withdraw(self, sender: str, id: str) -> set[Recipient]:
        """The inboxes that changed."""
        del self.outgoing[sender, id]
        touched = set()
        for inbox, box in (*self.boxes.items(), (EVERYONE, self.everyone)):
            box.later = [e for e in box.later if (e.id, e.draft.sender) != (id, sender)]
            for item in [i for i in box.items if (i.id, i.sender) == (id, sender)]:
                box.items.remove(item)
                touched.add(EVERYONE if item.everyones else inbox)
        return touched

    def forget(self, inbox: Recipient, sender: str | None) -> None:
        for item in [item for item in self.boxes[inbox].items if not item.everyones]:
            self._take(self.boxes[inbox], item)
        self.boxes[inbox] = Box([replace(item) for item in self.boxes[NOBODY].items if item.everyones])
        self.sent = {key: value for key, value in self.sent.items() if key[0] != sender}
        if sender is not None:
            self.outgoing = {key: value for key, value in self.outgoing.items() if key[0] != sender}
            for box in (*self.boxes.values(), self.everyone):
                box.later = [entry for entry in box.later if entry.draft.sender != sender]

    def sweep(self, now: Millis, keep_for: Millis | None, keep_entries: int | None) -> set[Recipient]:
        """The inboxes that changed."""
        touched: set[Recipient] = set()
        if keep_for is not None:
            before = now - keep_for
            for inbox, box in self.boxes.items():
                for item in [i for i in box.items if i.updated < before and not i.wanted(before)]:
                    if not item.everyones:
                        self._take(box, item)
                        touched.add(inbox)
            wanted = {i.id for box in self.boxes.values() for i in box.items if i.wanted(before)}
            everyones = self._everyones()
            self._take_from_all([i for i in everyones if i.updated < before and i.id not in wanted], touched)
            self.sent = {key: value for key, value in self.sent.items() if value[1] >= before}
            self.outgoing = {
                key: record
                for key, record in self.outgoing.items()
                if record.updated >= before or self.deliver_at(*key) is not None
            }
        if keep_entries is not None:
            everyones = self._everyones()
            asleep = {i.id for box in self.boxes.values() for i in box.items if i.snoozed is not None}
            first = [item for item in everyones if item.id not in asleep]
            self._take_from_all(first[: max(0, len(everyones) - keep_entries)], touched)
            for inbox, box in self.boxes.items():
                own = [item for item in box.items if not item.everyones]
                first = sorted(
                    own, key=lambda i: (i.snoozed is not None, not (i.read or i.archived), i.arrived)
                )
                for item in first[: max(0, len(own) - keep_entries)]:
                    self._take(box, item)
                    touched.add(inbox)
        return touched

    def _everyones(self) -> list[Item]:
        return sorted((i for i in self.boxes[NOBODY].items if i.everyones), key=lambda item: item.arrived)

    def _take_from_all(self, items: list[Item], touched: set[Recipient]) -> None:
        gone = {item.id for item in items}
        for box in self.boxes.values():
            box.items = [item for item in box.items if item.id not in gone]
        if gone:
            touched.add(EVERYONE)

    def wake(self, now: Millis) -> None:
        for box in self.boxes.values():
            for item in [item for item in box.items if item.expires is not None and item.expires <= now]:
                self._take(box, item)
        boxes = [*self.boxes.values(), self.everyone]
        for box in boxes:
            box.later = [
                entry for entry in box.later if entry.draft.expires_at is None or entry.draft.expires_at > now
            ]
        due = [(box, entry) for box in boxes for entry in box.later if self._due(entry) <= now]
        for box, entry in sorted(due, key=lambda pair: (self._due(pair[1]), pair[1].order)):
            box.later.remove(entry)
            if entry.name is not None:
                self._drop(entry.name, box)
            self._arrive(box, entry.id, entry.draft, entry.name, now)
        for box in self.boxes.values():
            asleep = [item for item in box.items if item.snoozed is not None and item.snoozed <= now]
            for item in sorted(asleep, key=lambda item: (item.snoozed, item.arrived)):
                item.read, item.muted, item.snoozed, item.woken = False, False, None, now
                item.arrived = item.changed = self._next()

    def _drop(self, name: Name, box: Box) -> None:
        for each in self.boxes.values() if box is self.everyone else [box]:
            each.items = [item for item in each.items if item.name != name]

    @staticmethod
    def _due(entry: Later) -> Millis:
        assert entry.draft.deliver_at is not None
        return entry.draft.deliver_at
