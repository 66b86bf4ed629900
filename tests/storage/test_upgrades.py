"""Every released store upgrades, however often it is killed meanwhile (promise R9)."""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from jupyter_notifications.models import OWNER
from jupyter_notifications.storage.migrate import migrations, statements, version
from jupyter_notifications.storage.sqlite import SqliteStore

from .released.make import answers
from .scenes import ALICE, draft, ids

RELEASED = Path(__file__).parent / "released"
VERSIONS = sorted(int(file.stem) for file in RELEASED.glob("*.sql"))
LATEST = len(migrations("sqlite"))


def restore(number: int, path: Path) -> None:
    """Make the file that a release left."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL").fetchall()
        db.executescript((RELEASED / f"{number:04d}.sql").read_text("utf-8"))
        assert version(db) == number


def told_by(number: int) -> dict[str, Any]:
    """What that release answered from it."""
    told: dict[str, Any] = json.loads((RELEASED / f"{number:04d}.json").read_text("utf-8"))
    return told


async def upgraded(path: Path) -> dict[str, Any]:
    """What is answered from it now."""
    store = SqliteStore(path)
    await store.open()
    try:
        assert (await store.status()).schema_version == LATEST
        return dict(json.loads(json.dumps(await answers(store))))
    finally:
        await store.close()


def sound(path: Path) -> None:
    """The file has no fault, and the counters agree with the rows."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for n, unread in db.execute("SELECT n, unread FROM inbox").fetchall():
            counted = "SELECT count(*) FROM entry WHERE inbox = ? AND state = 0 AND snoozed IS NULL"
            assert db.execute(counted, (n,)).fetchone() == (unread,)


def test_there_is_a_file_of_the_first_release() -> None:
    assert VERSIONS[0] == 1
    assert VERSIONS[-1] <= LATEST


@pytest.mark.parametrize("number", VERSIONS)
def test_it_answers_as_the_release_did(tmp_path: Path, number: int) -> None:
    path = tmp_path / "notifications.db"
    restore(number, path)
    told = asyncio.run(upgraded(path))
    before = told_by(number)
    assert told.keys() == before.keys()
    for part, answer in before.items():
        assert told[part] == answer, part
    sound(path)


@pytest.mark.parametrize("number", VERSIONS)
def test_it_goes_on_as_a_new_one(tmp_path: Path, number: int) -> None:
    """What the release did not have works on its file, too."""
    path = tmp_path / "notifications.db"
    restore(number, path)

    async def act() -> None:
        store = SqliteStore(path)
        await store.open()
        [posted] = await store.post([draft("n", ALICE, sender="bob", body="needle", now=10**13)])
        assert posted.outcome == "created"
        assert (await ids(store, ALICE, now=10**13))[0] == "n"
        assert [sent.id for sent in (await store.sent("bob", 10**13, limit=1)).items] == ["n"]
        assert list(await store.withdraw("bob", "n", 10**13)) == [ALICE]
        await store.forget(OWNER, None, 10**13)
        await store.sweep(10**14, keep_for=1, keep_entries=0)
        assert await ids(store, ALICE, now=10**14) == []
        await store.close()

    asyncio.run(act())
    sound(path)


_KILLED = """
import os, signal, sqlite3, sys
from jupyter_notifications.storage.migrate import migrate, migrations, statements
path, before = sys.argv[1], int(sys.argv[2])
def die(): os.kill(os.getpid(), signal.SIGKILL)
done = 0
class Dying(sqlite3.Connection):
    def execute(self, sql, *arguments):
        global done
        if done == before:
            die()
        done += 1
        return super().execute(sql, *arguments)
db = sqlite3.connect(path, isolation_level=None, factory=Dying)
migrate(db, migrations("sqlite"))
"""


@pytest.mark.parametrize("number", [0, *(number for number in VERSIONS if number < LATEST)])
def test_killed_between_any_two_statements_it_resumes(tmp_path: Path, number: int) -> None:
    """The same file is killed again and again, each time one statement further on."""
    path = tmp_path / "notifications.db"
    if number:
        restore(number, path)
    count = sum(len([*statements(step.sql)]) + 5 for step in migrations("sqlite")[number:])
    kills = 0
    for before in range(0, count, 3):
        done = subprocess.run(
            [sys.executable, "-c", _KILLED, str(path), str(before)], timeout=60, check=False
        )
        assert done.returncode in (0, -signal.SIGKILL)
        kills += done.returncode != 0
        with closing(sqlite3.connect(path)) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert number <= version(db) <= LATEST
        if done.returncode == 0:
            break
    assert kills >= 3
    if number:
        told, before_ = asyncio.run(upgraded(path)), told_by(number)
        assert told == before_
    else:
        asyncio.run(upgraded(path))
    sound(path)


def test_two_processes_upgrade_one_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "notifications.db"
    restore(1, path)

    async def act() -> None:
        stores = [SqliteStore(path) for _ in range(4)]
        await asyncio.gather(*(store.open() for store in stores))
        for store in stores:
            assert (await store.status()).schema_version == LATEST
            await store.close()

    asyncio.run(act())
    assert asyncio.run(upgraded(path)) == told_by(1)
