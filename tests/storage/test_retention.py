"""Retention, on each engine: what is too old or too much goes, is told to be gone, and stays gone."""

# ruff: noqa: A001 - the words of the contract
from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from jupyter_notifications.models import EVERYONE, OWNER, Filter, Muted, Recipient, StateChange
from jupyter_notifications.storage.base import MAX_CHANGES_BEHIND, Store

from .scenes import ALICE, ALL, BOB, CAROL, Replica, contract, draft, everything, ids, play

READ = StateChange(read=True)


async def all_ids(store: Store, who: Recipient = OWNER) -> list[str]:
    """Also those that are archived or snoozed."""
    return await ids(store, who, ALL)


@contract
async def test_without_limits_nothing_goes(store: Store) -> None:
    await store.post([draft("a", now=1), draft("all", EVERYONE, now=1)])
    before = await store.head(OWNER, 0)
    assert list(await store.sweep(10**15, keep_for=None, keep_entries=None)) == []
    assert await store.head(OWNER, 0) == before
    assert await all_ids(store) == ["all", "a"]


@contract
async def test_what_is_too_old_goes_with_a_tombstone(store: Store) -> None:
    for who in (ALICE, BOB):
        await store.visit(who, 0)
    await store.post(
        [
            draft("old", ALICE, BOB, now=10),
            draft("all", EVERYONE, now=10),
            draft("just-not", ALICE, now=100),
            draft("updated", ALICE, now=10, key="k"),
            draft("update", ALICE, now=150, key="k"),
        ]
    )
    await store.change(BOB, "all", READ, 20)
    replicas = [Replica(ALICE), Replica(BOB)]
    for replica in replicas:
        await replica.catch_up(store, 150)
    assert set(await store.sweep(200, keep_for=100, keep_entries=None)) == {ALICE, BOB, EVERYONE}
    assert await all_ids(store, ALICE) == ["updated", "just-not"]
    for replica in replicas:
        await replica.catch_up(store, 200)
        assert replica.items == {n.id: n for n in await everything(store, replica.inbox, 200)}
        assert replica.resets == 1
        page = await store.list(replica.inbox, ALL, 200, limit=5)
        assert page.total == page.head.unread == len(replica.items)
    assert list(await store.sweep(200, keep_for=100, keep_entries=None)) == []
    assert list(await store.sweep(201, keep_for=100, keep_entries=None)) == [ALICE]


@contract
async def test_what_is_snoozed_or_waits_is_not_too_old(store: Store) -> None:
    for who in (ALICE, BOB):
        await store.visit(who, 0)
    await store.post(
        [
            draft("own", ALICE, BOB),
            draft("all", EVERYONE),
            draft("later", ALICE, sender="bob", deliver_at=900),
        ]
    )
    for id in ("own", "all"):
        await store.change(ALICE, id, StateChange(snoozed_until=800), 1)
    assert list(await store.sweep(500, keep_for=100, keep_entries=None)) == [BOB]
    assert await all_ids(store, ALICE) == ["all", "own"]
    assert await all_ids(store, BOB) == ["all"]
    assert [s.id for s in (await store.sent("bob", 500, limit=5)).items] == ["later"]
    await store.wake(900)
    assert await all_ids(store, ALICE) == ["all", "own", "later"]
    # Since it was not sent until then, it is not old yet either.
    assert list(await store.sweep(950, keep_for=100, keep_entries=None)) == []
    # Nor is what has just woken; it counts from then.
    assert await all_ids(store, ALICE) == ["all", "own", "later"]
    await store.remove(ALICE, "all", 960)
    assert list(await store.sweep(1000, keep_for=100, keep_entries=None)) == [EVERYONE]
    assert await all_ids(store, ALICE) == ["own", "later"]
    assert list(await store.sweep(1001, keep_for=100, keep_entries=None)) == [ALICE]


@contract
async def test_event_ids_and_records_of_what_was_sent_go_by_age(store: Store) -> None:
    for n, now in enumerate((10, 100)):
        await store.post([draft(f"{n}", BOB, now=now, sender="alice", event_id=f"{n}")])
    await store.sweep(150, keep_for=100, keep_entries=None)
    assert [s.id for s in (await store.sent("alice", 150, limit=5)).items] == ["1"]
    posted = await store.post([draft(f"again{n}", BOB, sender="alice", event_id=f"{n}") for n in range(2)])
    assert [p.outcome for p in posted] == ["created", "duplicate"]


