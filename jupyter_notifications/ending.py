"""Ends a task for certain."""

from __future__ import annotations

import asyncio
from typing import Any

__all__ = ["end"]

#: Seconds after which a task that goes on is cancelled again.
_AGAIN = 0.5


async def end(task: asyncio.Task[Any]) -> None:
    """Cancel a task until it has ended, whatever comes of it.

    Once is not enough: before Python 3.12 ``asyncio.wait_for`` swallows it in the moment in which what it
    waits for comes (python/cpython#86296).
    """
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=_AGAIN)
    if not task.cancelled():
        task.exception()  # seen, so that nobody warns that it was not
