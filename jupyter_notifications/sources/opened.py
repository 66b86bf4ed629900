"""Remembers for a while who opened or saved which file."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["Opened"]

#: Pairs of file and person that are kept; the oldest go first.
_LIMIT = 4096


class Opened:
    """Who worked on what, as far as the server saw it. Nothing tells a server that a file was closed."""

    def __init__(self, seconds: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        """``seconds``: for how long somebody counts as working on a file."""
        self._seconds = seconds
        self._monotonic = monotonic
        self._seen: dict[tuple[str, str], float] = {}

    def note(self, path: str, person: str) -> None:
        """Somebody opened or saved a file."""
        self._seen.pop((path, person), None)
        self._seen[path, person] = self._monotonic()
        if len(self._seen) > _LIMIT:
            del self._seen[next(iter(self._seen))]

    def take(self, path: str) -> dict[str, list[str]]:
        """Each person's files at this path or below it, which are forgotten by this."""
        since = self._monotonic() - self._seconds
        found: dict[str, list[str]] = {}
        for (file, person), when in list(self._seen.items()):
            if when < since:
                del self._seen[file, person]
            elif file == path or file.startswith(path + "/"):
                del self._seen[file, person]
                found.setdefault(person, []).append(file)
        return found
