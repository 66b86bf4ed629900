"""What people set, on each engine: preferences, and what arrives as read since they muted it."""

from __future__ import annotations

from jupyter_notifications.models import EVERYONE, Cursor, Filter, Muted, StateChange
from jupyter_notifications.storage.base import Store

from .scenes import ALICE, BOB, CAROL, Replica, contract, draft, everything, ids

SPAM = Muted(sources=("spam",))


@contract
async def test_preferences_are_given_back_as_they_were_set(store: Store) -> None:
    assert await store.preferences(ALICE) is None
    await store.visit(ALICE, 0)
    assert await store.preferences(ALICE) is None
    wanted = {"muted": {"sources": ["ö"]}, "quiet": None, "n": [1, 2.5, True]}
    await store.keep_preferences(ALICE, wanted, Muted(), 0)
    assert await store.preferences(ALICE) == wanted
    await store.keep_preferences(ALICE, {}, Muted(), 0)
    assert await store.preferences(ALICE) == {}
    assert await store.preferences(BOB) is None


@contract
async def test_new_preferences_move_the_head_and_change_nothing_else(store: Store) -> None:
    await store.post([draft("a", ALICE), draft("b", BOB)])
    replica = Replica(ALICE)
    await replica.catch_up(store, 0)
    before, of_bob = await store.head(ALICE, 0), await store.head(BOB, 0)
    await store.keep_preferences(ALICE, {}, SPAM, 0)
    after = await store.head(ALICE, 0)
    assert after.seq == Cursor(before.seq.broadcasts, before.seq.own + 1)
    assert await store.head(BOB, 0) == of_bob
    got = await store.changes(ALICE, 0, epoch=after.epoch, after=before.seq, limit=5)
    assert (got.items, got.removed, got.reset, got.head) == ([], [], False, after)


@contract
async def test_what_is_muted_arrives_as_read(store: Store) -> None:
    for who in (ALICE, BOB):
        await store.visit(who, 0)
    await store.keep_preferences(ALICE, {}, Muted(("spam",), ("cell.finished",)), 0)
    await store.post(
        [
            draft("by-source", ALICE, BOB, source="spam"),
            draft("by-topic", ALICE, BOB, source="good", topic="cell.finished"),
            draft("by-both", ALICE, source="spam", topic="cell.finished"),
            draft("to-all", EVERYONE, source="spam"),
            draft("wanted", ALICE, BOB, source="good", topic="cell.failed"),
            draft("neither", ALICE),
            # A muted source is no muted topic.
            draft("other", ALICE, source="cell.finished", topic="spam"),
        ]
    )
    assert await ids(store, ALICE, Filter("unread")) == ["other", "neither", "wanted"]
    assert await ids(store, ALICE) == [
        "other",
        "neither",
        "wanted",
        "to-all",
        "by-both",
        "by-topic",
        "by-source",
    ]
    assert await ids(store, BOB, Filter("unread")) == ["wanted", "to-all", "by-topic", "by-source"]
    for who, unread, total in ((ALICE, 3, 7), (BOB, 4, 4), (CAROL, 0, 1)):
        page = await store.list(who, Filter(), 0, limit=10)
        assert (page.head.unread, page.total) == (unread, total), who


@contract
async def test_muting_is_not_for_what_was_there_before_nor_for_ever(store: Store) -> None:
    await store.visit(ALICE, 0)
    await store.post([draft("before", ALICE, source="spam"), draft("all", EVERYONE, source="spam")])
    await store.keep_preferences(ALICE, {}, SPAM, 0)
    assert await ids(store, ALICE, Filter("unread")) == ["all", "before"]
    await store.post([draft("muted", ALICE, source="spam")])
    await store.keep_preferences(ALICE, {}, Muted(), 0)
    await store.post([draft("after", ALICE, source="spam")])
    assert await ids(store, ALICE, Filter("unread")) == ["after", "all", "before"]


@contract
async def test_updates_of_what_is_muted_are_read(store: Store) -> None:
    for who in (ALICE, BOB):
        await store.visit(who, 0)
    await store.post([draft("own", ALICE, BOB, source="spam", key="k")])
    await store.post(
        [draft("all", EVERYONE, source="spam", key="k"), draft("gone", EVERYONE, source="spam", key="g")]
    )
    await store.remove(ALICE, "gone", 0)
    await store.keep_preferences(ALICE, {}, SPAM, 0)
    replica = Replica(ALICE)
    await replica.catch_up(store, 0)
    assert replica.unread == 2
    await store.post([draft("own2", ALICE, BOB, source="spam", key="k", type="success")])
    await store.post([draft("all2", EVERYONE, source="spam", key="k", type="success")])
    await store.post([draft("gone2", EVERYONE, source="spam", key="g", type="success")])
    assert [(n.id, n.read) for n in await everything(store, ALICE, 0)] == [
        ("gone", True),
        ("all", True),
        ("own", True),
    ]
    assert (await store.head(ALICE, 0)).unread == 0
    assert (await store.head(BOB, 0)).unread == 3
    await replica.catch_up(store, 0)
    assert replica.items == {n.id: n for n in await everything(store, ALICE, 0)}
    assert (replica.unread, replica.resets) == (0, 1)
    # It is read, not dead: who wants to see it again as unread can.
    await store.change(ALICE, "all", StateChange(read=False), 0)
    assert (await store.head(ALICE, 0)).unread == 1


@contract
async def test_what_is_muted_and_delivered_later_is_read_and_what_was_snoozed_wakes_unread(
    store: Store,
) -> None:
    await store.visit(ALICE, 0)
    await store.post(
        [
            draft("own", ALICE, source="spam", deliver_at=50),
            draft("all", EVERYONE, source="spam", deliver_at=50),
            draft("asked-for", ALICE, source="spam"),
        ]
    )
    await store.keep_preferences(ALICE, {}, SPAM, 0)
    await store.change(ALICE, "asked-for", StateChange(snoozed_until=60), 1)
    await store.wake(50)
    assert await ids(store, ALICE) == ["all", "own"]
    assert (await store.head(ALICE, 50)).unread == 0
    await store.wake(60)
    assert await ids(store, ALICE, Filter("unread")) == ["asked-for"]
