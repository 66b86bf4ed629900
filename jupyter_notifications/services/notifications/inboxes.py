"""One server's inboxes: reading them, and changing the state of what is in them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from ...errors import StoreUnavailable
from ...identity import Asker
from ...models import (
    EVERYONE,
    JSON,
    Changed,
    Changes,
    Clock,
    Cursor,
    Draft,
    Filter,
    Head,
    Millis,
    Notification,
    Page,
    Recipient,
    StateChange,
    Unset,
)
from ...storage.base import Store, StoreStatus
from .background import Background
from .hints import Hints

__all__ = ["Inboxes", "wall_clock"]


#: Requests wait this long for the store, in seconds: it gives a file that is locked five.
_START_SECONDS = 15.0

#: Reads wait this long, in seconds, for the first visit to be written down.
_VISIT_SECONDS = 0.5


def wall_clock() -> Millis:
    """The machine's clock."""
    return time.time_ns() // 1_000_000


class Outbox(Protocol):
    """Where what is posted goes besides the inboxes."""

    @property
    def active(self) -> bool:
        """Whether anything goes anywhere."""

    def plan(self, draft: Draft) -> Draft:
        """The draft with the ways that it goes out by."""

    def committed(self, drafts: Sequence[Draft]) -> None:
        """These are in the store."""

    def others_wrote(self) -> None:
        """Another server has written to the store, or something was set besides what this one was told."""

    async def read_again(self) -> None:
        """Somebody's preferences have changed, which may say where things go."""

    def export(self, asker: Asker) -> AsyncGenerator[list[JSON], None]:
        """All that is known of a person here, in parts: each an object with a ``kind``."""


