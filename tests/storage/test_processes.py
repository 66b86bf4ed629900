"""More than one process, and processes that end badly: nothing is lost (promises R1, R9, R10)."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from jupyter_notifications.models import OWNER, Filter
from jupyter_notifications.storage.migrate import Migration, migrate, migrations, version
from jupyter_notifications.storage.sqlite import SqliteStore, database

from .scenes import Replica, draft, everything

_WRITER = """
import asyncio, sys
from pathlib import Path
from jupyter_notifications.models import EVERYONE, OWNER
from jupyter_notifications.storage.sqlite import SqliteStore
from tests.storage.scenes import draft

async def main(path, name, count):
    store = SqliteStore(Path(path))
    await store.open()
    numbers = iter(range(count))
    async def write():
        for n in numbers:
            id = f"{name}-{n}"
            await store.post([draft(id, EVERYONE if n % 10 == 9 else OWNER, event_id=id)])
            print(id, flush=True)
    await asyncio.gather(*[write() for _ in range(8)])
    await store.close()

asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
"""


def writer(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    """A process in which eight callers post, and which prints the ids that were acknowledged."""
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path), name, str(count)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


async def _ids(path: Path) -> set[str]:
    store = SqliteStore(path)
    await store.open()
    found = {item.id for item in await everything(store, OWNER, 0, size=100)}
    await store.close()
    return found


def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "notifications.db"
    acknowledged: set[str] = set()
    for turn in range(4):
        with writer(path, str(turn), 100_000) as process:
            assert process.stdout is not None
            lines = [process.stdout.readline() for _ in range(40 * (turn + 1))]
            process.send_signal(signal.SIGKILL)
            # What was in the pipe was acknowledged too; the last line may be cut.
            rest = process.stdout.read()
            lines += rest[: rest.rfind("\n") + 1].splitlines()
        acknowledged |= {line.strip() for line in lines}
        db = sqlite3.connect(path)
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        db.close()
        assert acknowledged <= asyncio.run(_ids(path))
    assert len(acknowledged) >= 400


def test_two_processes_on_one_file(tmp_path: Path) -> None:
    path = tmp_path / "notifications.db"
    with writer(path, "a", 300) as one, writer(path, "b", 300) as two:
        printed = {line for process in (one, two) for line in process.communicate(timeout=60)[0].split()}
    assert one.returncode == two.returncode == 0
    assert len(printed) == 600
    assert asyncio.run(_ids(path)) == printed


_IN_TURN = """
import asyncio, sys
from pathlib import Path
from jupyter_notifications.storage import mounts
from jupyter_notifications.storage.sqlite import SqliteStore, indexer
from tests.storage.scenes import draft

async def main(path, name, count, table):
    indexer.QUIET = 3600  # On a slow machine it would write as well.
    if table:
        mounts.mount_table = lambda: table
    store = SqliteStore(Path(path), patience=30)
    await store.open()
    heard = 0
    for n in range(count):
        assert sys.stdin.readline()
        heard += await store.others_wrote()
        # Both send each event, and half of the keys are those of the other.
        await store.post([draft(f"{name}-{n}", event_id=f"shared-{n}"), draft(f"{name}+{n}", key=str(n % 7))])
        heard += 1000 * await store.others_wrote()
        print(n, flush=True)
    status = await store.status()
    print(heard, status.journal, flush=True)
    await store.close()

asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]))
"""


@pytest.mark.parametrize("network", [False, True])
def test_two_processes_in_turn(tmp_path: Path, network: bool) -> None:
    """Each hears of the other's writes and not of its own; no row is lost, none is there twice.

    On a network file system, as a table says, it goes without shared memory.
    """
    path, count = tmp_path / "notifications.db", 500
    table = f"22 1 0:26 / / rw - ext4 /dev/sda1 rw\n23 22 0:27 / {tmp_path} rw - nfs4 server:/ rw\n"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _IN_TURN, str(path), name, str(count), table if network else ""],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for name in "ab"
    ]
    with processes[0] as one, processes[1] as two:
        for n in range(count):
            for process in (one, two):
                assert process.stdin is not None
                assert process.stdout is not None
                process.stdin.write("\n")
                process.stdin.flush()
                assert process.stdout.readline() == f"{n}\n"
        ends = [(process.stdout.readline() if process.stdout else "").split() for process in (one, two)]
    # At its first turn the other may have been done before this one had opened the file.
    assert {int(end[0]) for end in ends} <= {count - 1, count}
    assert {end[1] for end in ends} == {"delete" if network else "wal"}
    assert Path(f"{path}-wal").exists() is False

    async def act() -> None:
        store = SqliteStore(path)
        await store.open()
        found = [item.id for item in await everything(store, OWNER, 0, size=100)]
        assert len(found) == len(set(found))
        assert {one for one in found if "-" in one} == {f"a-{n}" for n in range(count)}
        assert {one for one in found if "+" in one} == {f"a+{n}" for n in range(7)}
        head = await store.head(OWNER, 0)
        assert head.unread == len(found) == count + 7
        # Each commit has moved the inbox by each thing that it changed.
        assert head.seq.own == count + 2 * count
        await store.close()

    asyncio.run(act())


@pytest.mark.parametrize("lock_file", [True, False])
def test_two_stores_on_one_file_see_each_other_and_share_one_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lock_file: bool
) -> None:
    """With the lock file that some versions of SQLite need, and by SQLite's own locks alone."""
    monkeypatch.setattr(database, "has_wal_reset_bug", lambda _: lock_file)
    path = tmp_path / "notifications.db"

    async def act() -> None:
        stores = [SqliteStore(path), SqliteStore(path)]
        await asyncio.gather(*(store.open() for store in stores))
        replica = Replica(OWNER)
        await replica.catch_up(stores[0], 0)
        for turn in range(10):
            await asyncio.gather(
                *(stores[n % 2].post([draft(f"{turn}-{n}")]) for n in range(20)),
                replica.catch_up(stores[turn % 2], 0, limit=7),
            )
        await replica.catch_up(stores[0], 0, limit=7)
        found = await everything(stores[1], OWNER, 0)
        assert len({item.changed for item in found}) == len(found) == 200
        assert [item.id for item in replica.visible(0)] == [item.id for item in found]
        assert replica.resets == 1
        # A resend to the other server is a duplicate there too.
        await stores[0].post([draft("x", event_id="e")])
        (posted,) = await stores[1].post([draft("y", event_id="e")])
        assert (posted.id, posted.outcome) == ("x", "duplicate")
        await asyncio.gather(*(store.close() for store in stores))

    asyncio.run(act())


