"""The store over SQLite: the Protocol of ``storage/base.py``, each method one function on the connection."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from ...errors import NotificationsError, StoreUnavailable
from ...models import (
    JSON,
    Changed,
    Changes,
    Cursor,
    Draft,
    Filter,
    Head,
    Millis,
    Muted,
    Notification,
    Page,
    Posted,
    Recipient,
    SentPage,
    StateChange,
)
from ..base import Journal, StoreStatus
from . import due, forgetting, outgoing, posts, reads, retention, states
from .connection import PATIENCE, Connection
from .faults import Busy, Damaged, NewerSchema, damaged, is_damage, newer, no_room, translate
from .indexer import Indexer
from .preferences import keep_preferences, read_preferences
from .rows import LAST, find_inbox, place, recipients_of
from .writer import Operation, Writer

T = TypeVar("T")


class SqliteStore:
    """Inboxes in one SQLite file, or in memory where ``path`` is ``None``.

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
        self._connection = Connection(
            path, read_only=read_only, patience=patience, journal=journal, reserve=reserve, log=self._log
        )
        self._writer = Writer(self._connection)
        self._indexer = Indexer(
            read=self._connection.run, write=lambda step: self._writer.write(step, grows=True)
        )

    @classmethod
    def in_memory(cls, *, problem: str | None = None, log: logging.Logger | None = None) -> SqliteStore:
        """A store that is gone when it is closed. ``problem`` says to people why there is no file."""
        return cls(None, problem=problem, log=log)

    async def open(self) -> None:
        """Get ready. Raises ``CannotOpen``, ``Damaged`` or ``NewerSchema``, each a ``StoreUnavailable``."""
        await self._connection.open()
        if not self._read_only:
            self._writer.start()
            if self._connection.search == "fts5":
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
    def stuck(self) -> bool:
        """Whether the file cannot be opened anew now: the last attempt hangs, or left it as it was."""
        return self._connection.hangs or self._connection.parked

    async def probe(self) -> None:
        """Find out how the file is, and after trouble whether it can be written to again."""
        try:
            if self._writer.problem is None or self._writer.lost:
                await self._connection.run(self._connection.look)
            else:
                await self._write(_nothing)
        except (sqlite3.Error, Busy, StoreUnavailable) as error:
            self._writer.note(translate(error))

    async def post(self, drafts: Sequence[Draft]) -> list[Posted]:
        """Write all drafts in one transaction. The id answered is the one in the first recipient's inbox.

        An update by key that is addressed to some of those who have the entry changes it for them alone: they
        get a copy of it under the same id. One that is scheduled waits until then; what waits under a key is
        replaced by the next post of that key.
        """
        weight = sum(len(draft.recipients) for draft in drafts)
        return await self._write(lambda db: posts.post(db, drafts), weight=weight, grows=True)

    async def visit(self, inbox: Recipient, now: Millis) -> None:  # noqa: ARG002 - part of the Protocol
        """Make the inbox known."""
        await self._write(lambda db: states.visit(db, inbox))

    async def head(self, inbox: Recipient, now: Millis) -> Head:
        """Where the inbox stands."""
        return await self._read(lambda db: reads.head(db, inbox, now))

    async def heads(self, inboxes: Sequence[Recipient], now: Millis) -> list[Head]:
        """The same for several, in one go."""
        return await self._read(lambda db: [reads.head(db, inbox, now) for inbox in inboxes])

    async def get(self, inbox: Recipient, id: str, now: Millis) -> Notification:
        """One entry. Raises ``NotFound``."""
        return await self._read(lambda db: reads.find(db, find_inbox(db, inbox), id, now).notification())

    async def list(
        self, inbox: Recipient, filter: Filter, now: Millis, *, limit: int, before: Cursor | None = None
    ) -> Page:
        """Entries that match, newest arrival first, from behind ``before`` on."""
        return await self._read(lambda db: reads.page(db, inbox, filter, now, limit=limit, before=before))

    async def change(self, inbox: Recipient, id: str, change: StateChange, now: Millis) -> Notification:
        """Change the state of one entry. Raises ``NotFound``."""
        return await self._write(lambda db: states.change(db, inbox, id, change, now))

    async def change_all(
        self,
        inbox: Recipient,
        filter: Filter,
        change: StateChange,
        now: Millis,
        *,
        up_to: Cursor | None = None,
    ) -> Changed:
        """Change all that match and had not changed after ``up_to`` (default: now)."""
        return await self._in_portions(partial(states.change_all, change=change), inbox, filter, now, up_to)

    async def remove(self, inbox: Recipient, id: str, now: Millis) -> Head:
        """Delete one entry from this inbox. Raises ``NotFound``."""
        return await self._write(lambda db: states.remove(db, inbox, id, now))

    async def remove_all(
        self, inbox: Recipient, filter: Filter, now: Millis, *, up_to: Cursor | None = None
    ) -> Changed:
        """Delete all that match and had not changed after ``up_to`` (default: now)."""
        return await self._in_portions(states.remove_all, inbox, filter, now, up_to)

    async def changes(
        self, inbox: Recipient, now: Millis, *, epoch: str | None, after: Cursor | None, limit: int
    ) -> Changes:
        """What changed after a cursor, or ``reset``."""
        return await self._read(
            lambda db: reads.changes(db, inbox, now, epoch=epoch, after=after, limit=limit)
        )

    async def next_due(self) -> Millis | None:
        """When the next entry is to be delivered, to wake or to expire, if any is."""
        return await self._read(due.next_due)

    async def wake(self, now: Millis) -> Sequence[Recipient]:
        """Deliver, wake and expire what is due; the inboxes that changed."""
        touched: set[int] = set()
        while True:
            first = await self.next_due()
            if first is None or first > now:
                break
            touched |= await self._write(lambda db: due.wake(db, now), weight=due.BATCH)
        return await self._read(lambda db: recipients_of(db, touched))

    async def preferences(self, inbox: Recipient) -> JSON | None:
        """What this person has set; ``None`` if nothing yet."""
        return await self._read(lambda db: read_preferences(db, inbox))

    async def keep_preferences(
        self,
        inbox: Recipient,
        preferences: JSON,
        muted: Muted,
        now: Millis,  # noqa: ARG002 - part of the Protocol
    ) -> None:
        """Replace a person's preferences. What is ``muted`` arrives as read from now on."""
        await self._write(lambda db: keep_preferences(db, inbox, preferences, muted))

    async def sent(
        self,
        sender: str,
        now: Millis,  # noqa: ARG002 - part of the Protocol
        *,
        limit: int,
        before: str | None = None,
    ) -> SentPage:
        """What ``sender`` sent to others, newest first, from behind the id ``before`` on."""
        return await self._read(lambda db: outgoing.page(db, sender, limit=limit, before=before))

    async def withdraw(self, sender: str, id: str, now: Millis) -> Sequence[Recipient]:  # noqa: ARG002
        """Take back what ``sender`` sent to others; the inboxes that changed. Raises ``NotFound``."""
        return await self._write(
            lambda db: recipients_of(db, outgoing.withdraw(db, sender, id)), weight=states.PORTION
        )

    async def forget(self, inbox: Recipient, sender: str | None, now: Millis) -> None:  # noqa: ARG002
        """Delete all that is known of a person, in portions, and wipe it from the files."""
        while await self._write(lambda db: forgetting.forget_entries(db, inbox), weight=states.PORTION):
            pass
        await self._write(lambda db: forgetting.forget(db, inbox, sender), weight=states.PORTION)
        await self._connection.wipe()

    async def sweep(
        self, now: Millis, *, keep_for: Millis | None, keep_entries: int | None
    ) -> Sequence[Recipient]:
        """Delete, with tombstones, what is too old or too much; the inboxes that changed. In portions."""
        touched: set[int] = set()
        for portion in retention.portions(now, keep_for=keep_for, keep_entries=keep_entries):
            after: int | None = -1
            while after is not None:
                swept = await self._write(partial(portion, after=after), weight=states.PORTION)
                touched |= swept.touched
                after = swept.last
        return await self._read(lambda db: recipients_of(db, touched))

    async def others_wrote(self) -> bool:
        """Whether another connection has written since this was last asked."""
        try:
            return await self._connection.others_wrote()
        except (sqlite3.Error, Busy) as error:
            raise translate(error, "Notifications cannot be read just now.") from error

    async def status(self) -> StoreStatus:
        """How the store is. Never raises."""
        problem, room = self._writer.problem, self._connection.room
        if problem is None and not room:
            problem = no_room()
        return StoreStatus(
            engine="sqlite" if self._path is not None else "memory",
            durable=self._path is not None,
            writable=not self._read_only and self._writer.problem is None,
            schema_version=self._connection.schema_version,
            problem=problem.message if problem is not None else self._problem,
            queued=self._writer.queued,
            journal=self._connection.journal,
            size=self._connection.size,
            room=room,
            search=self._connection.search,
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

    async def _in_portions(
        self,
        portion: Callable[..., states.Portion],
        inbox: Recipient,
        filter: Filter,
        now: Millis,
        up_to: Cursor | None,
    ) -> Changed:
        changed, after, end = 0, 0, LAST if up_to is None else place(up_to)
        while True:
            step = partial(portion, recipient=inbox, filter=filter, now=now, up_to=end, after=after)
            done = await self._write(step, weight=states.PORTION)
            changed += done.changed
            if done.last is None:
                return Changed(changed, done.head)
            after, end = done.last, done.up_to

    async def _write(self, operation: Operation[T], *, weight: int = 1, grows: bool = False) -> T:
        if self._read_only:
            raise newer() if self._problem is None else NewerSchema(self._problem)
        try:
            result = await self._writer.write(operation, weight=weight, grows=grows)
        except (NotificationsError, TypeError):
            raise  # A draft of what is no JSON is the caller's fault.
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
