"""Listeners hear of changes to their own inbox, once for a burst, and one's fault is not the others'."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import pytest

from jupyter_notifications.errors import NotFound, StoreUnavailable
from jupyter_notifications.models import EVERYONE, Cursor, Head, Notification, Recipient, user
from jupyter_notifications.services.notifications import hints as module
from jupyter_notifications.services.notifications.hints import Hints

ALICE, BOB, CAROL = user("alice"), user("bob"), user("carol")


class Reader:
    """Answers like a store, and counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[list[Recipient]] = []
        self.failures = 0
        self.gone: set[str] = set()
        self.gate = asyncio.Event()
        self.gate.set()

    async def heads(self, inboxes: Sequence[Recipient]) -> list[Head]:
        self.asked.append(list(inboxes))
        await self.gate.wait()
        if self.failures:
            self.failures -= 1
            msg = "busy"
            raise StoreUnavailable(msg)
        return [Head("e", Cursor(0, len(self.asked)), len(inbox.name)) for inbox in inboxes]

    async def get(self, inbox: Recipient, id: str) -> Notification:
        await asyncio.sleep(0)
        if id in self.gone:
            msg = "gone"
            raise NotFound(msg)
        return Notification(id, {"title": f"{inbox.name}'s {id}"}, Cursor(), Cursor(), 0, 0)


class Listener:
    """Notes what it hears."""

    def __init__(self) -> None:
        self.heads: list[Head] = []
        self.titles: list[str] = []
        self.heard = asyncio.Event()

    def on_hint(self, head: Head) -> None:
        self.heads.append(head)
        self.heard.set()

    def on_notification(self, notification: Notification) -> None:
        self.titles.append(notification.content["title"])
        self.heard.set()


class Deaf(Listener):
    """Fails at everything."""

    def on_hint(self, head: Head) -> None:
        msg = "deaf"
        raise RuntimeError(msg)

    def on_notification(self, notification: Notification) -> None:
        msg = "deaf"
        raise RuntimeError(msg)


def make() -> tuple[Hints, Reader]:
    reader = Reader()
    return Hints(reader.heads, reader.get, log=logging.getLogger("tests")), reader


async def settled(hints: Hints) -> None:
    """Until everything was told."""
    while hints._task is not None:
        await asyncio.wait_for(asyncio.shield(hints._task), 5)


async def test_a_burst_is_one_read_and_one_hint() -> None:
    hints, reader = make()
    listener = Listener()
    hints.add(ALICE, listener)
    for _ in range(1000):
        hints.changed([ALICE])
    await settled(hints)
    assert len(listener.heads) == 1
    assert reader.asked == [[ALICE]]


async def test_what_comes_during_the_read_is_told_after_it() -> None:
    hints, reader = make()
    listener = Listener()
    hints.add(ALICE, listener)
    reader.gate.clear()
    hints.changed([ALICE])
    await asyncio.sleep(0)
    for _ in range(100):
        hints.changed([ALICE])
    reader.gate.set()
    await settled(hints)
    assert [head.seq.own for head in listener.heads] == [1, 2]


async def test_nobody_hears_of_another_inbox() -> None:
    hints, reader = make()
    alice, bob = Listener(), Listener()
    hints.add(ALICE, alice)
    hints.add(BOB, bob)
    hints.posted("n1", [ALICE, CAROL])
    await settled(hints)
    assert len(alice.heads) == 1
    assert alice.titles == ["alice's n1"]
    assert (bob.heads, bob.titles) == ([], [])
    assert reader.asked == [[ALICE]], "an inbox without listeners costs nothing"


async def test_everyone_hears_of_a_broadcast_as_they_see_it() -> None:
    hints, reader = make()
    alice, bob = Listener(), Listener()
    hints.add(ALICE, alice)
    hints.add(BOB, bob)
    hints.posted("n1", [EVERYONE])
    await settled(hints)
    assert len(reader.asked) == 1
    assert (alice.titles, bob.titles) == (["alice's n1"], ["bob's n1"])
    assert [head.unread for head in (*alice.heads, *bob.heads)] == [5, 3]


async def test_entries_come_in_order_and_those_not_to_be_seen_are_left_out() -> None:
    hints, reader = make()
    listener = Listener()
    hints.add(ALICE, listener)
    reader.gone = {"n2"}
    for id_ in ("n1", "n2", "n3", "n1"):
        hints.posted(id_, [ALICE])
    await settled(hints)
    assert listener.titles == ["alice's n1", "alice's n3"]


async def test_one_listeners_fault_is_not_the_others(caplog: pytest.LogCaptureFixture) -> None:
    hints, _ = make()
    listener = Listener()
    hints.add(ALICE, Deaf())
    hints.add(ALICE, listener)
    hints.posted("n1", [ALICE])
    await settled(hints)
    assert len(listener.heads) == len(listener.titles) == 1
    assert caplog.text.count("A listener of an inbox failed") == 2


