"""A store in trouble never stops the server (promise R7): each kind of trouble with a real cause."""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from jupyter_notifications.errors import StoreUnavailable
from jupyter_notifications.models import OWNER, Filter, StateChange
from jupyter_notifications.storage.base import Store
from jupyter_notifications.storage.sqlite import Damaged, NewerSchema, SqliteStore, database

from .scenes import draft, ids
from .trouble import EXCLUSIVE, filled, guarded, held_by_another_process


async def works_in_memory(store: Store) -> None:
    """Everything works, and says that it will not last."""
    status = await store.status()
    assert (status.engine, status.durable, status.writable) == ("memory", False, True)
    assert status.problem is not None
    assert "only until the server stops" in status.problem
    assert "/" not in status.problem
    await store.visit(OWNER, 0)
    await store.post([draft("a")])
    await store.change(OWNER, "a", StateChange(read=True), 1)
    assert await ids(store) == ["a"]


async def refuses_writes(store: Store) -> None:
    """Nothing can be written, and nothing else breaks."""
    for write in (
        store.post([draft("new")]),
        store.change(OWNER, "001", StateChange(read=True), 1),
        store.change_all(OWNER, Filter(), StateChange(read=True), 1),
        store.remove(OWNER, "001", 1),
        store.remove_all(OWNER, Filter(), 1),
    ):
        with pytest.raises(StoreUnavailable) as caught:
            await write
        assert caught.value.status == 503
    await store.visit(OWNER, 0)
    assert list(await store.wake(10**15)) == []
    assert await store.next_due() is None
    status = await store.status()
    assert (status.writable, status.durable) == (False, True)
    assert status.problem


def test_a_directory_where_the_file_should_be(tmp_path: Path) -> None:
    guarded(tmp_path, works_in_memory)
    assert list(tmp_path.iterdir()) == []


