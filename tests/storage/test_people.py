"""What is about people, on each engine: preferences and mutes, what they sent, and forgetting them."""

# ruff: noqa: A001 - the words of the contract
from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from jupyter_notifications.errors import NotFound
from jupyter_notifications.models import EVERYONE, OWNER, Cursor, Filter, Muted, StateChange
from jupyter_notifications.storage.base import Store
from jupyter_notifications.storage.migrate import migrate, migrations

from .scenes import ALICE, BOB, CAROL, Replica, contract, draft, everything, ids, play

READ = StateChange(read=True)
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
async def test_a_forgotten_person_starts_from_nothing(store: Store) -> None:
    await store.visit(ALICE, 0)
    await store.post(
        [
            draft("to-alice", ALICE, BOB, sender="carol"),
            draft("own", ALICE, sender="alice", key="k", event_id="e1"),
            draft("to-bob", BOB, sender="alice", event_id="e2"),
            draft("later-for-alice", ALICE, deliver_at=50),
            draft("later-for-both", ALICE, BOB, deliver_at=60),
            draft("later-from-alice", BOB, sender="alice", deliver_at=50),
            draft("all", EVERYONE),
        ]
    )
    await store.change(ALICE, "all", StateChange(archived=True), 1)
    await store.keep_preferences(ALICE, {"a": 1}, SPAM, 1)
    replica = Replica(ALICE)
    await replica.catch_up(store, 1)
    of_bob = await store.head(BOB, 1)
    await store.forget(ALICE, "alice", 2)
    assert await store.preferences(ALICE) is None
    assert (await store.sent("alice", 2, limit=5)).items == []
    assert [(n.id, n.read, n.archived) for n in await everything(store, ALICE, 2)] == [("all", True, False)]
    assert await store.head(BOB, 2) == of_bob
    assert await ids(store, BOB) == ["all", "to-bob", "to-alice"]
    assert [s.id for s in (await store.sent("carol", 2, limit=5)).items] == ["to-alice"]
    assert await store.next_due() == 60
    assert list(await store.wake(60)) == [BOB]
    # The key and the event id mean nothing any more, and nothing is muted.
    await store.visit(ALICE, 61)
    posted = await store.post(
        [
            draft("new", ALICE, sender="alice", key="k", event_id="e1", source="spam"),
            draft("new2", BOB, sender="alice", event_id="e2"),
        ]
    )
    assert [(p.id, p.outcome) for p in posted] == [("new", "created"), ("new2", "created")]
    page = await store.list(ALICE, Filter("all"), 61, limit=5)
    assert ([n.id for n in page.items], page.total, page.head.unread) == (["new", "all"], 2, 1)
    await replica.catch_up(store, 61)
    assert (set(replica.items), replica.resets) == ({"new", "all"}, 2)


@contract
async def test_a_cursor_from_before_is_of_no_use_ever_again(store: Store) -> None:
    await store.visit(ALICE, 0)
    await store.post([draft(f"{n}", ALICE) for n in range(3)])
    old = await store.head(ALICE, 0)
    for again in range(4):
        await store.forget(ALICE, "alice", 0)
        got = await store.changes(ALICE, 0, epoch=old.epoch, after=old.seq, limit=5)
        assert got.reset, again
        fresh = got.head
        assert not (await store.changes(ALICE, 0, epoch=fresh.epoch, after=fresh.seq, limit=5)).reset
        if again % 2:
            await store.visit(ALICE, 0)
            # Beyond where the old cursor stood.
            await store.post([draft(f"{again}{n}", ALICE) for n in range(9)])
            await store.post([draft(f"{again}all", EVERYONE)])
            assert (await store.changes(ALICE, 0, epoch=old.epoch, after=old.seq, limit=5)).reset
            old = await store.head(ALICE, 0)
    # Others' cursors, and those of people who come for the first time, are not in the way.
    head = await store.head(BOB, 0)
    await store.post([draft("b", BOB)])
    got = await store.changes(BOB, 0, epoch=head.epoch, after=head.seq, limit=5)
    assert ([n.id for n in got.items], got.reset) == (["b"], False)


