"""How well the service is, in one word, and how often clients that poll should ask."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Literal

from ...storage.base import StoreStatus

__all__ = ["Health", "PollInterval", "health_of"]

Health = Literal["ok", "degraded", "failing"]

#: Writes that wait; more is a queue to worry about.
DEEP = 256

#: Times the interval.
_FACTORS: dict[Health, int] = {"ok": 1, "degraded": 2, "failing": 4}

#: Seconds for which the store's state is taken as known.
_FRESH = 5.0


def health_of(status: StoreStatus) -> Health:
    """``failing``: what is sent now is refused, for want of room or another reason.

    ``degraded``: it is taken, but the store names a problem, or the queue is deep.
    """
    if not status.writable or not status.room:
        return "failing"
    if status.problem is not None or status.queued > DEEP:
        return "degraded"
    return "ok"


class PollInterval:
    """The seconds between two questions of a client that polls; longer while the store is in trouble."""

    def __init__(
        self,
        seconds: int,
        status: Callable[[], Awaitable[StoreStatus]],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """``seconds`` of 0: no advice."""
        self._seconds = seconds
        self._status = status
        self._monotonic = monotonic
        self._known: tuple[float, int] | None = None

    async def get(self) -> int:
        """The seconds, as of a moment ago; 0 if there is no advice."""
        if not self._seconds:
            return 0
        now = self._monotonic()
        if self._known is None or now - self._known[0] >= _FRESH:
            self._known = now, self._seconds * _FACTORS[health_of(await self._status())]
        return self._known[1]
