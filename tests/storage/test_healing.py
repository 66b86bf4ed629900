"""A store gets out of trouble without a restart, and what was acknowledged meanwhile is there, once (R7)."""

# ruff: noqa: ASYNC240 - files are moved about in scenes that do nothing else meanwhile
from __future__ import annotations

import asyncio
import shutil
import sqlite3
import threading
from collections.abc import Coroutine, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from jupyter_notifications.errors import NotFound, StoreUnavailable
from jupyter_notifications.models import (
    EVERYONE,
    OWNER,
    Draft,
    Filter,
    Muted,
    Notification,
    Posted,
    StateChange,
)
from jupyter_notifications.storage import replay
from jupyter_notifications.storage.base import Store
from jupyter_notifications.storage.guarded import GuardedStore, open_store
from jupyter_notifications.storage.held import Frozen, InFile
from jupyter_notifications.storage.migrate import migrations
from jupyter_notifications.storage.sqlite import Damaged, Gone, SqliteStore, database
from jupyter_notifications.storage.sqlite.faults import damaged
from jupyter_notifications.storage.sqlite.inspection import inspect

from .scenes import ALICE, ALL, BOB, Replica, draft, everything, ids
from .trouble import EXCLUSIVE, LOG, PATIENCE, filled, guarded, held_by_another_process, is_well, until

LATEST = len(migrations("sqlite"))


async def contents(path: Path) -> list[str]:
    """The ids in the owner's inbox, as the next server would find them."""
    store = SqliteStore(path)
    await store.open()
    found = [item.id for item in await everything(store, OWNER, 0, size=100)]
    await store.close()
    return found


async def moved_to_memory(store: GuardedStore, meanwhile: Sequence[Coroutine[Any, Any, Any]]) -> list[Any]:
    """Let the file go just while calls begin; what became of each of them."""
    async with store._turnstile.alone():
        calls = [asyncio.ensure_future(one) for one in meanwhile]
        await asyncio.sleep(0)
        await _file_of(store).close()
        store._exchange(await store._finder.memory("It was locked."))
    return await asyncio.gather(*calls, return_exceptions=True)


async def is_back(store: Store) -> None:
    """Wait until there is a file again, and all is well."""
    await until(store, is_well)


