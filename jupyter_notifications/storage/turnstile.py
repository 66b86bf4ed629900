"""Lets any number pass at once, or one alone: while a store is exchanged for another nobody uses either."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

__all__ = ["Turnstile"]


class Turnstile:
    """Who wants to be alone waits for those inside to leave; whoever comes meanwhile waits for them."""

    def __init__(self) -> None:
        self._inside = 0
        self._shut = False
        self._opened = asyncio.Event()
        self._empty = asyncio.Event()
        self._one = asyncio.Lock()

    async def enter(self) -> None:
        """Go in; ``leave`` must follow."""
        while self._shut:
            await self._opened.wait()
        self._inside += 1

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
            self._opened.clear()
            try:
                while self._inside:
                    self._empty.clear()
                    await self._empty.wait()
                yield
            finally:
                self._shut = False
                self._opened.set()
