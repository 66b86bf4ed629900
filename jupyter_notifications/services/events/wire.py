"""Writes text frames to WebSockets: made once for all, and without a task for a peer that keeps up.

tornado's ``write_message`` makes the frame anew, a future and a task for each socket. That is most of what it
costs to tell a hundred sockets of one event. Where the connection is not exactly as it is known here, that is
what is used; see docs/developers/decisions/0008-frames-written-once.md.
"""

from __future__ import annotations

import asyncio
import struct
from typing import Any

from tornado.iostream import IOStream
from tornado.websocket import WebSocketClosedError, WebSocketHandler, WebSocketProtocol13

__all__ = ["is_busy", "text_frame", "write"]

#: A whole text message in one frame (RFC 6455, section 5.2).
_TEXT = 0x81

_last: tuple[bytes, memoryview] = (b"", memoryview(b"\x81\x00"))
"""A payload, and its frame: the next socket most likely gets the same."""


def text_frame(payload: bytes) -> bytes:
    """A text message as a server sends it: one frame, not masked."""
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", _TEXT, size)
    elif size < 1 << 16:
        head = struct.pack("!BBH", _TEXT, 126, size)
    else:
        head = struct.pack("!BBQ", _TEXT, 127, size)
    return head + payload


def is_busy(socket: WebSocketHandler) -> bool:
    """Whether something that was written has yet to be taken by the operating system."""
    connection = socket.ws_connection
    stream = None if connection is None else connection.stream
    # What is closed is not busy: writing says so.
    return stream is not None and stream.writing() and not stream.closed()


def write(socket: WebSocketHandler, payload: bytes) -> asyncio.Future[None] | None:
    """Send UTF-8 as one text message, behind all that was written to this socket before.

    ``None`` if the operating system has taken it all, else a future of when it has. Raises
    ``WebSocketClosedError``, or what the stream raises.
    """
    global _last  # noqa: PLW0603 - one loop, many sockets
    connection: Any = socket.ws_connection
    if connection is None or connection.is_closing():
        raise WebSocketClosedError
    if type(connection) is not WebSocketProtocol13 or connection.mask_outgoing or connection._compressor:
        return socket.write_message(payload)
    if _last[0] is not payload:
        _last = (payload, memoryview(text_frame(payload)))
    frame = _last[1]
    stream = connection.stream
    if type(stream) is IOStream and not stream.writing():
        # Nothing waits before it, so it may go at once.
        try:
            sent = stream.write_to_fd(frame)
        except OSError:
            sent = 0  # Full, or gone: the stream finds out and does what is to be done.
        if sent == len(frame):
            return None
        frame = frame[sent:]
    written: asyncio.Future[None] = stream.write(frame)
    return written
