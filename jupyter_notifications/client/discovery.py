"""Finds the server that this process belongs to, and a token for it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

from .errors import NoServerError

#: Addresses to listen on that cannot be connected to everywhere, and what stands for them on this machine.
_WILDCARDS = {"": "127.0.0.1", "*": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104


class Server(NamedTuple):
    """Where to send to."""

    url: str
    """Base URL; ``http``, ``https``, or ``http+unix`` with the percent-encoded path of a socket as host."""
    token: str
    """Empty if none is known."""
    found_by: str
    """For messages: what said so."""


def discover(
    url: str | None = None, token: str | None = None, *, environ: Mapping[str, str] = os.environ
) -> Server:
    """Find the server: arguments, exported variables, the parent's runtime file, JupyterHub's, a running one.

    A token that was found for one address is never sent to another. Raises :exc:`NoServerError`.
    """
    if url:
        return _given(url, token)
    if environ.get("JUPYTER_NOTIFICATIONS_URL"):
        return Server(
            environ["JUPYTER_NOTIFICATIONS_URL"],
            token or environ.get("JUPYTER_NOTIFICATIONS_TOKEN", ""),
            "JUPYTER_NOTIFICATIONS_URL",
        )
    parent = _parent_server(token, environ)
    if parent is not None and parent.token:
        return parent
    if environ.get("JUPYTERHUB_SERVICE_URL") and environ.get("JUPYTERHUB_API_TOKEN"):
        return Server(
            _connectable(environ["JUPYTERHUB_SERVICE_URL"]),
            token or environ["JUPYTERHUB_API_TOKEN"],
            "JUPYTERHUB_SERVICE_URL",
        )
    if parent is not None:
        return parent
    from .running import running_server  # noqa: PLC0415 - only for programs that no server started

    running = running_server(token, environ)
    if running is not None:
        return running
    msg = "no Jupyter server was found; set JUPYTER_NOTIFICATIONS_URL and JUPYTER_NOTIFICATIONS_TOKEN"
    raise NoServerError(msg)


def runtime_directory(environ: Mapping[str, str]) -> str:
    """Where servers write their ``jpserver-<pid>.json``: the rule of ``jupyter_core.paths``."""
    if environ.get("JUPYTER_RUNTIME_DIR"):
        return environ["JUPYTER_RUNTIME_DIR"]
    home = os.path.realpath(os.path.expanduser("~"))  # noqa: PTH111
    if environ.get("JUPYTER_DATA_DIR"):
        data = environ["JUPYTER_DATA_DIR"]
    elif sys.platform == "darwin":
        data = os.path.join(home, "Library", "Jupyter")  # noqa: PTH118
    elif sys.platform == "win32":
        roaming = environ.get("APPDATA")
        data = os.path.join(roaming, "jupyter") if roaming else os.path.join(home, ".jupyter", "data")  # noqa: PTH118
    else:
        share = environ.get("XDG_DATA_HOME") or os.path.join(home, ".local", "share")  # noqa: PTH118
        data = os.path.join(share, "jupyter")  # noqa: PTH118
    return os.path.join(data, "runtime")  # noqa: PTH118


def _given(url: str, token: str | None) -> Server:
    """The server of the arguments; the token may also stand in the URL, as Jupyter prints it."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        msg = f"{url!r} is not an address: {error}"
        raise NoServerError(msg) from None
    in_query = parse_qs(parts.query).get("token", [""])[0]
    bare = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    return Server(bare, token or in_query, "the url given")


def _parent_server(token: str | None, environ: Mapping[str, str]) -> Server | None:
    """The server that started this kernel, from its runtime file. ``None`` if there is no such file."""
    pid = environ.get("JPY_PARENT_PID", "")
    if not (pid.isascii() and pid.isdigit()):
        return None
    path = os.path.join(runtime_directory(environ), f"jpserver-{pid}.json")  # noqa: PTH118
    try:
        return described(path, token)[0]
    except FileNotFoundError:
        return None
    except BAD_FILE as error:
        msg = f"{path} cannot be read: {error!r}"
        raise NoServerError(msg) from error


#: What reading a runtime file can raise: it is gone, somebody else's, half-written, or something else.
BAD_FILE = (OSError, ValueError, KeyError, TypeError, AttributeError)


def described(path: str, token: str | None) -> tuple[Server, dict[str, Any]]:
    """The server that a runtime file is about, and all that the file says. Raises one of ``BAD_FILE``."""
    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        info: Any = json.load(file)
    if info.get("sock"):
        url = f"http+unix://{quote(info['sock'], safe='')}{info['base_url']}"
    elif info["hostname"] in _WILDCARDS:
        # It is on this machine; its own name may not lead anywhere, in a container for example.
        scheme = "https" if info["secure"] else "http"
        url = f"{scheme}://{_WILDCARDS[info['hostname']]}:{info['port']}{info['base_url']}"
    else:
        url = info["url"]
    return Server(str(url), token or str(info.get("token") or ""), path), info


def _connectable(url: str) -> str:
    """The same server at an address that can be connected to: JupyterHub gives the one that it listens on."""
    try:
        parts = urlsplit(url)
        host = _WILDCARDS.get(parts.hostname or "")
        if host is None:
            return url
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        msg = f"JUPYTERHUB_SERVICE_URL: {url!r} is not an address: {error}"
        raise NoServerError(msg) from None
    return urlunsplit((parts.scheme, f"{host}{port}", parts.path, "", ""))
