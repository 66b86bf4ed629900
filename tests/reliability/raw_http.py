"""Speaks to a server byte by byte, so that nothing corrects what is sent."""

from __future__ import annotations

import base64
import os
import re
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

__all__ = ["Reply", "WebSocket", "exchange", "frame", "web_socket"]

#: Seconds to wait for the server.
_PATIENCE = 30.0


@dataclass(frozen=True)
class Reply:
    """What came back; ``status`` is 0 if no answer came."""

    status: int
    headers: dict[str, str]
    body: bytes


def exchange(port: int, request: bytes, *, patience: float = _PATIENCE) -> Reply:
    """Send bytes and read one answer; one that does not come within ``patience`` seconds is none."""
    with socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE) as connection:
        received = b""
        try:
            connection.sendall(request)
            connection.settimeout(patience)
            while not _is_whole(received) and (chunk := connection.recv(65536)):
                received += chunk
        except (ConnectionError, TimeoutError):
            pass  # It may refuse before it has read all, or wait for more.
    return _reply(received)


def _is_whole(received: bytes) -> bool:
    head, end, body = received.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)^content-length: *(\d+)", head, re.MULTILINE)
    return bool(end) and length is not None and len(body) >= int(length[1])


def _reply(received: bytes) -> Reply:
    if b"HTTP/1.1 100 Continue\r\n\r\n" in received:
        received = received.partition(b"\r\n\r\n")[2]
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    if not lines[0].startswith("HTTP/1.1 "):
        assert received == b"", received[:200]
        return Reply(0, {}, b"")
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    return Reply(int(lines[0].split(" ")[1]), headers, body)


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True, rsv: int = 0, mask: bool = True) -> bytes:
    """One WebSocket frame (RFC 6455, section 5.2), right or wrong as asked for."""
    first = (0x80 if fin else 0) | (rsv << 4) | opcode
    flag = 0x80 if mask else 0
    length = len(payload)
    if length < 126:
        head = struct.pack("!BB", first, flag | length)
    elif length < 65536:
        head = struct.pack("!BBH", first, flag | 126, length)
    else:
        head = struct.pack("!BBQ", first, flag | 127, length)
    # A mask of zeros leaves the payload as it is, which is allowed.
    return head + (b"\0\0\0\0" if mask else b"") + payload


class WebSocket:
    """An open WebSocket."""

    def __init__(self, connection: socket.socket, status: int) -> None:
        self.connection = connection
        self.status = status
        self._buffer = b""

    def send(self, data: bytes) -> None:
        """Send bytes as they are; a server that has hung up is no error."""
        with suppress(ConnectionError, TimeoutError):
            self.connection.sendall(data)

    def read(self) -> tuple[int, bytes] | None:
        """The next frame's (opcode, payload), or ``None`` when the server has closed."""
        try:
            first, second = self._take(2)
            length = second & 0x7F
            if length == 126:
                [length] = struct.unpack("!H", self._take(2))
            elif length == 127:
                [length] = struct.unpack("!Q", self._take(8))
            return first & 0x0F, self._take(length)
        except (ConnectionError, EOFError):
            return None

    def _take(self, count: int) -> bytes:
        while len(self._buffer) < count:
            chunk = self.connection.recv(65536)
            if not chunk:
                raise EOFError
            self._buffer += chunk
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        return taken


@contextmanager
def web_socket(port: int, path: str, token: str, *extra: str) -> Iterator[WebSocket]:
    """Open a WebSocket; ``status`` is 101 if the server agreed."""
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET /{path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        f"Authorization: token {token}",
        *extra,
    ]
    with socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE) as connection:
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
        received = b""
        while b"\r\n\r\n" not in received:
            chunk = connection.recv(4096)
            if not chunk:
                break
            received += chunk
        head, _, rest = received.partition(b"\r\n\r\n")
        socket_ = WebSocket(connection, int(head.split(b" ")[1]))
        socket_._buffer = rest
        yield socket_
