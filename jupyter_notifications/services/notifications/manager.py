"""The rules of the inbox: who may send what to whom, how fast, and who hears of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from ...errors import NotFound, NotificationsError, StoreUnavailable
from ...identity import Asker, Identity
from ...models import JSON, Clock, Draft, Notification, Posted
from ...schemas import Schemas
from ..turns import Turns
from .accounts import Accounts
from .commands import AllowedCommands
from .gate import Gate, MayWriteOthers
from .health import PollInterval
from .inboxes import wall_clock
from .presence import Presence
from .progress import Progress
from .rates import BATCH_ITEM_COST, PROGRESS_COST, Rates

__all__ = ["MayWriteOthers", "NotificationManager", "PostResult"]

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


class NotificationManager(Accounts):
    """One server's inboxes, and the sending into them."""

    def __init__(
        self,
        identity: Identity,
        schemas: Schemas,
        *,
        allow_to_others: bool = False,
        rate_limit: float = 20,
        allowed_commands: AllowedCommands | None = None,
        retention_days: float = 0,
        retention_entries: int = 0,
        poll_interval: int = 60,
        clock: Clock = wall_clock,
        log: logging.Logger,
    ) -> None:
        super().__init__(
            clock=clock, retention_days=retention_days, retention_entries=retention_entries, log=log
        )
        self.identity = identity
        #: What pages say about runs.
        self.presence = Presence()
        allowed = allowed_commands or AllowedCommands(())
        #: Those of the trait; an application knows itself what its settings add.
        self.allowed_commands = allowed.listed
        self._gate = Gate(
            identity,
            schemas,
            Rates(rate_limit),
            allow_to_others=allow_to_others,
            allowed_commands=allowed,
            clock=clock,
        )
        self._observers: list[Observer] = []
        self._progress = Progress(self._commit)
        self._posting: set[asyncio.Task[list[Posted]]] = set()
        self.poll_interval = PollInterval(poll_interval, self.status).get

    def observe(self, observer: Observer) -> None:
        """Call ``observer`` after each commit of a post, also of a duplicate."""
        self._observers.append(observer)

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
        draft, own = await self._gate.admit(asker, data, event_id, may_write_others, cost=self._cost)
        [posted] = await self._progress.post([draft])
        notification = None
        again = posted.outcome == "duplicate"
        if again:
            # Who sends again because an answer was lost is not to be held up for it.
            self._gate.refund(asker, 1.0)
        if own and (read_back or again):
            try:
                found = await self._get(asker.inbox, posted.id)
                notification = found if read_back else None
            except StoreUnavailable:
                pass  # It is committed, even if it cannot be seen now.
            except NotFound:
                # Not to be seen yet, or any more. What was there already may have gone to others only.
                own = not again
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
        turns = Turns()
        for data, event_id in items:
            try:
                prepared.append(
                    await self._gate.admit(asker, data, event_id, may_write_others, cost=_batch_item_cost)
                )
            except NotificationsError as error:
                prepared.append(error)
            await turns.give()
        drafts = [item[0] for item in prepared if not isinstance(item, NotificationsError)]
        try:
            posted = await self._progress.post(drafts) if drafts else []
        except StoreUnavailable as error:
            return [item if isinstance(item, NotificationsError) else error for item in prepared]
        again = sum(one.outcome == "duplicate" for one in posted)
        self._gate.refund(asker, again * BATCH_ITEM_COST)
        committed = iter(posted)
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
        # A caller who is cancelled cannot stop what is under way, and those who listen are to hear of it.
        [posted] = await self._to_the_end(self._progress.post([draft]))
        return PostResult(posted, own)

    async def _to_the_end(self, posting: Coroutine[Any, Any, list[Posted]]) -> list[Posted]:
        task = asyncio.get_running_loop().create_task(posting, name="notifications: post")
        self._posting.add(task)
        task.add_done_callback(self._done)
        return await asyncio.shield(task)

    def _done(self, task: asyncio.Task[list[Posted]]) -> None:
        self._posting.discard(task)
        if not task.cancelled():
            task.exception()  # told to the caller, if there still is one

    async def forget(self, asker: Asker) -> None:
        """Delete all that is known of the asker, here as well as in the store."""
        await self._progress.flush()
        await super().forget(asker)
        self._gate.forget(asker)
        self.presence.forget(asker.inbox)

    async def _before_stop(self) -> None:
        await self._progress.flush()
        if self._posting:
            await asyncio.wait(set(self._posting))

    def _cost(self, draft: Draft) -> float:
        return PROGRESS_COST if self._progress.waits(draft) else 1.0

    async def _commit(self, drafts: Sequence[Draft]) -> list[Posted]:
        store, outbox = await self.store(), self.outbox
        if outbox is not None and outbox.active:
            drafts = [outbox.plan(draft) for draft in drafts]
            committed = await store.post(drafts)
            outbox.committed(drafts)
        else:
            committed = await store.post(drafts)
        for draft, posted in zip(drafts, committed, strict=True):
            if posted.touched and not self.hints.silent:
                self.hints.posted(posted.id, posted.touched, posted.as_seen(draft))
            for observer in self._observers:
                try:
                    observer(posted, draft)
                except Exception:  # noqa: BLE001 - committed is committed, whatever an observer makes of it
                    self._log.exception("An observer of posts failed")
        if any(draft.deliver_at is not None or draft.expires_at is not None for draft in drafts):
            self._look()
        self._count(len(drafts))
        return committed


def _batch_item_cost(draft: Draft) -> float:  # noqa: ARG001 - the same for each
    return BATCH_ITEM_COST
