"""One connection, in a thread of its own: started, asked from the loop, and ended."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import Any, TypeVar

import aiosqlite

from ...errors import StoreUnavailable
from .database import Database
from .faults import Busy, CannotOpen, damaged, is_busy, is_damage

T = TypeVar("T")

#: Seconds after which a file system that does not answer at all is given up.
GIVE_UP = 15.0

#: Seconds between two tries to use a file that someone else holds.
_PAUSE = 0.02

#: Seconds to wait for a thread that is about to end.
_LAST_WAIT = 2.0


def _run_until_closed(run: Callable[[], None], loop: asyncio.AbstractEventLoop) -> None:
    """Be the thread. A server that is interrupted may close its loop while an answer is on its way there."""
    try:
        run()
    except RuntimeError:
        # Nobody waits for the answer any more, and the process is about to end.
        if not loop.is_closed():
            raise


class Connection:
    """A connection whose every use is one function, run from begin to end in the connection's thread."""

    def __init__(self, database: Database, *, patience: float, log: logging.Logger) -> None:
        """``patience``: seconds to wait for what someone else holds."""
        self.database = database
        """What the functions of the thread are about."""
        self._patience = patience
        self._log = log
        self._db: aiosqlite.Connection | None = None
        self._given_up: Any = None
        # What an attempt that nobody waited for any more came to.
        self._unclaimed: sqlite3.Connection | None = None
        self._seen = 0

    async def open(self) -> None:
        """Open, or make, the file. Raises ``StoreUnavailable``; a file that is of no use stays as it was."""
        db = aiosqlite.Connection(self._connect, 64)
        # A server that was not stopped properly must still be able to exit. (Before 0.22 `db` is the thread.)
        thread: Any = getattr(db, "_thread", db)
        thread.daemon = True
        thread.run = partial(_run_until_closed, thread.run, asyncio.get_running_loop())
        try:
            await asyncio.wait_for(_opened(db), GIVE_UP)
        except asyncio.TimeoutError:
            self._given_up = thread
            raise CannotOpen("The file system on which notifications are kept does not answer.") from None
        except asyncio.CancelledError:
            # Who cancels may do so again before it has ended: `close` waits for the rest.
            self._given_up = thread
            await _ended(thread)
            raise
        except (sqlite3.Error, OSError, StoreUnavailable) as error:
            await _ended(thread)
            if isinstance(error, StoreUnavailable):
                raise
            self._log.warning("Cannot open the notifications' file: %s", error)
            if is_damage(error):
                raise damaged() from error
            raise CannotOpen("The notifications' file cannot be opened.") from error
        except Exception as error:
            await _ended(thread)
            # SQLite takes it for sound, and it holds what no version of ours ever wrote.
            self._log.exception("The notifications' file makes no sense")
            raise damaged() from error
        self._db, self._unclaimed = db, None

    async def run(self, function: Callable[[sqlite3.Connection], T], *, patience: float | None = None) -> T:
        """Run one function in the thread.

        While someone else holds the file it is run again, for ``patience`` seconds. Nothing waits in the
        thread itself, so that what can go on does.
        """
        deadline = time.monotonic() + (self._patience if patience is None else patience)
        while True:
            try:
                return await self._call(function)
            except (sqlite3.OperationalError, Busy) as error:
                if not is_busy(error) or time.monotonic() > deadline:
                    raise
            await asyncio.sleep(_PAUSE)

    @property
    def hangs(self) -> bool:
        """Whether an attempt to open the file has been given up, and has not ended yet."""
        return self._given_up is not None and self._given_up.is_alive()

    def stirred(self) -> bool:
        """Whether the files may have changed since this was last asked; not in the thread."""
        files = self.database.files
        # A file system behind a network may take its time to answer: that is for the thread to wait for.
        unknown = files is None or self.database.network or files.stirred()
        return self.database.path is not None and unknown

    def on_stir(self, call: Callable[[], None]) -> bool:
        """Call once when the files are written to next; not in the thread. ``False`` if nobody tells."""
        if self.database.path is None:
            return True  # There is nobody else.
        alarm = self.database.alarm
        return self._db is not None and alarm is not None and alarm.set(call)

    async def others_wrote(self) -> bool:
        """Whether another connection, of this or another process, has committed since this was last asked."""
        version = await self.run(_data_version)
        before, self._seen = self._seen, version
        return version != before

    async def wipe(self) -> None:
        """Leave nothing in any file of what was deleted, see ``Database.wipe``."""
        self.database.unwiped = True
        await self.run(self.database.wipe)

    async def _call(self, function: Callable[[sqlite3.Connection], T]) -> T:
        db = self._db
        if db is None:
            msg = "the connection is closed"
            raise sqlite3.OperationalError(msg)
        # aiosqlite's public methods are one statement each, between which other coroutines come in. Its
        # private `_execute` is the only way to run a transaction as one function; no other module uses it.
        execute: Any = db._execute
        result: T = await execute(lambda: function(db._conn))
        return result

    async def close(self, *, untouched: bool = False) -> None:
        """Close the file and end the thread. May be called more than once.

        ``untouched``: without writing to the file, which is damaged.
        """
        if self._given_up is not None:
            await _ended(self._given_up)
        unclaimed, self._unclaimed = self._unclaimed, None
        if unclaimed is not None:
            await asyncio.to_thread(self.database.close, unclaimed, False)
        db, self._db = self._db, None
        if db is None:
            return
        if self.database.alarm is not None:
            self.database.alarm.stop()
        try:
            execute: Any = db._execute
            await execute(lambda: self.database.close(db._conn, untouched))
            if self.database.parked:
                db._connection = None
                stopped = db.stop()
                if stopped is not None:
                    await stopped
            else:
                await db.close()
        except (sqlite3.Error, ValueError, OSError) as error:
            self._log.warning("The notifications' file did not close properly: %s", error)
            stopped = db.stop()
            if stopped is not None:
                with suppress(sqlite3.Error):
                    await stopped
        finally:
            self.database.give_back()

    def _connect(self) -> sqlite3.Connection:
        """In the thread."""
        db = self.database.make()
        try:
            self._seen = _data_version(db)
        except BaseException:
            db.close()
            raise
        self._unclaimed = db
        return db


def _data_version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA data_version").fetchone()[0])


async def _ended(thread: Thread) -> None:
    """Wait for a thread that is about to end, so that it does not outlive the loop it reports to."""
    deadline = time.monotonic() + _LAST_WAIT
    while thread.is_alive() and time.monotonic() < deadline:  # noqa: ASYNC110 - threads set no asyncio.Event
        await asyncio.sleep(0.001)


async def _opened(db: aiosqlite.Connection) -> aiosqlite.Connection:
    return await db