@contract
async def test_of_too_many_the_oldest_read_ones_go_first_then_the_oldest(store: Store) -> None:
    await store.visit(ALICE, 0)
    await store.post([draft(f"{n}", ALICE) for n in range(8)] + [draft("b", BOB)])
    await store.change(ALICE, "0", StateChange(snoozed_until=999, read=True), 1)
    await store.change(ALICE, "6", StateChange(archived=True), 1)
    await store.change(ALICE, "5", READ, 1)
    await store.change(ALICE, "7", StateChange(snoozed_until=999), 1)
    # Of those that are read it is the place in the list that counts, not when they were read.
    order = ["5", "6", "1", "2", "3", "4", "0", "7"]
    replica = Replica(ALICE)
    await replica.catch_up(store, 1)
    for keep in (8, 7, 6, 5, 3, 2, 1, 0):
        touched = await store.sweep(1, keep_for=None, keep_entries=keep)
        assert list(touched) == ([] if keep == 8 else [ALICE, BOB] if keep == 0 else [ALICE])
        assert set(await all_ids(store, ALICE)) == set(order[8 - keep :])
        page = await store.list(ALICE, ALL, 1, limit=1)
        assert page.total == keep
        await replica.catch_up(store, 1)
        assert replica.items == {n.id: n for n in await everything(store, ALICE, 1)}
    assert replica.resets == 1


@contract
async def test_what_everyone_got_is_counted_for_all_and_the_oldest_goes_from_all(store: Store) -> None:
    for who in (ALICE, BOB):
        await store.visit(who, 0)
    await store.keep_preferences(ALICE, {}, Muted(("spam",)), 0)
    await store.post([draft(f"all{n}", EVERYONE, source="spam", key=f"{n}") for n in range(4)])
    await store.post([draft(f"own{n}", ALICE) for n in range(3)])
    await store.change(BOB, "all0", StateChange(snoozed_until=99), 1)
    assert list(await store.sweep(1, keep_for=None, keep_entries=3)) == [EVERYONE]
    assert await all_ids(store, ALICE) == ["own2", "own1", "own0", "all3", "all2", "all0"]
    assert await all_ids(store, BOB) == ["all3", "all2", "all0"]
    assert list(await store.sweep(1, keep_for=None, keep_entries=3)) == []
    (posted,) = await store.post([draft("new", EVERYONE, source="spam", key="1")])
    assert posted.outcome == "created"
    # What somebody has snoozed stays, even if there is too much of it.
    assert set(await store.sweep(1, keep_for=None, keep_entries=0)) == {EVERYONE, ALICE}
    assert await all_ids(store, BOB) == ["all0"]
    await store.wake(99)
    assert list(await store.sweep(99, keep_for=None, keep_entries=0)) == [EVERYONE]


@contract
async def test_what_has_gone_does_not_come_back(store: Store) -> None:
    """Under its key there is a new entry; a broadcast is not lazily there again for who had touched it."""
    await store.visit(ALICE, 0)
    for sweep in ({"keep_for": 0, "keep_entries": None}, {"keep_for": None, "keep_entries": 0}):
        limits: dict[str, Any] = sweep
        first = await store.post(
            [draft("own", ALICE, key="k", type="in-progress"), draft("all", EVERYONE, key="k")]
        )
        await store.change(ALICE, "all", READ, 0)
        await store.remove(ALICE, "all", 0)
        await store.sweep(1, **limits)
        assert await all_ids(store, ALICE) == []
        again = await store.post([draft("own2", ALICE, key="k"), draft("all2", EVERYONE, key="k")])
        assert [p.outcome for p in (*first, *again)] == ["created"] * 4
        assert await all_ids(store, ALICE) == ["all2", "own2"]
        await store.sweep(1, **limits)
        assert (await store.list(ALICE, ALL, 1, limit=5)).total == 0


