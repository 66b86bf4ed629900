"""Notices that the machine's clock jumped, by a clock that never does."""

from __future__ import annotations

import time
from collections.abc import Callable

from ...models import Clock

__all__ = ["Jumps"]


class Jumps:
    """Compares how far two clocks went between two looks."""

    def __init__(self, clock: Clock, monotonic: Callable[[], float] = time.monotonic) -> None:
        """``monotonic``: seconds of a clock that never jumps."""
        self._clock = clock
        self._monotonic = monotonic
        self._seen = clock(), monotonic()

    def look(self) -> float:
        """The seconds by which the clock jumped since the last look; negative if it went back."""
        (wall, steady), self._seen = self._seen, (self._clock(), self._monotonic())
        return (self._seen[0] - wall) / 1000 - (self._seen[1] - steady)
