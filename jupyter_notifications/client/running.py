"""Finds a server that runs on this machine, for a program that none of them started."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from .discovery import BAD_FILE, Server, described, runtime_directory


def running_server(token: str | None, environ: Mapping[str, str]) -> Server | None:
    """A server of this person, by the runtime files. ``None`` if there is none.

    Of several, one whose token is known, and whose root is the nearest folder above the present one; else the
    one that started last.
    """
    found: list[tuple[bool, int, float, Server]] = []
    try:
        files = sorted(Path(runtime_directory(environ)).glob("jpserver-*.json"))
    except OSError:
        return None
    for file in files:
        try:
            server, info = described(str(file), token)
            if _is_alive(int(info["pid"])):
                depth = _depth(str(info.get("root_dir") or ""))
                found.append((bool(server.token), depth, file.stat().st_mtime, server))
        except BAD_FILE:
            # Another person's, or half-written: not the one that is looked for.
            continue
    return max(found, key=lambda one: one[:3])[3] if found else None


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
