"""The frames that wait for one socket: bounded, in order, and written only as fast as its peer reads."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Protocol

__all__ = ["MAX_BYTES", "MAX_FRAMES", "Outbox", "Wire"]

MAX_FRAMES = 256
MAX_BYTES = 1024 * 1024

_LOOK_AGAIN = 0.05
"""Seconds."""


class Wire(Protocol):
    """Where frames go."""

    def send(self, frame: bytes) -> asyncio.Future[None] | None:
        """Begin to send. Raises if the wire is gone.

        ``None`` if the operating system has taken it all already, else done when it has.
        """

    def busy(self) -> bool:
        """Whether something written earlier still waits for the peer."""

    def overflow(self) -> None:
        """The peer does not keep up; called once."""


class Outbox:
    """Frames for one peer.

    While the peer keeps up, a frame is written at once, which costs no task. When it does not, frames wait
    here, and beyond ``max_frames`` or ``max_bytes`` they are dropped and the wire is told.
    """

    def __init__(self, wire: Wire, *, max_frames: int = MAX_FRAMES, max_bytes: int = MAX_BYTES) -> None:
        self._wire = wire
        self._max_frames = max_frames
        self._max_bytes = max_bytes
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._last: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, frame: bytes) -> None:
        """Send a frame, after those that wait."""
        if self._closed:
            return
        if not self._waiting and not self._wire.busy():
            self._write(frame)
            return
        self._waiting.append(frame)
        self._bytes += len(frame)
        if len(self._waiting) > self._max_frames or self._bytes > self._max_bytes:
            self.close()
            self._wire.overflow()
            return
        self._go_on_later()

    def put_latest(self, frame: bytes) -> None:
        """Send a frame that makes those that wait pointless."""
        self._waiting.clear()
        self._bytes = 0
        self.put(frame)

    def close(self) -> None:
        """Send nothing more."""
        self._closed = True
        self._waiting.clear()
        self._bytes = 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _write(self, frame: bytes) -> None:
        try:
            written = self._wire.send(frame)
        except Exception:  # noqa: BLE001 - the peer is gone; closing is reported elsewhere
            self.close()
            return
        self._last = written
        if written is not None:
            written.add_done_callback(self._written)

    def _go_on_later(self) -> None:
        if (self._last is None or self._last.done()) and self._timer is None:
            # Busy with what was not written here, such as a ping: nobody tells when that is out of the way.
            self._timer = asyncio.get_running_loop().call_later(_LOOK_AGAIN, self._look_again)

    def _look_again(self) -> None:
        self._timer = None
        self._go_on()

    def _written(self, written: asyncio.Future[None]) -> None:
        # Taking the exception keeps asyncio from logging what is only a peer that went away.
        if written.cancelled() or written.exception() is not None:
            self.close()
        else:
            self._go_on()

    def _go_on(self) -> None:
        while self._waiting and not self._closed and not self._wire.busy():
            frame = self._waiting.popleft()
            self._bytes -= len(frame)
            self._write(frame)
        if self._waiting and not self._closed:
            self._go_on_later()
