"""Linux tells when a file is next written to, so that nobody has to look: inotify(7), an event at a time."""

from __future__ import annotations

import asyncio
import ctypes
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache

__all__ = ["Alarm"]

#: From <sys/inotify.h>.
_IN_MODIFY = 0x2
_IN_ONESHOT = 0x80000000

#: Bytes of more events than there can be before it is set anew; none bears a name.
_EVENTS = 4096


class Alarm:
    """Rings once when one of some files is next written to, by whatever process of this machine.

    It rings no more until it is set again, so that a server that commits a thousand times a second is not
    woken for it. The kernel takes a watch back with its first event. All but ``close`` is for the loop.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = [os.fsencode(name) for name in names]
        self._fd: int | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def set(self, ring: Callable[[], None]) -> bool:
        """Have ``ring`` called, once. ``False`` if that cannot be had now.

        There may be no inotify, as on macOS and Windows, or no more of it for this user; a file may be
        missing; the loop may know no descriptors.
        """
        self.stop()

        def rings() -> None:
            self.stop()
            ring()

        try:
            fd = self._listening()
            loop = asyncio.get_running_loop()
            loop.add_reader(fd, rings)
        except (OSError, NotImplementedError):
            return False
        self._loop = loop
        return True

    def stop(self) -> None:
        """Ring no more until it is set again."""
        loop, self._loop = self._loop, None
        if loop is not None and self._fd is not None and not loop.is_closed():
            loop.remove_reader(self._fd)

    def close(self) -> None:
        """Give back what the kernel keeps for it; it must have been stopped. That may take 50 ms."""
        fd, self._fd = self._fd, None
        if fd is not None:
            os.close(fd)

    def _listening(self) -> int:
        """A descriptor that can be read from as soon as one of the files is written to."""
        if self._fd is None:
            self._fd = _checked(_inotify("inotify_init1")(os.O_NONBLOCK | os.O_CLOEXEC))
        # What rang the last time, and what came behind it, is of no interest any more.
        with suppress(BlockingIOError):
            while os.read(self._fd, _EVENTS):
                pass
        watch = _inotify("inotify_add_watch")
        for name in self._names:
            _checked(watch(self._fd, name, ctypes.c_uint32(_IN_MODIFY | _IN_ONESHOT)))
        return self._fd


@cache
def _inotify(name: str) -> Callable[..., int]:
    """A function of the C library. Raises ``OSError`` if it has none of that name."""
    if not sys.platform.startswith("linux"):
        raise OSError(name)
    try:
        function: Callable[..., int] = getattr(ctypes.CDLL(None, use_errno=True), name)
    except AttributeError:
        raise OSError(name) from None
    return function


def _checked(answer: int) -> int:
    if answer < 0:
        raise OSError(ctypes.get_errno(), "inotify")
    return answer
