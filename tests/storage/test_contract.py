"""Every sentence of storage/base.py, on each engine."""

# ruff: noqa: A001 - the words of the contract
from __future__ import annotations

import asyncio
from typing import Any

import pytest

from jupyter_notifications.errors import NotFound, StoreUnavailable
from jupyter_notifications.models import EVERYONE, OWNER, Cursor, Filter, Muted, StateChange
from jupyter_notifications.storage.base import MAX_CHANGES_BEHIND, Store
from jupyter_notifications.storage.migrate import migrations
from jupyter_notifications.storage.sqlite import SqliteStore

from .scenes import ALICE, BOB, CAROL, Replica, contract, draft, everything, ids


@contract
async def test_posts_are_answered_in_order(store: Store) -> None:
    posted = await store.post([draft("a"), draft("b", ALICE, BOB), draft("c", EVERYONE)])
    assert [(p.id, p.outcome, p.recipients, p.touched) for p in posted] == [
        ("a", "created", 1, (OWNER,)),
        ("b", "created", 2, (ALICE, BOB)),
        ("c", "created", 0, (EVERYONE,)),
    ]
    assert await ids(store, OWNER) == ["c", "a"]
    assert await ids(store, BOB) == ["c", "b"]


@contract
async def test_all_drafts_of_a_post_or_none(store: Store) -> None:
    await store.post([draft("a")])
    bad = draft("b", link=object())
    with pytest.raises(TypeError):
        await store.post([draft("x"), bad])
    assert await ids(store) == ["a"]
    assert (await store.head(OWNER, 0)).seq == Cursor(0, 1)
    await store.post([draft("c")])
    assert await ids(store) == ["c", "a"]


@contract
async def test_a_known_event_id_is_a_duplicate_even_of_what_was_deleted(store: Store) -> None:
    first = draft("a", event_id="e", sender="alice")
    again = draft("b", event_id="e", sender="alice", body="other")
    await store.post([first])
    head = await store.head(OWNER, 0)
    for _ in range(2):
        (posted,) = await store.post([again])
        assert (posted.id, posted.outcome, posted.recipients, posted.touched) == ("a", "duplicate", 1, ())
    assert await store.head(OWNER, 0) == head
    await store.remove(OWNER, "a", 1)
    (posted,) = await store.post([again])
    assert posted.outcome == "duplicate"
    assert await ids(store) == []


@contract
async def test_event_ids_are_each_senders_own(store: Store) -> None:
    posted = await store.post(
        [
            draft("a", event_id="e", sender="alice"),
            draft("b", event_id="e", sender="bob"),
            draft("c", event_id="e"),
            draft("d", event_id="e"),
        ]
    )
    assert [p.outcome for p in posted] == ["created", "created", "created", "duplicate"]


@contract
async def test_a_key_updates_in_place_and_makes_it_news(store: Store) -> None:
    await store.post([draft("a", now=1, key="k", source="s"), draft("b")])
    await store.change(OWNER, "a", StateChange(read=True, archived=True, snoozed_until=99), 2)
    before = await store.get(OWNER, "a", 2)
    (posted,) = await store.post([draft("c", now=5, key="k", source="s", body="new", event_id="e")])
    assert (posted.id, posted.outcome) == ("a", "updated")
    after = await store.get(OWNER, "a", 5)
    assert (after.id, after.arrived, after.created) == ("a", before.arrived, 1)
    assert after.changed > before.changed
    assert (after.updated, after.event_id, after.content["body"]) == (5, "e", "new")
    assert (after.read, after.archived, after.snoozed_until) == (False, False, None)
    assert await ids(store) == ["b", "a"]


@contract
async def test_progress_is_no_news(store: Store) -> None:
    await store.post([draft("a", key="k", type="in-progress", progress=0.1)])
    assert (await store.head(OWNER, 0)).unread == 0
    await store.change(OWNER, "a", StateChange(read=True), 1)
    await store.post([draft("b", key="k", type="in-progress", progress=0.9)])
    entry = await store.get(OWNER, "a", 1)
    assert entry.read
    assert entry.content["progress"] == 0.9
    await store.post([draft("c", key="k", type="success")])
    assert not (await store.get(OWNER, "a", 1)).read
    assert (await store.head(OWNER, 0)).unread == 1


