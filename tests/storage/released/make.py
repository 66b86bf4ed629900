"""``python -m tests.storage.released.make``: at a release, writes down a file of its schema version."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from jupyter_notifications.models import EVERYONE, OWNER, Draft, Filter, Recipient, State, StateChange, user
from jupyter_notifications.storage.sqlite import SqliteStore

__all__ = ["answers", "main"]

HERE = Path(__file__).parent

#: 2026-11-23T09:00:00Z, and when it is asked: some of what waits is due by then, some is not.
NINE = 1_795_424_400_000
LATER = NINE + 60_000

STATES: tuple[State, ...] = ("inbox", "unread", "archived", "snoozed", "all")

ALICE, BOB = user("alice"), user("böb@example.org")


async def fill(store: SqliteStore) -> None:
    """Some of everything that a store can hold."""
    for inbox in (OWNER, ALICE):
        await store.visit(inbox, NINE)

    def draft(id: str, *to: Recipient, **more: Any) -> Draft:
        extra = {
            name: more.pop(name)
            for name in ("event_id", "sender", "deliver_at", "expires_at")
            if name in more
        }
        return Draft(
            id=id, content={"title": f"Run {id}", **more}, recipients=to or (OWNER,), now=NINE, **extra
        )

    await store.post([draft(f"plain-{n}", body="x" * n, type="info", event_id=f"e{n}") for n in range(6)])
    await store.post(
        [draft("run", key="k", source="s", type="in-progress", progress=0.5, data={"a": [1, None]})]
    )
    await store.post([draft("run-2", key="k", source="s", type="success", title="Gelaufen: Äpfel “日本”")])
    await store.post([draft("both", ALICE, BOB, sender="bob", key="k", source="s", group="g", topic="t.u")])
    await store.post([draft("both-2", ALICE, sender="bob", key="k", source="s")])
    await store.post(
        [draft("all-1", EVERYONE, sender="bob"), draft("all-2", EVERYONE), draft("all-3", EVERYONE)]
    )
    await store.post(
        [draft("timed", deliver_at=NINE + 30_000), draft("far", deliver_at=NINE + 10**9, key="f")]
    )
    await store.post([draft("short", expires_at=NINE + 30_000), draft("long", expires_at=NINE + 10**9)])
    await store.change(OWNER, "plain-0", StateChange(read=True), NINE)
    await store.change(OWNER, "plain-1", StateChange(archived=True), NINE)
    await store.change(OWNER, "plain-2", StateChange(snoozed_until=NINE + 30_000), NINE)
    await store.change(OWNER, "plain-3", StateChange(snoozed_until=NINE + 10**9), NINE)
    await store.remove(OWNER, "plain-4", NINE)
    await store.change(OWNER, "all-1", StateChange(read=True), NINE)
    await store.remove(ALICE, "all-2", NINE)


async def answers(store: SqliteStore) -> dict[str, Any]:
    """What a store answers to everyone, before and after what is due."""
    told: dict[str, Any] = {}
    for moment in (NINE, LATER):
        if moment == LATER:
            await store.wake(moment)
        for inbox in (OWNER, ALICE, BOB):
            head = await store.head(inbox, moment)
            lists: dict[str, Any] = {}
            for state in STATES:
                page = await store.list(inbox, Filter(state), moment, limit=100)
                lists[state] = [item.to_wire() for item in page.items]
            told[f"{moment} {inbox.key}"] = {"head": [head.epoch, str(head.seq), head.unread], **lists}
    told["due"] = await store.next_due()
    [again] = await store.post([Draft("new", {"title": "again"}, (OWNER,), LATER, event_id="e4")])
    told["again"] = [again.id, again.outcome]
    return told


def _dump(path: Path) -> Iterator[str]:
    with closing(sqlite3.connect(path)) as db:
        yield from db.iterdump()
        for pragma in ("application_id", "user_version"):
            yield f"PRAGMA {pragma} = {db.execute(f'PRAGMA {pragma}').fetchone()[0]};"


def main() -> None:
    """Write ``NNNN.sql`` and ``NNNN.json``, NNNN being the present version."""

    async def act(path: Path) -> tuple[int, str]:
        store = SqliteStore(path)
        await store.open()
        await fill(store)
        version = (await store.status()).schema_version
        await store.close()
        sql = "\n".join(_dump(path)) + "\n"
        again = SqliteStore(path)
        await again.open()
        told = await answers(again)
        await again.close()
        (HERE / f"{version:04d}.json").write_text(
            json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8"
        )
        return version, sql

    with tempfile.TemporaryDirectory() as folder:
        version, sql = asyncio.run(act(Path(folder) / "notifications.sqlite3"))
    (HERE / f"{version:04d}.sql").write_text(sql, "utf-8")


if __name__ == "__main__":
    main()
