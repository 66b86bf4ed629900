"""What a store must do, whatever its engine; every engine passes the same contract tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ..models import (
    Changed,
    Changes,
    Cursor,
    Draft,
    Filter,
    Head,
    Millis,
    Notification,
    Page,
    Posted,
    Recipient,
    StateChange,
)

#: A client further behind than this is told to read its pages again.
MAX_CHANGES_BEHIND = 200


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """How a store is."""

    engine: str
    durable: bool
    """Whether what is acknowledged now outlives the server."""
    writable: bool
    schema_version: int
    problem: str | None = None
    """What is wrong, in words for the person whose notifications these are. No paths, no secrets."""
    queued: int = 0
    """Writes that wait for their commit."""


class Store(Protocol):
    """A durable set of inboxes.

    Every write returns only when it is committed. Every method may raise ``StoreUnavailable``; reads go on
    where that is possible while writes are refused. ``now`` is always the caller's clock. Entries that are
    not delivered yet, or are past their expiry, are in no answer.
    """

    async def open(self) -> None:
        """Get ready. Raises ``StoreUnavailable`` if that fails, and leaves the file as it was."""

    async def close(self) -> None:
        """Commit what waits and leave nothing running. May be called more than once."""

    async def post(self, drafts: Sequence[Draft]) -> list[Posted]:
        """Write all drafts in one transaction; one answer each, in order.

        A draft whose (sender, event id) is known is a duplicate and changes nothing. A draft with a key
        updates the entry of the same (recipient, sender, source, key) in place, which keeps its id and its
        place in the list. The id answered is the one in the first recipient's inbox.
        """

    async def visit(self, inbox: Recipient, now: Millis) -> None:
        """Make the inbox known. Broadcasts from before the first visit count as read."""

    async def head(self, inbox: Recipient, now: Millis) -> Head:
        """Where the inbox stands."""

    async def heads(self, inboxes: Sequence[Recipient], now: Millis) -> list[Head]:
        """The same for several, in one go."""

    async def get(self, inbox: Recipient, id: str, now: Millis) -> Notification:
        """One entry. Raises ``NotFound`` alike for what does not exist and for what is someone else's."""

    async def list(
        self, inbox: Recipient, filter: Filter, now: Millis, *, limit: int, before: Cursor | None = None
    ) -> Page:
        """Entries that match, newest arrival first, from behind ``before`` on."""

    async def change(self, inbox: Recipient, id: str, change: StateChange, now: Millis) -> Notification:
        """Change one entry's state. Raises ``NotFound``. A change that changes nothing moves no cursor."""

    async def change_all(
        self,
        inbox: Recipient,
        filter: Filter,
        change: StateChange,
        now: Millis,
        *,
        up_to: Cursor | None = None,
    ) -> Changed:
        """Change all that match and had not changed after ``up_to`` (default: now).

        Many are changed in portions, each durable by itself, between which others may write. If it fails,
        some may have been changed.
        """

    async def remove(self, inbox: Recipient, id: str, now: Millis) -> Head:
        """Delete one entry from this inbox, leaving a tombstone. Raises ``NotFound``."""

    async def remove_all(
        self, inbox: Recipient, filter: Filter, now: Millis, *, up_to: Cursor | None = None
    ) -> Changed:
        """Delete all that match and had not changed after ``up_to`` (default: now); in portions, as above."""

    async def changes(
        self, inbox: Recipient, now: Millis, *, epoch: str | None, after: Cursor | None, limit: int
    ) -> Changes:
        """What changed after a cursor. Without a usable cursor, or too far behind one: ``reset``."""

    async def next_due(self) -> Millis | None:
        """When the next entry is to be delivered, to wake or to expire, if any is."""

    async def wake(self, now: Millis) -> Sequence[Recipient]:
        """Deliver, wake and expire what is due; the inboxes that changed.

        A delivered or woken entry arrives anew: it is unread and on top of the list.
        """

    async def status(self) -> StoreStatus:
        """How the store is. Never raises."""
