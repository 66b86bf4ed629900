"""People who want to be forgotten, on each engine: nothing of them is left, in answers or in files."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from jupyter_notifications.models import EVERYONE, OWNER, Filter, Muted, StateChange
from jupyter_notifications.storage.base import Store
from jupyter_notifications.storage.sqlite import SqliteStore

from .scenes import ALICE, BOB, Replica, contract, draft, everything, ids, play

SPAM = Muted(sources=("spam",))


@contract
async def test_a_forgotten_person_starts_from_nothing(store: Store) -> None:
    await store.visit(ALICE, 0)
    await store.post(
        [
            draft("to-alice", ALICE, BOB, sender="carol"),
            draft("own", ALICE, sender="alice", key="k", event_id="e1"),
            draft("to-bob", BOB, sender="alice", event_id="e2"),
            draft("later-for-alice", ALICE, deliver_at=50),
            draft("later-for-both", ALICE, BOB, deliver_at=60),
            draft("later-from-alice", BOB, sender="alice", deliver_at=50),
            draft("all", EVERYONE),
        ]
    )
    await store.change(ALICE, "all", StateChange(archived=True), 1)
    await store.keep_preferences(ALICE, {"a": 1}, SPAM, 1)
    replica = Replica(ALICE)
    await replica.catch_up(store, 1)
    of_bob = await store.head(BOB, 1)
    await store.forget(ALICE, "alice", 2)
    assert await store.preferences(ALICE) is None
    assert (await store.sent("alice", 2, limit=5)).items == []
    assert [(n.id, n.read, n.archived) for n in await everything(store, ALICE, 2)] == [("all", True, False)]
    assert await store.head(BOB, 2) == of_bob
    assert await ids(store, BOB) == ["all", "to-bob", "to-alice"]
    assert [s.id for s in (await store.sent("carol", 2, limit=5)).items] == ["to-alice"]
    assert await store.next_due() == 60
    assert list(await store.wake(60)) == [BOB]
    # The key and the event id mean nothing any more, and nothing is muted.
    await store.visit(ALICE, 61)
    posted = await store.post(
        [
            draft("new", ALICE, sender="alice", key="k", event_id="e1", source="spam"),
            draft("new2", BOB, sender="alice", event_id="e2"),
        ]
    )
    assert [(p.id, p.outcome) for p in posted] == [("new", "created"), ("new2", "created")]
    page = await store.list(ALICE, Filter("all"), 61, limit=5)
    assert ([n.id for n in page.items], page.total, page.head.unread) == (["new", "all"], 2, 1)
    await replica.catch_up(store, 61)
    assert (set(replica.items), replica.resets) == ({"new", "all"}, 2)


@contract
async def test_a_cursor_from_before_is_of_no_use_ever_again(store: Store) -> None:
    await store.visit(ALICE, 0)
    await store.post([draft(f"{n}", ALICE) for n in range(3)])
    old = await store.head(ALICE, 0)
    for again in range(4):
        await store.forget(ALICE, "alice", 0)
        got = await store.changes(ALICE, 0, epoch=old.epoch, after=old.seq, limit=5)
        assert got.reset, again
        fresh = got.head
        assert not (await store.changes(ALICE, 0, epoch=fresh.epoch, after=fresh.seq, limit=5)).reset
        if again % 2:
            await store.visit(ALICE, 0)
            # Beyond where the old cursor stood.
            await store.post([draft(f"{again}{n}", ALICE) for n in range(9)])
            await store.post([draft(f"{again}all", EVERYONE)])
            assert (await store.changes(ALICE, 0, epoch=old.epoch, after=old.seq, limit=5)).reset
            old = await store.head(ALICE, 0)
    # Others' cursors, and those of people who come for the first time, are not in the way.
    head = await store.head(BOB, 0)
    await store.post([draft("b", BOB)])
    got = await store.changes(BOB, 0, epoch=head.epoch, after=head.seq, limit=5)
    assert ([n.id for n in got.items], got.reset) == (["b"], False)


@contract
async def test_the_owner_can_be_forgotten_and_everyone_can_not(store: Store) -> None:
    await store.post([draft("a", event_id="e"), draft("all", EVERYONE)])
    await store.forget(OWNER, None, 0)
    assert await ids(store, OWNER, Filter("all")) == ["all"]
    (posted,) = await store.post([draft("b", event_id="e")])
    assert posted.outcome == "created"
    await store.forget(EVERYONE, None, 0)
    assert await ids(store, BOB) == ["all"]
    await store.post([draft("all2", EVERYONE)])
    assert await ids(store, BOB) == ["all2", "all"]


@contract
async def test_forgetting_many_lets_others_write(store: Store) -> None:
    await store.post([draft(f"{n:04d}", ALICE) for n in range(2500)])
    forgetting = asyncio.ensure_future(store.forget(ALICE, "alice", 0))
    await asyncio.sleep(0)
    await store.post([draft("b", BOB)])
    assert not forgetting.done()
    await forgetting
    assert await ids(store, ALICE, Filter("all")) == []
    assert await ids(store, BOB) == ["b"]


def test_nothing_of_a_forgotten_person_is_in_the_files(tmp_path: Path) -> None:
    mark, key = b"A-SECRET-OF-ALICES", b"user:alice"
    path = tmp_path / "notifications.db"

    def traces(of: bytes) -> int:
        files = [path, path.with_name("notifications.db-wal"), path.with_name("notifications.db-journal")]
        return sum(file.read_bytes().count(of) for file in files if file.exists())

    async def scene(store: Store) -> None:
        secret = mark.decode()
        for n in range(900):
            # All sizes, so that rows are moved between pages and some do not fit into one.
            who, body = (ALICE, secret) if n % 3 else (BOB, "of Bob's")
            extra: dict[str, Any] = {"key": f"{n % 40}"} if n % 4 == 0 else {}
            body = f"{body} " * (1, 3, 12, 60, 250)[n * 7 % 5]
            await store.post([draft(f"{n:03d}", who, sender=None if n % 5 else who.name, body=body, **extra)])
            if n % 50 == 49:
                await store.remove_all(ALICE, Filter("all"), 0)
        await store.keep_preferences(ALICE, {"x": secret}, Muted((secret,), (secret,)), 0)
        await store.post([draft("e", ALICE, sender="alice", event_id=secret, deliver_at=99, body=secret)])
        await store.post([draft("w", BOB, sender="alice", event_id="w", deliver_at=99, body=secret)])
        assert traces(mark) > 100
        assert traces(key) > 0
        await store.forget(ALICE, "alice", 0)
        assert (traces(mark), traces(key)) == (0, 0)
        assert len(await ids(store, BOB)) == 100
        assert traces(b"of Bob's") > 0

    play(scene, path)
    assert (traces(mark), traces(key)) == (0, 0)


@pytest.mark.parametrize("ends", ["probe", "close"])
def test_the_log_is_emptied_as_soon_as_nobody_else_reads(tmp_path: Path, ends: str) -> None:
    path = tmp_path / "notifications.db"

    def is_left() -> bool:
        return any(b"A-SECRET" in file.read_bytes() for file in tmp_path.iterdir())

    async def act() -> None:
        store = SqliteStore(path, journal="wal")
        await store.open()
        try:
            await store.post([draft("a", title="A-SECRET")])
            with closing(sqlite3.connect(path, isolation_level=None)) as other:
                other.execute("BEGIN")
                other.execute("SELECT count(*) FROM event").fetchone()
                await store.forget(OWNER, None, 0)
                await store.probe()
                assert is_left(), "who reads is not disturbed"
                other.execute("COMMIT")
                # The other one stays open, so that closing alone does not empty the log.
                await getattr(store, ends)()
                assert not is_left()
        finally:
            await store.close()

    asyncio.run(asyncio.wait_for(act(), 60))
