"""Traffic to a real server over plain sockets: quick to start, cheap to make, and easily cut off."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlencode

import websocket

from jupyter_notifications.models import NOTIFICATION_SCHEMA_ID

from ..live_server import PATIENCE, LiveServer, live_server
from .figures import ROOT

__all__ = [
    "HINTS",
    "SUBSCRIBE",
    "Answer",
    "Connection",
    "complaints",
    "event",
    "everything",
    "hang_up",
    "open_socket",
    "server",
]

HINTS = "api/events/subscribe/notification"
SUBSCRIBE = "api/events/subscribe"

#: What else is installed would only make the start slower.
_OTHERS = ("jupyterlab", "notebook", "notebook_shim", "jupyter_lsp", "jupyter_server_terminals")

#: Without limits per person, which would end a test before it began.
_UNLIMITED = {"rate_limit": 0, "max_sockets": 0, "retention_entries": 0, "retention_days": 0}

_PEOPLE = (
    "--ServerApp.identity_provider_class=tests.people.People",
    "--NotificationsExtension.allow_to_others=True",
)


def server(
    home: Path,
    *options: str,
    db_path: Path | None = None,
    people: bool = False,
    token: str = "a-token-of-the-tests",
    env: Mapping[str, str] | None = None,
    traits: Mapping[str, object] | None = None,
) -> AbstractContextManager[LiveServer]:
    """A server with our extension and no other, free of limits; with ``people``, one of Alice and Bob."""
    extensions = {"jupyter_notifications": True} | dict.fromkeys(_OTHERS, False)
    ours = {"db_path": db_path or home / "inbox.sqlite3", **_UNLIMITED, **(traits or {})}
    return live_server(
        home,
        f"--ServerApp.jpserver_extensions={extensions}",
        *(f"--NotificationsExtension.{name}={value}" for name, value in ours.items()),
        *(_PEOPLE if people else ()),
        *options,
        token=token,
        extension=None,
        env={"PYTHONPATH": str(ROOT), **(env or {})},
    )


def complaints(server: LiveServer) -> list[str]:
    """What a server logged that it should not: faults of its own."""
    bad = [line for line in server.log if "Traceback" in line or line.startswith(("[E", "[C"))]
    return [line for line in bad if "received signal" not in line]


def event(title: str, event_id: str | None = None, **content: Any) -> dict[str, Any]:
    """A notification as ``POST /api/events`` takes it."""
    beside = {} if event_id is None else {"event_id": event_id}
    data = {"title": title, **content}
    return {"schema_id": NOTIFICATION_SCHEMA_ID, "version": "1", "data": data, **beside}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def ok(self) -> bool:
        """Whether it is a 2xx."""
        return 200 <= self.status < 300


class Connection:
    """One connection that is kept. Raises ``OSError`` whenever the server is gone."""

    def __init__(self, server: LiveServer, token: str | None = None) -> None:
        self._port = server.port
        self._base = server.base_url
        self._token = token or server.token
        self._socket: socket.socket | None = None
        self._reader: BinaryIO | None = None

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, method: str, path: str, body: object = None, /, **query: object) -> Answer:
        """Send a request and read its answer."""
        self.send(method, path, body, **query)
        return self.read()

    def send(self, method: str, path: str, body: object = None, /, **query: object) -> None:
        """Send a request."""
        self._connected().sendall(self._request(method, path, body, query))

    def send_part(self, method: str, path: str, body: object) -> None:
        """Send a request that breaks off before its end."""
        self._connected().sendall(self._request(method, path, body, {})[:-10])

    def _request(self, method: str, path: str, body: object, query: Mapping[str, object]) -> bytes:
        content = b"" if body is None else json.dumps(body).encode()
        asked = f"?{urlencode(query)}" if query else ""
        head = (
            f"{method} {self._base}{path}{asked} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: token {self._token}\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        return head.encode() + content

    def read(self) -> Answer:
        """Read the answer to what was sent."""
        reader = self._reader
        assert reader is not None
        status_line = reader.readline()
        if not status_line.endswith(b"\r\n"):
            raise ConnectionResetError
        headers: dict[str, str] = {}
        while (line := reader.readline()) != b"\r\n":
            if not line.endswith(b"\r\n"):
                raise ConnectionResetError
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        assert "transfer-encoding" not in headers, headers
        length = int(headers.get("content-length", "0"))
        body = reader.read(length)
        if len(body) < length:
            raise ConnectionResetError
        return Answer(int(status_line.split()[1]), headers, body)

    def drop(self) -> None:
        """Go away at once: what the server still says is answered by a reset."""
        if self._socket is not None:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self) -> None:
        """Close it; the next request opens another."""
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()
        taken, self._socket = self._socket, None
        if taken is not None:
            taken.close()

    def _connected(self) -> socket.socket:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._reader = self._socket.makefile("rb")
        return self._socket


def everything(connection: Connection, **query: object) -> Iterator[dict[str, Any]]:
    """All entries of an inbox, in every state, through all pages, newest arrival first."""
    asked: dict[str, object] = {"state": "all", "limit": 100, **query}
    while True:
        answer = connection.ask("GET", "api/notifications", **asked)
        assert answer.ok, answer
        page = answer.json
        yield from page["items"]
        if page["next"] is None:
            return
        asked["before"] = page["next"]


def open_socket(
    server: LiveServer,
    path: str,
    token: str | None = None,
    *,
    rcvbuf: int | None = None,
    query: Mapping[str, object] | None = None,
) -> websocket.WebSocket:
    """Open a WebSocket. With ``rcvbuf`` the kernel keeps only about so many bytes for it."""
    options = [] if rcvbuf is None else [(socket.SOL_SOCKET, socket.SO_RCVBUF, rcvbuf)]
    return websocket.create_connection(
        f"ws://127.0.0.1:{server.port}{server.base_url}{path}?{urlencode(query or {})}",
        header=[f"Authorization: token {token or server.token}"],
        timeout=PATIENCE,
        sockopt=options,
        skip_utf8_validation=True,
        suppress_origin=True,
    )


def hang_up(opened: websocket.WebSocket) -> None:
    """Close a WebSocket without a word; whoever reads from it in another thread stops at once."""
    if opened.sock is not None:
        with suppress(OSError):
            opened.sock.shutdown(socket.SHUT_RDWR)
    opened.shutdown()  # type: ignore[no-untyped-call]
