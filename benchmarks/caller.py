"""One HTTP connection that stays open, for requests one after the other that cost the client little."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from types import TracebackType

__all__ = ["Answer", "Caller", "split"]

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """A status and a body."""

    status: int
    body: bytes


def split(received: bytes | bytearray) -> tuple[Answer, int] | None:
    """The first answer in what was received, and how long it is; ``None`` while it is not all there.

    Chunked bodies are not read: no server here sends them.
    """
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    status = int(received[9:12])
    length = _LENGTH.search(received, 0, end)
    # 204 and 304 have no body, whatever their header says.
    body = int(length[1]) if length and status not in {204, 304} else 0
    whole = end + 4 + body
    if len(received) < whole:
        return None
    return Answer(status, bytes(received[end + 4 : whole])), whole


class Caller:
    """Asks and waits for the answer."""

    def __init__(self, port: int, *, timeout: float = 60.0) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Caller:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def ask(self, request: bytes) -> Answer:
        """Send a whole request. Raises ``ConnectionError`` if the server hangs up."""
        self._socket.sendall(request)
        received = b""
        while True:
            got = self._socket.recv(262144)
            if not got:
                msg = "the server hung up"
                raise ConnectionError(msg)
            received += got
            found = split(received)
            if found is not None:
                return found[0]