@contract
async def test_keys_are_scoped_to_recipient_sender_and_source(store: Store) -> None:
    for n, (who, sender, source) in enumerate(
        [
            (ALICE, None, "s"),
            (BOB, None, "s"),
            (ALICE, "x", "s"),
            (ALICE, None, "t"),
            (ALICE, None, None),
            (EVERYONE, None, "s"),
        ]
    ):
        extra: dict[str, Any] = {} if source is None else {"source": source}
        (posted,) = await store.post([draft(f"n{n}", who, sender=sender, key="k", **extra)])
        assert posted.outcome == "created", n
    (posted,) = await store.post([draft("z", ALICE, key="k", source="s")])
    assert posted.id == "n0"


@contract
async def test_an_update_for_some_leaves_the_others_what_they_had(store: Store) -> None:
    await store.post([draft("a", ALICE, BOB, CAROL, key="k", body="old")])
    bobs = await store.head(BOB, 0)
    (posted,) = await store.post([draft("b", ALICE, key="k", body="new")])
    assert (posted.id, posted.touched) == ("a", (ALICE,))
    assert (await store.get(ALICE, "a", 0)).content["body"] == "new"
    assert (await store.get(BOB, "a", 0)).content["body"] == "old"
    assert await store.head(BOB, 0) == bobs
    # Each goes on by the same key, together again or not.
    await store.post([draft("c", ALICE, BOB, key="k", body="both")])
    bodies = [(await store.get(who, "a", 0)).content["body"] for who in (ALICE, BOB, CAROL)]
    assert bodies == ["both", "both", "old"]


@contract
async def test_what_has_another_id_in_each_inbox_is_answered_with_all_of_them(store: Store) -> None:
    await store.post([draft("a", ALICE, key="k")])
    (posted,) = await store.post([draft("b", BOB, ALICE, CAROL, key="k", event_id="e")])
    assert (posted.id, posted.outcome, posted.ids) == ("b", "created", ("b", "a", "b"))
    (posted,) = await store.post([draft("c", BOB, ALICE, CAROL, key="k", event_id="e")])
    assert (posted.id, posted.outcome, posted.ids) == ("b", "duplicate", ("b", "a", "b"))
    (posted,) = await store.post([draft("d", BOB, CAROL, key="k")])
    assert (posted.id, posted.outcome, posted.ids) == ("b", "updated", ())
    # What is for later, too; and what is there no more has the first one's.
    (posted,) = await store.post([draft("e", BOB, ALICE, key="k", event_id="f", deliver_at=10)])
    assert posted.ids == ("b", "a")
    await store.remove(ALICE, "a", 1)
    (posted,) = await store.post([draft("f", BOB, ALICE, key="k", event_id="f", deliver_at=10)])
    assert posted.ids == ("b", "a"), "it waits"
    await store.wake(10)
    await store.remove(ALICE, "a", 11)
    (posted,) = await store.post([draft("g", BOB, ALICE, key="k", event_id="f")])
    assert (posted.id, posted.ids) == ("b", ())
    (posted,) = await store.post([draft("h", ALICE, BOB)])
    assert posted.ids == ()


@contract
async def test_after_a_deletion_its_key_makes_a_new_entry(store: Store) -> None:
    await store.post([draft("a", ALICE, BOB, key="k")])
    await store.remove(ALICE, "a", 1)
    (posted,) = await store.post([draft("b", ALICE, BOB, key="k")])
    assert (posted.id, posted.outcome) == ("b", "created")
    assert await ids(store, ALICE) == ["b"]
    assert await ids(store, BOB) == ["a"]


