"""What memory took is done to the right entries of the file, whoever has them there under whatever id."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from jupyter_notifications.models import EVERYONE, Draft, Recipient, StateChange
from jupyter_notifications.storage.base import Store
from jupyter_notifications.storage.guarded import GuardedStore

from .scenes import ALICE, ALL, BOB, CAROL, draft, ids
from .trouble import guarded, until

READ = StateChange(read=True)


def replayed(
    path: Path,
    *,
    before: list[Draft],
    meanwhile: Callable[[Store], Awaitable[Any]],
    after: Callable[[Store], Awaitable[Any]],
) -> None:
    """Post to a file, do something while it is gone, and look at it when it is back."""
    path.parent.mkdir()
    aside = path.parent.with_name("aside")

    async def scene(store: Store) -> None:
        assert isinstance(store, GuardedStore)
        await store.post(before)
        path.parent.rename(aside)
        path.parent.write_text("in the way")
        await until(store, lambda status: not status.durable)
        await meanwhile(store)
        path.parent.unlink()
        aside.rename(path.parent)
        await until(store, lambda status: status.durable and status.problem is None)
        await after(store)

    guarded(path, scene)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "notifications.db"


async def _read_by(store: Store, inbox: Recipient) -> dict[str, bool]:
    page = await store.list(inbox, ALL, 9, limit=100)
    return {item.id: item.read for item in page.items}


def test_each_recipients_entry_has_the_id_that_it_has_in_the_file(path: Path) -> None:
    """The file knows the key from each of them by another id, or not at all; memory knows none of it."""

    async def meanwhile(store: Store) -> None:
        await store.post([draft("m", ALICE, BOB, CAROL, key="k", body="newer")])
        for who in (ALICE, BOB, CAROL):
            await store.change(who, "m", READ, 2)

    async def after(store: Store) -> None:
        assert await _read_by(store, ALICE) == {"a": True}
        assert await _read_by(store, BOB) == {"b": True}
        assert await _read_by(store, CAROL) == {"m": True}
        assert (await store.get(BOB, "b", 9)).content["body"] == "newer"

    before = [draft("a", ALICE, key="k"), draft("b", BOB, key="k")]
    replayed(path, before=before, meanwhile=meanwhile, after=after)


def test_nothing_is_done_to_anybody_elses_entry(path: Path) -> None:
    """In memory the two have it under different ids; each is changed by the one that they know."""

    async def meanwhile(store: Store) -> None:
        await store.post([draft("m", ALICE, key="k")])
        await store.post([draft("n", BOB, ALICE, key="k")])  # alice's is still "m"
        assert (await ids(store, ALICE), await ids(store, BOB)) == (["m"], ["n"])
        await store.change(ALICE, "m", READ, 2)
        await store.remove(BOB, "n", 2)

    async def after(store: Store) -> None:
        assert await _read_by(store, ALICE) == {"a": True}
        assert await _read_by(store, BOB) == {}

    before = [draft("a", ALICE, key="k"), draft("b", BOB, key="k")]
    replayed(path, before=before, meanwhile=meanwhile, after=after)


def test_what_is_sent_again_is_known_by_the_ids_that_it_had(path: Path) -> None:
    async def meanwhile(store: Store) -> None:
        await store.post([draft("again", ALICE, BOB, key="k", event_id="e")])
        await store.change(BOB, "again", READ, 2)

    async def after(store: Store) -> None:
        assert await _read_by(store, ALICE) == {"a": False}
        assert await _read_by(store, BOB) == {"first": True}

    before = [draft("a", ALICE, key="k"), draft("first", ALICE, BOB, key="k", event_id="e")]
    replayed(path, before=before, meanwhile=meanwhile, after=after)


def test_what_is_taken_back_goes_from_everybody_it_was_sent_to(path: Path) -> None:
    async def meanwhile(store: Store) -> None:
        await store.post([draft("m", ALICE, BOB, CAROL, sender="dora", key="k")])
        await store.withdraw("dora", "m", 2)
        await store.post([draft("last", ALICE)])

    async def after(store: Store) -> None:
        assert await ids(store, ALICE) == ["last"]
        assert await ids(store, BOB) == []
        assert await ids(store, CAROL) == []

    before = [draft("a", ALICE, sender="dora", key="k"), draft("b", BOB, sender="dora", key="k")]
    replayed(path, before=before, meanwhile=meanwhile, after=after)


def test_what_everyone_got_is_each_persons_by_the_files_id(path: Path) -> None:
    async def meanwhile(store: Store) -> None:
        await store.visit(ALICE, 1)
        await store.post([draft("m", EVERYONE, key="k")])
        await store.change(ALICE, "m", READ, 2)
        await store.remove(BOB, "m", 2)

    async def after(store: Store) -> None:
        assert await _read_by(store, ALICE) == {"all": True}
        assert await _read_by(store, BOB) == {}
        assert "all" in await _read_by(store, CAROL)

    replayed(path, before=[draft("all", EVERYONE, key="k")], meanwhile=meanwhile, after=after)
