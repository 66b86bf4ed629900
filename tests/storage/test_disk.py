"""A disk of its own that is full, almost full or read-only: a tmpfs of 2 MiB (promise R7).

Root mounts it. Anyone else runs the same test again in a user namespace, in which they may. Where neither
is allowed it is skipped, and the tests in ``test_trouble.py`` with limits of process and file remain.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_notifications.errors import StoreUnavailable
from jupyter_notifications.models import OWNER, Filter, StateChange
from jupyter_notifications.storage.base import Store
from jupyter_notifications.storage.sqlite import NoRoom

from .scenes import ALL, draft, ids
from .trouble import (
    AS_ROOT,
    guarded,
    is_well,
    make_read_only,
    may_mount,
    may_unshare,
    mount,
    small_disk,
    until,
)

#: Set in the process that runs a test again.
_INSIDE = "TESTS_INSIDE_A_NAMESPACE"


@pytest.fixture
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MiB. What it is made by is a property of the test in the report."""
    if may_mount(tmp_path / "probe"):
        request.node.user_properties.append(
            ("disk", "tmpfs in a namespace" if _INSIDE in os.environ else "tmpfs")
        )
        with small_disk(tmp_path / "disk") as folder:
            yield folder
        return
    assert _INSIDE not in os.environ, "no disk can be mounted in the namespace"
    if not may_unshare():
        pytest.skip("no disk can be mounted here: only the limits of test_trouble.py were tried")
    again = [*AS_ROOT, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", request.node.nodeid]
    done = subprocess.run(
        again,
        env=os.environ | {_INSIDE: "1"},
        cwd=request.config.rootpath,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    pytest.skip("passed in a user namespace")


def fill(folder: Path, *, but: int = 0) -> None:
    """Use all there is on a disk, but for some bytes."""
    usage = os.statvfs(folder)
    free = usage.f_bavail * usage.f_frsize - but
    with (folder / "ballast").open("wb") as file:
        file.write(b"x" * max(0, free))


def test_a_full_disk_while_running(disk: Path) -> None:
    """Reads go on, writes are refused, nothing that was acknowledged goes; then it heals by itself."""

    async def scene(store: Store) -> None:
        acknowledged: list[str] = []

        async def go_on() -> None:
            for n in range(10_000):
                await store.post([draft(f"{n:05d}", body="x" * 4_000)])
                acknowledged.append(f"{n:05d}")

        with pytest.raises(StoreUnavailable, match="full") as caught:
            await go_on()
        assert caught.value.retry_after
        assert len(acknowledged) > 40
        status = await store.status()
        assert (status.writable, status.durable) == (False, True)
        assert "full" in (status.problem or "")
        page = await store.list(OWNER, ALL, 0, limit=40)
        assert [item.id for item in page.items] == acknowledged[:-41:-1]
        assert page.total == len(acknowledged)
        mount("-o", "remount,size=8m", str(disk))
        await until(store, is_well)
        await store.post([draft("healed")])
        assert (await ids(store))[:2] == ["healed", acknowledged[-1]]

    guarded(disk / "notifications.db", scene)


def test_deleting_goes_on_when_room_is_kept(disk: Path) -> None:
    """Without any room SQLite cannot delete either; so posts stop before."""

    async def scene(store: Store) -> None:
        await store.post([draft(f"{n:03d}", body="x" * 4_000) for n in range(60)])
        assert (await store.status()).room
        fill(disk, but=600 * 1024)
        status = await until(store, lambda status: not status.room)
        assert (status.writable, status.durable) == (True, True)
        assert "almost full" in (status.problem or "")
        with pytest.raises(NoRoom, match="almost full") as caught:
            await store.post([draft("refused")])
        assert (caught.value.status, bool(caught.value.retry_after)) == (503, True)
        await store.change(OWNER, "000", StateChange(read=True), 1)
        await store.remove(OWNER, "001", 1)
        assert (await store.remove_all(OWNER, Filter(), 1)).changed == 59
        assert await ids(store) == []
        with pytest.raises(NoRoom):
            await store.post([draft("refused")])
        (disk / "ballast").unlink()
        await until(store, is_well)
        await store.post([draft("healed")])
        assert await ids(store) == ["healed"]

    guarded(disk / "notifications.db", scene, reserve=800 * 1024)


def test_a_full_disk_at_the_start(disk: Path) -> None:
    """Kept in memory, and written down as soon as there is room."""
    fill(disk)

    async def scene(store: Store) -> None:
        assert not (await store.status()).durable
        await store.post([draft("a")])
        (disk / "ballast").unlink()
        await until(store, is_well)
        await store.post([draft("b")])
        assert await ids(store) == ["b", "a"]

    guarded(disk / "notifications.db", scene)


def test_a_read_only_disk_at_the_start(disk: Path) -> None:
    make_read_only(disk, True)

    async def scene(store: Store) -> None:
        status = await store.status()
        assert (status.durable, status.writable) == (False, True)
        await store.post([draft("a")])
        make_read_only(disk, False)
        await until(store, is_well)
        assert await ids(store) == ["a"]

    guarded(disk / "notifications.db", scene)


def test_a_file_on_a_read_only_disk_at_the_start(disk: Path) -> None:
    """There is a file, which cannot be written to: what comes is kept in memory until it can be."""

    async def first(store: Store) -> None:
        await store.post([draft("old")])

    guarded(disk / "notifications.db", first)
    make_read_only(disk, True)

    async def scene(store: Store) -> None:
        assert not (await store.status()).durable
        await store.post([draft("a")])
        make_read_only(disk, False)
        await until(store, is_well)
        assert await ids(store) == ["a", "old"]

    guarded(disk / "notifications.db", scene)


def test_the_disk_is_taken_away_while_running(disk: Path) -> None:
    """What is written then is not acknowledged into a disk that nobody will see again; it comes back."""

    async def scene(store: Store) -> None:
        await store.post([draft("a")])
        hidden = disk.with_name("hidden")
        hidden.mkdir()
        mount("--move", str(disk), str(hidden))
        with pytest.raises(StoreUnavailable):
            await store.post([draft("refused")])
        await until(store, is_well)
        assert await ids(store) == []
        await store.post([draft("meanwhile")])
        mount("--move", str(hidden), str(disk))
        with pytest.raises(StoreUnavailable):
            await store.post([draft("refused")])
        await until(store, is_well)
        assert await ids(store) == ["a"]

    guarded(disk / "notifications.db", scene, look=60)
