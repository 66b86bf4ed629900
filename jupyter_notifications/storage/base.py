"""What a store must do, whatever its engine; every engine passes the same contract tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from ..models import (
    JSON,
    Changed,
    Changes,
    Cursor,
    Draft,
    Filter,
    Head,
    Millis,
    Muted,
    Notification,
    Page,
    Posted,
    Recipient,
    Scheduled,
    SentPage,
    StateChange,
)
from .outbox import Outbox

#: How SQLite keeps a commit safe; ``auto`` looks at the file system.
Journal = Literal["auto", "wal", "delete"]

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
    search: Literal["fts5", "scan"] = "scan"
    """How words are searched for: SQLite's full-text index, or reading entries where that is missing."""
    journal: str = "memory"
    """SQLite's journal mode; ``delete`` where the file system cannot carry ``wal``."""
    size: int = 0
    """Bytes of the file with its journal."""
    room: bool = True
    """Whether the disk has more space left than what is kept free for deleting."""


class Store(Outbox, Protocol):
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
        place in the list. The id answered is the one in the first recipient's inbox; where others have
        another, so that of a duplicate as far as its key still tells, ``ids`` says each.
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

    async def preferences(self, inbox: Recipient) -> JSON | None:
        """What this person has set, as it was given to ``keep_preferences``; ``None`` if nothing yet."""

    async def keep_preferences(self, inbox: Recipient, preferences: JSON, muted: Muted, now: Millis) -> None:
        """Replace a person's preferences. What is ``muted`` arrives as read from now on.

        The head of the inbox moves by one, so that the person's other tabs hear of it.
        """

    async def scheduled(
        self, inbox: Recipient, sender: str | None, *, limit: int, after: str | None = None
    ) -> Sequence[Scheduled]:
        """What ``sender`` sent to this inbox for later and is not there yet; by id, behind ``after``."""

    async def sent(self, sender: str, now: Millis, *, limit: int, before: str | None = None) -> SentPage:
        """What ``sender`` sent to others, newest first, from behind the id ``before`` on."""

    async def withdraw(self, sender: str, id: str, now: Millis) -> Sequence[Recipient]:
        """Take back what ``sender`` sent to others, also what waits; the inboxes that changed.

        Raises ``NotFound`` alike for what does not exist and for what somebody else sent.
        """

    async def forget(self, inbox: Recipient, sender: str | None, now: Millis) -> None:
        """Delete all that is known of a person.

        That is entries, state, what waits, preferences, event ids, and the record of what they sent. What
        they sent to others stays with those, but for what nobody has got yet. Cursors from before are
        answered by ``reset``. Nothing of it is left in the store's files, as soon
        as nobody else reads them.
        """

    async def sweep(
        self, now: Millis, *, keep_for: Millis | None, keep_entries: int | None
    ) -> Sequence[Recipient]:
        """Retention: delete, with tombstones, what is too old or too much; the inboxes that changed.

        Too old is what was last updated, or woken from a snooze, more than ``keep_for`` ago and is not
        snoozed; event ids and records of what was sent go by age, too. Too much is what an inbox has over
        ``keep_entries``: the oldest of those that are read go first, then the oldest, and what is snoozed
        last. What everyone got is counted by itself, goes from all at once, and is not too old while anybody
        has it snoozed. ``None`` sets no limit. Done in portions: if one fails, those that changed before it
        are answered all the same.
        """

    def stirred(self) -> bool:
        """Whether somebody may have written since this was last asked, this process included.

        Costs microseconds and waits for nothing, so that it can be asked every second of an idle server.
        """

    def on_stir(self, call: Callable[[], None]) -> bool:
        """Call ``call`` once, on the loop, when another process may have written: ``stirred`` says so then.

        It may be called for nothing, and replaces what was given before. ``False`` if nobody tells this
        store: ``stirred`` is then to be asked now and then. Must be called on the loop.
        """

    async def others_wrote(self) -> bool:
        """Whether another process has written to the store since this was last asked. Cheap."""

    async def status(self) -> StoreStatus:
        """How the store is. Never raises."""
