"""The words of the domain as types: recipients, cursors, drafts, notifications, pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from .times import Millis as Millis  # noqa: PLC0414 - a word of the domain, too
from .times import to_rfc3339

JSON = dict[str, Any]

#: Where the time comes from; tests hand in their own.
Clock = Callable[[], Millis]

State = Literal["inbox", "unread", "archived", "snoozed", "all"]

NOTIFICATION_SCHEMA_ID = "https://events.jupyter.org/jupyter_notifications/notification/v1"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whose inbox: the owner of a one-person server, one username, or everyone.

    The kinds are kept apart so that no username can ever be mistaken for the owner or for everyone.
    """

    kind: Literal["owner", "user", "everyone"]
    name: str = ""

    @property
    def key(self) -> str:
        """One string for stores and logs: ``owner``, ``*`` or ``user:<username>``."""
        return {"owner": "owner", "everyone": "*"}.get(self.kind) or f"user:{self.name}"


OWNER = Recipient("owner")
EVERYONE = Recipient("everyone")


def user(name: str) -> Recipient:
    """The inbox of one username, exactly as the identity provider spells it."""
    return Recipient("user", name)


class Cursor(msgspec.Struct, frozen=True, order=True, gc=False):
    """A place in the order of change of one inbox: broadcasts so far, own changes so far.

    Written as 24 hexadecimal digits, so that the order of the strings is the order of commits.
    """

    broadcasts: int = 0
    own: int = 0

    def __str__(self) -> str:
        return f"{self.broadcasts:012x}{self.own:012x}"

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """Read what ``str`` wrote. Raises ``ValueError`` for anything else."""
        if not re.fullmatch(r"[0-9a-f]{24}", text):
            msg = "is not a cursor of this server"
            raise ValueError(msg)
        return cls(int(text[:12], 16), int(text[12:], 16))


class Way(msgspec.Struct, frozen=True, gc=False):
    """A way out of the server for one notification."""

    rule: str
    channel: str
    due: Millis


class Draft(msgspec.Struct, frozen=True, gc=False):
    """A validated notification on its way to the store. A struct, since a batch makes a thousand."""

    id: str
    """UUIDv7, made by the server. Kept only if this turns out to be a new entry."""
    content: JSON
    """The validated event data without ``recipients`` and ``event_id``."""
    recipients: tuple[Recipient, ...]
    """One or more inboxes, or ``(EVERYONE,)``. Without duplicates."""
    now: Millis
    sender: str | None = None
    event_id: str | None = None
    deliver_at: Millis | None = None
    expires_at: Millis | None = None
    deliveries: tuple[Way, ...] = ()
    """Where it goes besides the inboxes of its recipients."""


class Posted(msgspec.Struct, frozen=True, gc=False):
    """What became of one draft, in the order of the drafts."""

    id: str
    """The id it has in the inboxes: an earlier one if the event id or the key was there already."""
    outcome: Literal["created", "updated", "duplicate"]
    recipients: int
    """How many inboxes it reached; 0 for a broadcast, whose readers are not counted when it is sent."""
    touched: tuple[Recipient, ...]
    """The inboxes that changed: empty for a duplicate, ``(EVERYONE,)`` for a broadcast."""
    arrived: Cursor | None = None
    """Where a new entry stands in its one inbox, if that is known without asking."""
    read: bool = False
    """Whether it arrived there as read."""
    ids: tuple[str, ...] = ()
    """The id in the inbox of each recipient, in their order, if an earlier key makes them differ."""

    def as_seen(self, draft: Draft) -> Notification | None:
        """The new entry as its one recipient sees it, if that is known without asking."""
        if self.arrived is None or draft.expires_at is not None:
            return None
        return Notification(
            id=self.id,
            content=draft.content,
            arrived=self.arrived,
            changed=self.arrived,
            created=draft.now,
            updated=draft.now,
            sender=draft.sender,
            event_id=draft.event_id,
            read=self.read,
        )


