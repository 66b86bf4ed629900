"""A store whose file must not be touched: it answers what it can, and takes nothing."""

# ruff: noqa: ARG002 - what is refused needs no arguments
from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import NoReturn, TypeVar

from ..deliveries import Claimed, Delivery, Outcome
from ..errors import StoreUnavailable
from ..models import (
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
    Scheduled,
    SentPage,
    StateChange,
)
from .base import Store, StoreStatus

T = TypeVar("T")


class FrozenStore:
    """Reads go to ``inner`` as far as it can answer, else to ``empty``; writes are refused with ``refusal``.

    Both are open already, and are closed with this.
    """

    def __init__(self, inner: Store | None, empty: Store, refusal: StoreUnavailable) -> None:
        self._inner = inner
        self._empty = empty
        self._refusal = refusal

    async def open(self) -> None:
        """Nothing to do: what this reads from is open."""

    async def close(self) -> None:
        """Close what this reads from."""
        for store in (self._inner, self._empty):
            if store is not None:
                await store.close()

    async def post(self, drafts: Sequence[Draft]) -> list[Posted]:
        """Refused."""
        self._refuse()

    async def visit(self, inbox: Recipient, now: Millis) -> None:
        """Not written down: a visit must not keep anyone from reading."""

    async def head(self, inbox: Recipient, now: Millis) -> Head:
        """Where the inbox stands."""
        return await self._read(lambda store: store.head(inbox, now))

    async def heads(self, inboxes: Sequence[Recipient], now: Millis) -> list[Head]:
        """The same for several."""
        return await self._read(lambda store: store.heads(inboxes, now))

    async def get(self, inbox: Recipient, id: str, now: Millis) -> Notification:
        """One entry. Raises ``NotFound``."""
        return await self._read(lambda store: store.get(inbox, id, now))

    async def list(
        self, inbox: Recipient, filter: Filter, now: Millis, *, limit: int, before: Cursor | None = None
    ) -> Page:
        """Entries that match."""
        return await self._read(lambda store: store.list(inbox, filter, now, limit=limit, before=before))

    async def change(self, inbox: Recipient, id: str, change: StateChange, now: Millis) -> Notification:
        """Refused."""
        self._refuse()

    async def change_all(
        self,
        inbox: Recipient,
        filter: Filter,
        change: StateChange,
        now: Millis,
        *,
        up_to: Cursor | None = None,
    ) -> Changed:
        """Refused."""
        self._refuse()

    async def remove(self, inbox: Recipient, id: str, now: Millis) -> Head:
        """Refused."""
        self._refuse()

    async def remove_all(
        self, inbox: Recipient, filter: Filter, now: Millis, *, up_to: Cursor | None = None
    ) -> Changed:
        """Refused."""
        self._refuse()

    async def changes(
        self, inbox: Recipient, now: Millis, *, epoch: str | None, after: Cursor | None, limit: int
    ) -> Changes:
        """What changed after a cursor."""
        return await self._read(
            lambda store: store.changes(inbox, now, epoch=epoch, after=after, limit=limit)
        )

    async def next_due(self) -> Millis | None:
        """Nothing falls due in a store that cannot change."""
        return None

    async def wake(self, now: Millis) -> Sequence[Recipient]:
        """Nothing falls due in a store that cannot change."""
        return ()

    async def preferences(self, inbox: Recipient) -> JSON | None:
        """What this person has set."""
        return await self._read(lambda store: store.preferences(inbox))

    async def keep_preferences(self, inbox: Recipient, preferences: JSON, muted: Muted, now: Millis) -> None:
        """Refused."""
        self._refuse()

    async def scheduled(
        self, inbox: Recipient, sender: str | None, *, limit: int, after: str | None = None
    ) -> Sequence[Scheduled]:
        """What ``sender`` sent to this inbox for later."""
        return await self._read(lambda store: store.scheduled(inbox, sender, limit=limit, after=after))

    async def sent(self, sender: str, now: Millis, *, limit: int, before: str | None = None) -> SentPage:
        """What ``sender`` sent to others."""
        return await self._read(lambda store: store.sent(sender, now, limit=limit, before=before))

    async def withdraw(self, sender: str, id: str, now: Millis) -> Sequence[Recipient]:
        """Refused."""
        self._refuse()

    async def forget(self, inbox: Recipient, sender: str | None, now: Millis) -> None:
        """Refused."""
        self._refuse()

    async def sweep(
        self, now: Millis, *, keep_for: Millis | None, keep_entries: int | None
    ) -> Sequence[Recipient]:
        """Nothing is deleted from a store that cannot change."""
        return ()

    async def next_delivery(self, channel: str, rules: Sequence[str]) -> Millis | None:
        """Nothing goes out of a store that cannot write down that it did."""
        return None

    async def claim(
        self,
        channel: str,
        rules: Sequence[str],
        now: Millis,
        *,
        until: Millis,
        limit: int = 1,
        inbox: Recipient | None = None,
    ) -> Sequence[Claimed]:
        """Refused."""
        self._refuse()

    async def finish(self, outcomes: Sequence[Outcome], now: Millis) -> None:
        """Refused."""
        self._refuse()

    async def deliveries(
        self, inbox: Recipient, *, limit: int, before: tuple[Millis, int] | None = None
    ) -> Sequence[Delivery]:
        """A person's deliveries."""
        return await self._read(lambda store: store.deliveries(inbox, limit=limit, before=before))

    async def clear_deliveries(self, before: Millis) -> None:
        """Nothing is deleted from a store that cannot change."""

    async def delivery_settings(self, inbox: Recipient) -> JSON | None:
        """What this person has set about deliveries."""
        return await self._read(lambda store: store.delivery_settings(inbox))

    async def keep_delivery_settings(
        self, inbox: Recipient, settings: JSON, gone: Sequence[str], now: Millis
    ) -> None:
        """Refused."""
        self._refuse()

    def stirred(self) -> bool:
        """Whether somebody may have written."""
        return self._inner is not None and self._inner.stirred()

    def on_stir(self, call: Callable[[], None]) -> bool:
        """Nobody is told, as ``others_wrote`` tells nobody."""
        return True

    async def others_wrote(self) -> bool:
        """Not looked for: what is read is read afresh each time."""
        return False

    async def status(self) -> StoreStatus:
        """How the store is: what it holds is safe, and it takes no more."""
        version = 0 if self._inner is None else (await self._inner.status()).schema_version
        return StoreStatus("sqlite", True, False, version, self._refusal.message)

    async def _read(self, question: Callable[[Store], Awaitable[T]]) -> T:
        if self._inner is not None:
            try:
                return await question(self._inner)
            except StoreUnavailable:
                pass  # this part of the file cannot be read
        return await question(self._empty)

    def _refuse(self) -> NoReturn:
        raise type(self._refusal)(self._refusal.message)
