"""Many WebSocket clients in one loop, which read frames by hand so that reading costs little (RFC 6455)."""

from __future__ import annotations

import base64
import os
import resource
import selectors
import socket
import time
from collections.abc import Callable
from types import TracebackType

from .servers import Server

__all__ = ["Farm", "allow_many_files", "frames"]

_TEXT, _CLOSE, _PING = 0x1, 0x8, 0x9

#: What to call with the number of the socket and the payload of each text frame.
OnFrame = Callable[[int, bytes], None]


def allow_many_files() -> None:
    """Let this process have as many sockets as the system lets it have."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def frames(received: bytes) -> tuple[list[tuple[int, int, int]], int]:
    """The whole frames in what was received, as (opcode, start, end) of payloads, and where the rest begins.

    Servers do not mask, and none of those measured splits a message.
    """
    found: list[tuple[int, int, int]] = []
    at, size = 0, len(received)
    while size - at >= 2:
        length, start = received[at + 1], at + 2
        if length == 126:
            start = at + 4
            length = int.from_bytes(received[at + 2 : start], "big")
        elif length == 127:
            start = at + 10
            length = int.from_bytes(received[at + 2 : start], "big")
        end = start + length
        if end > size:
            break
        found.append((received[at] & 0x0F, start, end))
        at = end
    return found, at


class Farm:
    """Open sockets of one server. ``received`` counts the text frames of each since it was last cleared."""

    def __init__(self, server: Server, count: int, path: str = "/api/events/subscribe") -> None:
        self._server = server
        self._sockets: list[socket.socket] = []
        self._rest: list[bytes] = []
        self._selector = selectors.DefaultSelector()
        self.received = [0] * count
        for number in range(count):
            peer, rest = _open(server, path)
            self._sockets.append(peer)
            self._rest.append(rest)
            self._selector.register(peer, selectors.EVENT_READ, number)
        self._control = socket.create_connection(("127.0.0.1", server.control))

    def __enter__(self) -> Farm:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._selector.close()
        for peer in (self._control, *self._sockets):
            peer.close()

    def __len__(self) -> int:
        return len(self._sockets)

    def emit(self, events: int) -> float:
        """Let the server emit, and read until every socket has all; the seconds from order to last frame."""
        self.clear()
        wanted = events * len(self)
        started = time.perf_counter()
        self._control.sendall(b"%d\n" % events)
        while sum(self.received) < wanted:
            if not self.read(timeout=30):
                msg = f"{self._server.name}: {wanted - sum(self.received)} of {wanted} messages did not come"
                raise RuntimeError(msg)
        ended = time.perf_counter()
        if set(self.received) != {events}:
            msg = f"{self._server.name}: some sockets got more than others"
            raise RuntimeError(msg)
        return ended - started

    def clear(self) -> None:
        """Count anew."""
        self.received = [0] * len(self)

    def watch(self, other: socket.socket) -> None:
        """Let ``read`` also end when something can be read from a socket that is none of these."""
        self._selector.register(other, selectors.EVENT_READ, -1)

    def unwatch(self, other: socket.socket) -> None:
        """Take back ``watch``."""
        self._selector.unregister(other)

    def read(self, *, timeout: float, on_frame: OnFrame | None = None) -> list[int]:
        """Read what is there, waiting if need be; the numbers of the sockets, -1 for the watched one."""
        ready = [key.data for key, _ in self._selector.select(timeout)]
        for number in ready:
            if number >= 0:
                self._take(number, on_frame)
        return ready

    def _take(self, number: int, on_frame: OnFrame | None) -> None:
        peer = self._sockets[number]
        got = peer.recv(262144)
        if not got:
            msg = f"{self._server.name} hung up on socket {number}"
            raise RuntimeError(msg)
        received = self._rest[number] + got if self._rest[number] else got
        found, rest = frames(received)
        self._rest[number] = received[rest:]
        for opcode, start, end in found:
            if opcode == _TEXT:
                self.received[number] += 1
                if on_frame is not None:
                    on_frame(number, received[start:end])
            elif opcode == _PING:
                peer.sendall(_pong(received[start:end]))
            elif opcode == _CLOSE:
                code = int.from_bytes(received[start : start + 2], "big")
                msg = f"{self._server.name} closed socket {number} with {code}"
                raise RuntimeError(msg)


def _pong(payload: bytes) -> bytes:
    # Clients must mask; a mask of zeros leaves the payload as it is.
    return bytes([0x8A, 0x80 | len(payload), 0, 0, 0, 0]) + payload


def _open(server: Server, path: str) -> tuple[socket.socket, bytes]:
    key = base64.b64encode(os.urandom(16)).decode()
    upgrade = (
        "Connection: Upgrade\r\nUpgrade: websocket\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
    )
    peer = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    peer.sendall(server.request("GET", path, headers=upgrade))
    answer = b""
    while b"\r\n\r\n" not in answer:
        got = peer.recv(65536)
        if not got:
            break
        answer += got
    head, _, rest = answer.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 101"):
        msg = f"{server.name} opens no socket: {answer[:500].decode('utf-8', 'replace')}"
        raise RuntimeError(msg)
    return peer, rest
