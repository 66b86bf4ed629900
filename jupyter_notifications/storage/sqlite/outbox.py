"""The outbox over SQLite: each method one function on the connection."""

from __future__ import annotations

from collections.abc import Sequence

from ...deliveries import Claimed, Delivery, Outcome
from ...models import JSON, Millis, Recipient
from . import deliveries
from .engine import Engine


class Outbox(Engine):
    """The part of the store that is about what goes out: see ``storage/outbox.py``."""

    async def next_delivery(self, channel: str, rules: Sequence[str]) -> Millis | None:
        """When the next delivery to a channel by one of these rules is due, if any waits."""
        return await self._read(lambda db: deliveries.next_due(db, channel, rules))

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
        """Take deliveries that are due: nobody else gets them before ``until``."""
        return await self._write(
            lambda db: deliveries.claim(db, channel, rules, now, until=until, limit=limit, inbox=inbox)
        )

    async def finish(self, outcomes: Sequence[Outcome], now: Millis) -> None:
        """Write down what became of claims."""
        await self._write(lambda db: deliveries.finish(db, outcomes, now))

    async def deliveries(
        self, inbox: Recipient, *, limit: int, before: tuple[Millis, int] | None = None
    ) -> Sequence[Delivery]:
        """A person's deliveries, the latest change first."""
        return await self._read(lambda db: deliveries.page(db, inbox, limit=limit, before=before))

    async def clear_deliveries(self, before: Millis) -> None:
        """Delete those that were done with before that time, or have waited in vain since."""
        await self._write(lambda db: deliveries.clear(db, before))

    async def delivery_settings(self, inbox: Recipient) -> JSON | None:
        """What this person has set about deliveries."""
        return await self._read(lambda db: deliveries.read_settings(db, inbox))

    async def keep_delivery_settings(
        self, inbox: Recipient, settings: JSON, gone: Sequence[str], now: Millis
    ) -> None:
        """Replace that. What waits by the rules that are ``gone`` is skipped."""
        await self._write(lambda db: deliveries.keep_settings(db, inbox, settings, gone, now))
