"""Which commands of the application a button may run."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

#: Seconds for which what was read is taken for true, so that refusing does not have files read each time.
_FRESH = 2.0


class AllowedCommands:
    """The commands that a button may run: those of the trait, and those that the settings add."""

    def __init__(self, listed: Collection[str], more: Callable[[], Collection[str]] = tuple) -> None:
        """``more`` reads what the settings add; asked only for a command that is not listed."""
        self.listed = tuple(listed)
        self._more = more
        self._added: Collection[str] = ()
        self._until = 0.0

    def __contains__(self, command: object) -> bool:
        return command in self.listed or command in self._read()

    def _read(self) -> Collection[str]:
        now = time.monotonic()
        if now >= self._until:
            self._added = self._more()
            self._until = now + _FRESH
        return self._added
