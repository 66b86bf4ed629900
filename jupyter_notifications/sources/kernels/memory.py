"""Counts how often Linux ended a process for want of memory; other systems do not tell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

__all__ = ["kills"]

_GROUPS = Path("/sys/fs/cgroup")
_OWN_GROUPS = Path("/proc/self/cgroup")
_MACHINE = Path("/proc/vmstat")


def kills() -> int | None:
    """How often so far, in this process's control group; on the machine if it has none.

    A kernel is in the group of the server that started it. ``None`` where it cannot be known.
    """
    for path in (*_of_the_group(), _MACHINE):
        counted = _count(path)
        if counted is not None:
            return counted
    return None


def _of_the_group() -> Iterator[Path]:
    """Where the group's count may be, in either version of control groups."""
    try:
        lines = _OWN_GROUPS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    for line in lines:
        _, _, rest = line.partition(":")
        controllers, _, name = rest.partition(":")
        if not controllers:
            yield _GROUPS / name.lstrip("/") / "memory.events"
        elif "memory" in controllers.split(","):
            yield _GROUPS / "memory" / name.lstrip("/") / "memory.oom_control"


def _count(path: Path) -> int | None:
    try:
        text = path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    for line in text.splitlines():
        name, _, value = line.partition(" ")
        if name == "oom_kill" and value.strip().isdecimal():
            return int(value)
    return None
