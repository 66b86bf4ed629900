"""The store of now: one way in for all who use it; what is written without a file is kept for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any, TypeVar

from ..errors import StoreUnavailable
from ..models import Cursor, Filter, Millis, Recipient
from .base import Store, StoreStatus
from .held import IN_MEMORY, Frozen, InFile, InMemory
from .replay import Kept
from .turnstile import Turnstile

__all__ = ["Current"]

T = TypeVar("T")

#: Said when more was written than is kept.
_TOO_MUCH = "Notifications are kept only until the server stops: too many have come to be saved later."


class Current:
    """A store that changes under those who use it: ``read`` and ``write`` give them the one of now.

    Who changes it is alone at the turnstile meanwhile.
    """

    def __init__(self) -> None:
        self._held: InFile | Frozen | InMemory | None = None
        self._turnstile = Turnstile()
        self._writing: set[asyncio.Task[Any]] = set()
        self._exchanged = False
        self._on_stir: Callable[[], None] | None = None
        self._worried = False
        # Set when somebody met trouble that nobody sees to yet.
        self._told = asyncio.Event()

    @property
    def is_without_file(self) -> bool:
        """Whether what is written now is in memory only."""
        return isinstance(self._held, InMemory)

    def stirred(self) -> bool:
        """Whether somebody may have written, or there is another store."""
        held = self._held
        return self._exchanged or (held is not None and held.store.stirred())

    def on_stir(self, call: Callable[[], None]) -> bool:
        """Call when another process may have written, or there is another store."""
        self._on_stir = call
        held = self._held
        return held is not None and held.store.on_stir(call)

    async def others_wrote(self) -> bool:
        """Whether there is more to see than this process wrote: also what is in a file that came back."""
        wrote = await self._read(lambda store: store.others_wrote())
        exchanged, self._exchanged = self._exchanged, False
        return wrote or exchanged

    async def status(self) -> StoreStatus:
        """How the store is. Never raises."""
        held = self._held
        assert held is not None  # noqa: S101
        status = await held.store.status()
        if not isinstance(held, InMemory):
            return status
        problem = _TOO_MUCH if held.kept.full else f"{held.problem} {IN_MEMORY}"
        return replace(status, problem=problem)

    async def _read(self, question: Callable[[Store], Awaitable[T]]) -> T:
        return await self._write(question)

    async def _write(
        self, act: Callable[[Store], Awaitable[T]], keep: Callable[[Kept, T], None] | None = None
    ) -> T:
        """Do something with the store of now; ``keep`` it for later if there is no file."""
        await self._turnstile.enter()
        if keep is None or not self.is_without_file:
            return await self._inside(act)
        return await self._to_the_end(self._inside(act, keep))

    async def _inside(
        self, act: Callable[[Store], Awaitable[T]], keep: Callable[[Kept, T], None] | None = None
    ) -> T:
        """The same for who has gone in; it goes out."""
        try:
            held = self._held
            assert held is not None  # noqa: S101
            result = await act(held.store)
            if keep is not None and isinstance(held, InMemory):
                keep(held.kept, result)
            return result
        except StoreUnavailable:
            held = self._held
            if isinstance(held, InFile) and (held.store.lost is not None or not self._worried):
                self._told.set()
            raise
        finally:
            self._turnstile.leave()

    async def _write_all(
        self,
        act: Callable[[Store], Awaitable[T]],
        keep: Callable[[Kept, str], None],
        chosen: tuple[Recipient, Filter, Millis, Cursor | None],
    ) -> T:
        """Do something with all that is ``chosen``; in the file it will happen to these entries alone.

        Without a file this is done alone, so that what is found is what is changed.
        """
        await self._turnstile.enter()
        # Asked only now: the file may have been lost while this waited.
        if not self.is_without_file:
            return await self._inside(act)
        self._turnstile.leave()
        return await self._to_the_end(self._all_alone(act, keep, chosen))

    async def _all_alone(
        self,
        act: Callable[[Store], Awaitable[T]],
        keep: Callable[[Kept, str], None],
        chosen: tuple[Recipient, Filter, Millis, Cursor | None],
    ) -> T:
        async with self._turnstile.alone():
            held = self._held
            assert held is not None  # noqa: S101
            if not isinstance(held, InMemory):
                return await act(held.store)
            ids = await _all_of(held.store, *chosen)
            result = await act(held.store)
            for chosen_id in ids:
                keep(held.kept, chosen_id)
            return result

    async def _to_the_end(self, write: Coroutine[Any, Any, T]) -> T:
        """Write in memory and keep it also if whoever wants that is cancelled: others see it there."""
        task = asyncio.ensure_future(write)
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)
        return await asyncio.shield(task)

    def _exchange(self, now: InFile | Frozen | InMemory) -> None:
        self._held = now
        self._exchanged = True
        if self._on_stir is not None:
            self._on_stir()


async def _all_of(
    store: Store, inbox: Recipient, filter: Filter, now: Millis, up_to: Cursor | None
) -> list[str]:
    """The ids of all that match and had not changed after ``up_to``."""
    found: list[str] = []
    before: Cursor | None = None
    while True:
        page = await store.list(inbox, filter, now, limit=100, before=before)
        found += [item.id for item in page.items if up_to is None or item.changed <= up_to]
        before = page.next
        if before is None:
            return found