def test_what_memory_took_is_carried_over(tmp_path: Path) -> None:
    """Every kind of write, on entries that are old, new, known to the file by another id, or gone."""
    path = tmp_path / "notifications.db"

    async def before() -> None:
        store = SqliteStore(path)
        await store.open()
        await store.visit(OWNER, 0)
        await store.post([draft("old", key="k", source="s"), draft("sent", event_id="e"), draft("kept")])
        await store.close()

    asyncio.run(before())

    async def scene(store: Store) -> None:
        assert not (await store.status()).durable
        assert await ids(store) == []
        epoch = (await store.head(OWNER, 0)).epoch
        assert not await store.others_wrote()
        await store.visit(OWNER, 0)
        await store.visit(ALICE, 0)
        # Known there under other ids: an update by key, and a resend.
        await store.post([draft("new", key="k", source="s", body="newer"), draft("again", event_id="e")])
        await store.change(OWNER, "again", StateChange(archived=True), 1)
        await store.change(OWNER, "new", StateChange(read=True), 1)
        await store.post(
            [draft("a", body="first", event_id="a"), draft("b"), draft("c"), draft("d", ALICE, BOB)]
        )
        await store.post([draft("ignored", event_id="a")])
        await store.change(OWNER, "b", StateChange(snoozed_until=50), 2)
        await store.remove(OWNER, "c", 2)
        await store.change(ALICE, "d", StateChange(read=True), 2)
        # All at once: what is in memory now, not what is in the file or comes later.
        before = (await store.head(OWNER, 2)).seq
        await store.post([draft("e", type="error")])
        await store.change_all(OWNER, Filter(), StateChange(read=True), 3, up_to=before)
        await store.post([draft("f", now=4), draft("g", now=4)])
        await store.remove_all(OWNER, Filter(q="g"), 5)
        await store.keep_preferences(OWNER, {"dnd": True}, Muted(sources=("noisy",)), 5)
        await store.post([draft("h", source="noisy", now=6), draft("timed", now=6, deliver_at=20)])
        await store.wake(20)
        await store.change(OWNER, "timed", StateChange(read=True), 21)
        await store.post(
            [draft("all", EVERYONE, sender="bob", now=22), draft("oops", EVERYONE, sender="bob")]
        )
        await store.withdraw("bob", "oops", 22)
        with pytest.raises(NotFound):
            await store.remove(OWNER, "kept", 23)
        with pytest.raises(StoreUnavailable, match="cannot be deleted"):
            await store.forget(OWNER, None, 23)
        seen = {item.id: (item.read, item.archived, item.snoozed_until) for item in await _all(store)}
        replica = Replica(OWNER)
        await replica.catch_up(store, 30)
        assert not (await store.status()).durable, "it was let go of too early"

        holder.close()
        await is_back(store)
        assert await store.others_wrote()
        assert not await store.others_wrote()
        assert (await store.head(OWNER, 30)).epoch != epoch
        found = {item.id: (item.read, item.archived, item.snoozed_until) for item in await _all(store)}
        # The two that the file knew have their ids from there.
        seen["old"], seen["sent"] = seen.pop("new"), seen.pop("again")
        assert found == seen | {"kept": (False, False, None)}
        assert (await store.get(OWNER, "old", 30)).content["body"] == "newer"
        assert (await store.get(ALICE, "d", 30)).read
        assert not (await store.get(BOB, "d", 30)).read
        assert await store.preferences(OWNER) == {"dnd": True}
        assert (await store.list(ALICE, ALL, 30, limit=9)).items[0].id == "all"
        await replica.catch_up(store, 30)
        assert {item.id for item in replica.visible(30)} == set(found)
        assert replica.resets == 2
        # From now on it is the file that answers.
        await store.post([draft("z", now=31)])
        assert "z" in await contents(path)

    with ExitStack() as holder:
        holder.enter_context(held_by_another_process(path, *EXCLUSIVE))
        guarded(path, scene)


async def _all(store: Store) -> list[Notification]:
    return await everything(store, OWNER, 30, size=100)


def test_no_write_is_lost_or_doubled_between_memory_and_file(tmp_path: Path) -> None:
    """Eight callers never stop, while the file comes back; each answer is true afterwards, once."""
    path = tmp_path / "notifications.db"
    filled(path)
    acknowledged: list[str] = []
    removed: list[str] = []
    states: set[bool] = set()

    async def caller(store: Store, name: str, stop: asyncio.Event) -> None:
        n = 0
        while not stop.is_set():
            each = f"{name}-{n}"
            n += 1
            [posted] = await store.post([draft(each, event_id=each if n % 2 else None)])
            assert (posted.id, posted.outcome) == (each, "created")
            acknowledged.append(each)
            if n % 3 == 0:
                await store.change(OWNER, each, StateChange(read=True), 1)
            if n % 5 == 0:
                await store.remove(OWNER, each, 1)
                removed.append(each)
            states.add((await store.status()).durable)

    async def scene(store: Store) -> None:
        stop = asyncio.Event()
        callers = [asyncio.ensure_future(caller(store, str(n), stop)) for n in range(8)]
        try:
            await _until_more_than(acknowledged, 400, callers)
            holder.close()
            await is_back(store)
            await _until_more_than(acknowledged, len(acknowledged) + 100, callers)
        finally:
            stop.set()
            await asyncio.gather(*callers)
        assert states == {False, True}
        left = {"000", "001", "002", *acknowledged} - set(removed)
        found = await everything(store, OWNER, 0, size=100)
        assert sorted(item.id for item in found) == sorted(left)
        read = {item.id for item in found if item.read}
        assert read == {one for one in left if "-" in one and (int(one.split("-")[1]) + 1) % 3 == 0}

    with ExitStack() as holder:
        holder.enter_context(held_by_another_process(path, *EXCLUSIVE))
        guarded(path, scene)
    assert sorted(asyncio.run(contents(path))) == sorted({"000", "001", "002", *acknowledged} - set(removed))


