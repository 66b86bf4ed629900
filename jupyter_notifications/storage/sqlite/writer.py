"""The one writer: everything that waits is committed in one transaction, and only then answered."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from ...errors import StoreUnavailable
from .connection import Connection
from .faults import RETRY_AFTER, Busy, Lost, is_damage, is_own_fault, no_room, translate

T = TypeVar("T")
Operation = Callable[[sqlite3.Connection], T]

#: Writes that may wait; more are refused at once.
MAX_QUEUED = 10_000

#: Operations, and rows by rough count, in one transaction, so that none waits long for the others.
_MAX_OPERATIONS = 512
_MAX_WEIGHT = 4_000


@dataclass(slots=True)
class _Waiting:
    operation: Operation[Any]
    weight: int
    grows: bool
    answer: asyncio.Future[Any]


class Writer:
    """Takes operations from any number of callers. Each works wholly or not at all, on its own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._queue: deque[_Waiting] = deque()
        self._filled = asyncio.Event()
        self._closing = False
        self._task: asyncio.Task[None] | None = None
        self.problem: StoreUnavailable | None = None
        """Why the last write failed; ``None`` again as soon as one works."""

    @property
    def queued(self) -> int:
        """How many operations wait."""
        return len(self._queue)

    @property
    def lost(self) -> bool:
        """Whether nothing will be written any more."""
        return isinstance(self.problem, Lost)

    def note(self, problem: StoreUnavailable | None) -> None:
        """Say how things are. What is lost stays lost, whatever a commit says that was under way then."""
        if not self.lost:
            self.problem = problem

    def start(self) -> None:
        """Begin to write."""
        self._task = asyncio.get_running_loop().create_task(self._run(), name="jupyter_notifications writer")

    async def write(self, operation: Operation[T], *, weight: int = 1, grows: bool = False) -> T:
        """Run an operation and return its result when that is committed.

        One that ``grows`` the file is refused while the disk is almost full.
        The operation of a caller who is cancelled while it waits is done all the same.
        """
        if self._closing or self._task is None:
            raise StoreUnavailable("The server is stopping.", retry_after=RETRY_AFTER)
        if len(self._queue) >= MAX_QUEUED:
            raise StoreUnavailable("Too much waits to be saved.", retry_after=RETRY_AFTER)
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.append(_Waiting(operation, weight, grows, answer))
        self._filled.set()
        return await answer

    async def close(self) -> None:
        """Write what waits, then end."""
        self._closing = True
        self._filled.set()
        if self._task is not None and not self._task.done():
            # Waited for, not awaited: the caller's cancellation must not stop what was promised.
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        try:
            await self._work()
        finally:
            # Nobody is left waiting, should the loop end before the store is closed.
            self._closing = True
            for waiting in self._queue:
                waiting.answer.cancel()
            self._queue.clear()

    async def _work(self) -> None:
        while True:
            if not self._queue:
                if self._closing:
                    return
                self._filled.clear()
                await self._filled.wait()
                continue
            batch: list[_Waiting] = []
            weight = 0
            while self._queue and len(batch) < _MAX_OPERATIONS and weight < _MAX_WEIGHT:
                waiting = self._queue.popleft()
                batch.append(waiting)
                weight += waiting.weight
            await self._commit(batch)

    async def _commit(self, batch: list[_Waiting]) -> None:
        results: list[Any]
        try:
            if self.problem is not None and self.lost:
                raise self.problem  # what is written there is of no use
            # While it is known to be in trouble, nobody waits long to be told so.
            patience = None if self.problem is None else 0.2
            results = await self._connection.run(lambda db: self._transaction(db, batch), patience=patience)
            self.note(None)
        except (sqlite3.Error, Busy, OSError, StoreUnavailable) as error:
            self.note(translate(error))
            results = [translate(error) for _ in batch]
        except Exception as error:  # noqa: BLE001
            results = [error] * len(batch)
        for waiting, result in zip(batch, results, strict=True):
            if waiting.answer.done():
                continue
            if isinstance(result, BaseException):
                waiting.answer.set_exception(result)
            else:
                waiting.answer.set_result(result)

    def _transaction(self, db: sqlite3.Connection, batch: list[_Waiting]) -> list[Any]:
        has_room = self._connection.has_room
        return self._connection.write(
            db,
            lambda db: [
                no_room() if waiting.grows and not has_room() else _attempt(db, waiting.operation)
                for waiting in batch
            ],
        )


def _attempt(db: sqlite3.Connection, operation: Operation[Any]) -> Any:
    """Run one operation in a savepoint. Its own fault is its result; what is the file's fault is raised."""
    db.execute("SAVEPOINT operation")
    try:
        result = operation(db)
    except OSError:
        raise
    except Exception as error:
        own = not isinstance(error, sqlite3.OperationalError) or is_own_fault(error)
        if is_damage(error) or not own:
            raise
        db.execute("ROLLBACK TO operation")
        db.execute("RELEASE operation")
        if isinstance(error, StopIteration):
            return RuntimeError(repr(error))  # which no future takes
        return translate(error) if isinstance(error, sqlite3.OperationalError) else error
    db.execute("RELEASE operation")
    return result
