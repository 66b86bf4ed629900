"""The full-text index holds what the events hold, whoever writes to the file, and nothing else."""

# ruff: noqa: A001 - the words of the contract; signs of many scripts
from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from jupyter_notifications.models import EVERYONE, OWNER, Filter, StateChange
from jupyter_notifications.storage.migrate import migrate, migrations
from jupyter_notifications.storage.sqlite import SqliteStore, indexer, reads, search

from .scenes import BOB, draft, everything
from .searching import check_index, fill, found, no_fts5, opened, run, with_fts5

pytestmark = with_fts5


def test_the_index_follows_what_is_changed_and_deleted() -> None:
    async def scene(store: SqliteStore) -> None:
        keyed: dict[str, Any] = {"key": "k", "source": "s"}
        await store.post([draft("a", title="first words", **keyed), draft("b", title="other words")])
        await store.post([draft("c", EVERYONE, title="words for all"), draft("d", title="not indexed")])
        await fill(store)
        await store.post([draft("x", title="second text", **keyed), draft("e", title="words again")])
        assert await found(store, "first") == []
        assert await found(store, "second") == ["a"]
        assert await found(store, "words") == ["e", "c", "b"]
        await fill(store)
        await store._connection.run(check_index)
        assert await found(store, "first") == []
        assert await found(store, "second") == ["a"]
        # The number of the last event is given again.
        for id in ("e", "d"):
            await store.remove(OWNER, id, 0)
        await store.post([draft("f", title="fresh text")])
        assert await found(store, "again") == []
        assert await found(store, "fresh") == ["f"]
        await fill(store)
        await store._connection.run(check_index)
        assert await found(store, "text") == ["f", "a"]
        await store.post([draft("g", EVERYONE, title="more words")])
        await store.change(OWNER, "c", StateChange(archived=True), 0)
        assert await found(store, "words") == ["g", "c", "b"]
        assert await found(store, "words", BOB) == ["g", "c"]
        assert [n.id for n in await everything(store, OWNER, 0, Filter(q="words"))] == ["g", "b"]

    run(scene)


def test_an_update_is_noted_once_and_brings_back_nothing_if_the_words_stay() -> None:
    async def scene(store: SqliteStore) -> None:
        def bar(n: int) -> Any:
            return draft(f"{n}", key="k", title="copying files", progress=n / 10, type="in-progress")

        await store.post([bar(0)])
        await fill(store)
        before = await store._connection.run(lambda db: db.execute("SELECT * FROM found_data").fetchall())
        for n in range(1, 9):
            await store.post([bar(n)])
        noted = await store._connection.run(lambda db: db.execute("SELECT content FROM stale").fetchall())
        assert [json.loads(row[0])["progress"] for row in noted] == [0.0]
        assert await fill(store) == 1
        after = await store._connection.run(lambda db: db.execute("SELECT * FROM found_data").fetchall())
        assert before == after
        assert await found(store, "copying") == ["0"]

    run(scene)


def test_changes_of_many_by_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "FEW", 5)
    monkeypatch.setattr(reads, "FEW", 5)

    async def scene(store: SqliteStore) -> None:
        await store.visit(OWNER, 0)
        await store.post([draft(f"{n}", title="even" if n % 2 == 0 else "odd one") for n in range(40)])
        await store.post([draft("all", EVERYONE, title="even more")])
        await fill(store)
        await store.post([draft("new", title="even newer")])
        done = await store.change_all(OWNER, Filter(q="EVEN"), StateChange(read=True), 0)
        assert done.changed == 22
        assert done.head.unread == 20
        assert (await store.remove_all(OWNER, Filter(q="one odd"), 0)).changed == 20
        assert len(await found(store, "even")) == 22
        assert await found(store, "odd") == []

    run(scene)


def test_a_store_says_how_it_searches(tmp_path: Path) -> None:
    said: list[str] = []

    async def ask(store: SqliteStore) -> None:
        said.append((await store.status()).search)

    run(ask)
    run(ask, tmp_path / "n.db")
    with no_fts5():
        run(ask)
        run(ask, tmp_path / "n.db")
    assert said == ["fts5", "fts5", "scan", "scan"]


def test_a_sqlite_without_fts5_uses_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "n.db"

    async def with_index(store: SqliteStore) -> None:
        await store.post([draft("a", title="apple pie", key="k"), draft("b", title="apple juice")])
        await fill(store)
        await store.remove(OWNER, "b", 0)
        assert await found(store, "apple") == ["a"]

    async def without(store: SqliteStore) -> None:
        assert await found(store, "apple") == ["a"]
        await store.post([draft("c", title="pear pie"), draft("x", title="plum pie", key="k")])
        assert await found(store, "apple") == []
        assert await found(store, "pie") == ["c", "a"]
        await store.remove(OWNER, "c", 0)
        # What was said is not kept for an index that this SQLite cannot have.
        assert not await store._connection.run(lambda db: db.execute("SELECT * FROM stale").fetchall())

    async def with_index_again(store: SqliteStore) -> None:
        assert await found(store, "pie") == ["a"]
        assert await fill(store) > 0
        await store._connection.run(check_index)
        assert await found(store, "plum") == ["a"]
        assert await found(store, "apple") == []

    run(with_index, path)
    with no_fts5() as tried:
        run(without, path)
    assert tried == []
    run(with_index_again, path)


