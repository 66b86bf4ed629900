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
from .faults import RETRY_AFTER, Busy, Damaged, is_damage, translate

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

    def start(self) -> None:
        """Begin to write."""
        self._task = asyncio.get_running_loop().create_task(self._run(), name="jupyter_notifications writer")

    async def write(self, operation: Operation[T], *, weight: int = 1) -> T:
        """Run an operation and return its result when that is committed.

        The operation of a caller who is cancelled while it waits is done all the same.
        """
        if self._closing or self._task is None:
            raise StoreUnavailable("The server is stopping.", retry_after=RETRY_AFTER)
        if len(self._queue) >= MAX_QUEUED:
            raise StoreUnavailable("Too much waits to be saved.", retry_after=RETRY_AFTER)
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.append(_Waiting(operation, weight, answer))
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
            if isinstance(self.problem, Damaged):
                raise self.problem  # a damaged file is not written to again
            # While it is known to be in trouble, nobody waits long to be told so.
            patience = None if self.problem is None else 0.2
            results = await self._connection.run(lambda db: self._transaction(db, batch), patience=patience)
            self.problem = None
        except (sqlite3.Error, Busy, OSError, StoreUnavailable) as error:
            self.problem = translate(error)
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
        return self._connection.write(db, lambda db: [_attempt(db, waiting.operation) for waiting in batch])


def _attempt(db: sqlite3.Connection, operation: Operation[Any]) -> Any:
    """Run one operation in a savepoint. Its own fault is its result; what is the file's fault is raised."""
    db.execute("SAVEPOINT operation")
    try:
        result = operation(db)
    except (sqlite3.OperationalError, OSError):
        raise
    except Exception as error:
        if is_damage(error):
            raise
        db.execute("ROLLBACK TO operation")
        db.execute("RELEASE operation")
        return error
    db.execute("RELEASE operation")
    return result
