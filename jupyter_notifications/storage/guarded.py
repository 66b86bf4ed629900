"""Get a store whatever state its file is in, so that trouble with the file never stops the server."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from ..deliveries import Claimed, Delivery, Outcome
from ..errors import StoreUnavailable
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
from .base import Journal, Store
from .healing import Healing
from .sqlite import SqliteStore

__all__ = ["RESERVE", "GuardedStore", "open_store"]

#: Bytes that are kept free on the disk, so that there is always room for deleting.
RESERVE = 50 * 2**20


async def open_store(
    path: Path | None,
    *,
    log: logging.Logger,
    patience: float = 5.0,
    journal: Journal = "auto",
    reserve: int = RESERVE,
    retry: float = 10.0,
    look: float = 3.0,
    rest: float = 60.0,
) -> Store:
    """Open the store at ``path``, or in memory for ``None``. Always gives an open one; ``status`` says which.

    A damaged file, or one of a newer schema, is left as it is: reads where possible, no writes. If the file
    cannot be had at all, notifications are kept in memory. All of that heals by itself, as does what goes
    wrong later. ``patience``: seconds to wait for a file that is held; ``reserve``: bytes that posts leave
    free on its disk, 0 for none; ``retry``, ``look`` and ``rest``: see ``Healing``.
    """
    if path is None:
        memory = SqliteStore.in_memory(log=log)
        await memory.open()
        return memory

    def file() -> SqliteStore:
        return SqliteStore(path, patience=patience, journal=journal, reserve=reserve, log=log)

    store = GuardedStore(path, file, log=log, retry=retry, look=look, rest=rest)
    await store.open()
    return store


class GuardedStore(Healing):
    """The store of now, by the Protocol of ``storage/base.py``; what is written without a file is kept."""

    async def post(self, drafts: Sequence[Draft]) -> list[Posted]:
        """Write all drafts in one transaction."""
        return await self._write(
            lambda store: store.post(drafts), lambda kept, posted: kept.posts(drafts, posted)
        )

    async def visit(self, inbox: Recipient, now: Millis) -> None:
        """Make the inbox known, also to a file that comes later."""
        await self._write(lambda store: store.visit(inbox, now), lambda kept, _: kept.visit(inbox, now))
        self._visited[inbox] = now

    async def head(self, inbox: Recipient, now: Millis) -> Head:
        """Where the inbox stands."""
        return await self._read(lambda store: store.head(inbox, now))

    async def heads(self, inboxes: Sequence[Recipient], now: Millis) -> list[Head]:
        """The same for several, in one go."""
        return await self._read(lambda store: store.heads(inboxes, now))

    async def get(self, inbox: Recipient, id: str, now: Millis) -> Notification:
        """One entry. Raises ``NotFound``."""
        return await self._read(lambda store: store.get(inbox, id, now))

    async def list(
        self, inbox: Recipient, filter: Filter, now: Millis, *, limit: int, before: Cursor | None = None
    ) -> Page:
        """Entries that match, newest arrival first, from behind ``before`` on."""
        return await self._read(lambda store: store.list(inbox, filter, now, limit=limit, before=before))

    async def change(self, inbox: Recipient, id: str, change: StateChange, now: Millis) -> Notification:
        """Change the state of one entry. Raises ``NotFound``."""
        return await self._write(
            lambda store: store.change(inbox, id, change, now),
            lambda kept, _: kept.change(inbox, id, change, now),
        )

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
        return await self._write_all(
            lambda store: store.change_all(inbox, filter, change, now, up_to=up_to),
            lambda kept, each: kept.change(inbox, each, change, now),
            (inbox, filter, now, up_to),
        )

    async def remove(self, inbox: Recipient, id: str, now: Millis) -> Head:
        """Delete one entry from this inbox. Raises ``NotFound``."""
        return await self._write(
            lambda store: store.remove(inbox, id, now), lambda kept, _: kept.remove(inbox, id, now)
        )

    async def remove_all(
        self, inbox: Recipient, filter: Filter, now: Millis, *, up_to: Cursor | None = None
    ) -> Changed:
        """Delete all that match and had not changed after ``up_to`` (default: now)."""
        return await self._write_all(
            lambda store: store.remove_all(inbox, filter, now, up_to=up_to),
            lambda kept, each: kept.remove(inbox, each, now),
            (inbox, filter, now, up_to),
        )

    async def changes(
        self, inbox: Recipient, now: Millis, *, epoch: str | None, after: Cursor | None, limit: int
    ) -> Changes:
        """What changed after a cursor, or ``reset``."""
        return await self._read(
            lambda store: store.changes(inbox, now, epoch=epoch, after=after, limit=limit)
        )

    async def next_due(self) -> Millis | None:
        """When the next entry is to be delivered, to wake or to expire, if any is."""
        return await self._read(lambda store: store.next_due())

    async def wake(self, now: Millis) -> Sequence[Recipient]:
        """Deliver, wake and expire what is due; the inboxes that changed."""
        return await self._write(
            lambda store: store.wake(now), lambda kept, touched: kept.wake(now) if touched else None
        )

    async def preferences(self, inbox: Recipient) -> JSON | None:
        """What this person has set."""
        return await self._read(lambda store: store.preferences(inbox))

    async def keep_preferences(self, inbox: Recipient, preferences: JSON, muted: Muted, now: Millis) -> None:
        """Replace a person's preferences."""
        await self._write(
            lambda store: store.keep_preferences(inbox, preferences, muted, now),
            lambda kept, _: kept.preferences(inbox, preferences, muted, now),
        )

    async def scheduled(
        self, inbox: Recipient, sender: str | None, *, limit: int, after: str | None = None
    ) -> Sequence[Scheduled]:
        """What ``sender`` sent to this inbox for later."""
        return await self._read(lambda store: store.scheduled(inbox, sender, limit=limit, after=after))

    async def sent(self, sender: str, now: Millis, *, limit: int, before: str | None = None) -> SentPage:
        """What ``sender`` sent to others, newest first."""
        return await self._read(lambda store: store.sent(sender, now, limit=limit, before=before))

    async def withdraw(self, sender: str, id: str, now: Millis) -> Sequence[Recipient]:
        """Take back what ``sender`` sent to others. Raises ``NotFound``."""
        return await self._write(
            lambda store: store.withdraw(sender, id, now), lambda kept, _: kept.withdraw(sender, id, now)
        )

    async def forget(self, inbox: Recipient, sender: str | None, now: Millis) -> None:
        """Delete all that is known of a person. Refused while that may be in a file that cannot be had."""

        async def act(store: Store) -> None:
            # Asked only now: the file may have been lost while this waited.
            if self.is_without_file:
                raise StoreUnavailable("What is in the notifications' file cannot be deleted just now.")
            await store.forget(inbox, sender, now)

        await self._write(act)
        self._visited.pop(inbox, None)

    async def sweep(
        self, now: Millis, *, keep_for: Millis | None, keep_entries: int | None
    ) -> Sequence[Recipient]:
        """Retention. What it deletes from memory it will delete from the file by itself."""
        return await self._write(lambda store: store.sweep(now, keep_for=keep_for, keep_entries=keep_entries))

    async def next_delivery(self, channel: str, rules: Sequence[str]) -> Millis | None:
        """When the next delivery to a channel by one of these rules is due."""
        return await self._read(lambda store: store.next_delivery(channel, rules))

    async def claim(
        self,
        channel: str,
        rules: Sequence[str],
        now: Millis,
        *,
        until: Millis,
        limit: int = 1,
        inbox: Recipient | None = None,
    ) -> Sequence[Claimed]:
        """Take deliveries that are due."""
        return await self._write(
            lambda store: store.claim(channel, rules, now, until=until, limit=limit, inbox=inbox)
        )

    async def finish(self, outcomes: Sequence[Outcome], now: Millis) -> None:
        """Write down what became of claims."""
        await self._write(lambda store: store.finish(outcomes, now))

    async def deliveries(
        self, inbox: Recipient, *, limit: int, before: tuple[Millis, int] | None = None
    ) -> Sequence[Delivery]:
        """A person's deliveries, the latest change first."""
        return await self._read(lambda store: store.deliveries(inbox, limit=limit, before=before))

    async def clear_deliveries(self, before: Millis) -> None:
        """Delete those that are done with, or have waited in vain."""
        await self._write(lambda store: store.clear_deliveries(before))

    async def delivery_settings(self, inbox: Recipient) -> JSON | None:
        """What this person has set about deliveries."""
        return await self._read(lambda store: store.delivery_settings(inbox))

    async def keep_delivery_settings(
        self, inbox: Recipient, settings: JSON, gone: Sequence[str], now: Millis
    ) -> None:
        """Replace that. Refused while what was set may be in a file that cannot be had."""

        async def act(store: Store) -> None:
            if self.is_without_file:
                raise StoreUnavailable("What is in the notifications' file cannot be changed just now.")
            await store.keep_delivery_settings(inbox, settings, gone, now)

        await self._write(act)