@contract
async def test_the_owner_can_be_forgotten_and_everyone_can_not(store: Store) -> None:
    await store.post([draft("a", event_id="e"), draft("all", EVERYONE)])
    await store.forget(OWNER, None, 0)
    assert await ids(store, OWNER, Filter("all")) == ["all"]
    (posted,) = await store.post([draft("b", event_id="e")])
    assert posted.outcome == "created"
    await store.forget(EVERYONE, None, 0)
    assert await ids(store, BOB) == ["all"]
    await store.post([draft("all2", EVERYONE)])
    assert await ids(store, BOB) == ["all2", "all"]


@contract
async def test_forgetting_many_lets_others_write(store: Store) -> None:
    await store.post([draft(f"{n:04d}", ALICE) for n in range(2500)])
    forgetting = asyncio.ensure_future(store.forget(ALICE, "alice", 0))
    await asyncio.sleep(0)
    await store.post([draft("b", BOB)])
    assert not forgetting.done()
    await forgetting
    assert await ids(store, ALICE, Filter("all")) == []
    assert await ids(store, BOB) == ["b"]


def test_nothing_of_a_forgotten_person_is_in_the_files(tmp_path: Path) -> None:
    mark, key = b"A-SECRET-OF-ALICES", b"user:alice"
    path = tmp_path / "notifications.db"

    def traces(of: bytes) -> int:
        files = [path, path.with_name("notifications.db-wal"), path.with_name("notifications.db-journal")]
        return sum(file.read_bytes().count(of) for file in files if file.exists())

    async def scene(store: Store) -> None:
        secret = mark.decode()
        for n in range(900):
            # All sizes, so that rows are moved between pages and some do not fit into one.
            who, body = (ALICE, secret) if n % 3 else (BOB, "of Bob's")
            extra: dict[str, Any] = {"key": f"{n % 40}"} if n % 4 == 0 else {}
            body = f"{body} " * (1, 3, 12, 60, 250)[n * 7 % 5]
            await store.post([draft(f"{n:03d}", who, sender=None if n % 5 else who.name, body=body, **extra)])
            if n % 50 == 49:
                await store.remove_all(ALICE, Filter("all"), 0)
        await store.keep_preferences(ALICE, {"x": secret}, Muted((secret,), (secret,)), 0)
        await store.post([draft("e", ALICE, sender="alice", event_id=secret, deliver_at=99, body=secret)])
        await store.post([draft("w", BOB, sender="alice", event_id="w", deliver_at=99, body=secret)])
        assert traces(mark) > 100
        assert traces(key) > 0
        await store.forget(ALICE, "alice", 0)
        assert (traces(mark), traces(key)) == (0, 0)
        assert len(await ids(store, BOB)) == 100
        assert traces(b"of Bob's") > 0

    play(scene, path)
    assert (traces(mark), traces(key)) == (0, 0)


def test_a_file_of_the_first_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    """What was in it stays, and the new parts work on it."""
    path = tmp_path / "notifications.db"

    async def scene(store: Store) -> None:
        assert await ids(store, ALICE) == ["all", "a"]
        assert (await store.sent("bob", 0, limit=5)).items == []
        await store.keep_preferences(ALICE, {}, SPAM, 0)
        await store.post([draft("b", ALICE, sender="bob", source="spam")])
        assert [s.read for s in (await store.sent("bob", 0, limit=5)).items] == [1]
        assert set(await store.sweep(1_000, keep_for=500, keep_entries=None)) == {ALICE, EVERYONE}
        await store.forget(ALICE, "alice", 0)
        assert await ids(store, ALICE) == []

    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        migrate(db, migrations("sqlite")[:1])
        db.execute("INSERT INTO inbox (key, own, unread, shown, whole) VALUES ('user:alice', 1, 1, 1, 1)")
        for n, id in ((1, "a"), (2, "all")):
            db.execute(
                "INSERT INTO event (n, id, type, created, updated, content)"
                f" VALUES ({n}, '{id}', 'default', 0, 0, '{{\"title\": \"{id}\"}}')"
            )
        db.execute("INSERT INTO entry (inbox, arrived, changed, event) VALUES (1, 1, 1, 1)")
        db.execute("INSERT INTO broadcast VALUES (1 << 32, 1 << 32, 1 << 32, 2)")
        db.execute("UPDATE store SET broadcasts = 1")
    play(scene, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
