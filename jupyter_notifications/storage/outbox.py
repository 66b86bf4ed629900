"""What a store must do for what goes out; part of ``Store``, with the same contract tests.

What is to go out is said in ``Draft.deliveries``, so that it is written in the transaction of the post.
One notification goes to one channel by one rule once; posted again, once an hour at most, unless its type
changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ..deliveries import Claimed, Delivery, Outcome
from ..models import JSON, Millis, Recipient

__all__ = ["Outbox"]


class Outbox(Protocol):
    """Deliveries. Every method may raise ``StoreUnavailable``."""

    async def next_delivery(self, channel: str, rules: Sequence[str]) -> Millis | None:
        """When the next delivery to a channel by one of these rules is due, if any waits."""

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
        """Take deliveries that are due, the earliest first: nobody else gets them before ``until``.

        Then they are due again, unless ``finish`` was told what became of them.
        """

    async def finish(self, outcomes: Sequence[Outcome], now: Millis) -> None:
        """Write down what became of claims. Nothing becomes of one that somebody else has claimed since."""

    async def deliveries(
        self, inbox: Recipient, *, limit: int, before: tuple[Millis, int] | None = None
    ) -> Sequence[Delivery]:
        """A person's deliveries, the latest change first, from behind (``updated``, ``n``) on."""

    async def clear_deliveries(self, before: Millis) -> None:
        """Delete those that were done with before that time, or have waited in vain since."""

    async def delivery_settings(self, inbox: Recipient) -> JSON | None:
        """What this person has set about deliveries, as it was given to ``keep_delivery_settings``."""

    async def keep_delivery_settings(
        self, inbox: Recipient, settings: JSON, gone: Sequence[str], now: Millis
    ) -> None:
        """Replace that. What waits by the rules that are ``gone`` is skipped."""
