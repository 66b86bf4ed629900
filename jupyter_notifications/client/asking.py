"""One request to the API of a server, as whoever has its token."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .._version import __version__
from .discovery import Server

if TYPE_CHECKING:
    from .transport import Answer


def ask(
    server: Server,
    method: str,
    path: str,
    deadline: float,
    *,
    body: bytes | None = None,
    most_bytes: int = 1 << 20,
) -> Answer:
    """Ask for ``path``, below the server's base URL and with its query, before ``deadline``.

    ``body`` is JSON. More than ``most_bytes`` of the answer are not read. Raises what
    :func:`.transport.request` raises.
    """
    # HTTP and TLS are most of the cost of importing; who imports this and never sends does not pay it.
    from .transport import request  # noqa: PLC0415

    headers = credentials(server)
    if body is not None:
        headers["Content-Type"] = "application/json"
    return request(
        method, f"{server.url.rstrip('/')}/{path}", headers, deadline, body=body, most_bytes=most_bytes
    )


def credentials(server: Server) -> dict[str, str]:
    """The headers that say who asks."""
    headers = {"User-Agent": f"jupyter_notifications/{__version__}"}
    if server.token:
        headers["Authorization"] = f"token {server.token}"
    else:
        # A server that asks for no login still asks this of every write without a token.
        mark = os.urandom(16).hex()
        headers |= {"Cookie": f"_xsrf={mark}", "X-XSRFToken": mark}
    return headers