def test_what_waits_while_the_file_is_lost_is_done_by_what_comes(tmp_path: Path) -> None:
    """Forgetting is refused, and changing or deleting all is kept: for what was written before them, too."""
    path = tmp_path / "notifications.db"
    filled(path)

    async def scene(store: Store) -> None:
        assert isinstance(store, GuardedStore)
        posts = [store.post([draft("a"), draft("b", type="error")])]
        alls = [
            store.change_all(OWNER, Filter(type="error"), StateChange(read=True), 1),
            store.remove_all(OWNER, Filter(q="a"), 1),
        ]
        results = await moved_to_memory(store, [*posts, *alls, store.forget(OWNER, None, 1)])
        assert isinstance(results.pop(), StoreUnavailable)
        assert [result.changed for result in results[1:]] == [1, 1]
        store._told.set()
        await is_back(store)
        found = await everything(store, OWNER, 2, size=100)
        assert [(item.id, item.read) for item in found if item.id in "ab"] == [("b", True)]
        assert len(found) == 4

    guarded(path, scene, retry=60, look=60)


def test_that_there_is_another_store_is_told_even_if_asking_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "notifications.db"

    async def scene(store: Store) -> None:
        assert isinstance(store, GuardedStore)
        await moved_to_memory(store, [])
        with monkeypatch.context() as patch:
            patch.setattr(SqliteStore, "others_wrote", _refused)
            with pytest.raises(StoreUnavailable):
                await store.others_wrote()
        assert store.stirred()
        assert await store.others_wrote()
        assert not await store.others_wrote()

    guarded(path, scene, retry=60, look=60)


async def _refused(store: Store) -> bool:
    raise StoreUnavailable("It is locked.")


@pytest.mark.parametrize("how", ["one", "all"])
def test_what_memory_took_is_kept_though_nobody_waits_for_it(tmp_path: Path, how: str) -> None:
    """Whoever asked for it has gone; others have seen it."""
    place = tmp_path / "data"
    place.write_text("in the way")

    async def scene(store: Store) -> None:
        await store.post([draft(f"old {n}", type=str(n)) for n in range(1, 40)])
        for n in range(1, 40):
            call: asyncio.Future[Any] = asyncio.ensure_future(
                store.post([draft(str(n))])
                if how == "one"
                else store.change_all(OWNER, Filter(type=str(n)), StateChange(read=True), 1)
            )
            for _ in range(n * 3):
                await asyncio.sleep(0)
            call.cancel()
            await asyncio.wait([call])
            assert isinstance(store, GuardedStore)
            async with store._turnstile.alone():
                pass  # what it left behind has ended
        seen = [(item.id, item.read) for item in await _all(store)]
        place.unlink()
        assert isinstance(store, GuardedStore)
        store._told.set()
        await is_back(store)
        assert [(item.id, item.read) for item in await _all(store)] == seen

    guarded(place / "notifications.db", scene, retry=60)


async def _until_more_than(done: Sequence[str], count: int, callers: Sequence[asyncio.Future[None]]) -> None:
    while len(done) <= count:
        failed, _ = await asyncio.wait(callers, timeout=0.01)
        for one in failed:
            one.result()


