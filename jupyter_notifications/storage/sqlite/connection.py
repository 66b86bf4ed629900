"""One connection to one file, in a thread of its own: how it is opened, locked and closed."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from threading import Thread
from typing import Any, Literal, TypeVar

import aiosqlite
from filelock import Timeout

from ...errors import StoreUnavailable
from ..base import Journal
from ..migrate import migrate, migrations
from ..mounts import is_local, is_network
from . import search
from .alarm import Alarm
from .disk import Files, Room
from .faults import Busy, CannotOpen, damaged, is_busy, is_damage
from .inspection import inspect
from .lock import Lock
from .opening import close_untouched, connect, connect_to_read, make_place

T = TypeVar("T")

#: Seconds to wait for a file that someone else holds.
PATIENCE = 5.0

#: Seconds after which a file system that does not answer at all is given up.
GIVE_UP = 15.0

_PAUSE = 0.02

#: Seconds to wait for a thread that is about to end.
_LAST_WAIT = 2.0


def has_wal_reset_bug(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite may corrupt a file that two connections write to.

    See https://sqlite.org/wal.html#walresetbug: 3.7.0 to 3.51.2 have it, but for the repaired 3.44.6 and
    3.50.7 and what followed them in their series.
    """
    if not (3, 7, 0) <= version < (3, 51, 3):
        return False
    return not any(version[:2] == fixed[:2] and version >= fixed for fixed in ((3, 44, 6), (3, 50, 7)))