class Notification(msgspec.Struct, frozen=True):
    """A notification as one recipient sees it: content and state.

    A struct, since a page of a list makes a hundred objects: each takes a tenth of a dataclass's time.
    """

    id: str
    content: JSON
    arrived: Cursor
    """Place in the list: newest arrival first."""
    changed: Cursor
    """Place in the order of change."""
    created: Millis
    updated: Millis
    sender: str | None = None
    event_id: str | None = None
    read: bool = False
    archived: bool = False
    snoozed_until: Millis | None = None

    def to_wire(self) -> JSON:
        """The JSON object that the API serves; what is unset is absent."""
        created = to_rfc3339(self.created)
        out: JSON = {
            **self.content,
            "id": self.id,
            "arrived": str(self.arrived),
            "created": created,
            "updated": created if self.updated == self.created else to_rfc3339(self.updated),
        }
        if self.event_id is not None:
            out["event_id"] = self.event_id
        if self.sender is not None:
            out["sender"] = self.sender
        if self.read:
            out["read"] = True
        if self.archived:
            out["archived"] = True
        if self.snoozed_until is not None:
            out["snoozed_until"] = to_rfc3339(self.snoozed_until)
        return out


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list, or a change of many at once, is about. ``None`` matches everything."""

    state: State = "inbox"
    type: str | None = None
    source: str | None = None
    topic: str | None = None
    group: str | None = None
    q: str | None = None

    @property
    def by_state_only(self) -> bool:
        """Whether nothing but ``state`` is asked for, so that a total can be given."""
        return not any((self.type, self.source, self.topic, self.group, self.q))


class Unset:
    """The type of :data:`UNSET`."""


#: Marks a field of a change that is to stay as it is, where ``None`` means "clear it".
UNSET = Unset()


@dataclass(frozen=True, slots=True)
class StateChange:
    """What to change in an entry's state; what is ``None`` (or ``UNSET``) stays as it is."""

    read: bool | None = None
    archived: bool | None = None
    snoozed_until: Millis | Unset | None = UNSET


@dataclass(frozen=True, slots=True)
class Head:
    """Where an inbox stands now."""

    epoch: str
    seq: Cursor
    unread: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, newest arrival first."""

    items: list[Notification]
    next: Cursor | None
    """``before`` of the following page; ``None`` on the last one."""
    head: Head
    total: int | None = None
    """How many there are in all; only without filters other than ``state``."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed in an inbox after a cursor, in order of change."""

    head: Head
    """``head.seq`` is where to go on from: behind the last item if there is ``more``."""
    items: list[Notification] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    more: bool = False
    reset: bool = False
    """The cursor cannot be resumed from; read the visible pages again."""


@dataclass(frozen=True, slots=True)
class Changed:
    """The result of a change to many entries at once."""

    changed: int
    head: Head


@dataclass(frozen=True, slots=True)
class Sent:
    """What a person sent to others, as they see it themselves."""

    id: str
    content: JSON
    created: Millis
    recipients: int
    """How many inboxes it was sent to; 0 for a broadcast, whose readers nobody counts beforehand."""
    read: int
    """How many have read it, those who deleted it after reading among them."""
    everyone: bool = False
    deliver_at: Millis | None = None
    """When it will be delivered, if it waits still."""

    def to_wire(self) -> JSON:
        """The JSON object that the API serves; what is unset is absent."""
        out: JSON = {
            **self.content,
            "id": self.id,
            "created": to_rfc3339(self.created),
            "recipients": self.recipients,
            "everyone": self.everyone,
            "read_by": self.read,
        }
        if self.deliver_at is not None:
            out["deliver_at"] = to_rfc3339(self.deliver_at)
        return out


@dataclass(frozen=True, slots=True)
class SentPage:
    """One page of what a person sent, newest first."""

    items: list[Sent]
    next: str | None
    """``before`` of the following page: an id; ``None`` on the last one."""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """What a person sent to themselves for later."""

    id: str
    content: JSON
    created: Millis
    deliver_at: Millis

    def to_wire(self) -> JSON:
        """The JSON object that an export holds."""
        times = {"created": to_rfc3339(self.created), "deliver_at": to_rfc3339(self.deliver_at)}
        return {**self.content, "id": self.id, **times}


@dataclass(frozen=True, slots=True)
class Muted:
    """What a person does not want to be told of: it is stored as read."""

    sources: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