def test_with_and_without_fts5_write_to_one_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "n.db"

    async def scene(indexed: SqliteStore) -> None:
        await indexed.post([draft("a", title="apple pie", key="k"), draft("b", title="apple juice")])
        with no_fts5() as tried:
            async with opened(path) as plain:
                await fill(indexed)
                await plain.post([draft("x", title="plum pie", key="k"), draft("c", title="plum jam")])
                await plain.remove(OWNER, "b", 0)
                for store in (plain, indexed):
                    assert await found(store, "apple") == []
                    assert await found(store, "plum") == ["c", "a"]
                await plain.post([draft("y", title="last pie", key="k")])
        # It may ask what the other has made, and reads where that cannot be had; writing never needs it.
        assert set(tried) == {"read"}
        await fill(indexed)
        await indexed._connection.run(check_index)
        assert await found(indexed, "pie") == ["a"]

    run(scene, path)


def test_two_servers_fill_one_index(tmp_path: Path) -> None:
    path = tmp_path / "n.db"

    async def scene(one: SqliteStore) -> None:
        async with opened(path) as other:
            for n in range(30):
                store = (one, other)[n % 2]
                await store.post([draft(f"{n}-{m}", title=f"number {n}", body="x" * n) for m in range(9)])
                await store.post([draft(f"k{n}", title=f"step {n}", key="k")])
                await (other, one)[n % 2]._writer.write(search.catch_up)
                await store.remove(OWNER, f"{n}-3", 0)
            await asyncio.gather(fill(one), fill(other))
            for store in (one, other):
                await store._connection.run(check_index)
                assert len(await found(store, "number 12")) == 8
                assert await found(store, "step") == ["k0"]

    run(scene, path)


def test_nothing_of_what_was_deleted_is_left_in_the_index(tmp_path: Path) -> None:
    path = tmp_path / "n.db"
    # Signs that are nowhere else; the index leaves out the first byte of what follows its like.
    word = "龘靐齉"
    secret = word.encode()[1:]

    def files() -> bytes:
        return b"".join(file.read_bytes() for file in tmp_path.iterdir())

    def checkpoint(db: sqlite3.Connection) -> None:
        assert db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0

    def in_index(db: sqlite3.Connection) -> int:
        count = "SELECT count(*) FROM found_data WHERE instr(block, ?)"
        return int(db.execute(count, (secret,)).fetchone()[0])

    async def scene(store: SqliteStore) -> None:
        await store.post([draft(f"{n}", title=f"common words {n}") for n in range(250)])
        await store.post([draft("s", title=word), draft("t", title="a later one")])
        await fill(store)
        await store.remove(OWNER, "s", 0)
        await fill(store)
        assert await store._connection.run(in_index) > 0
        await store._writer.write(search.forget_traces)
        await store._connection.run(checkpoint)
        assert secret not in files()
        assert await found(store, "common 24") == [f"{n}" for n in range(249, -1, -1) if "24" in f"{n}"]
        await fill(store)
        await store._connection.run(check_index)
        # Nor without FTS5.
        await store.post([draft("s", title=word)])
        await fill(store)
        assert await store._connection.run(in_index) > 0

    async def without(store: SqliteStore) -> None:
        await store.remove(OWNER, "s", 0)
        assert await store._connection.run(in_index) > 0
        await store._writer.write(search.forget_traces)
        await store._connection.run(checkpoint)
        assert secret not in files()

    async def again(store: SqliteStore) -> None:
        await fill(store)
        await store._connection.run(check_index)

    run(scene, path)
    with no_fts5():
        run(without, path)
    run(again, path)


def test_an_index_that_is_damaged_is_made_anew(tmp_path: Path) -> None:
    async def scene(store: SqliteStore) -> None:
        await store.post([draft(f"{n}", title=f"word {n}") for n in range(9)])
        await fill(store)

        def damage(db: sqlite3.Connection) -> None:
            db.execute("UPDATE found_data SET block = x'00ff00ff00ff' WHERE id > 10")

        await store._writer.write(damage)
        async with opened(tmp_path / "n.db") as fresh:
            assert await found(fresh, "word 7") == ["7"]
            await fresh.remove(OWNER, "7", 0)
            # It is noticed when it is read to be merged.
            for n in range(12):
                await fresh.post([draft(f"new-{n}", title=f"word {n}")])
                await fill(fresh)
            assert await found(fresh, "word 7") == ["new-7"]
            await fresh._connection.run(check_index)
            assert (await fresh.status()).writable

    run(scene, tmp_path / "n.db")


