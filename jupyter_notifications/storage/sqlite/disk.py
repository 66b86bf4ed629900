"""What is under an open database: whether its files are still where they were, and room on their disk."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

from .faults import gone

__all__ = ["Files", "Room"]

#: Bytes that nobody writes in a second.
_A_SECOND = 200 * 2**20

#: Nanoseconds within which two changes of a file may bear the same time.
_TICK = 2_000_000_000

#: When a file was changed last, in nanoseconds, and its size in bytes.
_State = tuple[int, int]

#: A file, whatever it is called: its device and its number there.
Identity = tuple[int, int]


class Files:
    """The files of an open database.

    SQLite goes on writing into files that were deleted or renamed under it, and all that it then says is
    committed is lost at the next start. As long as they are open their numbers are not given to others.
    """

    def __init__(self, path: Path, *, log: bool) -> None:
        self._main = str(path)
        # SQLite keeps them beside the file itself, whatever link leads to it.
        real = os.path.realpath(path)
        self._log = f"{real}-wal"
        self._index = f"{real}-shm"
        self._mine = {name: _identity(name) for name in (self._main, self._log, self._index)}
        self._has_log = log
        self._state: tuple[_State, _State] | None = None

    def check(self) -> None:
        """Raise ``Gone`` unless the files at the path are the open ones. Two calls of stat(2)."""
        if _identity(self._main) != self._mine[self._main]:
            raise gone()
        if self._has_log and not self._is_mine(self._log):
            raise gone()

    def size(self) -> int:
        """Bytes of the database and its log."""
        size = 0
        for name in (self._main, self._log):
            with suppress(OSError):
                size += os.stat(name).st_size  # noqa: PTH116
        return size

    def stirred(self) -> bool:
        """Whether database or log have been written to since this was last asked, or just now."""
        before, self._state = self._state, (_state(self._main), _state(self._log))
        # What is written within one tick of the file system's clock leaves the same time.
        newest = max(state[0] for state in self._state)
        return self._state != before or abs(time.time_ns() - newest) < _TICK

    @property
    def written(self) -> list[str]:
        """The names of those that are written to by a commit."""
        return [self._main, self._log] if self._has_log else [self._main]

    def is_moved(self) -> bool:
        """Whether the database itself, rather than its log, is not there any more."""
        return _identity(self._main) != self._mine[self._main]

    def has_foreign_log(self) -> bool:
        """Whether there is a log that is not of the open database; SQLite would delete it on closing."""
        there = _identity(self._log)
        return self._has_log and there is not None and there != self._mine[self._log]

    def clear_away(self) -> None:
        """Delete the log of a database that is gone: SQLite would play it into whatever is there now."""
        for name in (self._log, self._index):
            if self._mine[name] is not None and _identity(name) == self._mine[name]:
                with suppress(OSError):
                    os.unlink(name)  # noqa: PTH108 - strings, as in all of this class

    def _is_mine(self, name: str) -> bool:
        there = _identity(name)
        if self._mine[name] is None:
            self._mine[name] = there  # SQLite makes it at the first use.
        return there == self._mine[name]


class Room:
    """Whether more than ``reserve`` bytes are free on the disk of a file.

    It looks at most once a second, but each time when there is so little that a second may use it up.
    """

    def __init__(self, path: Path, reserve: int) -> None:
        self._folder = path.parent
        self._reserve = reserve
        self._until = 0.0
        self.enough = True

    def look(self) -> bool:
        """Look again, if it is time."""
        if self._reserve and time.monotonic() >= self._until:
            with suppress(OSError):
                usage = shutil.disk_usage(self._folder)
                # Some file systems do not know, and say 0 to everything.
                self.enough = usage.total == 0 or usage.free >= self._reserve
                plenty = usage.total == 0 or usage.free >= self._reserve + _A_SECOND
                self._until = time.monotonic() + plenty
        return self.enough


def _state(name: str) -> _State:
    try:
        found = os.stat(name)  # noqa: PTH116
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def _identity(name: str) -> Identity | None:
    try:
        found = os.stat(name)  # noqa: PTH116 - a path is made for nothing at each commit
    except OSError:
        return None  # What cannot be looked at any more is gone.
    return found.st_dev, found.st_ino
