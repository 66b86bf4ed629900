"""The rules of the inbox: who may send what to whom, how fast, and who hears of it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from ...errors import NotFound, NotificationsError, StoreUnavailable
from ...identity import Asker, Identity
from ...models import (
    EVERYONE,
    JSON,
    Changed,
    Changes,
    Clock,
    Cursor,
    Draft,
    Filter,
    Head,
    Millis,
    Notification,
    Page,
    Posted,
    Recipient,
    StateChange,
    Unset,
)
from ...schemas import Schemas
from ...storage.base import Store, StoreStatus
from .gate import Gate, MayWriteOthers
from .hints import Hints
from .rates import BATCH_ITEM_COST, Rates
from .waker import Waker

__all__ = ["MayWriteOthers", "NotificationManager", "PostResult", "wall_clock"]

#: Called on the event loop after each commit, with what was posted and its draft.
Observer = Callable[[Posted, Draft], None]


@dataclass(frozen=True, slots=True)
class PostResult:
    """What became of a post."""

    posted: Posted
    own: bool
    """Whether it is in the asker's own inbox."""
    notification: Notification | None = None
    """As the asker sees it, if that was asked for and it is there to see."""


def wall_clock() -> Millis:
    """The machine's clock."""
    return time.time_ns() // 1_000_000