class Inboxes:
    """All inboxes of one store. Every change passes here, so that listeners hear of it."""

    def __init__(
        self, *, clock: Clock, retention_days: float = 0, retention_entries: int = 0, log: logging.Logger
    ) -> None:
        """What is older than ``retention_days``, or over ``retention_entries``, goes; 0 sets no limit."""
        self.clock = clock
        self.retention_days = retention_days
        self.retention_entries = retention_entries
        self.outbox: Outbox | None = None
        self.hints = Hints(self.heads, self._get, log=log)
        self._log = log
        self._store: Store | None = None
        self._background: Background | None = None
        self._started = asyncio.Event()
        self._stopped = False
        self._visited: set[Recipient] = set()
        self._visiting: dict[Recipient, asyncio.Task[None]] = {}

    async def start(self, store: Store) -> None:
        """Begin to work on an open store, which ``stop`` closes."""
        self._store = store
        self._background = Background(
            store,
            self.hints,
            self.clock,
            days=self.retention_days,
            entries=self.retention_entries,
            on_others=self._others_wrote,
            log=self._log,
        )
        self._started.set()

    def _others_wrote(self) -> None:
        self._visited.clear()
        if self.outbox is not None:
            self.outbox.others_wrote()

    async def stop(self) -> None:
        """Commit what waits and leave nothing running. May be called more than once."""
        self._stopped = True
        self._started.set()  # for those who still wait
        await self._before_stop()
        store, self._store = self._store, None
        background, self._background = self._background, None
        if background is not None:
            await background.stop()
        await self.hints.close()
        if store is not None:
            await store.close()
        if self._visiting:
            await asyncio.wait(list(self._visiting.values()))

    async def _before_stop(self) -> None:
        """Write what waits outside of the store."""

    async def store(self) -> Store:
        """The store; waits while the server starts. Raises ``StoreUnavailable`` if that takes too long."""
        if self._store is None and not self._stopped:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._started.wait(), _START_SECONDS)
        if self._store is None:
            msg = "the server is starting or stopping"
            raise StoreUnavailable(msg, retry_after=1)
        return self._store

    async def head(self, inbox: Recipient) -> Head:
        """Where an inbox stands."""
        await self._visit(inbox)
        return await (await self.store()).head(inbox, self.clock())

    async def heads(self, inboxes: Sequence[Recipient]) -> list[Head]:
        """Where several inboxes stand, in order."""
        return await (await self.store()).heads(inboxes, self.clock())

    async def get(self, inbox: Recipient, id: str) -> Notification:
        """One entry. Raises ``NotFound``."""
        await self._visit(inbox)
        return await self._get(inbox, id)

    async def list(
        self, inbox: Recipient, filter: Filter, *, limit: int, before: Cursor | None = None
    ) -> Page:
        """Entries that match, newest arrival first."""
        await self._visit(inbox)
        return await (await self.store()).list(inbox, filter, self.clock(), limit=limit, before=before)

    async def changes(
        self, inbox: Recipient, *, epoch: str | None, after: Cursor | None, limit: int
    ) -> Changes:
        """What changed after a cursor."""
        await self._visit(inbox)
        return await (await self.store()).changes(inbox, self.clock(), epoch=epoch, after=after, limit=limit)

    async def status(self) -> StoreStatus:
        """How the store is. Never raises."""
        try:
            store = await self.store()
        except StoreUnavailable as error:
            return StoreStatus("none", durable=False, writable=False, schema_version=0, problem=error.message)
        return await store.status()

    async def _get(self, inbox: Recipient, id: str) -> Notification:
        return await (await self.store()).get(inbox, id, self.clock())

    async def _visit(self, inbox: Recipient) -> None:
        """Make an inbox known once. One that cannot be made known now can be read all the same."""
        if inbox in self._visited or inbox in self._visiting or inbox == EVERYONE:
            return
        task = self._visiting[inbox] = asyncio.ensure_future(self._first_visit(inbox))
        await asyncio.wait([task], timeout=_VISIT_SECONDS)

    async def _first_visit(self, inbox: Recipient) -> None:
        try:
            await (await self.store()).visit(inbox, self.clock())
            self._visited.add(inbox)
        except StoreUnavailable as error:
            self._log.debug("A first visit is made again, since it was not written down: %s", error)
        finally:
            del self._visiting[inbox]

    async def change(self, inbox: Recipient, id: str, change: StateChange) -> Notification:
        """Change the state of one entry. Raises ``NotFound``."""
        await self._visit(inbox)
        notification = await (await self.store()).change(inbox, id, change, self.clock())
        self._changed(inbox, change)
        return notification

    async def change_all(
        self, inbox: Recipient, filter: Filter, change: StateChange, *, up_to: Cursor | None = None
    ) -> Changed:
        """Change the state of all that match."""
        await self._visit(inbox)
        store = await self.store()
        try:
            result = await store.change_all(inbox, filter, change, self.clock(), up_to=up_to)
        except StoreUnavailable:
            self._changed(inbox, change)  # A part of them may be.
            raise
        if result.changed:
            self._changed(inbox, change)
        return result

    async def remove(self, inbox: Recipient, id: str) -> Head:
        """Delete one entry. Raises ``NotFound``."""
        await self._visit(inbox)
        head = await (await self.store()).remove(inbox, id, self.clock())
        self.hints.changed([inbox])
        return head

    async def remove_all(self, inbox: Recipient, filter: Filter, *, up_to: Cursor | None = None) -> Changed:
        """Delete all that match."""
        await self._visit(inbox)
        store = await self.store()
        try:
            result = await store.remove_all(inbox, filter, self.clock(), up_to=up_to)
        except StoreUnavailable:
            self.hints.changed([inbox])  # A part of them may be gone.
            raise
        if result.changed:
            self.hints.changed([inbox])
        return result

    def _changed(self, inbox: Recipient, change: StateChange) -> None:
        self.hints.changed([inbox])
        if change.snoozed_until is not None and not isinstance(change.snoozed_until, Unset):
            self._look()

    def _look(self) -> None:
        if self._background is not None:
            self._background.waker.look()

    def _count(self, posts: int) -> None:
        if self._background is not None:
            self._background.retention.posted(posts)
