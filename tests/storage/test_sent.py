"""What people sent to others, on each engine: the record of it, who has read it, taking it back."""

# ruff: noqa: A001 - the words of the contract
from __future__ import annotations

from typing import Any

import pytest

from jupyter_notifications.errors import NotFound
from jupyter_notifications.models import EVERYONE, Filter, Muted, StateChange
from jupyter_notifications.storage.base import Store

from .scenes import ALICE, BOB, CAROL, Replica, contract, draft, ids

READ = StateChange(read=True)
SPAM = Muted(sources=("spam",))


async def readers(store: Store, now: int = 0) -> dict[str, int]:
    """How many have read each thing that Alice sent."""
    return {item.id: item.read for item in (await store.sent("alice", now, limit=50)).items}


@contract
async def test_a_record_of_what_was_sent_to_others_and_who_has_read_it(store: Store) -> None:
    await store.post(
        [
            draft("1", BOB, CAROL, now=11, sender="alice", body="hello"),
            draft("2", ALICE, now=12, sender="alice"),
            draft("3", ALICE, BOB, now=13, sender="alice"),
            draft("4", EVERYONE, now=14, sender="alice"),
            draft("5", ALICE, now=15, sender="bob"),
            draft("6", ALICE, now=16),
            draft("7", BOB, now=17, sender="alice", deliver_at=99),
        ]
    )
    page = await store.sent("alice", 20, limit=10)
    assert [(s.id, s.created, s.recipients, s.everyone, s.read, s.deliver_at) for s in page.items] == [
        ("7", 17, 1, False, 0, 99),
        ("4", 14, 0, True, 0, None),
        ("3", 13, 2, False, 0, None),
        ("1", 11, 2, False, 0, None),
    ]
    assert page.items[-1].content == {"title": "1", "body": "hello"}
    assert [s.id for s in (await store.sent("bob", 20, limit=10)).items] == ["5"]
    assert (await store.sent("carol", 20, limit=10)).items == []
    for who in (BOB, CAROL):
        await store.visit(who, 20)
        await store.change(who, "1", READ, 20)
    await store.remove(CAROL, "1", 21)
    await store.remove(BOB, "3", 21)  # without having read it
    await store.change(BOB, "4", StateChange(archived=True), 21)
    await store.wake(99)
    assert {s.id: (s.read, s.deliver_at) for s in (await store.sent("alice", 99, limit=10)).items} == {
        "7": (0, None),
        "4": (1, None),  # a broadcast from before his first visit is read
        "3": (0, None),
        "1": (2, None),
    }


@contract
async def test_pages_of_what_was_sent(store: Store) -> None:
    await store.post([draft(f"{n}", BOB, sender="alice") for n in range(7)])
    found, before = [], None
    sizes = []
    while True:
        page = await store.sent("alice", 0, limit=3, before=before)
        found += [item.id for item in page.items]
        sizes.append(len(page.items))
        before = page.next
        if before is None:
            break
        # What is sent meanwhile does not shift the pages.
        await store.post([draft(f"9{len(found)}", BOB, sender="alice")])
    assert (found, sizes) == (list("6543210"), [3, 3, 1])


@contract
async def test_an_update_keeps_one_record_with_the_newest_words(store: Store) -> None:
    await store.post([draft("1", BOB, CAROL, now=1, sender="alice", key="k", body="old")])
    for who in (BOB, CAROL):
        await store.change(who, "1", READ, 2)
    await store.remove(CAROL, "1", 3)
    await store.post([draft("2", BOB, now=4, sender="alice", key="k", body="new")])
    [item] = (await store.sent("alice", 5, limit=5)).items
    assert (item.id, item.created, item.recipients, item.content["body"]) == ("1", 1, 2, "new")
    assert item.read == 1, "Carol read it, and Bob not yet what is new"


@contract
async def test_who_has_read_what_gave_way_to_a_later_version_has_not_read_that(store: Store) -> None:
    for who in (BOB, EVERYONE):
        await store.visit(BOB, 0)
        await store.post([draft(who.key, who, sender="alice", key="k")])
        await store.change(BOB, who.key, READ, 1)
        await store.post([draft("later", who, sender="alice", key="k", deliver_at=50)])
        await store.wake(50)
        [item] = (await store.sent("alice", 50, limit=1, before=who.key + "~")).items
        assert (item.id, item.content["title"], item.read) == (who.key, "later", 0)
        await store.change(BOB, who.key, READ, 51)
        [item] = (await store.sent("alice", 51, limit=1, before=who.key + "~")).items
        assert item.read == 1