def test_carrying_over_that_fails_half_way_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file refuses again after some of it; nothing is there twice in the end."""
    monkeypatch.setattr(replay, "AT_ONCE", 3)
    path = tmp_path / "notifications.db"
    filled(path)
    refusals = iter([4, 2, 7])

    class Weak(SqliteStore):
        """A file that takes a few writes, and then none until it is opened again."""

        left = 0

        async def open(self) -> None:
            await super().open()
            self.left = next(refusals, 1_000)

        async def post(self, drafts: Sequence[Draft]) -> list[Posted]:
            self.left -= 1
            if self.left < 0:
                raise StoreUnavailable("No more.")
            return await super().post(drafts)

    async def act() -> None:
        first = iter([SqliteStore(tmp_path)])  # a directory
        store = GuardedStore(
            path, lambda: next(first, None) or Weak(path), log=LOG, retry=0.05, look=0.05, rest=0.05
        )
        await store.open()
        for n in range(60):
            await store.post([draft(f"n{n}"), draft(f"m{n}")])
            await store.change(OWNER, f"n{n}", StateChange(read=True), 1)
        await is_back(store)
        found = await everything(store, OWNER, 0, size=100)
        expected = ["000", "001", "002", *(f"{kind}{n}" for n in range(60) for kind in "nm")]
        assert [item.id for item in reversed(found)] == expected
        assert {item.id for item in found if item.read} == {f"n{n}" for n in range(60)}
        assert next(refusals, None) is None, "it never failed"
        await store.close()

    asyncio.run(act())


def test_more_than_is_kept_stays_in_memory_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "MAX_WRITES", 5)
    place = tmp_path / "data"
    place.write_text("in the way")

    async def scene(store: Store) -> None:
        await store.post([draft(str(n)) for n in range(5)])
        assert "as soon as" in ((await store.status()).problem or "")
        await store.post([draft("5")])
        assert "too many" in ((await store.status()).problem or "")
        place.unlink()
        await _turns(store, 3)
        assert await ids(store) == ["5", "4", "3", "2", "1", "0"]
        assert not (await store.status()).durable
        assert not place.exists()

    guarded(place / "notifications.db", scene)


async def _turns(store: Store, count: int) -> None:
    """Let the store look at its file a few times."""
    assert isinstance(store, GuardedStore)
    for _ in range(count):
        await store._turn()


def test_a_directory_that_is_made_later(tmp_path: Path) -> None:
    place = tmp_path / "data"
    place.write_text("in the way")

    async def scene(store: Store) -> None:
        await store.post([draft("a")])
        place.unlink()
        await is_back(store)
        await store.post([draft("b")])
        assert await ids(store) == ["b", "a"]
        assert place.stat().st_mode & 0o777 == 0o700

    guarded(place / "notifications.db", scene)
    assert asyncio.run(contents(place / "notifications.db")) == ["b", "a"]


@pytest.mark.parametrize("how", ["replaced", "removed", "repaired in place"])
@pytest.mark.parametrize("what", ["damaged", "newer schema"])
def test_a_file_that_could_not_be_used_at_the_start_is_tried_again(
    tmp_path: Path, how: str, what: str
) -> None:
    path = tmp_path / "notifications.db"
    filled(path)
    sound = path.read_bytes()
    if what == "damaged":
        path.write_bytes(b"\xa5" * 9_000)
    else:
        with closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA user_version = 999")

    async def scene(store: Store) -> None:
        with pytest.raises(StoreUnavailable):
            await store.post([draft("refused")])
        await store.visit(OWNER, 0)
        await _turns(store, 3)
        assert not (await store.status()).writable
        if how == "replaced":
            (tmp_path / "backup").write_bytes(sound)
            (tmp_path / "backup").replace(path)
        elif how == "removed":
            path.unlink()
        elif what == "damaged":
            path.write_bytes(sound)
        else:
            with closing(sqlite3.connect(path)) as db:
                db.execute(f"PRAGMA user_version = {LATEST}")
        await is_back(store)
        assert await store.others_wrote()
        await store.post([draft("b", EVERYONE)])
        expected = ["b"] if how == "removed" else ["b", "002", "001", "000"]
        assert await ids(store) == expected
        # The visit from before is known to the new file: this broadcast is news.
        assert not (await store.get(OWNER, "b", 0)).read

    guarded(path, scene)
    assert asyncio.run(contents(path))[0] == "b"


def test_a_new_file_after_the_old_one_was_deleted_while_running(tmp_path: Path) -> None:
    """SQLite would go on writing into the deleted file, and lose all that at the next start."""
    path = tmp_path / "notifications.db"

    async def scene(store: Store) -> None:
        await store.visit(OWNER, 0)
        await store.post([draft("a")])
        head = await store.head(OWNER, 0)
        for file in tmp_path.iterdir():
            file.unlink()
        with pytest.raises(Gone) as caught:
            await store.post([draft("refused")])
        assert caught.value.retry_after
        await is_back(store)
        await store.post([draft("b", EVERYONE)])
        assert await ids(store) == ["b"]
        now = await store.head(OWNER, 0)
        assert (now.epoch != head.epoch, now.unread) == (True, 1)
        assert await store.others_wrote()
        assert (await store.changes(OWNER, 0, epoch=head.epoch, after=head.seq, limit=9)).reset

    # It is looked at so seldom that the write must notice it.
    guarded(path, scene, look=60)
    assert asyncio.run(contents(path)) == ["b"]


def test_a_file_that_is_deleted_is_noticed_without_a_write(tmp_path: Path) -> None:
    path = tmp_path / "notifications.db"

    async def scene(store: Store) -> None:
        await store.post([draft("a")])
        path.unlink()
        await _until_there(path)
        await is_back(store)
        assert await ids(store) == []

    guarded(path, scene)


async def _until_there(path: Path) -> None:
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while not path.exists():
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("with_log", [True, False])
def test_a_file_that_is_replaced_while_running(tmp_path: Path, with_log: bool) -> None:
    """The log of the old file is not played into the new one, and the new one's is not deleted."""
    path, backup, aside = (tmp_path / name for name in ("notifications.db", "backup.db", "aside.db"))

    async def scene(store: Store) -> None:
        await store.post([draft(f"old{n}") for n in range(50)])
        other = SqliteStore(backup)
        await other.open()
        await other.post([draft("other")])
        path.rename(aside)
        if with_log:
            # As it is copied from a running server: the log holds all there is.
            for end in ("-wal", ""):
                shutil.copy(f"{backup}{end}", f"{path}{end}.new")
                Path(f"{path}{end}.new").replace(f"{path}{end}")
            await other.close()
        else:
            await other.close()
            backup.replace(path)
        with pytest.raises(Gone):
            await store.post([draft("refused")])
        await is_back(store)
        await store.post([draft("b")])
        assert await ids(store) == ["b", "other"]

    guarded(path, scene, look=60)
    assert asyncio.run(contents(path)) == ["b", "other"]
    assert len(asyncio.run(contents(aside))) == 50, "what was promised is where the file went"


