"""What the storage tests share: drafts, and scenes that are played on each engine."""

# ruff: noqa: A001 - the words of the contract
from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from jupyter_notifications.models import (
    OWNER,
    Cursor,
    Draft,
    Filter,
    Millis,
    Notification,
    Recipient,
    user,
)
from jupyter_notifications.storage.base import Store
from jupyter_notifications.storage.sqlite import SqliteStore

ALICE = user("alice")
BOB = user("bob")
CAROL = user("carol")

INBOX = Filter()
ALL = Filter("all")

Scene = Callable[[Store], Awaitable[None]]


def contract(scene: Scene) -> Any:
    """Play a scene on a fresh store of each engine."""

    @pytest.mark.parametrize("engine", ["file", "memory"])
    def test(engine: str, tmp_path: Path) -> None:
        play(scene, None if engine == "memory" else tmp_path / "notifications.db")

    test.__doc__ = scene.__doc__
    return test


def play(scene: Scene, path: Path | None = None) -> None:
    """Open a store, play, and close it whatever happens."""

    async def act() -> None:
        store = SqliteStore(path)
        await store.open()
        try:
            await asyncio.wait_for(scene(store), 60)
        finally:
            await store.close()

    asyncio.run(act())


def draft(
    id: str,
    *recipients: Recipient,
    now: Millis = 0,
    sender: str | None = None,
    event_id: str | None = None,
    deliver_at: Millis | None = None,
    expires_at: Millis | None = None,
    **content: Any,
) -> Draft:
    """A draft titled like its id, to the owner unless said otherwise."""
    return Draft(
        id=id,
        content={"title": id, **content},
        recipients=recipients or (OWNER,),
        now=now,
        sender=sender,
        event_id=event_id,
        deliver_at=deliver_at,
        expires_at=expires_at,
    )


async def ids(
    store: Store,
    inbox: Recipient = OWNER,
    filter: Filter = INBOX,
    now: Millis = 1_000,
) -> list[str]:
    """The ids of a list's first page."""
    page = await store.list(inbox, filter, now, limit=100)
    return [item.id for item in page.items]


async def everything(
    store: Store,
    inbox: Recipient,
    now: Millis,
    filter: Filter = ALL,
    size: int = 7,
) -> list[Notification]:
    """A whole list, page by page."""
    found: list[Notification] = []
    before: Cursor | None = None
    while True:
        page = await store.list(inbox, filter, now, limit=size, before=before)
        found += page.items
        before = page.next
        if before is None:
            return found
        assert len(page.items) == size


class Replica:
    """A client that keeps one inbox in step by ``changes`` alone, as the front ends do."""

    def __init__(self, inbox: Recipient) -> None:
        self.inbox = inbox
        self.items: dict[str, Notification] = {}
        self.epoch: str | None = None
        self.after: Cursor | None = None
        self.unread = 0
        self.resets = 0

    async def catch_up(self, store: Store, now: Millis, limit: int = 5) -> None:
        """Ask until there is no more; read the pages again where that is asked for."""
        while True:
            changes = await store.changes(self.inbox, now, epoch=self.epoch, after=self.after, limit=limit)
            if changes.reset:
                self.resets += 1
                self.items = {item.id: item for item in await everything(store, self.inbox, now)}
            changed = [item.changed for item in changes.items]
            assert changed == sorted(changed)
            assert len(changes.items) + len(changes.removed) <= limit
            # What is in both would be ambiguous.
            assert not {item.id for item in changes.items} & set(changes.removed)
            if self.after is not None and not changes.reset:
                assert all(self.after < place <= changes.head.seq for place in changed)
            for item in changes.items:
                self.items[item.id] = item
            for id in changes.removed:
                self.items.pop(id, None)
            self.epoch, self.after = changes.head.epoch, changes.head.seq
            self.unread = changes.head.unread
            if not changes.more:
                return

    def visible(self, now: Millis) -> list[Notification]:
        """Newest arrival first."""
        return sorted(self.items.values(), key=lambda item: item.arrived, reverse=True)
