"""The one writer: what fails, fails alone, and nothing is done twice or by half."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from jupyter_notifications.errors import StoreUnavailable
from jupyter_notifications.models import OWNER, Filter, StateChange
from jupyter_notifications.storage.sqlite import Damaged, Gone, SqliteStore, writer
from jupyter_notifications.storage.sqlite.faults import damaged

from .scenes import draft, everything, ids
from .trouble import held_by_another_process


def in_file(path: Path, scene: Callable[[SqliteStore], Awaitable[None]], **options: Any) -> None:
    """Play a scene on a store in a file."""

    async def act() -> None:
        store = SqliteStore(path, **options)
        await store.open()
        try:
            await asyncio.wait_for(scene(store), 60)
        finally:
            await store.close()

    asyncio.run(act())


def test_a_batch_that_fails_is_there_not_at_all_and_can_be_sent_again(tmp_path: Path) -> None:
    """All of it is refused; sent again, each is there once."""
    path = tmp_path / "notifications.db"

    async def scene(store: SqliteStore) -> None:
        await store.post([draft("before")])
        with held_by_another_process(path, "BEGIN IMMEDIATE"):
            results = await asyncio.gather(
                *(store.post([draft(f"{n:03d}", event_id=str(n))]) for n in range(100)),
                return_exceptions=True,
            )
        assert {type(result) for result in results} == {StoreUnavailable}
        assert await ids(store) == ["before"]
        for _ in range(2):
            await asyncio.gather(*(store.post([draft(f"{n:03d}", event_id=str(n))]) for n in range(100)))
        assert len(await everything(store, OWNER, 0)) == 101

    in_file(path, scene, patience=0.1)


def test_a_commit_that_fails_takes_nothing_with_it(tmp_path: Path) -> None:
    """The fault comes after the operations have been run, at the very end."""

    async def scene(store: SqliteStore) -> None:
        await store.post([draft("a")])

        def spoil(db: sqlite3.Connection) -> None:
            db.execute("PRAGMA defer_foreign_keys = ON")
            db.execute("CREATE TABLE IF NOT EXISTS parent (n INTEGER PRIMARY KEY)")
            db.execute(
                "CREATE TABLE IF NOT EXISTS child (n REFERENCES parent (n) DEFERRABLE INITIALLY DEFERRED)"
            )
            db.execute("INSERT INTO child VALUES (1)")

        await store._connection.run(lambda db: db.execute("PRAGMA foreign_keys = ON").fetchall())
        results = await asyncio.gather(
            store.post([draft("b")]), store._write(spoil), store.post([draft("c")]), return_exceptions=True
        )
        assert {isinstance(result, StoreUnavailable) for result in results} == {True}
        assert await ids(store) == ["a"]
        await store.post([draft("d")])
        assert await ids(store) == ["d", "a"]
        assert (await store.status()).writable

    in_file(tmp_path / "notifications.db", scene)


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Python 3.10 does not tell whose fault it is")
def test_a_statement_that_sqlite_refuses_fails_alone(tmp_path: Path) -> None:
    async def scene(store: SqliteStore) -> None:
        results = await asyncio.gather(
            store.post([draft("a")]),
            store._write(lambda db: db.execute("SELECT nonsense()").fetchall()),
            store.post([draft("b")]),
            return_exceptions=True,
        )
        assert [isinstance(result, Exception) for result in results] == [False, True, False]
        assert isinstance(results[1], StoreUnavailable)
        assert await ids(store) == ["b", "a"]
        assert (await store.status()).problem is None

    in_file(tmp_path / "notifications.db", scene)


def test_more_than_can_wait_is_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "MAX_QUEUED", 20)
    path = tmp_path / "notifications.db"

    async def scene(store: SqliteStore) -> None:
        with held_by_another_process(path, "BEGIN IMMEDIATE"):
            first = asyncio.ensure_future(store.post([draft("first")]))
            await asyncio.sleep(0)
            await asyncio.sleep(0)  # the writer has taken it, and waits for the file
            assert (await store.status()).queued == 0
            waiting = [asyncio.ensure_future(store.post([draft(f"{n:02d}")])) for n in range(20)]
            await asyncio.sleep(0)
            assert (await store.status()).queued == 20
            with pytest.raises(StoreUnavailable, match="Too much waits") as caught:
                await asyncio.wait_for(store.post([draft("over")]), 1)
            assert caught.value.retry_after
            assert not first.done()
        await asyncio.gather(first, *waiting)
        assert len(await everything(store, OWNER, 0)) == 21

    in_file(path, scene, patience=30)


def test_those_who_were_answered_together_are_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who answers a request needs a few turns of the loop until the next one comes to be written."""
    sizes: list[int] = []
    commit = writer.Writer._commit

    async def watched(self: writer.Writer, batch: list[Any]) -> None:
        sizes.append(len(batch))
        await commit(self, batch)

    monkeypatch.setattr(writer.Writer, "_commit", watched)

    async def scene(store: SqliteStore) -> None:
        async def caller(turns: int) -> None:
            for _ in range(5):
                await store.visit(OWNER, 0)
                for _ in range(turns):
                    await asyncio.sleep(0)

        await asyncio.gather(*(caller(turns) for turns in range(4)))
        assert sizes == [4] * 5
        sizes.clear()
        await caller(0)
        assert sizes == [1] * 5

    in_file(tmp_path / "notifications.db", scene)


def test_what_waits_is_written_when_the_store_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "notifications.db"

    async def act() -> None:
        store = SqliteStore(path)
        await store.open()
        waiting = [asyncio.ensure_future(store.post([draft(f"{n:03d}")])) for n in range(300)]
        await asyncio.sleep(0)
        await store.close()
        answered = {(await one)[0].id for one in waiting}
        assert len(answered) == 300
        with pytest.raises(StoreUnavailable, match="stopping"):
            await store.post([draft("late")])
        again = SqliteStore(path)
        await again.open()
        assert {item.id for item in await everything(again, OWNER, 0, size=100)} == answered
        await again.close()

    asyncio.run(act())


def test_damage_that_a_read_finds_is_not_forgotten_by_a_commit_under_way(tmp_path: Path) -> None:
    async def scene(store: SqliteStore) -> None:
        async def find_damage() -> None:
            store._writer.note(damaged())

        await asyncio.gather(store.post([draft("under way")]), find_damage(), return_exceptions=True)
        with pytest.raises(Damaged):
            await store.post([draft("new")])

    in_file(tmp_path / "notifications.db", scene)


def test_each_batch_looks_whether_its_file_is_there(tmp_path: Path) -> None:
    path = tmp_path / "notifications.db"

    async def scene(store: SqliteStore) -> None:
        await store.post([draft("a")])
        path.rename(tmp_path / "elsewhere")
        for act in (
            store.post([draft("b")]),
            store.change(OWNER, "a", StateChange(read=True), 1),
            store.remove_all(OWNER, Filter(), 1),
        ):
            with pytest.raises(Gone):
                await act
        assert await ids(store) == ["a"]
        (tmp_path / "elsewhere").rename(path)
        # It may have been written to elsewhere; only opening it anew tells.
        with pytest.raises(Gone):
            await store.post([draft("c")])

    in_file(path, scene)