@contract
async def test_what_is_withdrawn_is_gone_from_all_with_tombstones(store: Store) -> None:
    for who in (ALICE, BOB, CAROL):
        await store.visit(who, 0)
    await store.post(
        [
            draft("some", ALICE, BOB, sender="alice", key="k", source="s", event_id="e"),
            draft("all", EVERYONE, sender="alice", event_id="f"),
            draft("kept", BOB, sender="alice"),
        ]
    )
    await store.change(BOB, "all", READ, 1)
    replicas = [Replica(who) for who in (ALICE, BOB, CAROL)]
    for replica in replicas:
        await replica.catch_up(store, 1)
    assert set(await store.withdraw("alice", "some", 2)) == {ALICE, BOB}
    assert list(await store.withdraw("alice", "all", 2)) == [EVERYONE]
    for replica in replicas:
        await replica.catch_up(store, 2)
        assert list(replica.items) == (["kept"] if replica.inbox == BOB else [])
        assert replica.resets == 1
        page = await store.list(replica.inbox, Filter("all"), 2, limit=5)
        assert (page.total, page.head.unread) == (len(replica.items), len(replica.items))
    assert [s.id for s in (await store.sent("alice", 2, limit=5)).items] == ["kept"]
    # A retry does not bring it back, and its key starts anew.
    again = await store.post(
        [
            draft("x", ALICE, BOB, sender="alice", event_id="e"),
            draft("y", EVERYONE, sender="alice", event_id="f"),
            draft("z", BOB, sender="alice", key="k", source="s"),
        ]
    )
    assert [(p.id, p.outcome) for p in again] == [
        ("some", "duplicate"),
        ("all", "duplicate"),
        ("z", "created"),
    ]
    assert await ids(store, ALICE) == []


@contract
async def test_only_what_one_sent_oneself_can_be_withdrawn_and_only_once(store: Store) -> None:
    await store.post(
        [draft("a", BOB, CAROL, sender="alice"), draft("b", ALICE, sender="alice"), draft("c", BOB)]
    )
    for sender, id in (("bob", "a"), ("alice", "b"), ("alice", "c"), ("", "c"), ("alice", "absent")):
        with pytest.raises(NotFound, match=r"^There is no such sent notification\.$"):
            await store.withdraw(sender, id, 0)
    assert await ids(store, BOB) == ["c", "a"]
    await store.withdraw("alice", "a", 0)
    with pytest.raises(NotFound):
        await store.withdraw("alice", "a", 0)


@contract
async def test_what_waits_can_be_withdrawn_and_copies_go_along(store: Store) -> None:
    await store.post(
        [draft("w", BOB, sender="alice", deliver_at=50), draft("v", EVERYONE, sender="alice", deliver_at=50)]
    )
    for id in ("w", "v"):
        assert list(await store.withdraw("alice", id, 1)) == []
    assert await store.next_due() is None
    # Two versions of one id, and a third that waits.
    await store.post([draft("a", BOB, CAROL, sender="alice", key="k")])
    await store.post([draft("b", BOB, sender="alice", key="k", body="for Bob")])
    await store.post([draft("c", BOB, sender="alice", key="k", body="later", deliver_at=50)])
    assert set(await store.withdraw("alice", "a", 2)) == {BOB, CAROL}
    assert await store.next_due() is None
    assert await ids(store, BOB) == await ids(store, CAROL) == []


@contract
async def test_who_muted_something_has_not_read_it(store: Store) -> None:
    """However it came in, whatever becomes of it; to its owner it is read."""
    for who in (BOB, CAROL):
        await store.visit(who, 0)
    await store.post([draft("old", EVERYONE, sender="alice", source="spam", key="old")])
    await store.change(BOB, "old", StateChange(archived=True), 0)
    await store.keep_preferences(BOB, {}, SPAM, 0)
    spam: dict[str, Any] = {"sender": "alice", "source": "spam"}
    one, some = ("one", "quiet"), ("some", "kept", "archived", "taken")
    await store.post([draft("one", BOB, **spam)])
    await store.post([draft("quiet", BOB, type="in-progress", **spam)])
    for id in some:
        await store.post([draft(id, BOB, CAROL, **spam)])
    run = tuple(f"run{n}" for n in range(6))
    await store.post([draft(id, BOB, **spam) for id in run])
    await store.post([draft("all", EVERYONE, **spam), draft("later", BOB, deliver_at=5, **spam)])
    await store.post([draft("old2", EVERYONE, key="old", type="success", **spam)])
    await store.wake(5)
    everything_ = ("old", "all", "later", *one, *some, *run)
    assert await readers(store) == dict.fromkeys(everything_, 0)
    assert (await store.list(BOB, Filter("unread"), 5, limit=50)).items == []
    assert (await store.head(BOB, 5)).unread == 0
    for id in everything_:
        assert (await store.get(BOB, id, 5)).read, id
    await store.change(BOB, "archived", StateChange(archived=True), 5)
    await store.change(BOB, "all", StateChange(archived=True), 5)
    for id in ("taken", "old", "run0"):
        await store.remove(BOB, id, 5)
    assert await readers(store) == dict.fromkeys(everything_, 0)
    for who in (BOB, CAROL):
        await store.forget(who, who.name, 5)
    assert await readers(store) == dict.fromkeys(everything_, 0)


