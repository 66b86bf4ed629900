"""P6: one event to ten thousand named recipients, and to everyone, at the store."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from jupyter_notifications.models import EVERYONE, Draft, Recipient, user
from jupyter_notifications.services.notifications.inboxes import wall_clock
from jupyter_notifications.storage.base import Store

from .filling import draft, open_file
from .measure import Goal, Plan, Report, Row, Side, per_round
from .reading import medians

__all__ = ["many_recipients"]

#: What is stored for each recipient, in our store and in the bare one.
_ROWS = "SELECT * FROM entry WHERE event = (SELECT max(event) FROM entry)"


def many_recipients(plan: Plan) -> Report:
    """P6: rows a second against a bare ``executemany`` of the very same rows; who waits; ``*``."""
    return asyncio.run(_many_recipients(plan))


async def _many_recipients(plan: Plan) -> Report:
    people = tuple(user(f"person-{n:05d}") for n in range(10_000))
    path = plan.home / "store" / "notifications.sqlite3"
    path.parent.mkdir()
    store = await open_file(path)
    waits: list[dict[str, float]] = []
    alone: list[dict[str, float]] = []
    try:
        # Everybody has an inbox already, as on a server that has run for a while.
        await store.post([draft(0, people, wall_clock())])
        with closing(_bare(path, plan.home / "bare.sqlite3")) as bare:
            rounds = [
                await _to_all(store, path, bare, draft(number, people, wall_clock()))
                for number in range(plan.count(9, quick=3))
            ]
        for number in range(plan.count(9, quick=3)):
            waits.append(await _meanwhile(store, draft(number, people, wall_clock()), people[77]))
            alone.append(await _broadcast_or_single(store, people[78], round(plan.size(60, 20))))
    finally:
        await store.close()
    rows = [
        per_round("10,000 named recipients", "ours", "executemany", rounds, Goal(0.6), unit="rows/s"),
        _longest("longest wait of a read meanwhile", "read", waits),
        _longest("longest wait of a post meanwhile", "post", waits),
        per_round("everyone", "*", "one recipient", alone, Goal(at_most=1.5), unit="ms p50"),
    ]
    checks: dict[str, int | float] = {"rows": _count(path)}
    return Report("P6", "one event to many", rows, checks)


async def _to_all(store: Store, path: Path, bare: sqlite3.Connection, one: Draft) -> dict[str, float]:
    started = time.perf_counter()
    [posted] = await store.post([one])
    ours = time.perf_counter() - started
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        rows = db.execute(_ROWS).fetchall()
    if posted.recipients != len(one.recipients) or len(rows) != len(one.recipients):
        msg = f"{len(one.recipients)} were meant and {len(rows)} got it"
        raise RuntimeError(msg)
    started = time.perf_counter()
    _insert(bare, rows)
    return {"ours": len(rows) / ours, "executemany": len(rows) / (time.perf_counter() - started)}


def _bare(path: Path, file: Path) -> sqlite3.Connection:
    """The same thin table with the same indexes, kept as safely, and nothing else."""
    bare = sqlite3.connect(file, isolation_level=None)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        made = db.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = 'entry' AND type IN ('table', 'index')"
            " AND sql IS NOT NULL ORDER BY type DESC"
        ).fetchall()
        rows = db.execute(_ROWS).fetchall()
    bare.execute("PRAGMA journal_mode = WAL").fetchall()
    bare.execute("PRAGMA synchronous = FULL")
    for (statement,) in made:
        bare.execute(statement)
    # Each of them had one before, as in our store.
    _insert(bare, rows)
    return bare


def _insert(bare: sqlite3.Connection, rows: list[tuple[Any, ...]]) -> None:
    """One transaction, as one event is."""
    marks = ", ".join("?" * len(rows[0]))
    bare.execute("BEGIN IMMEDIATE")
    bare.executemany(f"INSERT INTO entry VALUES ({marks})", rows)  # noqa: S608 - question marks only
    bare.execute("COMMIT")


async def _meanwhile(store: Store, one: Draft, other: Recipient) -> dict[str, float]:
    """The longest that a read, and a post, of somebody else took while one event went to all."""
    work = asyncio.ensure_future(store.post([one]))

    async def longest(ask: Callable[[], Awaitable[Any]]) -> float:
        most = 0.0
        while not work.done():
            started = time.perf_counter()
            await ask()
            most = max(most, time.perf_counter() - started)
            # As a client that comes again soon, not as one that does nothing else.
            await asyncio.sleep(0.001)
        return 1000 * most

    read, post = await asyncio.gather(
        longest(lambda: store.head(other, wall_clock())),
        longest(lambda: store.post([draft(1, (other,), wall_clock())])),
    )
    await work
    return {"read": read, "post": post}


async def _broadcast_or_single(store: Store, one: Recipient, times: int) -> dict[str, float]:
    taken: dict[str, list[float]] = {"*": [], "one recipient": []}
    for number in range(times):
        for name, recipient in (("*", EVERYONE), ("one recipient", one)):
            sent = draft(number, (recipient,), wall_clock())
            started = time.perf_counter()
            await store.post([sent])
            taken[name].append(1000 * (time.perf_counter() - started))
    return medians(taken)


def _longest(name: str, which: str, waits: list[dict[str, float]]) -> Row:
    values = [each[which] for each in waits]
    return Row(
        name, "longest of a round", "ms", values, Goal(at_most=100), {which: Side("ms", values)}, "highest"
    )


def _count(path: Path) -> int:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        return int(db.execute("SELECT count(*) FROM entry").fetchone()[0])
