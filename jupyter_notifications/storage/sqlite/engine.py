"""What a store over SQLite stands on: it is opened, read in one view, written to in turn, and closed."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ...errors import NotificationsError, StoreUnavailable
from ..base import Journal, StoreStatus
from .connection import Connection
from .database import Database
from .faults import Busy, Damaged, NewerSchema, damaged, is_damage, newer, no_room, translate
from .indexer import Indexer
from .rows import NoJSON
from .writer import Joint, Operation, Writer

T = TypeVar("T")

#: Seconds to wait for a file that someone else holds.
PATIENCE = 5.0


class Engine:
    """One SQLite file, or memory where ``path`` is ``None``.

    ``read_only`` opens a file that must not be written to: every write then raises ``StoreUnavailable``.
    ``patience`` is how many seconds to wait for a file that someone else holds; ``reserve`` how many bytes of
    its disk posts leave free.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        read_only: bool = False,
        problem: str | None = None,
        patience: float = PATIENCE,
        journal: Journal = "auto",
        reserve: int = 0,
        log: logging.Logger | None = None,
    ) -> None:
        self._log = log or logging.getLogger(__name__)
        self._path = path
        self._problem = problem
        self._read_only = read_only
        self._database = Database(
            path, read_only=read_only, patience=patience, journal=journal, reserve=reserve, log=self._log
        )
        self._connection = Connection(self._database, patience=patience, log=self._log)
        self._writer = Writer(self._connection)
        self._indexer = Indexer(
            read=self._connection.run,
            write=lambda step: self._writer.write(step, grows=True),
            log=self._log,
        )

    async def open(self) -> None:
        """Get ready. Raises ``CannotOpen``, ``Damaged`` or ``NewerSchema``, each a ``StoreUnavailable``."""
        await self._connection.open()
        if not self._read_only:
            self._writer.start()
            if self._database.search == "fts5":
                self._indexer.start()

    async def close(self) -> None:
        """Commit what waits and leave nothing running. May be called more than once."""
        try:
            await self._indexer.close()
        finally:
            try:
                await self._writer.close()
            finally:
                await self._connection.close(untouched=isinstance(self._writer.problem, Damaged))

    @property
    def lost(self) -> StoreUnavailable | None:
        """Why this store will never write again: its file is damaged, or gone. It is to be opened anew."""
        return self._writer.problem if self._writer.lost else None

    @property
    def troubled(self) -> bool:
        """Whether something is wrong with the file, or its disk is almost full."""
        return self._writer.problem is not None or not self._database.room

    @property
    def stuck(self) -> bool:
        """Whether the file cannot be opened anew now: the last attempt hangs, or left it as it was."""
        return self._connection.hangs or self._database.parked

    async def probe(self) -> None:
        """Find out how the file is, and after trouble whether it can be written to again."""
        try:
            if self._writer.problem is None or self._writer.lost:
                await self._connection.run(self._database.look)
            else:
                await self._write(_nothing)
            if self._database.unwiped and not self._writer.lost:
                await self._connection.wipe()
        except (sqlite3.Error, Busy, StoreUnavailable) as error:
            self._writer.note(translate(error))

    def stirred(self) -> bool:
        """Whether the file or its log has changed since this was last asked."""
        return self._connection.stirred()

    def on_stir(self, call: Callable[[], None]) -> bool:
        """Call once when the file or its log is written to next, if the kernel tells."""
        return self._connection.on_stir(call)

    async def others_wrote(self) -> bool:
        """Whether another connection has written since this was last asked."""
        try:
            return await self._connection.others_wrote()
        except (sqlite3.Error, Busy) as error:
            raise translate(error, "Notifications cannot be read just now.") from error

    async def status(self) -> StoreStatus:
        """How the store is. Never raises."""
        problem, room = self._writer.problem, self._database.room
        if problem is None and not room:
            problem = no_room()
        return StoreStatus(
            engine="sqlite" if self._path is not None else "memory",
            durable=self._path is not None,
            writable=not self._read_only and self._writer.problem is None,
            schema_version=self._database.schema_version,
            problem=problem.message if problem is not None else self._problem,
            queued=self._writer.queued,
            journal=self._database.journal,
            size=self._database.size,
            room=room,
            search=self._database.search,
        )

    async def _read(self, function: Callable[[sqlite3.Connection], T]) -> T:
        def in_one_view(db: sqlite3.Connection) -> T:
            db.execute("BEGIN")
            try:
                return function(db)
            finally:
                # Damage may have ended it already.
                if db.in_transaction:
                    db.execute("COMMIT")

        self._indexer.asked()
        try:
            return await self._connection.run(in_one_view)
        except (sqlite3.Error, Busy) as error:
            if is_damage(error):
                # What cannot be read is not to be written to either.
                self._writer.note(damaged())
            raise translate(error, "Notifications cannot be read just now.") from error
        except NotificationsError:
            raise
        except Exception as error:
            raise self._nonsense(error) from error

    async def _write(
        self, operation: Operation[T], *, weight: int = 1, grows: bool = False, joint: Joint | None = None
    ) -> T:
        if self._read_only:
            raise newer() if self._problem is None else NewerSchema(self._problem)
        try:
            result = await self._writer.write(operation, weight=weight, grows=grows, joint=joint)
        except (NotificationsError, NoJSON):
            raise
        except Exception as error:
            raise self._nonsense(error) from error
        self._indexer.written(weight)
        return result

    def _nonsense(self, error: Exception) -> StoreUnavailable:
        """What a damaged file holds may look sound to SQLite, and make no sense to us."""
        self._log.error("The notifications' file holds what makes no sense", exc_info=error)
        return StoreUnavailable("A part of the notifications' file cannot be read.")


def _nothing(db: sqlite3.Connection) -> None:
    """A write that changes nothing, and needs all that a write needs."""
    db.execute("UPDATE store SET broadcasts = broadcasts")
