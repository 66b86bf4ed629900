"""Notices what another server writes to the same store."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from ...ending import end
from ...errors import NotificationsError
from ...models import Clock, Head, Recipient
from ...storage.base import Store
from .arrivals import PORTION, arrived
from .hints import Hints

__all__ = ["Watcher"]

#: Seconds until the first look when a store that was quiet is written to, most often by this server itself,
#: which is not to be held up; and between two looks: while another server writes, while somebody listens, and
#: while nobody does.
_SOON = 0.1
_SHORT_PAUSE = 0.5
_PAUSE = 1.5
_LONG_PAUSE = 5.0

#: After another server wrote, so many looks are taken at short intervals.
_LIVELY = 20

#: Milliseconds by which the clocks of two servers may differ.
_SLACK = 60_000


class Watcher:
    """A task that asks the store whether somebody else wrote, and tells those who listen.

    While the store is quiet it sleeps until it is told that somebody writes. Where nobody can tell that, and
    as long as there is writing, it looks now and then.
    """

    def __init__(
        self,
        store: Store,
        hints: Hints,
        clock: Clock,
        *,
        on_others: Callable[[], None],
        log: logging.Logger,
    ) -> None:
        """``on_others`` is called when another server wrote."""
        self._store = store
        self._hints = hints
        self._clock = clock
        self._on_others = on_others
        self._log = log
        # Where each inbox stood, all that this server itself wrote included.
        self._heads: dict[Recipient, Head] = {}
        self._looked = clock()
        # Somebody wrote, and those who listen could not be told yet.
        self._owed = False
        # The store did not answer the last time, so that nobody knows whether somebody wrote.
        self._failed = False
        self._lively = 0
        self._asleep = False
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin. Must be called on the event loop."""
        self._task = asyncio.get_running_loop().create_task(self._run(), name="notifications: watcher")

    async def stop(self) -> None:
        """Leave no task behind."""
        task, self._task = self._task, None
        if task is not None:
            await end(task)

    async def _run(self) -> None:
        while True:
            self._hints.joined.clear()
            self._failed = False
            try:
                await self.turn()
            except NotificationsError as error:
                self._failed = True
                self._log.debug("Other servers' changes wait for the store: %s", error)
            except Exception:  # noqa: BLE001 - a fault here must not end it for good
                self._log.exception("Other servers' changes could not be told")
            await self._rest()

    async def _rest(self) -> None:
        """Wait until there may be something to see.

        A timer looks at the file from outside until nothing has been written for a while, and then there is
        none: neither a timer nor a task wakes for an idle server.
        """
        self._glance_in(self._pause())
        try:
            # A new listener is known from its beginning, so that it misses nothing.
            await self._hints.joined.wait()
        finally:
            self._asleep = False
            if self._timer is not None:
                self._timer.cancel()

    def _glance_in(self, seconds: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(seconds, self._glance)

    def _glance(self) -> None:
        news = self._failed or self._owed or bool(self._hints.moved) or self._store.stirred()
        if not news:
            self._asleep = self._store.on_stir(self._wake)
            # What was written until then was told to nobody.
            news = self._asleep and self._store.stirred()
        if news:
            self._hints.joined.set()
        elif not self._asleep:
            self._glance_in(self._pause())

    def _wake(self) -> None:
        """Somebody writes."""
        if self._asleep:
            self._asleep = False
            self._glance_in(_SOON if self._hints.inboxes else _LONG_PAUSE)

    def _pause(self) -> float:
        if not self._hints.inboxes:
            return _LONG_PAUSE
        self._lively = max(0, self._lively - 1)
        return _SHORT_PAUSE if self._lively else _PAUSE

    async def turn(self) -> None:
        """Look once. Raises ``StoreUnavailable``."""
        inboxes, moved = self._hints.inboxes, self._hints.take_moved()
        try:
            stale = [inbox for inbox in inboxes if inbox in moved or inbox not in self._heads]
            # Read before it is asked who wrote: if nobody else did, all in there is this server's own.
            fresh = await self._read_heads(stale)
            known = {inbox: self._heads.get(inbox) or fresh[inbox] for inbox in inboxes}
            if await self._store.others_wrote():
                self._owed = True
                self._lively = _LIVELY
            if self._owed:
                self._heads = known
                await self._tell(known)
                self._owed = False
            else:
                self._heads = {**known, **fresh}
        except BaseException:
            self._hints.moved |= moved
            raise
        self._looked = self._clock()

    async def _tell(self, known: dict[Recipient, Head]) -> None:
        self._on_others()
        heads = await self._read_heads(list(known))
        changed = [inbox for inbox, head in known.items() if heads[inbox] != head]
        self._hints.changed(changed)
        for inbox in changed:
            self._heads[inbox] = await self._tell_new(inbox, known[inbox])

    async def _read_heads(self, inboxes: list[Recipient]) -> dict[Recipient, Head]:
        heads = await self._store.heads(inboxes, self._clock()) if inboxes else []
        return dict(zip(inboxes, heads, strict=True))

    async def _tell_new(self, inbox: Recipient, head: Head) -> Head:
        """Tell content sockets of what is new since ``head``; where the inbox stands then."""
        while True:
            now = self._clock()
            changes = await self._store.changes(inbox, now, epoch=head.epoch, after=head.seq, limit=PORTION)
            # What was only read, archived or woken from a snooze has an older time.
            since = min(now, self._looked) - _SLACK
            items = changes.items
            if changes.reset and changes.head.epoch == head.epoch:
                items = await arrived(self._store, inbox, head, now)
            for item in items:
                delivered = item.arrived > head.seq and "deliver_at" in item.content
                if delivered or item.updated >= since:
                    self._hints.noticed(inbox, item)
            head = changes.head
            if not changes.more:
                return head
