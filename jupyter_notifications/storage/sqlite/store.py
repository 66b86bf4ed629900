"""The store over SQLite: the Protocol of ``storage/base.py``, each method one function on the connection."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial

from ...errors import StoreUnavailable
from ...models import (
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
from . import changes, due, forgetting, outgoing, posts, reads, retention, states
from .outbox import Outbox
from .preferences import keep_preferences, read_preferences
from .rows import LAST, find_inbox, place, recipients_of


class SqliteStore(Outbox):
    """Inboxes in one SQLite file, or in memory where ``path`` is ``None``: see :class:`.Engine`."""

    @classmethod
    def in_memory(cls, *, problem: str | None = None, log: logging.Logger | None = None) -> SqliteStore:
        """A store that is gone when it is closed. ``problem`` says to people why there is no file."""
        return cls(None, problem=problem, log=log)

    async def post(self, drafts: Sequence[Draft]) -> list[Posted]:
        """Write all drafts in one transaction. The id answered is the one in the first recipient's inbox.

        An update by key that is addressed to some of those who have the entry changes it for them alone: they
        get a copy of it under the same id. One that is scheduled waits until then; what waits under a key is
        replaced by the next post of that key.
        """
        weight = sum(len(draft.recipients) for draft in drafts)
        posting = posts.Posting(drafts)
        return await self._write(posting, weight=weight, grows=True, joint=posting)

    async def visit(self, inbox: Recipient, now: Millis) -> None:  # noqa: ARG002 - part of the Protocol
        """Make the inbox known."""
        await self._write(lambda db: states.visit(db, inbox))

    async def head(self, inbox: Recipient, now: Millis) -> Head:
        """Where the inbox stands."""
        return await self._read(lambda db: reads.head(db, inbox, now))

    async def heads(self, inboxes: Sequence[Recipient], now: Millis) -> list[Head]:
        """The same for several, in one go."""
        return await self._read(lambda db: [reads.head(db, inbox, now) for inbox in inboxes])

    async def get(self, inbox: Recipient, id: str, now: Millis) -> Notification:
        """One entry. Raises ``NotFound``."""
        return await self._read(lambda db: reads.find(db, find_inbox(db, inbox), id, now).notification())

    async def list(
        self, inbox: Recipient, filter: Filter, now: Millis, *, limit: int, before: Cursor | None = None
    ) -> Page:
        """Entries that match, newest arrival first, from behind ``before`` on."""
        return await self._read(lambda db: reads.page(db, inbox, filter, now, limit=limit, before=before))

    async def change(self, inbox: Recipient, id: str, change: StateChange, now: Millis) -> Notification:
        """Change the state of one entry. Raises ``NotFound``."""
        return await self._write(lambda db: states.change(db, inbox, id, change, now))

    async def change_all(
        self,
        inbox: Recipient,
        filter: Filter,
        change: StateChange,
        now: Millis,
        *,
        up_to: Cursor | None = None,
    ) -> Changed:
        """Change all that match and had not changed after ``up_to`` (default: now)."""
        return await self._in_portions(partial(states.change_all, change=change), inbox, filter, now, up_to)

    async def remove(self, inbox: Recipient, id: str, now: Millis) -> Head:
        """Delete one entry from this inbox. Raises ``NotFound``."""
        return await self._write(lambda db: states.remove(db, inbox, id, now))

    async def remove_all(
        self, inbox: Recipient, filter: Filter, now: Millis, *, up_to: Cursor | None = None
    ) -> Changed:
        """Delete all that match and had not changed after ``up_to`` (default: now)."""
        return await self._in_portions(states.remove_all, inbox, filter, now, up_to)

    async def changes(
        self, inbox: Recipient, now: Millis, *, epoch: str | None, after: Cursor | None, limit: int
    ) -> Changes:
        """What changed after a cursor, or ``reset``."""
        return await self._read(
            lambda db: changes.changes(db, inbox, now, epoch=epoch, after=after, limit=limit)
        )

    async def next_due(self) -> Millis | None:
        """When the next entry is to be delivered, to wake or to expire, if any is."""
        return await self._read(due.next_due)

    async def wake(self, now: Millis) -> Sequence[Recipient]:
        """Deliver, wake and expire what is due; the inboxes that changed, in trouble so far, if any did."""
        touched: dict[Recipient, None] = {}
        before: Millis | None = None
        try:
            while True:
                first = await self.next_due()
                if first is None or first > now:
                    break
                woken = await self._write(lambda db: recipients_of(db, due.wake(db, now)), weight=due.BATCH)
                if first == before and not woken:
                    break  # In a damaged file there may be something due that never goes.
                touched |= dict.fromkeys(woken)
                before = first
        except StoreUnavailable:
            # Nobody else will tell them. The rest is done, or fails, the next time.
            if not touched:
                raise
        return [*touched]

    async def preferences(self, inbox: Recipient) -> JSON | None:
        """What this person has set; ``None`` if nothing yet."""
        return await self._read(lambda db: read_preferences(db, inbox))

    async def keep_preferences(
        self,
        inbox: Recipient,
        preferences: JSON,
        muted: Muted,
        now: Millis,  # noqa: ARG002 - part of the Protocol
    ) -> None:
        """Replace a person's preferences. What is ``muted`` arrives as read from now on."""
        await self._write(lambda db: keep_preferences(db, inbox, preferences, muted))

    async def scheduled(
        self, inbox: Recipient, sender: str | None, *, limit: int, after: str | None = None
    ) -> Sequence[Scheduled]:
        """What ``sender`` sent to this inbox for later."""
        return await self._read(lambda db: due.scheduled(db, inbox, sender, limit=limit, after=after))

    async def sent(
        self,
        sender: str,
        now: Millis,  # noqa: ARG002 - part of the Protocol
        *,
        limit: int,
        before: str | None = None,
    ) -> SentPage:
        """What ``sender`` sent to others, newest first, from behind the id ``before`` on."""
        return await self._read(lambda db: outgoing.page(db, sender, limit=limit, before=before))

    async def withdraw(self, sender: str, id: str, now: Millis) -> Sequence[Recipient]:  # noqa: ARG002
        """Take back what ``sender`` sent to others; the inboxes that changed. Raises ``NotFound``."""
        return await self._write(
            lambda db: recipients_of(db, outgoing.withdraw(db, sender, id)), weight=states.PORTION
        )

    async def forget(self, inbox: Recipient, sender: str | None, now: Millis) -> None:  # noqa: ARG002
        """Delete all that is known of a person, in portions, and wipe it from the files."""
        while await self._write(lambda db: forgetting.forget_entries(db, inbox), weight=states.PORTION):
            pass
        await self._write(lambda db: forgetting.forget(db, inbox, sender), weight=states.PORTION)
        await self._connection.wipe()

    async def sweep(
        self, now: Millis, *, keep_for: Millis | None, keep_entries: int | None
    ) -> Sequence[Recipient]:
        """Delete, with tombstones, what is too old or too much; the inboxes that changed. In portions.

        In trouble, those that changed so far, if any.
        """
        touched: dict[Recipient, None] = {}
        try:
            for portion in retention.portions(now, keep_for=keep_for, keep_entries=keep_entries):
                after: int | None = -1
                while after is not None:
                    step = partial(retention.told, portion=portion, after=after)
                    swept, after = await self._write(step, weight=states.PORTION)
                    touched |= dict.fromkeys(swept)
        except StoreUnavailable:
            if not touched:
                raise
        return [*touched]

    async def _in_portions(
        self,
        portion: Callable[..., states.Portion],
        inbox: Recipient,
        filter: Filter,
        now: Millis,
        up_to: Cursor | None,
    ) -> Changed:
        changed, after, end = 0, 0, LAST if up_to is None else place(up_to)
        while True:
            step = partial(portion, recipient=inbox, filter=filter, now=now, up_to=end, after=after)
            done = await self._write(step, weight=states.PORTION)
            changed += done.changed
            if done.last is None:
                return Changed(changed, done.head)
            after, end = done.last, done.up_to
