"""How real trouble is made for a file: a disk that is small or cannot be written to, a holder, damage."""

from __future__ import annotations

import asyncio
import logging
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from jupyter_notifications.models import Millis
from jupyter_notifications.storage.base import Store, StoreStatus
from jupyter_notifications.storage.guarded import open_store
from jupyter_notifications.storage.sqlite import SqliteStore

from .scenes import draft

LOG = logging.getLogger("tests.storage")

#: Seconds that healing may take on a busy machine.
PATIENCE = 30.0

_HOLDER = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in sys.argv[2:]:
    db.execute(statement).fetchall()
print("held", flush=True)
sys.stdin.read()
"""

#: What makes a file of which nobody else can even read anything.
EXCLUSIVE = (
    "PRAGMA locking_mode = EXCLUSIVE",
    "BEGIN IMMEDIATE",
    "UPDATE store SET broadcasts = broadcasts",
    "COMMIT",
)


@contextmanager
def held_by_another_process(path: Path, *statements: str) -> Iterator[None]:
    """Another process runs statements on the file, and does not let go of it."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(path), *statements],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield
        finally:
            process.stdin.close()
            process.wait(10)


def filled(path: Path, entries: int = 3, now: Millis = 0) -> None:
    """Make a store with entries that arrived at ``now``, and close it."""

    async def fill() -> None:
        store = SqliteStore(path)
        await store.open()
        await store.post([draft(f"{n:03d}", body="b" * 500, now=now) for n in range(entries)])
        await store.close()

    asyncio.run(fill())


def guarded(
    path: Path,
    scene: Callable[[Store], Awaitable[None]],
    *,
    patience: float = 0.2,
    reserve: int = 0,
    retry: float = 0.05,
    look: float = 0.05,
) -> None:
    """Play a scene on what ``open_store`` makes of a path."""

    async def act() -> None:
        store = await open_store(
            path, log=LOG, patience=patience, reserve=reserve, retry=retry, look=look, rest=look
        )
        try:
            await scene(store)
        finally:
            await store.close()

    asyncio.run(act())


async def until(store: Store, right: Callable[[StoreStatus], bool]) -> StoreStatus:
    """Wait until the store says by itself that it is as it should be."""

    async def look() -> StoreStatus:
        while True:
            status = await store.status()
            if right(status):
                return status
            await asyncio.sleep(0.01)

    try:
        return await asyncio.wait_for(look(), PATIENCE)
    except asyncio.TimeoutError:
        raise AssertionError(await store.status()) from None


def is_well(status: StoreStatus) -> bool:
    """Whether there is a file, and nothing is wrong with it."""
    return status.durable and status.writable and status.room and status.problem is None


@contextmanager
def small_disk(folder: Path, size: str = "2m") -> Iterator[Path]:
    """A disk of its own, mounted at ``folder``. Only root can; ``may_mount`` says whether."""
    folder.mkdir(exist_ok=True)
    mount("-t", "tmpfs", "-o", f"size={size},mode=700", "none", str(folder))
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def make_read_only(folder: Path, switch: bool) -> None:
    """Remount a disk; permission bits do not bind root."""
    mode = "ro" if switch else "rw"
    mount("-o", f"remount,{mode}", str(folder))


def mount(*words: str) -> None:
    """Run mount(8)."""
    subprocess.run(["mount", *words], check=True)


def may_mount(probe: Path) -> bool:
    """Whether this process can mount a disk."""
    if shutil.which("mount") is None:
        return False
    probe.mkdir(exist_ok=True)
    tried = subprocess.run(["mount", "-t", "tmpfs", "none", str(probe)], capture_output=True, check=False)
    if tried.returncode == 0:
        subprocess.run(["umount", str(probe)], check=True)
    probe.rmdir()
    return tried.returncode == 0


#: Enters a user namespace in which an ordinary user may mount.
AS_ROOT = ("unshare", "--user", "--map-root-user", "--mount")


def may_unshare() -> bool:
    """Whether this process can run another in a namespace of its own in which that may mount."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*AS_ROOT, "true"], capture_output=True, check=False).returncode == 0
