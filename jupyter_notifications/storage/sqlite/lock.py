"""A lock between processes that is cheap to take for each commit: ``filelock``'s, kept open."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from types import TracebackType

from filelock import FileLock, Timeout

if sys.platform != "win32":
    import fcntl

__all__ = ["Lock"]


class Lock:
    """``with lock:`` holds ``path`` locked, or raises ``filelock.Timeout`` at once if somebody else holds it.

    ``FileLock`` opens, checks, registers and closes the file each time, which takes longer than a commit's
    own statements. This keeps it open, and looks whether the name still means the file that is open: whoever
    deletes a lock file would else be locked out of nothing. Where there is no ``flock``, it is ``FileLock``.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._fd: int | None = None
        self._file: tuple[int, int] = (0, 0)
        self._held = False
        # Not bound to a thread: the connection's takes it and gives it back, another may drop it.
        self._other = None if sys.platform != "win32" else self._filelock()

    def __enter__(self) -> None:
        if self._held:
            msg = "the lock is held already"
            raise RuntimeError(msg)
        self._acquire()
        self._held = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held = False
        if self._other is not None:
            self._other.release()
        elif sys.platform != "win32" and self._fd is not None:
            fcntl.flock(self._fd, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close the file. The lock may be used again, which opens it anew."""
        fd, self._fd = self._fd, None
        if fd is not None:
            with suppress(OSError):
                os.close(fd)

    __del__ = close

    def _acquire(self) -> None:
        if sys.platform != "win32" and self._other is None:
            for _ in range(3):
                fd = self._open()
                try:
                    fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError as error:
                    if error.errno in {errno.EAGAIN, errno.EACCES, errno.EWOULDBLOCK}:
                        raise Timeout(self._path) from None
                    self.close()
                    if error.errno not in {errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}:
                        raise
                    self._other = self._filelock()
                    break
                if self._is_there():
                    return
                # Deleted, or put in its place by somebody: a lock on the old one keeps nobody out.
                self.close()
            else:
                raise Timeout(self._path)
        if self._other is not None:
            self._other.acquire()

    def _open(self) -> int:
        if self._fd is None:
            flags = os.O_RDWR | os.O_NONBLOCK | os.O_NOFOLLOW
            try:
                self._fd = os.open(self._path, flags)
            except FileNotFoundError:
                self._fd = os.open(self._path, flags | os.O_CREAT, 0o600)
            found = os.fstat(self._fd)
            self._file = (found.st_dev, found.st_ino)
        return self._fd

    def _is_there(self) -> bool:
        try:
            found = os.stat(self._path, follow_symlinks=False)  # noqa: PTH116 - once for each commit
        except OSError:
            return False
        return (found.st_dev, found.st_ino) == self._file

    def _filelock(self) -> FileLock:
        return FileLock(self._path, timeout=0, mode=0o600, thread_local=False)
