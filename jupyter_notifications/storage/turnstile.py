"""Lets any number pass at once, or one alone: while a store is exchanged for another nobody uses either."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

__all__ = ["Turnstile"]


class Turnstile:
    """Who wants to be alone waits for those inside to leave; whoever comes meanwhile waits for them.

    Who comes first goes in first.
    """

    def __init__(self) -> None:
        self._inside = 0
        self._shut = False
        self._waiting: deque[asyncio.Future[None]] = deque()
        # How many are let in, counted among those inside, and have yet to wake up.
        self._coming = 0
        self._empty = asyncio.Event()
        self._one = asyncio.Lock()

    async def enter(self) -> None:
        """Go in; ``leave`` must follow."""
        if self._shut:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if not turn.cancelled():
                    self._coming -= 1
                    self.leave()
                raise
            self._coming -= 1
            return
        self._inside += 1
        if not self._coming:
            return
        self._coming += 1
        try:
            await asyncio.sleep(0)  # The loop has those who were let in before wake up first.
        except asyncio.CancelledError:
            self.leave()
            raise
        finally:
            self._coming -= 1

    def leave(self) -> None:
        """Go out."""
        self._inside -= 1
        if not self._inside:
            self._empty.set()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Be inside alone."""
        async with self._one:
            self._shut = True
            try:
                while self._inside:
                    self._empty.clear()
                    await self._empty.wait()
                yield
            finally:
                self._shut = False
                self._let_in()

    def _let_in(self) -> None:
        """Count in all who wait, so that the next who wants to be alone waits for them."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():  # else they gave up
                self._inside += 1
                self._coming += 1
                turn.set_result(None)
