"""Sends in a thread of its own, the newest of each key, so that no run waits for a server."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable, Mapping
from typing import Any

#: What is said of one entry, as the arguments of ``Client.notify``.
Content = Mapping[str, Any]

#: Seconds between two requests.
INTERVAL = 0.25

#: Entries that may wait; beyond them the oldest is left out. Only a program whose server is away meets this.
MOST = 1_000

#: Seconds without anything to do after which the thread ends.
_IDLE = 10.0

#: Seconds that the end of a program waits for what has not been sent.
_AT_EXIT = 2.0


class Sender:
    """A mailbox with one place for each key, emptied by a thread at no more than one request in ``interval``.

    ``send`` must not raise; what it does not manage to send is its to say.
    """

    def __init__(
        self,
        send: Callable[[Content], object],
        *,
        interval: float = INTERVAL,
        idle: float = _IDLE,
        most: int = MOST,
    ) -> None:
        self._send = send
        self._interval = interval
        self._idle = idle
        self._most = most
        self._reset()

    def put(self, key: str, content: Content) -> None:
        """Send ``content`` soon, in place of what waits under ``key``. Returns at once."""
        self._follow_fork()
        with self._condition:
            self._waiting[key] = content
            if len(self._waiting) > self._most:
                del self._waiting[next(iter(self._waiting))]
            if self._thread is None:
                self._start()
            self._condition.notify_all()

    def take_back(self, key: str, timeout: float) -> Content | None:
        """Take out what waits under ``key``, and wait until nothing of it is under way.

        Waits ``timeout`` seconds at most. What is sent afterwards arrives after it.
        """
        self._follow_fork()
        with self._condition:
            content = self._waiting.pop(key, None)
            self._condition.wait_for(lambda: self._busy != key, timeout)
            return content

    def flush(self, timeout: float) -> bool:
        """Wait until all is sent, without pauses, ``timeout`` seconds at most; whether it is."""
        self._follow_fork()
        with self._condition:
            self._hurried += 1
            self._condition.notify_all()
            try:
                return self._condition.wait_for(lambda: not self._waiting and self._busy is None, timeout)
            finally:
                self._hurried -= 1

    def _reset(self) -> None:
        self._pid = os.getpid()
        self._condition = threading.Condition()
        self._waiting: dict[str, Content] = {}
        self._busy: str | None = None
        self._hurried = 0
        self._thread: threading.Thread | None = None
        self._is_known_to_exit = False

    def _follow_fork(self) -> None:
        """A child process has no thread, what waits is its parent's to send, and the lock may be held."""
        if self._pid != os.getpid():
            self._reset()

    def _start(self) -> None:
        # A daemon: a run that has ended is not kept up by a server that does not answer.
        thread = threading.Thread(target=self._run, name="jupyter_notifications", daemon=True)
        try:
            thread.start()
        except RuntimeError:
            # The interpreter is ending, or has no threads: then the call itself sends.
            self._send_waiting_here()
            return
        self._thread = thread
        if not self._is_known_to_exit:
            self._is_known_to_exit = True
            atexit.register(self.flush, _AT_EXIT)

    def _send_waiting_here(self) -> None:
        while self._waiting:
            self._send(self._waiting.pop(next(iter(self._waiting))))

    def _run(self) -> None:
        try:
            while self._send_next():
                pass
        except BaseException:
            with self._condition:
                # The next to be sent starts another.
                self._thread = None
            raise

    def _send_next(self) -> bool:
        """Send what waits longest, and pause; ``False`` if nothing came for long, and the thread ends."""
        with self._condition:
            if not self._condition.wait_for(lambda: self._waiting, self._idle):
                self._thread = None
                return False
            key = next(iter(self._waiting))
            content = self._waiting.pop(key)
            self._busy = key
        try:
            self._send(content)
        finally:
            with self._condition:
                self._busy = None
                self._condition.notify_all()
        with self._condition:
            self._condition.wait_for(lambda: self._hurried > 0, self._interval)
        return True
