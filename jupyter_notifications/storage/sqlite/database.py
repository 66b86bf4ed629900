"""A database from its path until it is let go: all that is done to it in its connection's thread."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import Any, Literal, TypeVar

from filelock import Timeout

from ...errors import StoreUnavailable
from ..base import Journal
from ..migrate import migrate, migrations
from ..mounts import is_local, is_network
from . import search
from .alarm import Alarm
from .disk import Files, Room
from .faults import Busy, is_busy
from .inspection import inspect
from .lock import Lock
from .opening import close_untouched, connect, connect_to_read, make_place

__all__ = ["Database", "has_wal_reset_bug"]

T = TypeVar("T")

#: Seconds between two tries to get hold of what somebody else has.
_PAUSE = 0.02

#: How often it is tried to get hold of the lock for closing.
_TRIES = 100


def has_wal_reset_bug(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite may corrupt a file that two connections write to.

    See https://sqlite.org/wal.html#walresetbug: 3.7.0 to 3.51.2 have it, but for the repaired 3.44.6 and
    3.50.7 and what followed them in their series.
    """
    if not (3, 7, 0) <= version < (3, 51, 3):
        return False
    return not any(version[:2] == fixed[:2] and version >= fixed for fixed in ((3, 44, 6), (3, 50, 7)))


class Database:
    """The file of a store, or memory where ``path`` is ``None``; how it is made, locked, written to, closed.

    What it says of itself may be read anywhere, all else is for the thread.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        read_only: bool,
        patience: float,
        journal: Journal,
        reserve: int,
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
        self.files: Files | None = None
        self.alarm: Alarm | None = None
        """Rings when the files are written to, where anybody knows that."""
        self.network = False
        """Whether the file is behind a network."""
        self._wanted = journal
        self._room = Room(path, reserve) if path is not None else None
        self._log = log
        self._lock: AbstractContextManager[Any] = nullcontext()

    def make(self) -> sqlite3.Connection:
        """Everything from a path to a connection that is ready. A file that is of no use stays as it was."""
        if self.path is None:
            db = connect(":memory:")
            self.schema_version = migrate(db, migrations("sqlite"))
            self.search = search.prepare(db)
            return db
        self.files = None
        if self.read_only:
            db, self.schema_version = connect_to_read(self.path)
            return db
        make_place(self.path)
        inspect(self.path, latest=len(migrations("sqlite")), patience=self.patience)
        network = self.network = is_network(self.path)
        if has_wal_reset_bug(sqlite3.sqlite_version_info[:3]) or network:
            self._lock = Lock(f"{os.path.realpath(self.path)}.lock")
        db = connect(self.path.absolute().as_uri(), timeout=self.patience)
        try:
            self._prepare(db, network=network)
            self.files = Files(self.path, log=self.journal == "wal")
            if is_local(self.path):
                self.alarm = Alarm(self.files.written)
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

    @property
    def room(self) -> bool:
        """Whether the disk had room when that was last looked at."""
        return self._room is None or self._room.enough

    def has_room(self) -> bool:
        """Look whether the disk has room, not more than once a second."""
        return self._room is None or self._room.look()

    def look(self, _: sqlite3.Connection) -> None:
        """Look at file and disk. Raises ``Gone``."""
        self.has_room()
        if self.files is not None:
            self.files.check()
            self.size = self.files.size()

    def write(self, db: sqlite3.Connection, function: Callable[[sqlite3.Connection], T]) -> T:
        """Run a function in a transaction. Raises ``Busy`` if another process is writing."""
        try:
            with self._lock:
                if self.files is not None:
                    self.files.check()
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

    def wipe(self, db: sqlite3.Connection) -> None:
        """Empty the log, so that no file has what was deleted any more: in the file itself it is overwritten.

        While another connection reads, that does not work: ``unwiped`` then says that it is to be tried
        again. Closing does so, too.
        """
        with suppress(Timeout), self._lock:
            self._wipe(db)

    def _wipe(self, db: sqlite3.Connection) -> None:
        """With the lock: try to."""
        with suppress(sqlite3.Error, StoreUnavailable):
            if self.files is not None:
                self.files.check()
            # If somebody reads, this is no error: it answers (busy, pages of the log, pages written).
            self.unwiped = bool(db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])

    def close(self, db: sqlite3.Connection, untouched: bool) -> None:
        """Close it; ``untouched`` without writing to the file, which is damaged.

        Closing the last connection is a checkpoint, so it is done under the lock.
        """
        if self.alarm is not None:
            self.alarm.close()
        files = None if self.read_only else self.files
        careful = files is not None and (untouched or files.has_foreign_log()) and not files.is_moved()
        if self.path is not None and careful:
            self.parked = not close_untouched(db, self.path)
            return None
        # Whoever keeps the lock is another connection, so that after a while it is safe to close without it.
        for _ in range(_TRIES):
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

    def give_back(self) -> None:
        """Close what is left open beside the database; in any thread, once that is closed."""
        if isinstance(self._lock, Lock):
            self._lock.close()
