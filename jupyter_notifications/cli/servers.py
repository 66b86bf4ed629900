"""Which server is meant, and the token that a command needs for it."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Mapping
from urllib.parse import urlsplit

from ..client.discovery import BAD_FILE, Server, described, discover, runtime_directory
from ..client.errors import NoServerError

#: Names and addresses of this machine, which all lead to a server that listens on it.
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def for_sending(args: Namespace, environ: Mapping[str, str] = os.environ) -> Server:
    """The server of the options, else the one that is found. Raises ``NoServerError``."""
    server = chosen(args.server, args.token, environ)
    return server if server.token else with_full_token(server, environ)


def for_reading(args: Namespace, environ: Mapping[str, str] = os.environ) -> Server:
    """The same, with a token that also reads: what a server gives its kernels only sends."""
    server = chosen(args.server, args.token, environ)
    is_given = args.token or "token=" in (args.server or "")
    return server if is_given else with_full_token(server, environ)


def chosen(server: str | None, token: str | None, environ: Mapping[str, str]) -> Server:
    """The server that ``--server`` names, or the one that is found."""
    if server is None:
        return discover(None, token, environ=environ)
    if "://" in server:
        found = discover(server, token, environ=environ)
    else:
        file = _runtime_file(server, environ)
        try:
            found = described(file, token)[0]
        except FileNotFoundError:
            msg = f"no server runs as {server!r}: there is no {file}"
            raise NoServerError(msg) from None
        except BAD_FILE as error:
            msg = f"{file} cannot be read: {error!r}"
            raise NoServerError(msg) from error
    exported = environ.get("JUPYTER_NOTIFICATIONS_URL")
    if not found.token and (not exported or is_same(found.url, exported)):
        # A token that belongs to another address is never sent to this one.
        found = found._replace(token=environ.get("JUPYTER_NOTIFICATIONS_TOKEN", ""))
    return found


def with_full_token(server: Server, environ: Mapping[str, str]) -> Server:
    """The same server as its own runtime file describes it, if it runs here and the file has a token."""
    from ..client.running import running_servers  # noqa: PLC0415 - not for those who only send

    for running in reversed(running_servers(None, environ)):
        if running.server.token and is_same(running.server.url, server.url):
            return running.server
    return server


def is_same(one: str, other: str) -> bool:
    """Whether two addresses lead to one server; all names of this machine's loopback are alike."""
    try:
        return _plain(one) == _plain(other)
    except ValueError:
        return False


def _plain(url: str) -> tuple[str, str, int | None, str]:
    parts = urlsplit(url)
    if parts.scheme == "http+unix":
        return parts.scheme, parts.netloc, None, parts.path.rstrip("/")
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return parts.scheme, "localhost" if host in _LOOPBACK else host, port, parts.path.rstrip("/")


def _runtime_file(name: str, environ: Mapping[str, str]) -> str:
    """The runtime file that is meant by its name, its path, or the id of its process."""
    if os.path.dirname(name):  # noqa: PTH120 - pathlib is not for those who only send
        return name
    file = name if name.endswith(".json") else f"{name}.json"
    if name.isascii() and name.isdigit():
        file = f"jpserver-{name}.json"
    return os.path.join(runtime_directory(environ), file)  # noqa: PTH118
