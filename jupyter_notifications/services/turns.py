"""Lets the rest of the server have its turn while a long list is worked off on the event loop."""

from __future__ import annotations

import asyncio
import time

__all__ = ["Turns"]

_SLICE = 0.005
"""Seconds that one request may keep the event loop to itself."""


class Turns:
    """For one list: await ``give`` after each item."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    async def give(self) -> None:
        """Let others go on, if it is their turn."""
        if time.monotonic() - self._began > _SLICE:
            await asyncio.sleep(0)
            self._began = time.monotonic()
