"""Get a store whatever state its file is in, so that trouble with the file never stops the server."""

from __future__ import annotations

import logging
from pathlib import Path

from ..errors import StoreUnavailable
from .base import Journal, Store
from .frozen import FrozenStore
from .sqlite import Damaged, NewerSchema, SqliteStore

#: Appended to why a file cannot be had.
_IN_MEMORY = "Notifications are kept only until the server stops."


#: Bytes that are kept free on the disk, so that there is always room for deleting.
RESERVE = 50 * 2**20


async def open_store(
    path: Path | None,
    *,
    log: logging.Logger,
    patience: float = 5.0,
    journal: Journal = "auto",
    reserve: int = RESERVE,
) -> Store:
    """Open the store at ``path``, or in memory for ``None``. Always gives an open one; ``status`` says which.

    A damaged file, or one of a newer schema, is left as it is: reads where possible, no writes. If the file
    cannot be had at all, notifications are kept in memory. What goes wrong later the store bears and heals.
    """
    if path is None:
        memory = SqliteStore.in_memory(log=log)
        await memory.open()
        return memory
    store = SqliteStore(path, patience=patience, journal=journal, reserve=reserve, log=log)
    try:
        await store.open()
    except (Damaged, NewerSchema) as refusal:
        log.error("%s: %s", path, refusal.message)
        return await _frozen(path, refusal, log)
    except StoreUnavailable as error:
        problem = f"{error.message} {_IN_MEMORY}"
        log.error("%s: %s", path, problem)
        memory = SqliteStore.in_memory(problem=problem, log=log)
        await memory.open()
        return memory
    return store


async def _frozen(path: Path, refusal: StoreUnavailable, log: logging.Logger) -> FrozenStore:
    empty = SqliteStore.in_memory(log=log)
    await empty.open()
    inner: SqliteStore | None = SqliteStore(path, read_only=True, problem=refusal.message, log=log)
    try:
        assert inner is not None  # noqa: S101
        await inner.open()
    except StoreUnavailable:
        inner = None
    return FrozenStore(inner, empty, refusal)