async def test_a_store_in_trouble_delays_hints_and_loses_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_RETRY_SECONDS", 0.001)
    hints, reader = make()
    reader.failures = 3
    listener = Listener()
    hints.add(ALICE, listener)
    hints.posted("n1", [ALICE])
    await settled(hints)
    assert len(reader.asked) == 4
    assert len(listener.heads) == 1
    assert listener.titles == ["alice's n1"]


async def test_who_left_hears_nothing() -> None:
    hints, reader = make()
    listener = Listener()
    hints.add(ALICE, listener)
    hints.posted("n1", [ALICE])
    hints.remove(ALICE, listener)
    hints.remove(ALICE, listener)
    await settled(hints)
    assert hints.inboxes == []
    assert (listener.heads, listener.titles, reader.asked) == ([], [], [])


async def test_closing_leaves_no_task() -> None:
    hints, reader = make()
    listener = Listener()
    hints.add(ALICE, listener)
    reader.gate.clear()
    hints.changed([ALICE])
    await asyncio.sleep(0)
    await hints.close()
    hints.changed([ALICE])
    assert {task.get_name() for task in asyncio.all_tasks()}.isdisjoint({"notifications: hints"})
    assert listener.heads == []


async def test_a_long_burst_of_entries_does_not_hold_up_the_hints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TURN_SECONDS", 0.0)
    hints, _ = make()
    listener = Listener()
    hints.add(ALICE, listener)
    for number in range(50):
        hints.posted(f"n{number}", [ALICE])
    while not listener.titles:
        listener.heard.clear()
        await asyncio.wait_for(listener.heard.wait(), 5)
    hints.changed([ALICE])
    while len(listener.heads) < 2:
        listener.heard.clear()
        await asyncio.wait_for(listener.heard.wait(), 5)
    assert len(listener.titles) < 50, "the newer hint overtakes the entries that have yet to be told"
    await settled(hints)
    assert listener.titles == [f"alice's n{number}" for number in range(50)]


async def test_a_fault_of_the_store_ends_neither_hints_nor_entries(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "_RETRY_SECONDS", 0.001)
    hints, reader = make()
    listener = Listener()
    hints.add(ALICE, listener)
    answer, faults = reader.heads, [RuntimeError("a bug")]

    async def faulty(inboxes: Sequence[Recipient]) -> list[Head]:
        if faults:
            raise faults.pop()
        return await answer(inboxes)

    hints._heads = faulty
    hints.posted("n1", [ALICE])
    await settled(hints)
    assert len(listener.heads) == 1
    assert listener.titles == ["alice's n1"]
    assert "a bug" in caplog.text


async def test_what_nobody_wants_to_know_is_not_read() -> None:
    hints, reader = make()
    asked, get = [], reader.get

    async def counted(inbox: Recipient, id: str) -> Notification:
        asked.append(id)
        return await get(inbox, id)

    hints._get = counted
    news, place = Listener(), Listener()
    hints.add(ALICE, news, heads=False)
    hints.posted("a", [ALICE])
    await settled(hints)
    assert (news.titles, news.heads, reader.asked) == (["alice's a"], [], [])
    hints.remove(ALICE, news)
    hints.add(ALICE, place, news=False)
    hints.posted("c", [ALICE])
    await settled(hints)
    assert (len(place.heads), place.titles, asked) == (1, [], ["a"])
    hints.remove(ALICE, place)
    assert hints.inboxes == []


async def test_what_is_known_is_told_without_reading() -> None:
    hints, _ = make()
    listener = Listener()
    hints.add(ALICE, listener, heads=False)
    seen = Notification("a", {"title": "as posted"}, Cursor(0, 1), Cursor(0, 1), 0, 0)
    hints.posted("a", [ALICE], seen)
    await settled(hints)
    assert listener.titles == ["as posted"]
    hints.posted("b", [ALICE], seen)
    hints.posted("b", [ALICE])
    await settled(hints)
    assert listener.titles == ["as posted", "alice's b"], "posted again, it is another by now"


async def test_what_is_posted_while_it_is_read_is_told_after_that() -> None:
    hints, _ = make()
    listener = Listener()
    hints.add(ALICE, listener, heads=False)
    reading, go_on, changes = asyncio.Event(), asyncio.Event(), iter((1, 2))

    async def slow(inbox: Recipient, id: str) -> Notification:
        change = next(changes)
        reading.set()
        await go_on.wait()
        return Notification(id, {"title": f"change {change}"}, Cursor(0, 1), Cursor(0, change), 0, 0)

    hints._get = slow
    hints.posted("a", [ALICE])
    await asyncio.wait_for(reading.wait(), 10)
    hints.posted("a", [ALICE])
    go_on.set()
    await settled(hints)
    assert listener.titles == ["change 1", "change 2"]


async def test_what_was_noticed_before_it_was_said_to_be_posted_is_told_once() -> None:
    hints, _ = make()
    listener = Listener()
    hints.add(ALICE, listener, heads=False)
    seen = Notification("a", {"title": "once"}, Cursor(0, 1), Cursor(0, 1), 0, 0)
    hints.noticed(ALICE, seen)
    hints.posted("a", [ALICE], seen)
    await settled(hints)
    assert listener.titles == ["once"]