@contract
async def test_broadcasts_from_before_the_first_visit_are_read(store: Store) -> None:
    await store.post([draft("a", EVERYONE)])
    await store.visit(ALICE, 0)
    await store.post([draft("b", EVERYONE)])
    page = await store.list(ALICE, Filter(), 0, limit=9)
    assert [(n.id, n.read) for n in page.items] == [("b", False), ("a", True)]
    assert page.head.unread == 1
    await store.visit(ALICE, 0)
    assert (await store.head(ALICE, 0)).unread == 1
    # Bob has not come yet.
    assert (await store.head(BOB, 0)).unread == 0


@contract
async def test_a_broadcast_moves_every_cursor_and_a_post_only_its_own(store: Store) -> None:
    await store.visit(ALICE, 0)
    await store.post([draft("a", ALICE)])
    assert (await store.head(ALICE, 0)).seq == Cursor(0, 1)
    assert (await store.head(BOB, 0)).seq == Cursor(0, 0)
    await store.post([draft("b", EVERYONE), draft("c", ALICE)])
    heads = await store.heads([ALICE, BOB], 0)
    assert [head.seq for head in heads] == [Cursor(1, 2), Cursor(1, 0)]
    arrived = {n.id: n.arrived for n in await everything(store, ALICE, 0)}
    assert arrived == {"a": Cursor(0, 1), "b": Cursor(1, 0), "c": Cursor(1, 2)}
    assert [head.unread for head in heads] == [3, 0]


@contract
async def test_state_of_a_broadcast_is_each_persons_own(store: Store) -> None:
    for who in (ALICE, BOB):
        await store.visit(who, 0)
    await store.post([draft("b", EVERYONE, key="k")])
    assert (await store.change(ALICE, "b", StateChange(read=True), 1)).read
    assert not (await store.get(BOB, "b", 1)).read
    behind = Replica(BOB)
    await behind.catch_up(store, 1)
    await store.remove(BOB, "b", 1)
    assert await ids(store, BOB) == []
    assert await ids(store, ALICE) == ["b"]
    with pytest.raises(NotFound):
        await store.get(BOB, "b", 1)
    # News under its key is news to both of them, and to nobody twice.
    replica = Replica(BOB)
    await replica.catch_up(store, 1)
    (posted,) = await store.post([draft("c", EVERYONE, key="k", body="new")])
    assert (posted.id, posted.outcome, posted.touched) == ("b", "updated", (EVERYONE,))
    for who in (ALICE, BOB):
        entry = await store.get(who, "b", 1)
        assert (entry.read, entry.content["body"], entry.arrived) == (False, "new", Cursor(1, 0))
        assert (await store.head(who, 1)).unread == 1
    await replica.catch_up(store, 1)
    await behind.catch_up(store, 1)
    for each in (replica, behind):
        assert [n.id for n in each.visible(1)] == ["b"]
        assert each.resets == 1


@contract
async def test_what_is_someone_elses_is_like_what_does_not_exist(store: Store) -> None:
    await store.post([draft("a", ALICE)])
    messages = set()
    for id in ("a", "nothing"):
        for attempt in (
            store.get(BOB, id, 0),
            store.change(BOB, id, StateChange(read=True), 0),
            store.remove(BOB, id, 0),
        ):
            with pytest.raises(NotFound) as caught:
                await attempt
            messages.add(caught.value.message)
    assert len(messages) == 1
    assert not (await store.get(ALICE, "a", 0)).read


@contract
async def test_lists_by_state(store: Store) -> None:
    await store.post([draft(id) for id in ("plain", "read", "archived", "snoozed")])
    await store.post([draft("busy", type="in-progress"), draft("gone", expires_at=500)])
    await store.post([draft("later", deliver_at=5_000)])
    await store.change(OWNER, "read", StateChange(read=True), 1)
    await store.change(OWNER, "archived", StateChange(archived=True), 1)
    await store.change(OWNER, "snoozed", StateChange(snoozed_until=9_000), 1)
    expected = {
        "inbox": ["busy", "read", "plain"],
        "unread": ["plain"],
        "archived": ["archived"],
        "snoozed": ["snoozed"],
        "all": ["busy", "snoozed", "archived", "read", "plain"],
    }
    for state, wanted in expected.items():
        page = await store.list(OWNER, Filter(state), 1_000, limit=50)  # type: ignore[arg-type]
        assert [n.id for n in page.items] == wanted, state
        assert page.total == len(wanted), state
        assert page.head.unread == 1


