"""Fills a store through its own ``post``, in big batches, before a server is started on it."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from contextlib import closing
from pathlib import Path

from jupyter_notifications.models import OWNER, Draft, Millis, Recipient
from jupyter_notifications.services.notifications.drafts import new_id
from jupyter_notifications.services.notifications.inboxes import wall_clock
from jupyter_notifications.storage.base import Store
from jupyter_notifications.storage.guarded import open_store
from jupyter_notifications.storage.sqlite import search

__all__ = ["SOURCES", "draft", "fill", "open_file", "store_file"]

_BATCH = 2000

SOURCES = ("ipykernel", "jupyter-scheduler", "papermill", "ci", "backup")


def store_file(home: Path) -> Path:
    """Where a server whose home this is looks for its store."""
    return home / "data" / "jupyter_notifications" / "notifications.sqlite3"


def draft(number: int, recipients: tuple[Recipient, ...], now: Millis) -> Draft:
    """One of many notifications; its title ends in its number."""
    source = SOURCES[number % len(SOURCES)]
    content = {
        "title": f"analysis-{number % 97}.ipynb finished, run {number}",
        "body": f"All **{number % 60}** cells ran in {number % 47} min {number % 59} s.",
        "type": ("success", "error", "info", "default")[number % 4],
        "source": source,
        "topic": "run.finished",
        "link": f"projects/analysis-{number % 97}.ipynb",
    }
    return Draft(id=new_id(), content=content, recipients=recipients, now=now)


async def open_file(path: Path) -> Store:
    """Open a store as the server does. Raises ``RuntimeError`` if it would not be durable."""
    store = await open_store(path, log=logging.getLogger(__name__))
    status = await store.status()
    if not (status.durable and status.writable):
        await store.close()
        msg = f"the store of the benchmarks is not durable: {status.problem}"
        raise RuntimeError(msg)
    return store


def fill(path: Path, entries: int) -> None:
    """Make a store with so many unread entries in the owner's inbox, numbered from 1."""
    asyncio.run(_fill(path, entries))
    _leave_out_of_the_index(path)


def _leave_out_of_the_index(path: Path) -> None:
    """Nobody searches here, and a server would index so much that is new while it is measured."""
    with closing(sqlite3.connect(path)) as db, db:
        if search.usable(db):
            search.catch_up(db)  # one portion, so that there is an index
        db.execute("UPDATE indexed SET upto = (SELECT max(n) FROM event)")


async def _fill(path: Path, entries: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    store = await open_file(path)
    try:
        for first in range(1, entries + 1, _BATCH):
            now = wall_clock()
            numbers = range(first, min(first + _BATCH, entries + 1))
            await store.post([draft(number, (OWNER,), now) for number in numbers])
    finally:
        await store.close()
