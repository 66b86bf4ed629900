"""The socket on which a server says that the inbox has changed: the part of RFC 6455 that this needs."""

from __future__ import annotations

import base64
import hashlib
import os
import struct
import time
from urllib.parse import urlencode

from ..client.asking import credentials
from ..client.discovery import Server
from ..client.errors import NotifyError
from ..client.transport import connect, split, unreachable

#: What the key of a handshake is hashed with; section 1.3.
_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

_TEXT, _CLOSE, _PING, _PONG = 0x1, 0x8, 0x9, 0xA

#: A hint is a hundred bytes; whoever sends much more is no server of ours.
_MOST_FRAME = 1 << 16
_MOST_HEAD = 1 << 16


class NoSocketError(NotifyError):
    """The server is there, and does not open the socket: it has to be asked from time to time."""


class Hints:
    """An open socket. ``wait`` raises ``UnreachableError`` when it is closed or broken."""

    def __init__(self, server: Server, epoch: str, after: str, timeout: float) -> None:
        """Open it, in ``timeout`` seconds. Raises ``NoSocketError`` or ``UnreachableError``."""
        query = urlencode({"epoch": epoch, "after": after})
        self._url = f"{server.url.rstrip('/')}/api/events/subscribe/notification?{query}"
        self._buffer = b""
        self._silent = False
        deadline = time.monotonic() + timeout
        parts = split(self._url)
        try:
            self._socket = connect(parts, deadline)
        except (OSError, ValueError) as error:
            raise unreachable(self._url, error) from error
        try:
            self._shake_hands(server, parts.netloc if parts.scheme != "http+unix" else "localhost", deadline)
        except (OSError, ValueError) as error:
            self.close()
            raise unreachable(self._url, error) from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of it."""
        self._socket.close()

    def wait(self, seconds: float) -> bool:
        """Wait for a hint, at most so long; whether one came.

        Of a server that stays silent after a wait without any, not answering a ping either, it is said that
        it cannot be reached.
        """
        deadline = time.monotonic() + seconds
        hinted = False
        try:
            while True:
                # All that is there already is one hint.
                for opcode, payload in self._frames():
                    self._silent = False
                    if opcode == _TEXT:
                        hinted = True
                    elif opcode == _PING:
                        self._send(_PONG, payload)
                    elif opcode == _CLOSE:
                        msg = "it closed the connection"
                        raise ConnectionError(msg)
                if hinted:
                    return True
                self._read_more(deadline)
        except TimeoutError:
            if self._silent:
                raise unreachable(self._url, TimeoutError()) from None
            self._silent = True
            try:
                self._send(_PING, b"")
            except OSError as error:
                raise unreachable(self._url, error) from error
            return False
        except OSError as error:
            raise unreachable(self._url, error) from error

    def _shake_hands(self, server: Server, host: str, deadline: float) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        target = self._url[self._url.index("/", self._url.index("://") + 3) :]
        lines = [
            f"GET {target} HTTP/1.1",
            f"Host: {host}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
            *(f"{name}: {value}" for name, value in credentials(server).items()),
        ]
        self._socket.settimeout(max(deadline - time.monotonic(), 0.001))
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
        while b"\r\n\r\n" not in self._buffer:
            if len(self._buffer) > _MOST_HEAD:
                msg = "it answers something else"
                raise ConnectionError(msg)
            self._read_more(deadline)
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        fields = {
            name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)
        }
        wanted = base64.b64encode(hashlib.sha1(f"{key}{_GUID}".encode()).digest()).decode()  # noqa: S324
        if first.split(" ")[1:2] != ["101"] or fields.get("sec-websocket-accept") != wanted:
            msg = f"the server at {server.url} does not open a socket: {first}"
            raise NoSocketError(msg)

    def _read_more(self, deadline: float) -> None:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
        block = self._socket.recv(1 << 16)
        if not block:
            msg = "it closed the connection"
            raise ConnectionError(msg)
        self._buffer += block

    def _frames(self) -> list[tuple[int, bytes]]:
        """The whole frames that are in the buffer; a server's are not masked."""
        found = []
        while len(self._buffer) >= 2:
            opcode, length, start = self._buffer[0] & 0x0F, self._buffer[1], 2
            if length in {126, 127}:
                start = 4 if length == 126 else 10
                if len(self._buffer) < start:
                    break
                (length,) = struct.unpack("!H" if start == 4 else "!Q", self._buffer[2:start])
            if length > _MOST_FRAME:
                msg = "it sends what is no hint"
                raise ConnectionError(msg)
            if len(self._buffer) < start + length:
                break
            found.append((opcode, self._buffer[start : start + length]))
            self._buffer = self._buffer[start + length :]
        return found

    def _send(self, opcode: int, payload: bytes) -> None:
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[n % 4] for n, byte in enumerate(payload))
        self._socket.settimeout(5.0)
        self._socket.sendall(bytes([0x80 | opcode, 0x80 | len(payload)]) + mask + masked)
