"""What a file looks like from outside, to notice when one that must not be opened is another one."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TypeVar

__all__ = ["Looks", "look_at", "put_aside"]

T = TypeVar("T")

#: Seconds that a file system has to answer; what it does not tell then is nothing.
_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Looks:
    """Of a database and its log: number, size in bytes, and time of the last change in nanoseconds."""

    main: tuple[int, int, int] | None = None
    log: tuple[int, int, int] | None = None
    """``None`` also if it is empty: whoever reads may have made it."""

    @property
    def number(self) -> int | None:
        """Of the file, on its disk."""
        return None if self.main is None else self.main[0]


async def look_at(path: Path) -> Looks:
    """How the file at ``path`` looks now."""
    return await _in_a_thread(lambda: Looks(_stat(path), _stat(_log_of(path), empty=False)), Looks())


async def put_aside(path: Path, log: logging.Logger) -> None:
    """Rename the log of a database that is not there any more; it stays beside it, for whoever wants it."""

    def rename() -> None:
        left = _log_of(path)
        kept = left.with_name(f"{left.name}.old")
        with suppress(OSError):
            left.replace(kept)
            log.warning("%s was left by a damaged file, and is not part of this one", kept)

    await _in_a_thread(rename, None)


def _log_of(path: Path) -> Path:
    # SQLite keeps it beside the file itself, whatever link leads to it.
    return Path(f"{os.path.realpath(path)}-wal")


def _stat(path: Path, *, empty: bool = True) -> tuple[int, int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - as everywhere where it is not about one path
    except OSError:
        return None
    return (found.st_ino, found.st_size, found.st_mtime_ns) if found.st_size or empty else None


async def _in_a_thread(function: Callable[[], T], otherwise: T) -> T:
    """Run what may hang, on a disk behind a network, so that neither the loop nor the end waits for it."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def tell(result: T) -> None:
        if not answer.done():
            answer.set_result(result)

    def work() -> None:
        result = function()
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(tell, result)

    Thread(target=work, name="jupyter_notifications: looks", daemon=True).start()
    try:
        return await asyncio.wait_for(answer, _PATIENCE)
    except asyncio.TimeoutError:
        return otherwise
