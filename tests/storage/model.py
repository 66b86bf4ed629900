"""The store's rules in plain Python, a row per person for everything: what engines are compared with."""

# ruff: noqa: A001 - the words of the contract
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from jupyter_notifications.models import EVERYONE, Draft, Filter, Millis, Recipient, StateChange, Unset

Name = tuple[bool, str | None, str | None, str]


@dataclass
class Item:
    """One recipient's entry."""

    id: str
    content: dict[str, Any]
    name: Name | None
    everyones: bool
    expires: Millis | None
    arrived: int
    changed: int
    read: bool = False
    archived: bool = False
    snoozed: Millis | None = None
    removed: bool = False

    @property
    def quiet(self) -> bool:
        return self.content.get("type") == "in-progress"

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


class Model:
    """All inboxes. ``tick`` is the order of change, the same number line for all."""

    def __init__(self, inboxes: Iterable[Recipient]) -> None:
        self.boxes = {inbox: Box() for inbox in inboxes}
        self.everyone = Box()
        self.sent: dict[tuple[str | None, str], str] = {}
        self.tick = 0

    def _next(self) -> int:
        self.tick += 1
        return self.tick

    def post(self, draft: Draft) -> tuple[str, str]:
        """(id, outcome)."""
        if draft.event_id is not None and (draft.sender, draft.event_id) in self.sent:
            return self.sent[draft.sender, draft.event_id], "duplicate"
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
                self._arrive(box, id, draft, name)
            found.append(id)
        if draft.event_id is not None:
            self.sent[draft.sender, draft.event_id] = found[0]
        return found[0], "created" if found[0] == draft.id else "updated"

    def _named(self, box: Box, name: Name | None) -> Item | None:
        if name is None:
            return None
        # For everyone, any inbox that still has it, even as removed, tells.
        boxes = self.boxes.values() if box is self.everyone else [box]
        return next((item for box in boxes for item in box.items if item.name == name), None)

    def _arrive(self, box: Box, id: str, draft: Draft, name: Name | None) -> None:
        everyones = box is self.everyone
        for each in self.boxes.values() if everyones else [box]:
            place = self._next()
            item = Item(id, draft.content, name, everyones, draft.expires_at, place, place)
            item.read = everyones and not each.visited
            each.items.append(item)

    def _update(self, known: Item, draft: Draft) -> None:
        for box in self.boxes.values():
            for item in box.items:
                if item is not known and not (known.everyones and item.name == known.name):
                    continue
                item.content, item.expires, item.changed = draft.content, draft.expires_at, self._next()
                if not item.quiet:
                    item.read = item.everyones and not box.visited
                    item.archived, item.snoozed, item.removed = False, None, False

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
                item.read = change.read
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
                self.boxes[inbox].items.remove(item)
        return len(items)

    def wake(self, now: Millis) -> None:
        for box in self.boxes.values():
            box.items = [item for item in box.items if item.expires is None or item.expires > now]
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
            self._arrive(box, entry.id, entry.draft, entry.name)
        for box in self.boxes.values():
            asleep = [item for item in box.items if item.snoozed is not None and item.snoozed <= now]
            for item in sorted(asleep, key=lambda item: (item.snoozed, item.arrived)):
                item.read, item.snoozed = False, None
                item.arrived = item.changed = self._next()

    def _drop(self, name: Name, box: Box) -> None:
        for each in self.boxes.values() if box is self.everyone else [box]:
            each.items = [item for item in each.items if item.name != name]

    @staticmethod
    def _due(entry: Later) -> Millis:
        assert entry.draft.deliver_at is not None
        return entry.draft.deliver_at
