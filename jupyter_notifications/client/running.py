"""Finds a server that runs on this machine, for a program that none of them started."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from .discovery import BAD_FILE, Server, described, runtime_directory


class Running(NamedTuple):
    """A server of this person that runs on this machine, as its runtime file says."""

    server: Server
    pid: int
    root: str
    """The folder that it serves; empty if it does not say."""
    started: float
    """When, in seconds since the epoch."""


def running_servers(token: str | None, environ: Mapping[str, str]) -> list[Running]:
    """All that run, in the order in which they started. ``token`` takes the place of theirs, if given."""
    found = []
    try:
        files = sorted(Path(runtime_directory(environ)).glob("jpserver-*.json"))
    except OSError:
        return []
    for file in files:
        try:
            server, info = described(str(file), token)
            pid = int(info["pid"])
            if _is_alive(pid):
                found.append(Running(server, pid, str(info.get("root_dir") or ""), file.stat().st_mtime))
        except BAD_FILE:
            # Another person's, or half-written: not one that is looked for.
            continue
    return sorted(found, key=lambda one: one.started)


def running_server(token: str | None, environ: Mapping[str, str]) -> Server | None:
    """A server of this person, by the runtime files. ``None`` if there is none.

    Of several, one whose token is known, and whose root is the nearest folder above the present one; else the
    one that started last.
    """
    found = running_servers(token, environ)
    if not found:
        return None
    return max(found, key=lambda one: (bool(one.server.token), _depth(one.root), one.started)).server


def _depth(root: str) -> int:
    """How deep a folder is that holds the present one; -1 if it does not hold it."""
    try:
        real, here = Path(root).resolve(), Path.cwd().resolve()
    except OSError:
        # The present one was removed.
        return -1
    return len(real.parts) if root and here.is_relative_to(real) else -1


def _is_alive(pid: int) -> bool:
    """Whether there is such a process; files of servers that were killed stay.

    On Windows it cannot be asked so: there the signal would end the process, and connecting tells.
    """
    if sys.platform == "win32":
        return True
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True