@contract
async def test_filters(store: Store) -> None:
    await store.post(
        [draft("a", type="error", source="s", topic="t", group="g", body="Kernel DIED in Straße")]
    )
    await store.post([draft("b", body="kernel finished"), draft("c", EVERYONE, source="s")])
    assert await ids(store, filter=Filter(type="error")) == ["a"]
    assert await ids(store, filter=Filter(type="default")) == ["c", "b"]
    assert await ids(store, filter=Filter(source="s")) == ["c", "a"]
    assert await ids(store, filter=Filter(topic="t", group="g")) == ["a"]
    assert await ids(store, filter=Filter(q="KERNEL strasse")) == ["a"]
    assert await ids(store, filter=Filter(q="finished kernel")) == ["b"]
    assert await ids(store, filter=Filter(q="kernel absent")) == []
    assert (await store.list(OWNER, Filter(source="s"), 0, limit=5)).total is None


@contract
async def test_pages_of_300_mixed_entries(store: Store) -> None:
    await store.visit(OWNER, 0)
    for n in range(300):
        await store.post([draft(f"{n:03d}", EVERYONE if n % 3 == 0 else OWNER)])
        if n % 5 == 0:
            await store.change(OWNER, f"{n:03d}", StateChange(read=True), n)
        if n % 7 == 0:
            await store.change(OWNER, f"{n // 2:03d}", StateChange(archived=True), n)
    wanted = [f"{n:03d}" for n in reversed(range(300))]
    archived = {f"{n // 2:03d}" for n in range(0, 300, 7)}
    assert [n.id for n in await everything(store, OWNER, 0)] == wanted
    inbox = await everything(store, OWNER, 0, Filter(), 50)
    assert [n.id for n in inbox] == [id for id in wanted if id not in archived]
    unread = await everything(store, OWNER, 0, Filter("unread"), 13)
    assert [n.id for n in unread] == [id for id in wanted if id not in archived and int(id) % 5]
    assert (await store.head(OWNER, 0)).unread == len(unread)


@contract
async def test_a_page_does_not_shift_when_something_arrives(store: Store) -> None:
    await store.post([draft(str(n)) for n in range(6)])
    first = await store.list(OWNER, Filter(), 0, limit=3)
    await store.post([draft("new")])
    second = await store.list(OWNER, Filter(), 0, limit=3, before=first.next)
    assert [n.id for n in first.items + second.items] == ["5", "4", "3", "2", "1", "0"]
    assert second.next is None


@contract
async def test_a_change_that_changes_nothing_moves_no_cursor(store: Store) -> None:
    await store.post([draft("a"), draft("b", EVERYONE)])
    await store.change_all(OWNER, Filter(), StateChange(read=True), 1)
    head = await store.head(OWNER, 1)
    for id in ("a", "b"):
        await store.change(OWNER, id, StateChange(read=True, archived=False, snoozed_until=None), 2)
        await store.change(OWNER, id, StateChange(), 2)
    done = await store.change_all(OWNER, Filter("all"), StateChange(read=True), 2)
    assert (done.changed, done.head) == (0, head)
    assert await store.head(OWNER, 2) == head


