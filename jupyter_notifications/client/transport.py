"""One request over HTTP, HTTPS or a unix socket, with one deadline for all of it. Proxies are not used."""

from __future__ import annotations

import io
import socket
import time
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPMessage, HTTPResponse
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from .errors import NoServerError, UnreachableError
from .tls import secured

if TYPE_CHECKING:
    from collections.abc import Mapping


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: HTTPMessage
    """By name, in whatever case it is asked for."""
    body: bytes


def request(
    method: str,
    url: str,
    headers: Mapping[str, str],
    deadline: float,
    *,
    body: bytes | None = None,
    most_bytes: int = 1 << 20,
) -> Answer:
    """Ask ``url`` and read the answer, all before ``deadline`` (of ``time.monotonic``, seconds).

    Of a longer answer only ``most_bytes`` are read: it is a stranger's. Redirects are not followed, so that a
    token goes nowhere else. The one thing that the deadline does not bind is the system's look-up of a host
    name. Raises :exc:`NoServerError` for a URL that is none, else :exc:`UnreachableError`.
    """
    parts = split(url)
    if parts.scheme == "http+unix":
        connection = HTTPConnection("localhost")
    else:
        connection = HTTPConnection(parts.hostname or "localhost", _port(parts))
    try:
        connection.sock = connect(parts, deadline)
        connection.sock.settimeout(_left(deadline))
        connection.response_class = _response_class(deadline)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request(method, target, body, dict(headers))
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read(most_bytes))
    except (OSError, HTTPException, ValueError) as error:
        raise unreachable(url, error) from error
    finally:
        connection.close()


def split(url: str) -> SplitResult:
    """The parts of a server's address. Raises :exc:`NoServerError`."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in {"http", "https", "http+unix"} and parts.netloc
        if known and parts.scheme != "http+unix":
            # What is no port is only found out by asking for it.
            _ = parts.port
    except ValueError:
        known = False
    if not known:
        msg = f"{url!r} is not an address of a server"
        raise NoServerError(msg)
    return parts


def connect(parts: SplitResult, deadline: float) -> socket.socket:
    """A connection to a server, through TLS where its address says so. Raises ``OSError``."""
    if parts.scheme == "http+unix":
        return _connect_unix(parts, deadline)
    return _connect(parts, parts.hostname or "localhost", _port(parts), deadline)


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def unreachable(url: str, error: Exception) -> UnreachableError:
    """What to raise when a server at ``url`` was not reached."""
    what = "no answer in time" if isinstance(error, TimeoutError) else str(error) or type(error).__name__
    return UnreachableError(f"the server at {url.partition('?')[0]} cannot be reached: {what}")


def _left(deadline: float) -> float:
    """Seconds that are left. Raises ``TimeoutError`` if there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _connect(parts: SplitResult, host: str, port: int, deadline: float) -> socket.socket:
    """Connect to the first address of the host that answers."""
    failure: OSError = OSError("no address")
    for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        connect = partial(_open, found, deadline)
        try:
            return secured(connect, host) if parts.scheme == "https" else connect()
        except OSError as error:
            failure = error
    raise failure


def _open(found: tuple[Any, ...], deadline: float) -> socket.socket:
    """Connect to one address, as ``getaddrinfo`` gives it."""
    family, kind, protocol, _, address = found
    sock = socket.socket(family, kind, protocol)
    try:
        sock.settimeout(_left(deadline))
        sock.connect(address)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError:
        sock.close()
        raise
    return sock


def _connect_unix(parts: SplitResult, deadline: float) -> socket.socket:
    """Connect to the socket whose path is the host of the URL."""
    if not hasattr(socket, "AF_UNIX"):
        msg = "this system has no unix sockets"
        raise OSError(msg)
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.settimeout(_left(deadline))
        sock.connect(unquote(parts.netloc))
    except OSError:
        sock.close()
        raise
    return sock


class _Reader(io.RawIOBase):
    """Reads from a socket until a deadline; the socket's own time-out would begin anew with every byte."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        super().__init__()
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(_left(self._deadline))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


def _response_class(deadline: float) -> type[HTTPResponse]:
    """A response that is read until ``deadline``."""

    class Response(HTTPResponse):
        def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
            super().__init__(sock, *args, **options)
            self.fp.close()
            self.fp = io.BufferedReader(_Reader(sock, deadline))

    return Response