@contract
async def test_who_muted_something_and_marks_it_as_read_has_read_it(store: Store) -> None:
    """Nothing changes for its owner, whose clients hear of nothing."""
    await store.keep_preferences(BOB, {}, SPAM, 0)
    for id in ("a", "b", "c", "d", "e"):
        await store.post([draft(id, BOB, CAROL, sender="alice", source="spam")])
    await store.post([draft("all", EVERYONE, sender="alice", source="spam")])
    before, items = await store.head(BOB, 0), (await store.list(BOB, Filter(), 0, limit=9)).items
    assert (await store.change(BOB, "a", READ, 1)).read
    assert (await store.change(BOB, "all", READ, 1)).read
    assert await store.head(BOB, 1) == before
    assert (await store.list(BOB, Filter(), 1, limit=9)).items == items
    assert await readers(store) == {"a": 1, "b": 0, "c": 0, "d": 0, "e": 0, "all": 1}
    # One after the other it comes to the same.
    await store.change(BOB, "b", StateChange(read=False), 2)
    assert (await store.head(BOB, 2)).unread == 1
    await store.change(BOB, "b", READ, 2)
    await store.change(BOB, "c", StateChange(read=True, archived=True), 2)
    await store.change(BOB, "d", StateChange(archived=True), 2)
    await store.change(BOB, "d", StateChange(read=False), 2)
    assert await readers(store) == {"a": 1, "b": 1, "c": 1, "d": 0, "e": 0, "all": 1}
    await store.remove(BOB, "a", 3)
    await store.remove(BOB, "e", 3)
    assert await readers(store) == {"a": 1, "b": 1, "c": 1, "d": 0, "e": 0, "all": 1}


@contract
async def test_marking_all_that_is_muted_as_read_counts_and_changes_nothing(store: Store) -> None:
    await store.keep_preferences(BOB, {}, SPAM, 0)
    for id in ("a", "b"):
        await store.post([draft(id, BOB, sender="alice", source="spam")])
    before = await store.head(BOB, 0)
    done = await store.change_all(BOB, Filter("unread"), READ, 1)
    assert (done.changed, await readers(store)) == (0, {"a": 0, "b": 0})
    done = await store.change_all(BOB, Filter(), READ, 1)
    assert (done.changed, done.head, await readers(store)) == (0, before, {"a": 1, "b": 1})


@contract
async def test_who_had_read_it_before_muting_it_has_read_it(store: Store) -> None:
    """Progress is no news: it stays read, by who read it. Real news is to be read again."""
    await store.visit(BOB, 0)
    await store.post(
        [
            draft("one", BOB, sender="alice", source="spam", key="one"),
            draft("some", BOB, CAROL, sender="alice", source="spam", key="some"),
            draft("all", EVERYONE, sender="alice", source="spam", key="all"),
        ]
    )
    audiences = {"one": (BOB,), "some": (BOB, CAROL), "all": (EVERYONE,)}
    for id in audiences:
        await store.change(BOB, id, READ, 1)
    await store.keep_preferences(BOB, {}, SPAM, 1)
    for kind, count in (("in-progress", 1), ("success", 0), ("in-progress", 0)):
        for id, to in audiences.items():
            await store.post([draft("x", *to, sender="alice", source="spam", key=id, type=kind, now=2)])
        assert await readers(store, 2) == dict.fromkeys(audiences, count), kind
        assert all([(await store.get(BOB, id, 2)).read for id in audiences])


@contract
async def test_what_was_muted_and_wakes_is_unread_and_can_be_read(store: Store) -> None:
    await store.keep_preferences(BOB, {}, SPAM, 0)
    await store.post([draft("a", BOB, CAROL, sender="alice", source="spam")])
    await store.change(BOB, "a", StateChange(snoozed_until=9), 1)
    await store.wake(9)
    head = await store.head(BOB, 9)
    assert (head.unread, await ids(store, BOB, Filter("unread"), now=9)) == (1, ["a"])
    assert await readers(store, 9) == {"a": 0}
    await store.change(BOB, "a", READ, 10)
    assert ((await store.head(BOB, 10)).unread, await readers(store, 10)) == (0, {"a": 1})


@contract
async def test_what_is_muted_counts_as_read_for_what_is_kept(store: Store) -> None:
    """It goes before what is unread, and nobody has read it when it has gone."""
    await store.visit(BOB, 0)
    await store.post([draft("a", BOB, sender="alice")])
    await store.keep_preferences(BOB, {}, SPAM, 0)
    await store.post([draft("b", BOB, sender="alice", source="spam")])
    await store.sweep(1, keep_for=None, keep_entries=1)
    assert (await ids(store, BOB), await readers(store)) == (["a"], {"a": 0, "b": 0})


@contract
async def test_a_later_version_of_what_was_muted_leaves_the_count_alone(store: Store) -> None:
    for who in (BOB, EVERYONE):
        await store.keep_preferences(BOB, {}, SPAM, 0)
        await store.post([draft(who.key, who, sender="alice", source="spam", key="k")])
        await store.post([draft("later", who, sender="alice", source="spam", key="k", deliver_at=50)])
        await store.wake(50)
        assert (await readers(store, 50))[who.key] == 0
        await store.change(BOB, who.key, READ, 51)
        assert (await readers(store, 51))[who.key] == 1