@contract
async def test_bulk_leaves_alone_what_changed_after_the_cursor(store: Store) -> None:
    await store.visit(OWNER, 0)
    await store.post([draft("old"), draft("touched"), draft("all", EVERYONE)])
    up_to = (await store.head(OWNER, 0)).seq
    await store.change(OWNER, "touched", StateChange(snoozed_until=9), 1)
    await store.change(OWNER, "touched", StateChange(snoozed_until=None), 1)
    await store.post([draft("new"), draft("newer", EVERYONE)])
    done = await store.change_all(OWNER, Filter("unread"), StateChange(read=True), 2, up_to=up_to)
    assert done.changed == 2
    assert done.head.unread == 3
    assert done.head == await store.head(OWNER, 2)
    assert await ids(store, filter=Filter("unread")) == ["newer", "new", "touched"]
    gone = await store.remove_all(OWNER, Filter("all"), 2, up_to=up_to)
    assert gone.changed == 0
    gone = await store.remove_all(OWNER, Filter("all"), 2)
    assert (gone.changed, gone.head.unread) == (5, 0)
    assert await ids(store, filter=Filter("all")) == []


@contract
async def test_changes_come_in_order_and_in_portions(store: Store) -> None:
    await store.visit(OWNER, 0)
    start = await store.head(OWNER, 0)
    await store.post([draft("a"), draft("b", EVERYONE), draft("c"), draft("d")])
    await store.change(OWNER, "a", StateChange(read=True), 1)
    await store.remove(OWNER, "c", 1)
    first = await store.changes(OWNER, 1, epoch=start.epoch, after=start.seq, limit=2)
    assert [n.id for n in first.items] == ["b", "d"]
    assert (first.removed, first.more, first.reset) == ([], True, False)
    rest = await store.changes(OWNER, 1, epoch=start.epoch, after=first.head.seq, limit=2)
    assert ([n.id for n in rest.items], rest.removed, rest.more) == (["a"], ["c"], False)
    assert rest.head == await store.head(OWNER, 1)
    nothing = await store.changes(OWNER, 1, epoch=start.epoch, after=rest.head.seq, limit=2)
    assert (nothing.items, nothing.removed, nothing.more, nothing.reset) == ([], [], False, False)


@contract
async def test_a_cursor_of_no_use_says_reset(store: Store) -> None:
    await store.post([draft("a"), draft("b", EVERYONE)])
    head = await store.head(OWNER, 0)
    for epoch, after in (
        (None, None),
        (head.epoch, None),
        (None, head.seq),
        ("f" * 32, head.seq),
        (head.epoch, Cursor(2, 0)),
        (head.epoch, Cursor(0, 2)),
        (head.epoch, Cursor(0xFFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF)),
    ):
        got = await store.changes(OWNER, 0, epoch=epoch, after=after, limit=10)
        assert (got.reset, got.items, got.removed, got.more, got.head) == (True, [], [], False, head)


@contract
async def test_too_far_behind_says_reset_and_just_not_so_does_not(store: Store) -> None:
    head = await store.head(OWNER, 0)
    await store.post([draft(str(n)) for n in range(MAX_CHANGES_BEHIND)])
    got = await store.changes(OWNER, 0, epoch=head.epoch, after=head.seq, limit=MAX_CHANGES_BEHIND)
    assert (got.reset, len(got.items), got.more) == (False, MAX_CHANGES_BEHIND, False)
    await store.post([draft("one more")])
    assert (await store.changes(OWNER, 0, epoch=head.epoch, after=head.seq, limit=5)).reset


@contract
async def test_tombstones_do_not_pile_up_and_whoever_missed_one_is_told(store: Store) -> None:
    await store.post([draft(str(n)) for n in range(2 * MAX_CHANGES_BEHIND)])
    replica = Replica(OWNER)
    await replica.catch_up(store, 0, limit=50)
    start = await store.head(OWNER, 0)
    for n in range(0, 2 * MAX_CHANGES_BEHIND, 100):
        await store.remove_all(OWNER, Filter("all"), 1, up_to=Cursor(0, n + 100))
    assert (await store.changes(OWNER, 1, epoch=start.epoch, after=start.seq, limit=9)).reset
    await replica.catch_up(store, 1, limit=50)
    assert replica.visible(1) == []
    assert replica.resets == 2