@contract
async def test_read_and_then_swept_it_stays_counted_for_who_sent_it(store: Store) -> None:
    await store.post([draft("a", BOB, CAROL, sender="alice")])
    await store.change(BOB, "a", READ, 1)
    await store.sweep(1, keep_for=None, keep_entries=0)
    assert [(s.id, s.read) for s in (await store.sent("alice", 1, limit=5)).items] == [("a", 1)]


@contract
async def test_many_go_in_portions_between_which_others_write(store: Store) -> None:
    await store.post([draft(f"{n}", ALICE if n % 2 else OWNER) for n in range(5000)])
    await store.post([draft(f"all{n}", EVERYONE) for n in range(1200)])
    for keep_for, keep_entries, left in ((None, 400, 800), (0, None, 0)):
        sweeping = asyncio.ensure_future(store.sweep(1, keep_for=keep_for, keep_entries=keep_entries))
        await asyncio.sleep(0)
        await store.post([draft(f"b{left}", BOB, now=1)])
        assert not sweeping.done(), "who posts does not wait for all of it"
        assert set(await sweeping) == {ALICE, OWNER, EVERYONE}
        for who in (ALICE, OWNER):
            page = await store.list(who, ALL, 1, limit=1)
            assert page.total == left
    assert await all_ids(store, BOB) == ["b0", "b800"]


def test_tombstones_are_no_more_than_anybody_can_ask_for(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        await store.post(
            [draft(f"{n}") for n in range(2500)] + [draft(f"all{n}", EVERYONE) for n in range(500)]
        )
        await store.sweep(1, keep_for=0, keep_entries=None)

    play(scene, tmp_path / "notifications.db")
    with closing(sqlite3.connect(tmp_path / "notifications.db")) as db:
        counts = db.execute("SELECT count(*) FROM tombstone GROUP BY inbox").fetchall()
        assert counts == [(MAX_CHANGES_BEHIND,), (MAX_CHANGES_BEHIND,)]
        assert db.execute("SELECT count(*) FROM event").fetchone() == (0,)


@contract
async def test_a_client_that_missed_much_of_it_starts_again(store: Store) -> None:
    """Tombstones do not pile up: neither a person's own nor those of what everyone got."""
    for whose in (OWNER, EVERYONE):
        many = MAX_CHANGES_BEHIND + 1
        await store.post([draft(f"{whose.key}{n}", whose) for n in range(many)])
        slow, quick = Replica(OWNER), Replica(OWNER)
        await slow.catch_up(store, 1, limit=MAX_CHANGES_BEHIND)
        await quick.catch_up(store, 1, limit=MAX_CHANGES_BEHIND)
        for keep in range(many - 1, -1, -67):
            await store.sweep(1, keep_for=None, keep_entries=keep)
            await quick.catch_up(store, 1)
        await store.sweep(1, keep_for=None, keep_entries=0)
        for replica, resets in ((slow, 2), (quick, 1)):
            await replica.catch_up(store, 1)
            assert (replica.items, replica.resets) == ({}, resets), whose


@contract
async def test_what_expired_for_all_at_once_is_gone_for_slow_clients_too(store: Store) -> None:
    await store.visit(OWNER, 0)
    await store.post([draft(f"{n}", EVERYONE, expires_at=10) for n in range(MAX_CHANGES_BEHIND + 1)])
    replica = Replica(OWNER)
    await replica.catch_up(store, 1, limit=MAX_CHANGES_BEHIND)
    await store.wake(10)
    await replica.catch_up(store, 10, limit=MAX_CHANGES_BEHIND)
    assert replica.items == {}


@contract
async def test_a_swept_inbox_still_filters_and_counts(store: Store) -> None:
    await store.visit(ALICE, 0)
    await store.post([draft(f"{n}", ALICE, type="error" if n % 2 else "info") for n in range(20)])
    await store.change_all(ALICE, Filter("inbox", type="error"), READ, 0)
    await store.sweep(1, keep_for=None, keep_entries=12)
    assert await ids(store, ALICE, Filter("all", type="error")) == ["19", "17"]
    assert (await store.list(ALICE, Filter("unread"), 1, limit=1)).total == 10
    assert (await store.list(ALICE, ALL, 1, limit=1)).total == 12
