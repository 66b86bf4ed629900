"""Keeps a store going while its file is in trouble, and gets back to the file without a restart."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ..ending import end
from ..errors import StoreUnavailable
from ..models import Recipient
from .base import Store
from .current import Current
from .held import Finder, Frozen, InFile, InMemory
from .looks import look_at, put_aside
from .sqlite import Damaged, SqliteStore

__all__ = ["Healing"]


class Healing(Current):
    """Sees to the file behind the store of now.

    ``file`` makes a store on the file, not yet open. ``retry`` is how many seconds lie between two tries to
    get hold of a file, ``look`` how many between two looks at one that is in trouble, ``rest`` at one that is
    well: whoever writes or reads notices trouble at once.
    """

    def __init__(
        self,
        path: Path,
        file: Callable[[], SqliteStore],
        *,
        log: logging.Logger,
        retry: float = 10.0,
        look: float = 3.0,
        rest: float = 60.0,
    ) -> None:
        super().__init__()
        self._path = path
        self._finder = Finder(path, file, log)
        self._log = log
        self._retry = retry
        self._look = look
        self._rest = rest
        self._visited: dict[Recipient, int] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Get a store, whatever state the file is in; and see to it from now on."""
        self._held = await self._finder.first()
        self._task = asyncio.get_running_loop().create_task(self._tend(), name="notifications: healing")

    async def close(self) -> None:
        """Commit what waits and leave nothing running. May be called more than once."""
        task, self._task = self._task, None
        if task is not None:
            await end(task)
        if self._writing:
            await asyncio.wait(self._writing)
        if self._held is not None:
            await self._held.store.close()
        if self._closing:
            await asyncio.wait(self._closing)

    async def _tend(self) -> None:
        while True:
            held = self._held
            self._worried = not isinstance(held, InFile) or held.store.troubled
            pause = self._rest if not self._worried else self._look
            if isinstance(held, InMemory):
                pause = self._retry
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._told.wait(), pause)
            self._told.clear()
            try:
                await self._turn()
            except StoreUnavailable as error:
                self._log.debug("The notifications' file is not back yet: %s", error)
            except Exception:  # noqa: BLE001 - it is tried again
                self._log.exception("Seeing to the notifications' file failed")

    async def _turn(self) -> None:
        """Look once how the file is, and do what can be done."""
        held = self._held
        if isinstance(held, InMemory):
            await self._come_back(held)
        elif isinstance(held, Frozen):
            await self._open_anew(held)
        elif held is not None:
            await held.store.probe()
            if held.store.lost is not None:
                await self._give_up(held)

    async def _come_back(self, held: InMemory) -> None:
        """Try the file; if it can be had, carry over what memory took."""
        if held.kept.full or (held.trying is not None and held.trying.stuck):
            return
        file = held.trying = self._finder.file()
        try:
            await file.open()
            async with self._turnstile.alone():
                await held.kept.play(file)
                self._exchange(InFile(file))
        except StoreUnavailable as error:
            held.problem = error.message
        finally:
            self._leave(file if self._held is held else held.store)
        if self._held is not held:
            self._log.warning("%s: the file is back, and has what was kept in memory", self._path)

    async def _give_up(self, held: InFile) -> None:
        """The file is damaged, or is not where it was: close it, and take what is there now."""
        async with self._turnstile.alone():
            looks = await look_at(self._path)
            refusal = held.store.lost
            await asyncio.wait([self._leave(held.store)])
            if isinstance(refusal, Damaged) or held.store.stuck:
                assert refusal is not None  # noqa: S101
                self._log.error("%s: %s", self._path, refusal.message)
                self._exchange(await self._finder.frozen(refusal, looks, stuck=held.store.stuck))
            else:
                self._log.warning("%s is not the file that was opened, and is opened anew", self._path)
                await self._take_anew()

    async def _open_anew(self, held: Frozen) -> None:
        """The file is another one, or was repaired."""
        looks = await look_at(self._path)
        if looks == held.looks or (held.stuck and looks.number == held.looks.number):
            return
        async with self._turnstile.alone():
            # Nothing of ours may have it open when it is looked at again.
            await asyncio.wait([self._leave(held.store)])
            if isinstance(held.refusal, Damaged) and looks.log is not None and looks.log == held.looks.log:
                # What was left behind by the damaged file would be played into the sound one.
                await put_aside(self._path, self._log)
            await self._take_anew()

    async def _take_anew(self) -> None:
        try:
            now = await self._finder.first()
        except Exception:  # noqa: BLE001 - there must be something to use
            self._log.exception("Opening the notifications' file anew failed")
            now = await self._finder.memory("The notifications' file cannot be opened.")
        self._exchange(now)
        for inbox, last in self._visited.items():
            with suppress(StoreUnavailable):
                await now.store.visit(inbox, last)
            if isinstance(now, InMemory):
                now.kept.visit(inbox, last)

    def _leave(self, store: Store) -> asyncio.Task[None]:
        """Close a store that is not used any more, also if whoever wants that is cancelled."""
        task = asyncio.ensure_future(store.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
        return task
