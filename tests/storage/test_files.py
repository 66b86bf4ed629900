"""What is in the file and around it: modes, file systems, locks, and no more content than is needed."""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from jupyter_notifications.errors import StoreUnavailable
from jupyter_notifications.models import EVERYONE, OWNER, Filter, StateChange, user
from jupyter_notifications.storage import mounts
from jupyter_notifications.storage.base import Journal
from jupyter_notifications.storage.sqlite import SqliteStore
from jupyter_notifications.storage.sqlite.database import has_wal_reset_bug

from .scenes import ALICE, BOB, draft, everything, ids

_MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:26 / /home rw,relatime shared:2 - nfs4 server:/home rw,vers=4.2
31 30 8:2 / /home/local rw - xfs /dev/sdb1 rw
40 22 0:30 / /mnt/with\\040space rw master:1 - fuse.sshfs me@there:/ rw
41 22 8:3 / /twice rw - ext4 /dev/sdc1 rw
42 41 0:31 / /twice rw - cifs //there/share rw
nonsense
"""


@pytest.mark.parametrize(
    ("path", "kind", "network"),
    [
        ("/var/x.db", "ext4", False),
        ("/home/ann/x.db", "nfs4", True),
        ("/home", "nfs4", True),
        ("/home/local/ann/x.db", "xfs", False),
        ("/homework/x.db", "ext4", False),
        ("/mnt/with space/x.db", "fuse.sshfs", True),
        ("/twice/x.db", "cifs", True),
    ],
)
def test_the_mount_table_tells_the_file_system(path: str, kind: str, network: bool) -> None:
    assert mounts.file_system(Path(path), _MOUNTS) == kind
    assert mounts.is_network(Path(path), _MOUNTS) is network


def test_without_a_mount_table_nothing_is_known() -> None:
    assert mounts.file_system(Path("/x"), "") is None
    assert not mounts.is_network(Path("/x"), "")
    assert not mounts.is_local(Path("/x"), "")


def test_only_what_is_known_to_be_local_is_taken_for_it() -> None:
    table = _MOUNTS + "50 22 0:40 / /shared rw - virtiofs share rw\n"
    assert [
        mounts.is_local(Path(path), table) for path in ("/var/x", "/home/local/x", "/home/x", "/shared/x")
    ] == [True, True, False, False]


@pytest.mark.parametrize(
    ("version", "bug"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 0), False),
    ],
)
def test_which_versions_have_the_wal_reset_bug(version: tuple[int, int, int], bug: bool) -> None:
    assert has_wal_reset_bug(version) is bug


def in_file(path: Path, scene: Callable[[SqliteStore], Awaitable[None]], **options: Any) -> None:
    """Play a scene on a store in a file."""

    async def act() -> None:
        store = SqliteStore(path, **options)
        await store.open()
        try:
            await scene(store)
        finally:
            await store.close()

    asyncio.run(act())


async def _ask(store: SqliteStore, sql: str) -> list[Any]:
    return await store._connection.run(lambda db: db.execute(sql).fetchall())


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "deep" / "notifications.db"

    async def scene(store: SqliteStore) -> None:
        await store.post([draft("a")])
        files = sorted(path.parent.iterdir())
        assert {"notifications.db", "notifications.db-wal"} <= {file.name for file in files}
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    in_file(path, scene)


def test_a_local_disk_has_a_write_ahead_log_and_full_syncs(tmp_path: Path) -> None:
    async def scene(store: SqliteStore) -> None:
        assert await _ask(store, "PRAGMA journal_mode") == [("wal",)]
        assert await _ask(store, "PRAGMA synchronous") == [(2,)]

    in_file(tmp_path / "notifications.db", scene)


def test_a_network_disk_has_a_rollback_journal_and_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    table = f"22 1 0:26 / / rw - ext4 /dev/sda1 rw\n23 22 0:27 / {tmp_path} rw - nfs4 server:/ rw\n"
    monkeypatch.setattr(mounts, "mount_table", lambda: table)

    async def scene(store: SqliteStore) -> None:
        assert await _ask(store, "PRAGMA journal_mode") == [("delete",)]
        await store.post([draft("a")])
        assert await ids(store) == ["a"]

    with caplog.at_level(logging.WARNING):
        in_file(tmp_path / "notifications.db", scene)
    assert "network file system" in caplog.text


@pytest.mark.parametrize(("journal", "mode"), [("wal", "wal"), ("delete", "delete"), ("auto", "wal")])
def test_the_journal_can_be_chosen(tmp_path: Path, journal: Journal, mode: str) -> None:
    """Also against what a file has been kept with before."""
    path = tmp_path / "notifications.db"
    for first in ("wal", "delete"):

        async def scene(store: SqliteStore) -> None:
            await store.post([draft("a")])

        async def then(store: SqliteStore) -> None:
            assert await _ask(store, "PRAGMA journal_mode") == [(mode,)]
            assert (await store.status()).journal == mode
            await store.post([draft("b")])

        in_file(path, scene, journal=first)
        in_file(path, then, journal=journal)


def test_a_network_disk_can_be_taken_for_a_local_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = f"22 1 0:26 / / rw - ext4 /dev/sda1 rw\n23 22 0:27 / {tmp_path} rw - nfs4 server:/ rw\n"
    monkeypatch.setattr(mounts, "mount_table", lambda: table)

    async def scene(store: SqliteStore) -> None:
        assert await _ask(store, "PRAGMA journal_mode") == [("wal",)]

    in_file(tmp_path / "notifications.db", scene, journal="wal")


def test_the_size_of_the_file_is_told(tmp_path: Path) -> None:
    path, log = tmp_path / "notifications.db", tmp_path / "notifications.db-wal"

    async def scene(store: SqliteStore) -> None:
        await store.post([draft(f"{n}", body="x" * 4_000) for n in range(50)])
        await store.probe()
        status = await store.status()
        assert status.size == path.stat().st_size + log.stat().st_size
        assert status.size > 200_000
        assert status.room

    in_file(path, scene)


def test_the_lock_file_is_waited_for_with_patience(tmp_path: Path) -> None:
    """Another server that is committing holds the lock; the loop and reads go on meanwhile."""
    path = tmp_path / "notifications.db"
    if not has_wal_reset_bug(sqlite3.sqlite_version_info[:3]):
        pytest.skip("this SQLite needs no lock file")

    async def scene(store: SqliteStore) -> None:
        await store.post([draft("a")])
        with FileLock(f"{path}.lock"):
            with pytest.raises(StoreUnavailable) as caught:
                await store.post([draft("b")])
            assert caught.value.retry_after
            assert await ids(store) == ["a"]
        await store.post([draft("c")])
        assert await ids(store) == ["c", "a"]

    in_file(path, scene, patience=0.2)


def test_a_broadcast_has_no_row_per_person(tmp_path: Path) -> None:
    async def scene(store: SqliteStore) -> None:
        for n in range(50):
            await store.visit(user(str(n)), 0)
        await store.post([draft("a", EVERYONE), draft("b", EVERYONE)])
        assert await _ask(store, "SELECT count(*) FROM entry") == [(0,)]
        await store.change(user("7"), "a", StateChange(read=True), 1)
        await store.change(user("7"), "b", StateChange(read=False), 1)
        assert await _ask(store, "SELECT count(*) FROM entry") == [(1,)]

    in_file(tmp_path / "notifications.db", scene)


def test_content_stands_once(tmp_path: Path) -> None:
    async def scene(store: SqliteStore) -> None:
        await store.post([draft("a", *(user(str(n)) for n in range(50)))])
        assert await _ask(store, "SELECT count(*) FROM event") == [(1,)]
        assert await _ask(store, "SELECT count(*) FROM entry") == [(50,)]

    in_file(tmp_path / "notifications.db", scene)


def test_what_nobody_has_any_more_is_in_the_file_no_longer(tmp_path: Path) -> None:
    path = tmp_path / "notifications.db"
    secret = "the-secret-of-the-day"

    async def scene(store: SqliteStore) -> None:
        await store.post([draft("a", ALICE, BOB, body=secret, key="k")])
        await store.remove(ALICE, "a", 1)
        assert (await store.get(BOB, "a", 1)).content["body"] == secret
        await store.remove_all(BOB, Filter("all"), 1)
        await store.post(
            [draft("b", body=secret, deliver_at=50, key="k"), draft("c", body=secret, expires_at=9)]
        )
        await store.post([draft("d", EVERYONE, body=secret, expires_at=9)])
        await store.wake(9)
        await store.post([draft("e", key="k", now=10)])
        for table, rows in (("event", 1), ("waiting", 0), ("entry", 1), ("broadcast", 0), ("keyed", 1)):
            assert await _ask(store, f"SELECT count(*) FROM {table}") == [(rows,)], table

    in_file(path, scene)
    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert secret.encode() not in left


def test_counts_agree_with_the_rows(tmp_path: Path) -> None:
    """The triggers' counters, against a count of what is there."""

    async def scene(store: SqliteStore) -> None:
        await store.visit(OWNER, 0)
        await store.post([draft(f"{n}", EVERYONE if n % 4 == 0 else OWNER) for n in range(40)])
        for n in range(40):
            change = StateChange(
                read=n % 2 == 0, archived=n % 3 == 0, snoozed_until=99 if n % 5 == 0 else None
            )
            await store.change(OWNER, f"{n}", change, 1)
        await store.remove_all(OWNER, Filter("archived"), 1)
        for state in ("inbox", "unread", "archived", "snoozed", "all"):
            page = await store.list(OWNER, Filter(state), 1, limit=1)
            assert page.total == len(await everything(store, OWNER, 1, Filter(state)))

    in_file(tmp_path / "notifications.db", scene)