def test_a_log_that_is_deleted_while_running_loses_nothing(tmp_path: Path) -> None:
    """What was committed stood in the log alone."""
    path = tmp_path / "notifications.db"

    async def scene(store: Store) -> None:
        await store.post([draft(f"{n:02d}") for n in range(50)])
        epoch = (await store.head(OWNER, 0)).epoch
        Path(f"{path}-wal").unlink()
        with pytest.raises(Gone):
            await store.post([draft("refused")])
        await is_back(store)
        await store.post([draft("b")])
        assert (await store.head(OWNER, 0)).epoch == epoch

    guarded(path, scene, look=60)
    assert len(asyncio.run(contents(path))) == 51


def _file_of(store: Store) -> SqliteStore:
    assert isinstance(store, GuardedStore)
    held = store._held
    assert isinstance(held, InFile)
    return held.store


async def _is_frozen(store: Store) -> None:
    assert isinstance(store, GuardedStore)
    await until(store, lambda _: isinstance(store._held, Frozen))


def test_damaged_while_running_then_replaced(tmp_path: Path) -> None:
    path = tmp_path / "notifications.db"
    filled(path, 2_000)
    sound = path.read_bytes()

    async def scene(store: Store) -> None:
        await store.post([draft("in the log")])
        await _file_of(store)._connection.run(lambda db: db.execute("PRAGMA cache_size = 1").fetchall())
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * (len(sound) - 4096))
        spoilt, log = path.read_bytes(), Path(f"{path}-wal").read_bytes()
        with pytest.raises(StoreUnavailable):
            await everything(store, OWNER, 0)
        with pytest.raises(Damaged):
            await store.post([draft("refused")])
        await _is_frozen(store)
        with pytest.raises(Damaged):
            await store.post([draft("refused")])
        await store.list(OWNER, Filter(), 0, limit=50)
        await store.head(OWNER, 0)
        await _turns(store, 3)
        assert (path.read_bytes(), Path(f"{path}-wal").read_bytes()) == (spoilt, log), "it was written to"
        (tmp_path / "backup").write_bytes(sound)
        (tmp_path / "backup").replace(path)
        await is_back(store)
        await store.post([draft("b")])
        assert (await ids(store))[:2] == ["b", "1999"]
        assert Path(f"{path}-wal.old").read_bytes() == log, "the log of the damaged file is kept"

    guarded(path, scene)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_damaged_first_page_is_never_written_to(tmp_path: Path) -> None:
    """No other connection can be made then, by which SQLite could be kept from its checkpoint on closing."""
    path = tmp_path / "notifications.db"

    async def scene(store: Store) -> None:
        await store.post([draft(str(n)) for n in range(20)])
        with path.open("r+b") as file:
            file.write(b"\xff" * 4096)
        spoilt = path.read_bytes()
        _file_of(store)._writer.note(damaged())
        await _is_frozen(store)
        await _turns(store, 3)
        assert path.read_bytes() == spoilt
        path.unlink()
        await is_back(store)
        await store.post([draft("b")])

    guarded(path, scene)
    assert asyncio.run(contents(path)) == ["b"]