@contract
async def test_delivered_later_it_arrives_then(store: Store) -> None:
    await store.visit(OWNER, 0)
    (posted,) = await store.post([draft("a", deliver_at=100, now=1)])
    assert (posted.id, posted.outcome, posted.recipients, posted.touched) == ("a", "created", 1, ())
    await store.post([draft("all", EVERYONE, deliver_at=50), draft("b")])
    head = await store.head(OWNER, 2)
    assert await ids(store) == ["b"]
    with pytest.raises(NotFound):
        await store.get(OWNER, "a", 2)
    assert await store.next_due() == 50
    assert list(await store.wake(49)) == []
    assert await store.head(OWNER, 49) == head
    assert set(await store.wake(100)) == {EVERYONE, OWNER}
    assert await ids(store) == ["a", "all", "b"]
    assert (await store.head(OWNER, 100)).unread == 3
    assert await store.next_due() is None


@contract
async def test_what_waits_under_a_key_is_replaced_by_the_next_post(store: Store) -> None:
    await store.post([draft("a", key="k", deliver_at=50, body="first")])
    (posted,) = await store.post([draft("b", key="k", deliver_at=90, body="second")])
    assert (posted.id, posted.outcome) == ("a", "updated")
    assert list(await store.wake(60)) == []
    (posted,) = await store.post([draft("c", key="k", body="now", now=61)])
    assert (posted.id, posted.outcome) == ("a", "updated")
    assert await store.next_due() is None
    assert (await store.get(OWNER, "a", 61)).content["body"] == "now"
    # Scheduled under the key of what is there: that stays, and then makes room.
    (posted,) = await store.post([draft("d", key="k", deliver_at=99, body="last", now=62)])
    assert (posted.id, posted.outcome) == ("a", "updated")
    await store.post([draft("between", now=63)])
    assert await ids(store) == ["between", "a"]
    await store.wake(99)
    assert await ids(store) == ["a", "between"]
    assert (await store.get(OWNER, "a", 99)).content["body"] == "last"


@contract
async def test_snoozed_it_wakes_on_top_and_unread(store: Store) -> None:
    await store.visit(OWNER, 0)
    await store.post([draft("a"), draft("all", EVERYONE), draft("b")])
    for id in ("a", "all"):
        got = await store.change(OWNER, id, StateChange(read=True, snoozed_until=100), 1)
        assert got.snoozed_until == 100
    assert await ids(store) == ["b"]
    assert await store.next_due() == 100
    assert list(await store.wake(100)) == [OWNER]
    assert await ids(store) == ["all", "a", "b"]
    page = await store.list(OWNER, Filter("unread"), 101, limit=5)
    assert [(n.id, n.snoozed_until) for n in page.items] == [("all", None), ("a", None), ("b", None)]


@contract
async def test_expired_it_is_in_no_answer_and_leaves_a_tombstone(store: Store) -> None:
    await store.visit(ALICE, 0)
    await store.post([draft("a", ALICE, BOB, expires_at=100), draft("all", EVERYONE, expires_at=100)])
    await store.post([draft("stays", ALICE), draft("never", ALICE, deliver_at=90, expires_at=95)])
    await store.change(ALICE, "all", StateChange(read=True), 1)
    replica = Replica(ALICE)
    await replica.catch_up(store, 99)
    assert len(replica.items) == 3
    # Before it is swept away, and after.
    for swept in (False, True):
        if swept:
            assert await store.next_due() == 90
            assert set(await store.wake(100)) == {EVERYONE, ALICE, BOB}
            assert await store.next_due() is None
        assert await ids(store, ALICE) == ["stays"]
        for attempt in (store.get(ALICE, "a", 100), store.remove(ALICE, "all", 100)):
            with pytest.raises(NotFound):
                await attempt
        page = await store.list(ALICE, Filter("all"), 100, limit=5)
        assert (page.total, page.head.unread) == (1, 1)
    await replica.catch_up(store, 100)
    assert [n.id for n in replica.visible(100)] == ["stays"]
    assert replica.resets == 1