class Connection:
    """A connection whose every use is one function, run from begin to end in the connection's thread."""

    def __init__(
        self,
        path: Path | None,
        *,
        read_only: bool = False,
        patience: float = PATIENCE,
        journal: Journal = "auto",
        reserve: int = 0,
        log: logging.Logger,
    ) -> None:
        self.path = path
        self.patience = patience
        self.read_only = read_only
        self.schema_version = 0
        self.search: Literal["fts5", "scan"] = "scan"
        self.journal = "memory"
        """SQLite's journal mode, once it is open."""
        self.size = 0
        """Bytes of the file with its log, when that was last looked at."""
        self.parked = False
        """Whether the file may not be opened again in this process, see ``close_untouched``."""
        self.unwiped = False
        """Whether the log may still have what was deleted for good, see ``wipe``."""
        self._wanted = journal
        self._room = Room(path, reserve) if path is not None else None
        self._files: Files | None = None
        self._alarm: Alarm | None = None
        self._given_up: Any = None
        # What an attempt that nobody waited for any more came to.
        self._unclaimed: sqlite3.Connection | None = None
        self._seen = 0
        self._network = False
        self._log = log
        self._db: aiosqlite.Connection | None = None
        self._lock: AbstractContextManager[Any] = nullcontext()

    async def open(self) -> None:
        """Open, or make, the file. Raises ``StoreUnavailable``; a file that is of no use stays as it was."""
        db = aiosqlite.Connection(self._connect, 64)
        # A server that was not stopped properly must still be able to exit. (Before 0.22 `db` is the thread.)
        thread: Any = getattr(db, "_thread", db)
        thread.daemon = True
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
        deadline = time.monotonic() + (self.patience if patience is None else patience)
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

    @property
    def room(self) -> bool:
        """Whether the disk had room when that was last looked at."""
        return self._room is None or self._room.enough

    def has_room(self) -> bool:
        """In the thread: look whether the disk has room, not more than once a second."""
        return self._room is None or self._room.look()

    def look(self, _: sqlite3.Connection) -> None:
        """In the thread: look at file and disk. Raises ``Gone``."""
        self.has_room()
        if self._files is not None:
            self._files.check()
            self.size = self._files.size()

    def stirred(self) -> bool:
        """Whether the files may have changed since this was last asked; not in the thread."""
        # A file system behind a network may take its time to answer: that is for the thread to wait for.
        return self.path is not None and (self._files is None or self._network or self._files.stirred())

    def on_stir(self, call: Callable[[], None]) -> bool:
        """Call once when the files are written to next; not in the thread. ``False`` if nobody tells."""
        if self.path is None:
            return True  # There is nobody else.
        return self._db is not None and self._alarm is not None and self._alarm.set(call)

    async def others_wrote(self) -> bool:
        """Whether another connection, of this or another process, has committed since this was last asked."""
        version = await self.run(_data_version)
        before, self._seen = self._seen, version
        return version != before

    async def wipe(self) -> None:
        """Empty the log, so that no file has what was deleted any more: in the file itself it is overwritten.

        While another connection reads, that does not work: ``unwiped`` then says that it is to be tried
        again. Closing does so, too.
        """
        self.unwiped = True

        def wipe(db: sqlite3.Connection) -> None:
            with suppress(Timeout), self._lock:
                self._wipe(db)

        await self.run(wipe)

    def _wipe(self, db: sqlite3.Connection) -> None:
        """In the thread, with the lock: try to."""
        with suppress(sqlite3.Error, StoreUnavailable):
            if self._files is not None:
                self._files.check()
            # If somebody reads, this is no error: it answers (busy, pages of the log, pages written).
            self.unwiped = bool(db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])

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

    def write(self, db: sqlite3.Connection, function: Callable[[sqlite3.Connection], T]) -> T:
        """In the thread: run a function in a transaction. Raises ``Busy`` if another process is writing."""
        try:
            with self._lock:
                if self._files is not None:
                    self._files.check()
                db.execute("BEGIN IMMEDIATE")
                try:
                    result = function(db)
                    db.execute("COMMIT")
                except BaseException:
                    # A full disk has already rolled back.
                    if db.in_transaction:
                        db.execute("ROLLBACK")
                    raise
                return result
        except Timeout:
            raise Busy from None

    async def close(self, *, untouched: bool = False) -> None:
        """Close the file and end the thread. May be called more than once.

        ``untouched``: without writing to the file, which is damaged.
        """
        if self._given_up is not None:
            await _ended(self._given_up)
        unclaimed, self._unclaimed = self._unclaimed, None
        if unclaimed is not None:
            await asyncio.to_thread(self._close, unclaimed, False)
        db, self._db = self._db, None
        if db is None:
            return
        if self._alarm is not None:
            self._alarm.stop()
        try:
            execute: Any = db._execute
            await execute(lambda: self._close(db._conn, untouched))
            if self.parked:
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
            if isinstance(self._lock, Lock):
                self._lock.close()

    def _close(self, db: sqlite3.Connection, untouched: bool) -> None:
        """In the thread. Closing the last connection is a checkpoint, so it is done under the lock."""
        if self._alarm is not None:
            self._alarm.close()
        files = None if self.read_only else self._files
        careful = files is not None and (untouched or files.has_foreign_log()) and not files.is_moved()
        if self.path is not None and careful:
            self.parked = not close_untouched(db, self.path)
            return None
        # Whoever keeps the lock is another connection, so that after a while it is safe to close without it.
        for _ in range(100):
            with suppress(Timeout), self._lock:
                if self.unwiped and not untouched:
                    self._wipe(db)
                return self._let_go(db, files, untouched)
            time.sleep(_PAUSE)
        return self._let_go(db, files, untouched)

    def _let_go(self, db: sqlite3.Connection, files: Files | None, untouched: bool) -> None:
        if files is not None and files.is_moved():
            # SQLite closes such a file as it is. All that was promised is to be in it, wherever it is now;
            # and its log must not be there for the next one, which it would be played into.
            if not untouched:
                with suppress(sqlite3.Error):
                    db.execute("PRAGMA wal_checkpoint").fetchall()
            files.clear_away()
        db.close()

    def _connect(self) -> sqlite3.Connection:
        """In the thread: everything from a path to a connection that is ready."""
        db = self._make()
        try:
            self._seen = _data_version(db)
        except BaseException:
            db.close()
            raise
        self._unclaimed = db
        return db

    def _make(self) -> sqlite3.Connection:
        if self.path is None:
            db = connect(":memory:")
            self.schema_version = migrate(db, migrations("sqlite"))
            self.search = search.prepare(db)
            return db
        self._files = None
        if self.read_only:
            db, self.schema_version = connect_to_read(self.path)
            return db
        make_place(self.path)
        inspect(self.path, latest=len(migrations("sqlite")), patience=self.patience)
        network = self._network = is_network(self.path)
        if has_wal_reset_bug(sqlite3.sqlite_version_info[:3]) or network:
            self._lock = Lock(f"{self.path}.lock")
        db = connect(self.path.absolute().as_uri(), timeout=self.patience)
        try:
            self._prepare(db, network=network)
            self._files = Files(self.path, log=self.journal == "wal")
            if is_local(self.path):
                self._alarm = Alarm(self._files.written)
            self.look(db)
        except BaseException:
            db.close()
            raise
        return db

    def _prepare(self, db: sqlite3.Connection, *, network: bool) -> None:
        deadline = time.monotonic() + self.patience
        while True:
            try:
                with self._lock:
                    rollback = self._wanted == "delete" or (self._wanted == "auto" and network)
                    mode = "DELETE" if rollback else "WAL"
                    self.journal = str(db.execute(f"PRAGMA journal_mode = {mode}").fetchone()[0])
                    self.schema_version = migrate(db, migrations("sqlite"))
                    self.search = search.prepare(db)
                break
            except (Timeout, sqlite3.OperationalError) as error:
                busy = isinstance(error, Timeout) or is_busy(error)
                if not busy or time.monotonic() > deadline:
                    raise
                time.sleep(_PAUSE)
        # From here on waiting is done outside the thread, see `run`.
        db.execute("PRAGMA busy_timeout = 0")
        if network:
            self._log.warning(
                "Notifications are kept on a network file system, where SQLite is slow and less safe: "
                "set NotificationsExtension.db_path to a file on a local disk."
            )


def _data_version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA data_version").fetchone()[0])


async def _ended(thread: Thread) -> None:
    """Wait for a thread that is about to end, so that it does not outlive the loop it reports to."""
    deadline = time.monotonic() + _LAST_WAIT
    while thread.is_alive() and time.monotonic() < deadline:  # noqa: ASYNC110 - threads set no asyncio.Event
        await asyncio.sleep(0.001)


async def _opened(db: aiosqlite.Connection) -> aiosqlite.Connection:
    return await db
