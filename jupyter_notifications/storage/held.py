"""What a store can be, by the state of its file: in it, frozen, or in memory; and how it gets there."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..errors import StoreUnavailable
from .frozen import FrozenStore
from .looks import Looks, look_at
from .replay import Kept
from .sqlite import Damaged, NewerSchema, SqliteStore

__all__ = ["IN_MEMORY", "Finder", "Frozen", "InFile", "InMemory"]

#: Appended to why a file cannot be had.
IN_MEMORY = "Notifications are kept only until the server stops; as soon as that is possible they are saved."


@dataclass(slots=True)
class InFile:
    """All is well, or what is wrong may end by itself."""

    store: SqliteStore


@dataclass(slots=True)
class Frozen:
    """There is a file that must not be written to."""

    store: FrozenStore
    refusal: StoreUnavailable
    looks: Looks
    stuck: bool = False
    """Only another file can be opened in this process, not the same one repaired."""


@dataclass(slots=True)
class InMemory:
    """There is no file to be had."""

    store: SqliteStore
    problem: str
    kept: Kept
    trying: SqliteStore | None = None


class Finder:
    """Gets hold of a store. ``file`` makes one on the file, not yet open."""

    def __init__(self, path: Path, file: Callable[[], SqliteStore], log: logging.Logger) -> None:
        self._path = path
        self._log = log
        self.file = file

    async def first(self) -> InFile | Frozen | InMemory:
        """What the file is good for now."""
        looks = await look_at(self._path)
        file = self.file()
        try:
            await file.open()
        except (Damaged, NewerSchema) as refusal:
            self._log.error("%s: %s", self._path, refusal.message)
            return await self.frozen(refusal, looks)
        except StoreUnavailable as error:
            self._log.error("%s: %s %s", self._path, error.message, IN_MEMORY)
            return await self.memory(error.message, file)
        return InFile(file)

    async def memory(self, problem: str, trying: SqliteStore | None = None) -> InMemory:
        """A store in memory, and why. ``trying`` may still be at opening the file."""
        memory = SqliteStore.in_memory(log=self._log)
        await memory.open()
        return InMemory(memory, problem, Kept(), trying)

    async def frozen(self, refusal: StoreUnavailable, looks: Looks, *, stuck: bool = False) -> Frozen:
        """What can be read of a file that must not be written to."""
        empty = SqliteStore.in_memory(log=self._log)
        await empty.open()
        inner: SqliteStore | None = None
        if not stuck:
            inner = SqliteStore(self._path, read_only=True, problem=refusal.message, log=self._log)
            try:
                await inner.open()
            except StoreUnavailable:
                inner = None
        return Frozen(FrozenStore(inner, empty, refusal), refusal, looks, stuck)