@contract
async def test_the_order_does_not_depend_on_the_clock(store: Store) -> None:
    hour = 3_600_000
    for n, now in enumerate((10 * hour, 9 * hour, 11 * hour, 10 * hour)):
        await store.post([draft(str(n), now=now)])
    assert await ids(store, now=9 * hour) == ["3", "2", "1", "0"]
    head = await store.head(OWNER, 0)
    await store.change(OWNER, "0", StateChange(read=True), hour)
    got = await store.changes(OWNER, hour, epoch=head.epoch, after=head.seq, limit=5)
    assert [n.id for n in got.items] == ["0"]


@contract
async def test_a_cancelled_caller_does_not_break_the_others(store: Store) -> None:
    tasks = [asyncio.ensure_future(store.post([draft(f"{n:02d}")])) for n in range(30)]
    await asyncio.sleep(0)
    for task in tasks[::3]:
        task.cancel()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    done = [n for n, answer in enumerate(answers) if not isinstance(answer, BaseException)]
    assert done == [n for n in range(30) if n % 3]
    await store.post([draft("after")])
    assert {f"{n:02d}" for n in done} | {"after"} <= set(await ids(store))


@contract
async def test_one_that_fails_does_not_fail_those_it_waits_with(store: Store) -> None:
    answers = await asyncio.gather(
        store.post([draft("a")]),
        store.remove(OWNER, "nothing", 0),
        store.post([draft("bad", data=object())]),
        store.post([draft("b")]),
        return_exceptions=True,
    )
    assert isinstance(answers[1], NotFound)
    assert isinstance(answers[2], TypeError)
    assert await ids(store) == ["b", "a"]


@contract
async def test_closing_commits_what_waits_and_refuses_what_comes_after(store: Store) -> None:
    waiting = [asyncio.ensure_future(store.post([draft(str(n))])) for n in range(50)]
    await asyncio.sleep(0)
    await store.close()
    answers = await asyncio.gather(*waiting)
    assert [answer[0].outcome for answer in answers] == ["created"] * 50
    await store.close()
    with pytest.raises(StoreUnavailable):
        await store.post([draft("late")])
    with pytest.raises(StoreUnavailable):
        await store.head(OWNER, 0)
    assert (await store.status()).queued == 0


@contract
async def test_status(store: Store) -> None:
    status = await store.status()
    latest = len(migrations("sqlite"))
    assert status.durable == (status.engine == "sqlite")
    assert (status.writable, status.problem, status.queued, status.schema_version) == (True, None, 0, latest)


@contract
async def test_news_of_an_old_broadcast_is_unread_and_its_progress_is_not(store: Store) -> None:
    await store.post([draft("a", EVERYONE, key="k")])
    await store.visit(ALICE, 0)
    await store.post([draft("b", EVERYONE, key="k", type="in-progress", progress=0.5)])
    entry = await store.get(ALICE, "a", 0)
    assert (entry.read, entry.content["progress"]) == (True, 0.5)
    await store.post([draft("c", EVERYONE, key="k", type="success")])
    assert not (await store.get(ALICE, "a", 0)).read
    assert (await store.head(ALICE, 0)).unread == 1


@contract
async def test_what_comes_back_under_its_id_is_not_told_to_be_gone(store: Store) -> None:
    """It was deleted while an update waited for its time; that comes by itself, or is overtaken."""
    for who, overtaken in ((ALICE, True), (BOB, False), (EVERYONE, False)):
        name = who.key
        reader = CAROL if who == EVERYONE else who
        await store.visit(reader, 0)
        await store.post([draft(name, who, key="k")])
        await store.post([draft("later", who, key="k", deliver_at=50, body="later")])
        replica = Replica(reader)
        await replica.catch_up(store, 1, limit=50)
        await store.remove(reader, name, 1)
        if overtaken:
            (posted,) = await store.post([draft("now", who, key="k")])
            assert (posted.id, posted.outcome) == (name, "updated")
        else:
            await store.wake(50)
        await replica.catch_up(store, 50, limit=50)
        assert name in replica.items
        assert replica.items == {n.id: n for n in await everything(store, reader, 50)}
        assert replica.resets == 1