def test_writing_shows_from_outside(tmp_path: Path) -> None:
    path = tmp_path / "notifications.db"

    def age() -> None:
        for file in (path, Path(f"{path}-wal")):
            os.utime(file, (1_000_000_000, 1_000_000_000))

    async def scene() -> None:
        store, other = SqliteStore(path), SqliteStore(path)
        await store.open()
        await other.open()
        assert store.stirred(), "just now made"
        age()
        assert store.stirred(), "seen like this for the first time"
        assert not store.stirred()
        await store.list(OWNER, Filter(), 0, limit=1)
        assert not store.stirred(), "reading is not writing"
        await other.post([draft("a")])
        assert store.stirred()
        assert store.stirred(), "more may be written at the same tick of the clock"
        age()
        assert store.stirred()
        assert not store.stirred()
        await store.close()
        await other.close()

    asyncio.run(scene())


def test_a_link_to_a_file_is_the_file(tmp_path: Path) -> None:
    """SQLite keeps its log beside the file itself, and there it is looked for; and there is one lock."""
    path, link = tmp_path / "real" / "notifications.db", tmp_path / "link.db"
    path.parent.mkdir()
    link.symlink_to(path)

    def age() -> None:
        for file in (path, Path(f"{path}-wal")):
            os.utime(file, (1_000_000_000, 1_000_000_000))

    async def scene() -> None:
        store, other = SqliteStore(link), SqliteStore(path)
        await other.open()
        await store.open()
        await other.post([draft("a")])
        await store.post([draft("b")])
        age()
        assert store.stirred()
        assert not store.stirred()
        await other.post([draft("c")])
        assert store.stirred()
        assert await store.others_wrote()
        assert await ids(store) == ["c", "b", "a"]
        # Its log is taken away, and with it what was yet to be written to the file.
        os.unlink(f"{path}-wal")  # noqa: PTH108
        with pytest.raises(StoreUnavailable):
            await store.post([draft("d")])
        await store.close()
        await other.close()

    asyncio.run(scene())
    assert [file.name for file in tmp_path.iterdir() if "lock" in file.name] == []
