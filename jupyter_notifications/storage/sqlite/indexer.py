"""Bring the full-text index up to date while little is written, so that no post waits for it."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

from ...errors import StoreUnavailable
from . import search
from .faults import Busy

#: The index is seen to when so few rows a second were written for so many seconds.
QUIET = 1.0
FEW = 100

#: Rows written after which it is seen to although there is no end of them. A search looks at the entries of
#: one inbox only, however many events there are, so there is time.
MANY = 200_000

#: How many times as long as a portion took is rested after it, so that the server hardly notices; and how
#: many seconds more if somebody has just asked or written.
_REST = 4
_COURTESY = 0.5


class _Ask(Protocol):
    def __call__(self, question: Callable[[sqlite3.Connection], bool], /) -> Awaitable[bool]: ...


class Indexer:
    """A task that sleeps until something is written. ``read`` and ``write`` run a function on the connection.

    What is not in the index yet is found all the same: searches look at it one by one.
    """

    def __init__(
        self, *, read: _Ask, write: _Ask, quiet: float | None = None, log: logging.Logger | None = None
    ) -> None:
        self._log = log or logging.getLogger(__name__)
        self._read = read
        self._write = write
        self._quiet = QUIET if quiet is None else quiet
        self._written = 0
        self._asked = 0
        self._noted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, with what a server before this one left to be done."""
        self._noted.set()
        self._task = asyncio.get_running_loop().create_task(self._run(), name="jupyter_notifications indexer")

    def written(self, rows: int) -> None:
        """Somebody has written; rows by rough count."""
        self._written += rows
        self._asked += 1
        self._noted.set()

    def asked(self) -> None:
        """Somebody reads."""
        self._asked += 1

    async def close(self) -> None:
        """Stop; what is not done is done by the next server."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    async def _run(self) -> None:
        while True:
            await self._noted.wait()
            self._noted.clear()
            await self._lull()
            # In trouble, the next write that works comes back to it.
            try:
                await self._catch_up()
            except (StoreUnavailable, sqlite3.Error, Busy):
                pass
            except Exception:  # noqa: BLE001 - what nobody thought of must not end it for good
                self._log.exception("The notifications' full-text index cannot be brought up to date")

    async def _lull(self) -> None:
        """Wait while many write, unless too much waits for the index."""
        while self._written < MANY:
            before = self._written
            await asyncio.sleep(self._quiet)
            if self._written - before < FEW * self._quiet:
                return

    async def _catch_up(self) -> None:
        more = await self._read(search.behind)
        while more:
            started = time.monotonic()
            rows, before = self._written, self._asked
            more = await self._write(search.catch_up)
            if not more:
                self._written -= rows
            await asyncio.sleep(_REST * (time.monotonic() - started))
            if before != self._asked:
                await asyncio.sleep(_COURTESY)
            if self._written - rows >= FEW * max(self._quiet, time.monotonic() - started):
                await self._lull()
