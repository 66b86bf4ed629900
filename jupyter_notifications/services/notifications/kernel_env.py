"""What the kernels of a one-person server find in their environment: where to post, and with which token."""

from __future__ import annotations

import os
import socket
from collections.abc import MutableMapping
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

__all__ = ["CERTIFICATE", "TOKEN", "URL", "KernelEnvironment", "local_url"]

URL = "JUPYTER_NOTIFICATIONS_URL"
TOKEN = "JUPYTER_NOTIFICATIONS_TOKEN"  # noqa: S105 - the name of the variable
CERTIFICATE = "JUPYTER_NOTIFICATIONS_CA"

#: Tornado listens on one family per wildcard, so each has its own way back.
_WILDCARDS = {"": "127.0.0.1", "*": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


class KernelEnvironment:
    """Variables of this process, which the kernels it starts inherit; put back in the end."""

    def __init__(self, environ: MutableMapping[str, str] = os.environ) -> None:
        self._environ = environ
        self._before: dict[str, str | None] = {}

    def export(self, url: str, token: str, certificate: str = "") -> None:
        """Let kernels post; over TLS, to the server with this file's certificate, whatever its name."""
        self._set({URL: url, TOKEN: token})
        if certificate:
            # A kernel starts in the folder of its notebook, where a relative path leads elsewhere.
            self._set({CERTIFICATE: os.path.abspath(certificate)})  # noqa: PTH100 - as for the socket

    def hide(self) -> None:
        """Let kernels find nothing, not even what this server itself inherited from another one."""
        self._set({URL: None, TOKEN: None})

    def restore(self) -> None:
        """Put back what was there. May be called more than once."""
        before, self._before = self._before, {}
        self._write(before)

    def _set(self, values: dict[str, str | None]) -> None:
        for name in values:
            self._before.setdefault(name, self._environ.get(name))
        self._write(values)

    def _write(self, values: dict[str, str | None]) -> None:
        for name, value in values.items():
            if value is None:
                self._environ.pop(name, None)
            else:
                self._environ[name] = value


def local_url(server: ServerApp) -> str:
    """The base URL under which processes of this machine reach the server; ends with a slash.

    ``http+unix://`` with the percent-encoded path of the socket as host, if the server listens on one.
    """
    base = server.base_url if server.base_url.endswith("/") else server.base_url + "/"
    if server.sock:
        # Kernels start in the directories of their notebooks, so a relative path would lead nowhere.
        path = os.path.abspath(server.sock)  # noqa: PTH100 - Path.absolute keeps ".."
        return f"http+unix://{quote(path, safe='')}{base}"
    host = _WILDCARDS.get(server.ip, server.ip)
    host = f"[{host}]" if ":" in host else host
    scheme = "https" if server.certfile else "http"
    return f"{scheme}://{host}:{_port(server)}{base}"


def _port(server: ServerApp) -> int:
    """The port that is listened on, which for port 0 only the socket knows."""
    if server.port:
        return int(server.port)
    for listening in getattr(server.http_server, "_sockets", {}).values():
        if listening.family in {socket.AF_INET, socket.AF_INET6}:
            return int(listening.getsockname()[1])
    return 0
