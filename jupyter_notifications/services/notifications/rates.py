"""How fast one person may post: a bucket of tokens each, filled at the allowed rate."""

from __future__ import annotations

import time
from collections.abc import Callable

from ...errors import TooMany
from ...models import Recipient

__all__ = ["BATCH_ITEM_COST", "BURST", "PROGRESS_COST", "Rates"]

#: Posts that may come at once after a pause.
BURST = 100.0

#: An item of a batch costs a tenth: a batch shares one request and one commit.
BATCH_ITEM_COST = 0.1

#: An update of progress that is not written itself costs as little.
PROGRESS_COST = 0.1

#: Buckets kept before full ones, which say nothing, are thrown away.
_MANY = 1024


class Rates:
    """The buckets of all who post. ``rate`` is posts a second and person; 0 sets no limit."""

    def __init__(self, rate: float, *, now: Callable[[], float] = time.monotonic) -> None:
        """``now``: seconds of a clock that never jumps."""
        self._rate = rate
        self._now = now
        self._capacity = max(BURST, 5 * rate)
        self._buckets: dict[Recipient, tuple[float, float]] = {}

    def take(self, who: Recipient, cost: float = 1.0) -> None:
        """Pay for one post. Raises ``TooMany``, which says in how many seconds there is enough for it."""
        if self._rate <= 0:
            return
        now = self._now()
        tokens, since = self._buckets.get(who, (self._capacity, now))
        tokens = min(self._capacity, tokens + (now - since) * self._rate)
        # A billionth of slack, for tenths do not add up exactly.
        if tokens + 1e-9 < cost:
            self._buckets[who] = (tokens, now)
            msg = f"more than {self._rate:g} notifications a second"
            raise TooMany(msg, retry_after=(cost - tokens) / self._rate)
        if who not in self._buckets and len(self._buckets) >= _MANY:
            self._forget_full(now)
        self._buckets[who] = (tokens - cost, now)

    def give_back(self, who: Recipient, cost: float) -> None:
        """Undo a payment."""
        if who in self._buckets:
            tokens, since = self._buckets[who]
            self._buckets[who] = (min(self._capacity, tokens + cost), since)

    def forget(self, who: Recipient) -> None:
        """Drop a bucket that is full. One that is not stays, or this would be a way round the limit."""
        tokens, since = self._buckets.get(who, (0.0, 0.0))
        if tokens + (self._now() - since) * self._rate >= self._capacity:
            self._buckets.pop(who, None)

    def _forget_full(self, now: float) -> None:
        full = [
            who
            for who, (tokens, since) in self._buckets.items()
            if tokens + (now - since) * self._rate >= self._capacity
        ]
        for who in full:
            del self._buckets[who]
