"""The alarm rings when somebody writes to the store's file, once, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from jupyter_notifications.models import OWNER, Filter
from jupyter_notifications.storage import mounts
from jupyter_notifications.storage.guarded import GuardedStore
from jupyter_notifications.storage.sqlite import SqliteStore, alarm
from jupyter_notifications.storage.sqlite.alarm import Alarm

from .scenes import draft
from .trouble import guarded, until

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone tells of writing")


class Bell:
    """Counts how often it rings."""

    def __init__(self) -> None:
        self.rings = 0
        self._rang = asyncio.Event()

    def __call__(self) -> None:
        self.rings += 1
        self._rang.set()

    async def until_it_rings(self) -> None:
        await asyncio.wait_for(self._rang.wait(), 20)
        self._rang.clear()


async def heard() -> None:
    """Let the loop hear of all that has happened until now."""
    loop, ours = asyncio.get_running_loop(), asyncio.Event()
    reading, writing = os.pipe()
    loop.add_reader(reading, ours.set)
    os.write(writing, b"x")
    await ours.wait()
    loop.remove_reader(reading)
    os.close(reading)
    os.close(writing)
    await asyncio.sleep(0)


def listening() -> list[str]:
    """What the kernel knows of each descriptor of inotify in this process."""
    found = []
    for fd in Path("/proc/self/fd").iterdir():
        try:
            if str(fd.readlink()) == "anon_inode:inotify":
                found.append(Path("/proc/self/fdinfo", fd.name).read_text("ascii"))
        except FileNotFoundError:  # that of the list itself
            continue
    return found


def on_two_stores(path: Path, scene: Callable[[SqliteStore, SqliteStore], Awaitable[None]]) -> None:
    """Play a scene on two stores on one file."""

    async def act() -> None:
        store, other = SqliteStore(path), SqliteStore(path)
        await store.open()
        await other.open()
        try:
            await asyncio.wait_for(scene(store, other), 60)
        finally:
            await store.close()
            await other.close()

    asyncio.run(act())


@linux
@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_it_rings_for_writing_once_and_not_for_reading(tmp_path: Path, journal: Any) -> None:
    async def act() -> None:
        stores = [SqliteStore(tmp_path / "n.db", journal=journal) for _ in range(2)]
        for store in stores:
            await store.open()
        store, other = stores
        bell = Bell()
        assert store.on_stir(bell)
        await other.list(OWNER, Filter(), 0, limit=1)
        await store.list(OWNER, Filter(), 0, limit=1)
        await heard()
        assert bell.rings == 0
        for n in range(30):
            await other.post([draft(f"n{n}")])
        await bell.until_it_rings()
        await heard()
        assert bell.rings == 1
        assert store.stirred()
        [known] = listening()
        watched = known.count("inotify wd")
        assert watched == (1 if journal == "wal" else 0), "nobody waits for the next commit any more"
        # Set again it knows nothing of what was before.
        assert store.on_stir(bell)
        await heard()
        assert bell.rings == 1
        await other.post([draft("more")])
        await bell.until_it_rings()
        assert bell.rings == 2
        for store in stores:
            await store.close()

    asyncio.run(act())


@linux
def test_it_rings_for_another_process(tmp_path: Path) -> None:
    path = tmp_path / "n.db"

    async def scene(store: SqliteStore, _: SqliteStore) -> None:
        bell = Bell()
        assert store.on_stir(bell)
        write = "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute('CREATE TABLE x (y)')"
        await asyncio.to_thread(subprocess.run, [sys.executable, "-c", write, str(path)], check=True)
        await bell.until_it_rings()

    on_two_stores(path, scene)


@linux
def test_a_log_that_was_emptied_rings_and_can_be_watched_on(tmp_path: Path) -> None:
    async def scene(store: SqliteStore, other: SqliteStore) -> None:
        bell = Bell()
        await other.post([draft("a")])
        assert store.on_stir(bell)
        await other.forget(OWNER, None, 0)
        await bell.until_it_rings()
        assert store.on_stir(bell)
        await other.post([draft("b")])
        await bell.until_it_rings()

    on_two_stores(tmp_path / "n.db", scene)


@linux
def test_closing_leaves_nothing_of_it(tmp_path: Path) -> None:
    before = len(listening())

    async def scene(store: SqliteStore, other: SqliteStore) -> None:
        bell = Bell()
        assert store.on_stir(bell)
        assert store.on_stir(bell), "once more makes no second one"
        assert len(listening()) == before + 1
        await store.close()
        assert len(listening()) == before
        assert not store.on_stir(bell)
        await other.post([draft("a")])
        await heard()
        assert bell.rings == 0

    on_two_stores(tmp_path / "n.db", scene)


@linux
def test_a_child_process_does_not_inherit_it(tmp_path: Path) -> None:
    async def scene(store: SqliteStore, _: SqliteStore) -> None:
        assert store.on_stir(Bell())
        look = "for fd in /proc/self/fd/*; do readlink $fd; done; true"
        done = await asyncio.to_thread(
            subprocess.run, ["sh", "-c", look], close_fds=False, check=True, stdout=subprocess.PIPE, text=True
        )
        assert "inotify" not in done.stdout
        assert "pipe" in done.stdout

    on_two_stores(tmp_path / "n.db", scene)


@pytest.mark.parametrize(
    "error", [errno.EMFILE, errno.ENOSPC, errno.ENOSYS], ids=["too many", "no watches", "no such call"]
)
def test_where_nobody_tells_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int) -> None:
    def refused(name: str) -> Any:
        raise OSError(error, name)

    async def scene(store: SqliteStore, other: SqliteStore) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(alarm, "_inotify", refused)
            assert not store.on_stir(Bell())
        if sys.platform.startswith("linux"):
            assert store.on_stir(Bell()), "it may come to be had"

    on_two_stores(tmp_path / "n.db", scene)


@linux
def test_what_the_kernel_refuses_is_no_fault(tmp_path: Path) -> None:
    async def act() -> None:
        there = tmp_path / "there"
        there.touch()
        one = Alarm([str(there), str(tmp_path / "missing")])
        bell = Bell()
        assert not one.set(bell)
        there.write_text("news")
        await heard()
        assert bell.rings == 0, "half of it is nothing"
        one.close()
        one.close()

    asyncio.run(act())


def test_elsewhere_nobody_tells(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(alarm, "_inotify", alarm._inotify.__wrapped__)
    monkeypatch.setattr(sys, "platform", "darwin")

    async def act() -> None:
        assert not Alarm([str(tmp_path)]).set(Bell())

    asyncio.run(act())


def test_what_other_machines_may_write_to_is_not_relied_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mounts, "mount_table", lambda: "1 0 0:1 / / rw - virtiofs shared rw\n")

    async def scene(store: SqliteStore, _: SqliteStore) -> None:
        assert not store.on_stir(Bell())

    on_two_stores(tmp_path / "n.db", scene)


def test_nobody_else_can_write_to_memory() -> None:
    async def act() -> None:
        store, bell = SqliteStore.in_memory(), Bell()
        await store.open()
        assert store.on_stir(bell)
        await store.post([draft("a")])
        assert not store.stirred()
        await store.close()
        assert bell.rings == 0

    asyncio.run(act())


@linux
def test_another_store_rings_too_and_has_an_alarm_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "data" / "n.db"
    path.parent.mkdir()
    aside = tmp_path / "aside"
    before = len(listening())

    async def scene(store: Any) -> None:
        assert isinstance(store, GuardedStore)
        bell = Bell()
        assert store.on_stir(bell)
        path.parent.rename(aside)
        path.parent.write_text("in the way")
        await bell.until_it_rings()
        await until(store, lambda status: not status.durable)
        assert store.stirred()
        await store.others_wrote()
        assert store.on_stir(bell)
        assert len(listening()) == before, "memory needs none"
        path.parent.unlink()
        shutil.move(aside, path.parent)
        await bell.until_it_rings()
        await until(store, lambda status: status.durable)
        assert store.on_stir(bell)
        assert len(listening()) == before + 1
        other = SqliteStore(path)
        await other.open()
        await other.post([draft("a")])
        await bell.until_it_rings()
        await other.close()

    guarded(path, scene)
    assert len(listening()) == before