@contract
async def test_after_its_expiry_a_key_makes_a_new_entry(store: Store) -> None:
    for who in (OWNER, EVERYONE):
        await store.post([draft(f"a-{who.key}", who, key="k", expires_at=100)])
    await store.wake(100)
    for who in (OWNER, EVERYONE):
        (posted,) = await store.post([draft(f"b-{who.key}", who, key="k", now=101)])
        assert (posted.id, posted.outcome) == (f"b-{who.key}", "created")
    assert await ids(store) == ["b-*", "b-owner"]


@contract
async def test_a_change_of_many_lets_others_write_and_spares_what_comes_meanwhile(store: Store) -> None:
    await store.visit(OWNER, 0)
    await store.post([draft(f"{n}", *([EVERYONE] if n % 3 == 0 else [])) for n in range(2100)])
    for turn, sweep in enumerate(
        (
            store.change_all(OWNER, Filter("unread"), StateChange(read=True), 1),
            store.change_all(OWNER, Filter(), StateChange(archived=True), 1),
            store.remove_all(OWNER, Filter("all"), 1),
        )
    ):
        sweeping = asyncio.ensure_future(sweep)
        await asyncio.sleep(0)
        await store.post([draft(f"new-{turn}")])
        assert not sweeping.done(), "who posts does not wait for all of it"
        done = await sweeping
        assert done.changed == 2100 + turn
        assert done.head == await store.head(OWNER, 1)
        assert await ids(store, filter=Filter("unread")) == [f"new-{turn}"]
    assert await ids(store, filter=Filter("all")) == ["new-2"]


@contract
async def test_what_is_known_of_a_new_entry_is_what_is_read(store: Store) -> None:
    await store.keep_preferences(ALICE, {}, Muted(sources=("loud",)), 5)
    drafts = [
        draft("a", event_id="e", now=7),
        draft("b", ALICE, sender="bob", body="x", source="loud", type="error"),
        draft("c", key="k"),
        draft("d", type="in-progress", progress=0.5, data={"x": [1, None, "é"]}),
    ]
    for one in drafts:
        [posted] = await store.post([one])
        assert posted.as_seen(one) == await store.get(one.recipients[0], one.id, 10)
    for one in (
        draft("e", key="k"),
        draft("f", EVERYONE),
        draft("g", ALICE, BOB),
        draft("h", deliver_at=99, now=10),
        draft("i", expires_at=99, now=10),
        draft("j", event_id="e"),
    ):
        [posted] = await store.post([one])
        assert posted.as_seen(one) is None, one.id


@contract
async def test_what_was_done_before_trouble_is_told(store: Store) -> None:
    """One portion of many works and the next does not: who changed in the first would never be told else."""
    assert isinstance(store, SqliteStore)

    async def trouble(when: str, field: str) -> None:
        sql = (
            f"CREATE TRIGGER trouble BEFORE {when} ON entry WHEN"
            f" (SELECT id FROM event WHERE n = {field}.event) = 'last' BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        await store._connection.run(lambda db: db.execute(sql))

    async def no_trouble() -> None:
        await store._connection.run(lambda db: db.execute("DROP TRIGGER trouble"))

    await store.post([draft("b", BOB, deliver_at=90)])
    await store.post([draft(f"{n}", deliver_at=100) for n in range(1000)])
    await store.post([draft("last", ALICE, deliver_at=101)])
    await trouble("INSERT", "new")
    assert set(await store.wake(200)) == {BOB, OWNER}
    with pytest.raises(StoreUnavailable):
        await store.wake(200)
    await no_trouble()
    assert set(await store.wake(200)) >= {ALICE}
    await trouble("DELETE", "old")
    assert set(await store.sweep(999, keep_for=1, keep_entries=None)) == {BOB, OWNER}
    with pytest.raises(StoreUnavailable):
        await store.sweep(999, keep_for=1, keep_entries=None)
    await no_trouble()
    assert set(await store.sweep(999, keep_for=1, keep_entries=None)) == {OWNER, ALICE}