class NotificationManager:
    """One server's inboxes. Everything that writes to the store passes here, so that listeners hear of it."""

    def __init__(
        self,
        identity: Identity,
        schemas: Schemas,
        *,
        allow_to_others: bool = False,
        rate_limit: float = 20,
        allowed_commands: Collection[str] = (),
        clock: Clock = wall_clock,
        log: logging.Logger,
    ) -> None:
        self.identity = identity
        self.allowed_commands = tuple(allowed_commands)
        self.clock = clock
        self.hints = Hints(self.heads, self._get, log=log)
        self._gate = Gate(
            identity,
            schemas,
            Rates(rate_limit),
            allow_to_others=allow_to_others,
            allowed_commands=self.allowed_commands,
            clock=clock,
        )
        self._log = log
        self._store: Store | None = None
        self._waker: Waker | None = None
        self._visited: set[Recipient] = set()
        self._observers: list[Observer] = []

    async def start(self, store: Store) -> None:
        """Begin to work on an open store, which ``stop`` closes."""
        self._store = store
        self._waker = Waker(store, self.hints, self.clock, log=self._log)
        self._waker.start()

    async def stop(self) -> None:
        """Commit what waits and leave nothing running."""
        if self._waker is not None:
            await self._waker.stop()
        await self.hints.close()
        store, self._store, self._waker = self._store, None, None
        if store is not None:
            await store.close()

    def observe(self, observer: Observer) -> None:
        """Call ``observer`` after each commit of a post, also of a duplicate."""
        self._observers.append(observer)

    # -- sending ---------------------------------------------------------------------------------------------

    async def post(
        self,
        asker: Asker,
        data: object,
        *,
        event_id: str | None = None,
        may_write_others: MayWriteOthers,
        read_back: bool = False,
    ) -> PostResult:
        """Validate and store one notification; returns when it is committed.

        ``read_back`` fills in ``notification``. Raises ``InvalidInput``, ``Forbidden``, ``TooMany`` or
        ``StoreUnavailable``.
        """
        draft, own = await self._gate.admit(asker, data, event_id, may_write_others)
        [posted] = await self._commit([draft])
        notification = None
        if read_back and own:
            try:
                notification = await self._get(asker.inbox, posted.id)
            except (
                NotFound,
                StoreUnavailable,
            ):  # not to be seen yet, or no more; it is committed all the same
                notification = None
        return PostResult(posted, own, notification)

    async def post_many(
        self,
        asker: Asker,
        items: Sequence[tuple[object, str | None]],
        *,
        may_write_others: MayWriteOthers,
    ) -> list[PostResult | NotificationsError]:
        """Store a batch of (data, event id) in one commit; an error stands in place of what it refused."""
        prepared: list[tuple[Draft, bool] | NotificationsError] = []
        for data, event_id in items:
            try:
                prepared.append(
                    await self._gate.admit(asker, data, event_id, may_write_others, cost=BATCH_ITEM_COST)
                )
            except NotificationsError as error:
                prepared.append(error)
        drafts = [item[0] for item in prepared if not isinstance(item, NotificationsError)]
        try:
            committed = iter(await self._commit(drafts) if drafts else ())
        except StoreUnavailable as error:
            return [item if isinstance(item, NotificationsError) else error for item in prepared]
        return [
            item if isinstance(item, NotificationsError) else PostResult(next(committed), item[1])
            for item in prepared
        ]

    async def notify(
        self,
        title: str,
        *,
        recipients: Sequence[str] | None = None,
        event_id: str | None = None,
        **content: object,
    ) -> PostResult:
        """Send from code in the server's process: to the owner, or with several people to ``recipients``.

        Such code is trusted to write to anyone, and to know its own speed. Raises ``InvalidInput`` or
        ``StoreUnavailable``.
        """
        data: JSON = {"title": title, **content}
        if recipients is not None:
            data["recipients"] = list(recipients)
        draft, own = self._gate.draft(None, data, event_id)
        [posted] = await self._commit([draft])
        return PostResult(posted, own)

    async def _commit(self, drafts: Sequence[Draft]) -> list[Posted]:
        committed = await self.store.post(drafts)
        for draft, posted in zip(drafts, committed, strict=True):
            if posted.touched:
                self.hints.posted(posted.id, posted.touched)
            for observer in self._observers:
                observer(posted, draft)
        if any(draft.deliver_at is not None or draft.expires_at is not None for draft in drafts):
            self._look()
        return committed

    # -- reading ---------------------------------------------------------------------------------------------

    @property
    def store(self) -> Store:
        """The store. Raises ``StoreUnavailable`` before the start and after the end."""
        if self._store is None:
            msg = "the server is starting or stopping"
            raise StoreUnavailable(msg, retry_after=1)
        return self._store

    async def head(self, inbox: Recipient) -> Head:
        """Where an inbox stands."""
        await self._visit(inbox)
        return await self.store.head(inbox, self.clock())

    async def heads(self, inboxes: Sequence[Recipient]) -> list[Head]:
        """Where several inboxes stand, in order."""
        return await self.store.heads(inboxes, self.clock())

    async def get(self, inbox: Recipient, id: str) -> Notification:
        """One entry. Raises ``NotFound``."""
        await self._visit(inbox)
        return await self._get(inbox, id)

    async def list(
        self, inbox: Recipient, filter: Filter, *, limit: int, before: Cursor | None = None
    ) -> Page:
        """Entries that match, newest arrival first."""
        await self._visit(inbox)
        return await self.store.list(inbox, filter, self.clock(), limit=limit, before=before)

    async def changes(
        self, inbox: Recipient, *, epoch: str | None, after: Cursor | None, limit: int
    ) -> Changes:
        """What changed after a cursor."""
        await self._visit(inbox)
        return await self.store.changes(inbox, self.clock(), epoch=epoch, after=after, limit=limit)

    async def status(self) -> StoreStatus:
        """How the store is. Never raises."""
        if self._store is None:
            return StoreStatus("none", durable=False, writable=False, schema_version=0, problem="not started")
        return await self._store.status()

    async def _get(self, inbox: Recipient, id: str) -> Notification:
        return await self.store.get(inbox, id, self.clock())

    async def _visit(self, inbox: Recipient) -> None:
        """Make an inbox known once. One that cannot be made known now can be read all the same."""
        if inbox in self._visited or inbox == EVERYONE:
            return
        try:
            await self.store.visit(inbox, self.clock())
        except StoreUnavailable:
            return
        self._visited.add(inbox)

    # -- state -----------------------------------------------------------------------------------------------

    async def change(self, inbox: Recipient, id: str, change: StateChange) -> Notification:
        """Change the state of one entry. Raises ``NotFound``."""
        await self._visit(inbox)
        notification = await self.store.change(inbox, id, change, self.clock())
        self._changed(inbox, change)
        return notification

    async def change_all(
        self, inbox: Recipient, filter: Filter, change: StateChange, *, up_to: Cursor | None = None
    ) -> Changed:
        """Change the state of all that match."""
        await self._visit(inbox)
        result = await self.store.change_all(inbox, filter, change, self.clock(), up_to=up_to)
        if result.changed:
            self._changed(inbox, change)
        return result

    async def remove(self, inbox: Recipient, id: str) -> Head:
        """Delete one entry. Raises ``NotFound``."""
        await self._visit(inbox)
        head = await self.store.remove(inbox, id, self.clock())
        self.hints.changed([inbox])
        return head

    async def remove_all(self, inbox: Recipient, filter: Filter, *, up_to: Cursor | None = None) -> Changed:
        """Delete all that match."""
        await self._visit(inbox)
        result = await self.store.remove_all(inbox, filter, self.clock(), up_to=up_to)
        if result.changed:
            self.hints.changed([inbox])
        return result

    def _changed(self, inbox: Recipient, change: StateChange) -> None:
        self.hints.changed([inbox])
        if change.snoozed_until is not None and not isinstance(change.snoozed_until, Unset):
            self._look()

    def _look(self) -> None:
        if self._waker is not None:
            self._waker.look()