def test_a_file_where_the_directory_should_be(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a directory")
    guarded(tmp_path / "data" / "notifications.db", works_in_memory)
    assert (tmp_path / "data").read_text() == "not a directory"


def test_held_by_another_process_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "notifications.db"
    filled(path)
    with held_by_another_process(path, *EXCLUSIVE):
        guarded(path, works_in_memory)

    async def is_back(store: Store) -> None:
        assert (await store.status()).durable
        assert await ids(store) == ["002", "001", "000"]

    guarded(path, is_back)


@pytest.mark.parametrize(
    "content", [b"Dear diary, this is no database" * 300, b"SQLite format 3\0" + b"\xa5" * 9000]
)
def test_not_a_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notifications.db"
    path.write_bytes(content)

    async def scene(store: Store) -> None:
        await refuses_writes(store)
        assert await ids(store) == []
        assert (await store.head(OWNER, 0)).unread == 0

    guarded(path, scene)
    assert path.read_bytes() == content
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_flipped_bytes_are_found_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "notifications.db"
    filled(path, 300)
    content = bytearray(path.read_bytes())
    for at in range(4096 * 20, len(content), 4096):
        content[at : at + 64] = b"\xff" * 64
    path.write_bytes(content)

    async def scene(store: Store) -> None:
        await refuses_writes(store)
        await store.list(OWNER, Filter(), 0, limit=50)
        await store.head(OWNER, 0)

    guarded(path, scene)
    assert path.read_bytes() == bytes(content)


def test_another_programs_database(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE history (line TEXT)")
    db.close()
    content = path.read_bytes()
    guarded(path, refuses_writes)
    assert path.read_bytes() == content


def test_a_newer_schema_is_read_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notifications.db"
    filled(path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA user_version = 999")
        db.execute("ALTER TABLE event ADD COLUMN mood TEXT")
    db.close()
    content = path.read_bytes()

    async def scene(store: Store) -> None:
        await refuses_writes(store)
        assert await ids(store) == ["002", "001", "000"]
        assert (await store.status()).schema_version == 999
        assert "newer version" in ((await store.status()).problem or "")

    guarded(path, scene)
    assert path.read_bytes() == content


def test_a_newer_schema_that_cannot_be_read_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "notifications.db"
    filled(path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA user_version = 999")
        db.execute("ALTER TABLE entry RENAME TO entries")
    db.close()
    content = path.read_bytes()

    async def scene(store: Store) -> None:
        await refuses_writes(store)
        assert await ids(store) == []

    guarded(path, scene)
    assert path.read_bytes() == content


@pytest.mark.parametrize(("spoil", "error"), [("PRAGMA user_version = 999", NewerSchema), (None, Damaged)])
def test_a_store_that_cannot_be_opened_raises(
    tmp_path: Path, spoil: str | None, error: type[Exception]
) -> None:
    path = tmp_path / "notifications.db"
    if spoil is None:
        path.write_bytes(b"x" * 5000)
    else:
        filled(path)
        with closing(sqlite3.connect(path)) as db, db:
            db.execute(spoil)
        db.close()

    async def act() -> None:
        store = SqliteStore(path)
        with pytest.raises(error):
            await store.open()
        await store.close()

    asyncio.run(act())


async def _fails_then_heals(store: Store, words: str, heal: Callable[[], Awaitable[None]]) -> None:
    """Reads go on, writes are refused with a time to try again; then it heals by itself."""
    for _ in range(2):
        with pytest.raises(StoreUnavailable) as caught:
            await store.post([draft("refused", body="x" * 200_000)])
        assert caught.value.retry_after
        with pytest.raises(StoreUnavailable):
            await store.remove_all(OWNER, Filter(), 1)
        with pytest.raises(StoreUnavailable):
            await store.visit(OWNER, 0)
        assert await ids(store) == ["kept"]
        status = await store.status()
        assert (status.writable, status.durable) == (False, True)
        assert words in (status.problem or "")
    await heal()
    await store.post([draft("healed")])
    status = await store.status()
    assert (status.writable, status.problem) == (True, None)
    assert await ids(store) == ["healed", "kept"]


async def _run(store: SqliteStore, sql: str) -> None:
    await store._connection.run(lambda db: db.execute(sql).fetchall())


def _while_running(path: Path, scene: Callable[[SqliteStore], Awaitable[None]]) -> None:
    async def act() -> None:
        store = SqliteStore(path, patience=0.2)
        await store.open()
        try:
            await store.post([draft("kept")])
            await scene(store)
        finally:
            await store.close()

    asyncio.run(act())


def test_a_full_file_while_running(tmp_path: Path) -> None:
    """SQLite's own limit gives the same error as a full disk."""

    async def scene(store: SqliteStore) -> None:
        await _run(store, "PRAGMA max_page_count = 1")
        with pytest.raises(StoreUnavailable, match="full"):
            await store.post([draft("refused", body="x" * 200_000)])
        assert "full" in ((await store.status()).problem or "")
        assert await ids(store) == ["kept"]
        await _run(store, "PRAGMA max_page_count = 1000000")
        await store.post([draft("healed")])
        assert (await store.status()).writable

    _while_running(tmp_path / "notifications.db", scene)


def test_no_more_can_be_written_while_running(tmp_path: Path) -> None:
    """The operating system refuses every write beyond a size, as a disk that is full does."""
    path = tmp_path / "notifications.db"

    async def scene(store: SqliteStore) -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size // 4, hard))

        async def heal() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

        try:
            await _fails_then_heals(store, "cannot be saved", heal)
        finally:
            await heal()

    _while_running(path, scene)


def test_read_only_while_running(tmp_path: Path) -> None:
    async def scene(store: SqliteStore) -> None:
        await _run(store, "PRAGMA query_only = ON")

        async def heal() -> None:
            await _run(store, "PRAGMA query_only = OFF")

        await _fails_then_heals(store, "read-only", heal)

    _while_running(tmp_path / "notifications.db", scene)


def test_locked_while_running(tmp_path: Path) -> None:
    path = tmp_path / "notifications.db"

    async def scene(store: SqliteStore) -> None:
        holder = held_by_another_process(path, "BEGIN IMMEDIATE")
        holder.__enter__()

        async def heal() -> None:
            holder.__exit__(None, None, None)

        await _fails_then_heals(store, "Another program", heal)

    _while_running(path, scene)


def test_reads_go_on_while_a_write_waits(tmp_path: Path) -> None:
    path = tmp_path / "notifications.db"

    async def act() -> None:
        store = SqliteStore(path, patience=20)
        await store.open()
        await store.post([draft("kept")])
        with held_by_another_process(path, "BEGIN IMMEDIATE"):
            waiting = asyncio.ensure_future(store.post([draft("later")]))
            for _ in range(20):
                assert await ids(store) == ["kept"]
            assert not waiting.done()
        await waiting
        assert await ids(store) == ["later", "kept"]
        await store.close()

    asyncio.run(act())


def test_damaged_while_running(tmp_path: Path) -> None:
    """It is seen at the next read, and not written to any more."""
    path = tmp_path / "notifications.db"
    filled(path, 2_000)

    async def act() -> None:
        store = SqliteStore(path)
        await store.open()
        await _run(store, "PRAGMA cache_size = 1")
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * (path.stat().st_size - 4096))
        with pytest.raises(StoreUnavailable):
            await store.list(OWNER, Filter(), 0, limit=50)
        with pytest.raises(Damaged):
            await store.post([draft("new")])
        status = await store.status()
        assert not status.writable
        assert "damaged" in (status.problem or "")
        await store.close()

    asyncio.run(act())


def test_a_file_that_was_damaged_is_not_written_to_even_if_it_looks_sound_again(tmp_path: Path) -> None:
    path = tmp_path / "notifications.db"
    filled(path, 2_000)

    async def act() -> None:
        store = SqliteStore(path)
        await store.open()
        await _run(store, "PRAGMA cache_size = 1")
        sound = path.read_bytes()
        path.write_bytes(sound[:4096] + b"\xff" * (len(sound) - 4096))
        with pytest.raises(Damaged):
            await store.list(OWNER, Filter(), 0, limit=50)
        path.write_bytes(sound)
        with pytest.raises(Damaged):
            await store.post([draft("new")])
        assert "new" not in await ids(store)
        await store.close()

    asyncio.run(act())


def test_nothing_is_tried_while_another_process_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read before the file is one's own may be old by the time it is written."""
    monkeypatch.setattr(database, "has_wal_reset_bug", lambda _: False)
    path = tmp_path / "notifications.db"

    async def act() -> None:
        store = SqliteStore(path, patience=0.1)
        await store.open()
        tried: list[int] = []
        with held_by_another_process(path, "BEGIN IMMEDIATE"), pytest.raises(StoreUnavailable):
            await store._write(lambda _: tried.append(1))
        assert tried == []
        await store._write(lambda _: tried.append(2))
        assert tried == [2]
        await store.close()

    asyncio.run(act())


def test_the_data_directory_vanishes_while_running(tmp_path: Path) -> None:
    """Nothing hangs and nothing raises anything else."""
    path = tmp_path / "data" / "notifications.db"

    async def scene(store: SqliteStore) -> None:
        shutil.rmtree(path.parent)
        try:
            await store.post([draft("new")])
        except StoreUnavailable:
            assert not (await store.status()).writable
        assert "kept" in await ids(store)

    _while_running(path, scene)


def test_a_pipe_does_not_hang_the_start(tmp_path: Path) -> None:
    path = tmp_path / "notifications.db"
    os.mkfifo(path)
    guarded(path, works_in_memory)
