"""Makes the ids of notifications: UUIDs of version 7, each behind the one before it."""

from __future__ import annotations

import os
import time

__all__ = ["new_id"]

_COUNTER_BITS = 26

#: How many ids take their last 48 bits from one question to the system.
_POOL = 128


class _Sequence:
    """RFC 9562, section 5.7: milliseconds, then a counter (section 6.2, method 1), then 48 random bits."""

    def __init__(self) -> None:
        self._millis = 0
        self._prefix = ""
        self._count = 0
        self._random: list[str] = []

    def next(self) -> str:
        now = time.time_ns() // 1_000_000
        if now > self._millis:
            self._begin(now)
        else:
            # The same millisecond, or the clock was put back.
            self._count += 1
            if self._count >> _COUNTER_BITS:
                self._begin(self._millis + 1)
        count = self._count
        if not self._random:
            text = os.urandom(6 * _POOL).hex()
            self._random = [text[at : at + 12] for at in range(0, len(text), 12)]
        # The counter stands in the 12 bits behind the version (7) and the 14 behind the variant (10).
        return f"{self._prefix}{count >> 14:03x}-{0x8000 | count & 0x3FFF:04x}-{self._random.pop()}"

    def _begin(self, millis: int) -> None:
        self._millis = millis
        self._prefix = f"{millis >> 16:08x}-{millis & 0xFFFF:04x}-7"
        # The top bit is left zero, so that there is room to count.
        self._count = int.from_bytes(os.urandom(4), "big") >> (33 - _COUNTER_BITS)


_ids = _Sequence()


def new_id() -> str:
    """A UUIDv7: later ones sort behind earlier ones, also within a millisecond and when the clock goes back.

    Only called on the event loop: there is no lock.
    """
    return _ids.next()