def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "notifications.db"

    async def act() -> None:
        store = SqliteStore(path)
        await store.open()
        await store.post([draft("a"), draft("b")])
        head, page = await store.head(OWNER, 0), await store.list(OWNER, Filter(), 0, limit=9)
        await store.close()
        again = SqliteStore(path)
        await again.open()
        assert await again.head(OWNER, 0) == head
        assert await again.list(OWNER, Filter(), 0, limit=9) == page
        await again.close()

    asyncio.run(act())


def test_closing_leaves_no_thread(tmp_path: Path) -> None:
    before = set(threading.enumerate())

    async def act() -> None:
        for path in (tmp_path / "notifications.db", None):
            store = SqliteStore(path)
            await store.open()
            await store.post([draft("a")])
            assert len(set(threading.enumerate()) - before) == 1
            await store.close()
            await store.close()
        unopened = SqliteStore(tmp_path)
        with pytest.raises(Exception, match="something else"):
            await unopened.open()
        await unopened.close()

    asyncio.run(act())
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    assert set(threading.enumerate()) <= before


def test_a_store_that_was_never_closed_does_not_keep_the_process_alive(tmp_path: Path) -> None:
    code = (
        "import asyncio, sys, pathlib\n"
        "from jupyter_notifications.storage.sqlite import SqliteStore\n"
        "store = SqliteStore(pathlib.Path(sys.argv[1]))\n"
        "async def main():\n"
        "    await store.open()\n"
        "    await store.head(__import__('jupyter_notifications.models').models.OWNER, 0)\n"
        "    print('open')\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "notifications.db")],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.stdout == "open\n"


def test_a_migration_that_was_killed_starts_again(tmp_path: Path) -> None:
    path = tmp_path / "notifications.db"
    code = (
        "import os, signal, sqlite3, sys\n"
        "from jupyter_notifications.storage.migrate import Migration, migrate, migrations\n"
        "db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "db.execute('PRAGMA journal_mode = WAL')\n"
        "db.create_function('die', 0, lambda: os.kill(os.getpid(), signal.SIGKILL))\n"
        "first = migrations('sqlite')[0]\n"
        "sql = first.sql.replace('CREATE TABLE keyed', 'SELECT die();\\nCREATE TABLE keyed')\n"
        "migrate(db, [Migration(1, 'first', sql)])\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], timeout=30, check=False)
    assert done.returncode == -signal.SIGKILL
    db = sqlite3.connect(path)
    assert version(db) == 0
    assert db.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    db.close()

    async def act() -> None:
        store = SqliteStore(path)
        await store.open()
        await store.post([draft("a")])
        assert (await store.status()).schema_version == len(migrations("sqlite"))
        await store.close()

    asyncio.run(act())


def test_each_migration_is_one_transaction(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    good = Migration(1, "one", "CREATE TABLE a (x);\nINSERT INTO a VALUES (';');\n")
    bad = Migration(2, "two", "INSERT INTO a VALUES (2);\nINSERT INTO nowhere VALUES (1);\n")
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        migrate(db, [good, bad])
    assert version(db) == 1
    assert db.execute("SELECT x FROM a").fetchall() == [(";",)]
    assert not db.in_transaction
    better = Migration(2, "two", "INSERT INTO a VALUES (2);\n")
    assert migrate(db, [good, better]) == 2
    assert migrate(db, [good, better]) == 2
    assert db.execute("SELECT count(*) FROM a").fetchone() == (2,)
    db.close()
