"""The one writer: everything that waits is committed in one transaction, and only then answered."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol, TypeVar

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

#: Turns of the loop for which a batch waits for those who were answered together, and so write together
#: again. With 8 connections that made batches of 8 out of batches of 4. Where one writes alone, nobody waits.
_TURNS = 4

#: Rows that wait, by rough count, which are enough for a batch.
_ENOUGH = 100


class Joint(Protocol):
    """An operation that can be run together with others like it, in fewer statements."""

    def __call__(self, db: sqlite3.Connection, /) -> Any:
        """Run it alone."""

    def joins(self) -> bool:
        """Whether it is worth the attempt."""

    def together(self, db: sqlite3.Connection, others: Sequence[Any], /) -> list[Any] | None:
        """Run it and the others behind it; their results, or ``None`` and nothing done if that cannot be."""


@dataclass(slots=True)
class _Waiting:
    operation: Operation[Any]
    weight: int
    grows: bool
    joint: Joint | None
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

    async def write(
        self, operation: Operation[T], *, weight: int = 1, grows: bool = False, joint: Joint | None = None
    ) -> T:
        """Run an operation and return its result when that is committed.

        One that ``grows`` the file is refused while the disk is almost full.
        ``joint`` is the same operation, if it can be run together with others that wait.
        The operation of a caller who is cancelled while it waits is done all the same.
        """
        if self._closing or self._task is None:
            raise StoreUnavailable("The server is stopping.", retry_after=RETRY_AFTER)
        if len(self._queue) >= MAX_QUEUED:
            raise StoreUnavailable("Too much waits to be saved.", retry_after=RETRY_AFTER)
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.append(_Waiting(operation, weight, grows, joint, answer))
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
        crowd = 0
        while True:
            if not self._queue:
                if self._closing:
                    return
                self._filled.clear()
                await self._filled.wait()
                continue
            few = sum(waiting.weight for waiting in islice(self._queue, _ENOUGH)) < _ENOUGH
            if few and max(crowd, len(self._queue)) > 1 and not self._closing:
                for _ in range(_TURNS):
                    await asyncio.sleep(0)
            batch: list[_Waiting] = []
            weight = 0
            while self._queue and len(batch) < _MAX_OPERATIONS and weight < _MAX_WEIGHT:
                waiting = self._queue.popleft()
                batch.append(waiting)
                weight += waiting.weight
            crowd = len(batch)
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
        database = self._connection.database
        work = _Work(db, database.has_room)
        parts = list(_parts(batch))
        if len(parts) == 1:
            # What is alone in its transaction needs no savepoint.
            try:
                return database.write(db, lambda _: work.run(parts[0]))
            except _Refused as refused:
                if len(batch) == 1:
                    return [refused.answer]
                parts = [[waiting] for waiting in batch]
        return database.write(db, lambda _: [done for part in parts for done in work.attempt(part)])


class _Refused(Exception):
    """An operation failed, by its own fault. ``answer`` is for its caller."""

    def __init__(self, answer: BaseException) -> None:
        super().__init__()
        self.answer = answer


def _parts(batch: Sequence[_Waiting]) -> Iterator[list[_Waiting]]:
    """What follows each other and can be run together, and whatever else there is one by one, in order."""
    joined: list[_Waiting] = []
    for waiting in batch:
        if waiting.joint is not None and waiting.joint.joins():
            joined.append(waiting)
            continue
        if joined:
            yield joined
            joined = []
        yield [waiting]
    if joined:
        yield joined


class _Work:
    """Runs parts of a batch in an open transaction."""

    def __init__(self, db: sqlite3.Connection, has_room: Callable[[], bool]) -> None:
        self._db = db
        self._has_room = has_room

    def run(self, part: list[_Waiting]) -> list[Any]:
        """The results of a part. Raises ``_Refused`` for a fault of its own, and what is the file's fault."""
        first, *others = part
        try:
            if first.grows and not self._has_room():
                raise _Refused(no_room())
            if first.joint is None or not others:
                return [first.operation(self._db)]
            answers = first.joint.together(self._db, [waiting.operation for waiting in others])
        except (OSError, _Refused):
            raise
        except Exception as error:
            own = not isinstance(error, sqlite3.OperationalError) or is_own_fault(error)
            if is_damage(error) or not own:
                raise
            raise _Refused(_answer(error)) from error
        return self._one_by_one(part) if answers is None else answers

    def attempt(self, part: list[_Waiting]) -> list[Any]:
        """The same in a savepoint, which what fails is taken back to; its fault is its result."""
        self._db.execute("SAVEPOINT operation")
        try:
            answers = self.run(part)
        except _Refused as refused:
            self._db.execute("ROLLBACK TO operation")
            self._db.execute("RELEASE operation")
            return [refused.answer] if len(part) == 1 else self._one_by_one(part)
        self._db.execute("RELEASE operation")
        return answers

    def _one_by_one(self, part: list[_Waiting]) -> list[Any]:
        return [answer for waiting in part for answer in self.attempt([waiting])]


def _answer(error: Exception) -> Exception:
    """What the caller of an operation gets for its fault."""
    if isinstance(error, StopIteration):
        return RuntimeError(repr(error))  # which no future takes
    return translate(error) if isinstance(error, sqlite3.OperationalError) else error
