"""Delivers, wakes and expires entries when their time comes."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from ...ending import end
from ...errors import NotificationsError
from ...models import Clock, Head, Millis, Recipient
from ...storage.base import Store
from .arrivals import delivered
from .hints import Hints

__all__ = ["Waker"]

#: Asks the store at least this often, in seconds, while something is due some time.
_LONGEST_SLEEP = 30.0

#: With nothing in the store that will ever be due: whoever writes such a thing says so, or is noticed.
_IDLE_SLEEP = 600.0

#: Seconds between two looks at the clock while something is due some time: clocks jump, and go on while a
#: computer sleeps, when timers do not.
_GLANCE = 5.0

#: Never looks more often than this without being told to, in seconds.
_SHORTEST_SLEEP = 0.05

#: Waits this long, in seconds, after the store refused.
_RETRY = 1.0


class Waker:
    """A task that sleeps until the next entry is due."""

    def __init__(self, store: Store, hints: Hints, clock: Clock, *, log: logging.Logger) -> None:
        self._store = store
        self._hints = hints
        self._clock = clock
        self._log = log
        self._told = asyncio.Event()
        self._due: Millis | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin. Must be called on the event loop."""
        self._task = asyncio.get_running_loop().create_task(self._run(), name="notifications: waker")

    def look(self) -> None:
        """Something with a time was written: look again when to wake up."""
        self._told.set()

    async def stop(self) -> None:
        """Leave no task behind."""
        task, self._task = self._task, None
        if task is not None:
            await end(task)

    async def _run(self) -> None:
        while True:
            self._told.clear()
            try:
                pause = await self._turn()
            except NotificationsError as error:
                self._log.debug("Delivery waits for the store: %s", error)
                pause = _RETRY
            except Exception:  # noqa: BLE001 - a fault here must not end delivery for good
                self._log.exception("Delivery of what is due failed")
                pause = _LONGEST_SLEEP
            if self._due is not None:
                self._glance_in(_GLANCE)
            try:
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._told.wait(), pause)
            finally:
                if self._timer is not None:
                    self._timer.cancel()

    def _glance_in(self, seconds: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(seconds, self._glance)

    def _glance(self) -> None:
        """Look at the clock, which costs next to nothing; with nothing that is due nobody does."""
        if self._due is not None and self._clock() >= self._due:
            self._told.set()
        else:
            self._glance_in(_GLANCE)

    async def _turn(self) -> float:
        """Do what is due; the seconds to sleep then."""
        due = await self._store.next_due()
        now = self._clock()
        if due is not None and due <= now:
            await self._wake(now)
            due = await self._store.next_due()
            if due is not None and due <= now:
                # Woken, and due still: never spin on an entry that does not go away.
                self._due = None
                return _RETRY
        self._due = due
        if due is None:
            return _IDLE_SLEEP
        return min(max((due - self._clock()) / 1000, _SHORTEST_SLEEP), _LONGEST_SLEEP)

    async def _wake(self, now: int) -> None:
        inboxes = self._hints.inboxes
        before = dict(zip(inboxes, await self._store.heads(inboxes, now), strict=True)) if inboxes else {}
        touched = await self._store.wake(now)
        self._hints.changed(touched)
        for inbox in set(touched) & set(before):
            await self._tell_delivered(inbox, before[inbox], now)

    async def _tell_delivered(self, inbox: Recipient, before: Head, now: int) -> None:
        """Tell listeners of entries seen for the first time, which those woken from a snooze are not."""
        for item in await delivered(self._store, inbox, before, now):
            self._hints.posted(item.id, [inbox])