@pytest.mark.parametrize("kind", ["locked", "read-only"])
def test_it_says_that_all_is_well_again_without_a_write(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "notifications.db"

    async def scene(store: Store) -> None:
        await store.post([draft("kept")])
        run = _file_of(store)._connection.run
        with ExitStack() as holder:
            if kind == "locked":
                holder.enter_context(held_by_another_process(path, "BEGIN IMMEDIATE"))
            else:
                await run(lambda db: db.execute("PRAGMA query_only = ON").fetchall())
            with pytest.raises(StoreUnavailable):
                await store.post([draft("refused")])
            assert not (await store.status()).writable
            await _turns(store, 2)
            assert not (await store.status()).writable
            assert await ids(store) == ["kept"]
        if kind == "read-only":
            await run(lambda db: db.execute("PRAGMA query_only = OFF").fetchall())
        before = (await store.head(OWNER, 0)).seq
        await is_back(store)
        assert (await store.head(OWNER, 0)).seq == before

    guarded(path, scene)


def test_it_can_be_closed_at_the_moment_it_is_told_of_trouble(tmp_path: Path) -> None:
    """What is cancelled then may not hear of it."""

    async def act() -> None:
        store = await open_store(tmp_path / "notifications.db", log=LOG, reserve=0)
        await asyncio.sleep(0)  # it waits to be told
        assert isinstance(store, GuardedStore)
        store._told.set()
        await asyncio.wait_for(store.close(), PATIENCE)

    asyncio.run(act())


def test_it_can_be_closed_at_any_moment(tmp_path: Path) -> None:
    """In each state, and at each point of coming back."""
    path = tmp_path / "notifications.db"
    filled(path, 50)

    async def act() -> None:
        for turns in range(0, 60, 3):
            with ExitStack() as holder:
                holder.enter_context(held_by_another_process(path, *EXCLUSIVE))
                store = await open_store(path, log=LOG, patience=0.02, reserve=0, retry=0.01)
                await store.post([draft(f"{turns}-{n}") for n in range(20)])
            for _ in range(turns):
                await asyncio.sleep(0.002)
            await asyncio.wait_for(store.close(), PATIENCE)
            await store.close()

    asyncio.run(act())
    found = asyncio.run(contents(path))
    assert len(found) == len(set(found))
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_nothing_is_left_of_an_attempt_that_was_under_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The task is cancelled again while the thread that opens the file goes on."""
    path = tmp_path / "notifications.db"
    filled(path, 5)
    began = threading.Event()
    slow = False

    def slowly(*args: Any, **more: Any) -> None:
        if slow:
            began.set()
            threading.Event().wait(1.2)
        inspect(*args, **more)

    monkeypatch.setattr(database, "inspect", slowly)

    async def act() -> None:
        nonlocal slow
        with held_by_another_process(path, *EXCLUSIVE):
            store = await open_store(path, log=LOG, patience=0.02, reserve=0, retry=0.01)
        slow = True
        await asyncio.wait_for(asyncio.to_thread(began.wait), PATIENCE)
        before = threading.active_count()
        await asyncio.wait_for(store.close(), PATIENCE)
        # Of the store in memory, and of the attempt.
        assert threading.active_count() <= before - 2

    asyncio.run(act())
    with held_by_another_process(path, *EXCLUSIVE):
        pass