def test_a_file_from_before_the_index_is_searched_and_filled(tmp_path: Path) -> None:
    path = tmp_path / "n.db"
    db = sqlite3.connect(path, isolation_level=None)
    migrate(db, migrations("sqlite")[:2])
    db.close()

    async def scene(store: SqliteStore) -> None:
        await store.post([draft("a", title="from before")])
        assert await found(store, "before") == ["a"]

    run(scene, path)

    async def to_read() -> None:
        async with opened(path, read_only=True) as store:
            assert await found(store, "before") == ["a"]

    asyncio.run(to_read())


def test_the_index_is_filled_when_nobody_writes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(indexer, "QUIET", 0.01)
    done = threading.Event()
    catch_up = search.catch_up

    def watched(db: sqlite3.Connection) -> bool:
        more = catch_up(db)
        if not more:
            done.set()
        return more

    monkeypatch.setattr(search, "catch_up", watched)

    async def scene(store: SqliteStore) -> None:
        for n in range(3):
            done.clear()
            await store.post([draft(f"{n}-{m}", title=f"word {n}") for m in range(150)])
            assert await asyncio.to_thread(done.wait, 20)
            assert not await store._connection.run(search.behind)
        await store._connection.run(check_index)
        assert len(await found(store, "word 1")) == 150

    async def left_behind(store: SqliteStore) -> None:
        assert await asyncio.to_thread(done.wait, 20)

    run(scene, tmp_path / "n.db")
    db = sqlite3.connect(tmp_path / "n.db", isolation_level=None)
    db.execute("UPDATE indexed SET upto = 5 WHERE upto > 5")
    db.execute("UPDATE indexed SET upto = -1")
    db.close()
    done.clear()
    run(left_behind, tmp_path / "n.db")


def test_the_index_is_seen_to_while_there_is_no_end_of_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexer, "MANY", 5)
    done = asyncio.Event()

    async def read(_: Any) -> bool:
        return True

    async def write(_: Any) -> bool:
        done.set()
        return False

    async def scene() -> None:
        index = indexer.Indexer(read=read, write=write, quiet=3600)
        index.written(6)
        index.start()
        await asyncio.wait_for(done.wait(), 10)
        await index.close()

    asyncio.run(scene())


def test_the_index_waits_while_many_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is seen to when few are written in a second, and then stops as soon as many are again."""
    done = asyncio.Event()
    sleep = asyncio.sleep
    rows = [indexer.FEW * 5, indexer.FEW, indexer.FEW - 1, 0, indexer.FEW * 5, indexer.FEW * 5, 3, 0]
    seconds: list[float] = []
    portions: list[int] = []

    async def read(_: Any) -> bool:
        return True

    async def write(_: Any) -> bool:
        portions.append(len(seconds))
        if len(portions) == 2:
            done.set()
        return len(portions) < 2

    async def scene() -> None:
        index = indexer.Indexer(read=read, write=write, quiet=1)

        async def slept(delay: float) -> None:
            await sleep(0)
            if delay == 1 or portions == [3]:
                seconds.append(delay)
                index.written(rows[len(seconds) - 1] if len(seconds) <= len(rows) else 0)

        monkeypatch.setattr(asyncio, "sleep", slept)
        index.start()
        await asyncio.wait_for(done.wait(), 10)
        await index.close()

    asyncio.run(scene())
    # Three seconds till there were few; a portion, its rest and a pause; two more till there were few again.
    assert portions[:2] == [3, 7]


def spoilt(db: sqlite3.Connection, *, id: str, content: str) -> None:
    """What no version of ours writes."""
    db.execute("UPDATE event SET content = ? WHERE id = ?", (content, id))


def test_a_row_that_cannot_be_read_does_not_stop_the_index(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene(store: SqliteStore) -> None:
        await store.post([draft(id, title="words", key=id) for id in ("a", "b", "c")])
        for id, content in (("a", '{"title": 5}'), ("b", "no JSON")):
            spoil = partial(spoilt, id=id, content=content)
            await store._connection.run(spoil)
        await fill(store)
        await store.post([draft("x", title="other words", key="a")])
        await fill(store)
        assert not await store._connection.run(search.behind)

    run(scene)

    async def goes_on() -> None:
        tries: list[str] = []
        tried, done = asyncio.Event(), asyncio.Event()

        async def read(question: Any, /) -> bool:
            tries.append("")
            tried.set()
            if len(tries) == 1:
                raise ValueError("what nobody thought of")
            done.set()
            return False

        index = indexer.Indexer(read=read, write=read, quiet=0.01)
        index.start()
        try:
            await asyncio.wait_for(tried.wait(), 5)
            index.written(1)
            await asyncio.wait_for(done.wait(), 5)
        finally:
            await index.close()

    asyncio.run(goes_on())
    assert "what nobody thought of" in caplog.text
