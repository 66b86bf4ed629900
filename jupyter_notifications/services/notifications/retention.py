"""Keeps inboxes from growing for ever: deletes what is too old or too much, now and then."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable

from ...ending import end
from ...errors import NotificationsError
from ...models import Clock, Millis
from ...storage.base import Store
from .hints import Hints
from .jumps import Jumps

__all__ = ["Retention"]

_DAY: Millis = 86_400_000

#: Seconds: after the start; between turns; at least between two, however much is posted; after a failure.
_FIRST = 10.0
_EVERY = 3600.0
_AT_LEAST = 5.0
_RETRY = 60.0

#: So many posts make a turn worth it before its time.
_MANY_POSTS = 500

#: A clock that is off by so many seconds since the last turn decides nothing about age.
_JUMP = 600.0


class Retention:
    """A task that sweeps the store. ``days`` and ``entries`` of 0 set no limit."""

    def __init__(
        self,
        store: Store,
        hints: Hints,
        clock: Clock,
        *,
        days: float,
        entries: int,
        log: logging.Logger,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._hints = hints
        self._clock = clock
        self._days = days
        self._entries = entries
        self._log = log
        self._jumps = Jumps(clock, monotonic)
        self._posts = 0
        self._many = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, if there is any limit. Must be called on the event loop."""
        if self._days or self._entries:
            self._task = asyncio.get_running_loop().create_task(self._run(), name="notifications: retention")

    async def stop(self) -> None:
        """Leave no task behind."""
        task, self._task = self._task, None
        if task is not None:
            await end(task)

    def posted(self, count: int) -> None:
        """So many more were posted."""
        self._posts += count
        if self._posts >= _MANY_POSTS:
            self._many.set()

    async def _run(self) -> None:
        pause = _FIRST
        while True:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._many.wait(), pause)
            pause = _EVERY if await self.turn() else _RETRY
            await asyncio.sleep(_AT_LEAST)

    async def turn(self) -> bool:
        """Sweep once; whether that worked. Never raises: what could not be deleted now is deleted later."""
        self._posts = 0
        self._many.clear()
        try:
            jumped = abs(self._jumps.look()) > _JUMP
            if jumped:
                self._log.info("The clock jumped: nothing is deleted for its age this time.")
            keep_for = round(self._days * _DAY) if self._days and not jumped else None
            keep_entries = self._entries or None
            if keep_for is None and keep_entries is None:
                return True
            touched = await self._store.sweep(self._clock(), keep_for=keep_for, keep_entries=keep_entries)
            self._hints.changed(touched)
            return True
        except NotificationsError as error:
            self._log.debug("Retention waits for the store: %s", error)
        except Exception:  # noqa: BLE001 - a fault here must not end retention for good
            self._log.exception("Retention failed")
        return False
