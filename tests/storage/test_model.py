"""Any sequence of operations leaves engine, client and model equal (promise R11)."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Literal, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from jupyter_notifications.errors import NotFound
from jupyter_notifications.models import EVERYONE, OWNER, Cursor, Filter, Muted, StateChange
from jupyter_notifications.storage.sqlite import SqliteStore

from .model import NOBODY, Model
from .scenes import ALICE, BOB, CAROL, Replica, draft, everything

T = TypeVar("T")

PEOPLE = (ALICE, BOB, CAROL, OWNER)
people = st.sampled_from(PEOPLE)
audiences = st.one_of(st.just((EVERYONE,)), st.lists(people, min_size=1, max_size=3, unique=True).map(tuple))
keys = st.sampled_from([None, None, "run", "disk"])
types = st.sampled_from(["info", "error", "in-progress"])
soon = st.one_of(st.none(), st.none(), st.integers(-1, 12))
states = st.sampled_from(["inbox", "unread", "archived", "snoozed", "all"])
filters = st.builds(
    Filter,
    state=states,
    type=st.one_of(st.none(), st.none(), types),
    source=st.sampled_from([None, None, "a"]),
    q=st.sampled_from([None, None, None, "STRASSE", "n1 strasse"]),
)
mutings = st.builds(
    Muted,
    sources=st.sampled_from([(), ("a",), ("b",), ("a", "b")]),
    topics=st.sampled_from([(), (), ("t",)]),
)
changes = st.one_of(
    st.builds(StateChange, read=st.sampled_from([None, True, False]), archived=st.booleans()),
    st.builds(StateChange, read=st.booleans()),
)


class Inboxes(RuleBasedStateMachine):
    """Three people who have been here before, and Carol, who comes when she comes."""

    path: Path | None = None

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.store = SqliteStore(self.path)
        self.model = Model(PEOPLE)
        self.replicas = [Replica(inbox) for inbox in PEOPLE]
        self.now = 100
        self.count = 0
        self.run(self.store.open())
        for inbox in (ALICE, BOB, OWNER):
            self.visit(inbox)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(asyncio.wait_for(work, 30))

    def visit(self, inbox: Any) -> None:
        self.run(self.store.visit(inbox, self.now))
        self.model.visit(inbox)

    @rule()
    def carol_comes(self) -> None:
        self.visit(CAROL)

    @rule(
        to=audiences,
        key=keys,
        type=types,
        source=st.sampled_from(["a", "b"]),
        topic=st.sampled_from([None, None, "t"]),
        sender=st.sampled_from([None, "alice"]),
        event_id=st.sampled_from([None, None, "e1", "e2"]),
        deliver=soon,
        expire=soon,
    )
    def post(  # noqa: PLR0917 - hypothesis passes them by name
        self,
        to: Any,
        key: Any,
        type: str,
        source: str,
        topic: Any,
        sender: Any,
        event_id: Any,
        deliver: Any,
        expire: Any,
    ) -> None:
        self.count += 1
        content = {"type": type, "source": source, "body": "die Straße"}
        if key is not None:
            content["key"] = key
        if topic is not None:
            content["topic"] = topic
        wanted = draft(
            f"n{self.count:04d}",
            *to,
            now=self.now,
            sender=sender,
            event_id=event_id,
            deliver_at=None if deliver is None else self.now + deliver,
            expires_at=None if expire is None else self.now + 5 + expire,
            **content,
        )
        (posted,) = self.run(self.store.post([wanted]))
        found, outcome = self.model.post(wanted)
        assert (posted.id, posted.outcome) == (found[0], outcome)
        if outcome != "duplicate":
            assert posted.ids == (() if len(set(found)) == 1 else tuple(found))

    @rule(
        inbox=people,
        kinds=st.lists(types, min_size=2, max_size=7),
        source=st.sampled_from(["a", "b"]),
        sender=st.sampled_from([None, "alice"]),
        event_id=st.sampled_from([None, None, "e1"]),
    )
    def post_many(self, inbox: Any, kinds: Any, source: str, sender: Any, event_id: Any) -> None:
        """At once, to one person; the last one perhaps once more."""
        drafts = []
        for kind, known in zip(kinds, [None] * (len(kinds) - 1) + [event_id], strict=True):
            self.count += 1
            words = {"type": kind, "source": source}
            drafts.append(
                draft(f"n{self.count:04d}", inbox, now=self.now, sender=sender, event_id=known, **words)
            )
        posted = self.run(self.store.post(drafts))
        assert [([p.id], p.outcome) for p in posted] == [self.model.post(each) for each in drafts]

    @rule(inbox=people, which=st.integers(0, 50), change=changes)
    def change(self, inbox: Any, which: int, change: StateChange) -> None:
        items = self.model.matching(inbox, Filter("all"), self.now)
        if items:
            item = items[which % len(items)]
            self.model.change(inbox, [item], change)
            got = self.run(self.store.change(inbox, item.id, change, self.now))
            assert (got.id, got.read, got.archived) == (item.id, item.read, item.archived)

    @rule(inbox=people, which=st.integers(0, 50), ahead=st.one_of(st.none(), st.integers(0, 9)))
    def snooze(self, inbox: Any, which: int, ahead: int | None) -> None:
        until = None if ahead is None else self.now + ahead
        self.change(inbox, which, StateChange(snoozed_until=until))

    @rule(inbox=people, filter=filters, change=changes)
    def change_all(self, inbox: Any, filter: Filter, change: StateChange) -> None:
        done = self.run(self.store.change_all(inbox, filter, change, self.now))
        # Being here at all is a visit, before which broadcasts count as read.
        self.model.visit(inbox)
        assert done.changed == self.model.change(inbox, self.model.matching(inbox, filter, self.now), change)

    @rule(inbox=people, filter=filters, mark=st.integers(0, 50), verb=st.sampled_from(["change", "remove"]))
    def up_to(self, inbox: Any, filter: Filter, mark: int, verb: Literal["change", "remove"]) -> None:
        """What changed after a mark is left alone; the mark is where one of the entries stands."""
        self.run(self.store.visit(inbox, self.now))
        self.model.visit(inbox)
        seen = self.run(everything(self.store, inbox, self.now))
        if not seen:
            return
        at = seen[mark % len(seen)]
        item = next(i for i in self.model.matching(inbox, Filter("all"), self.now) if i.id == at.id)
        items = self.model.matching(inbox, filter, self.now, up_to=item.changed)
        read = StateChange(read=True)
        if verb == "change":
            done = self.run(self.store.change_all(inbox, filter, read, self.now, up_to=at.changed))
            assert done.changed == self.model.change(inbox, items, read)
        else:
            done = self.run(self.store.remove_all(inbox, filter, self.now, up_to=at.changed))
            assert done.changed == self.model.remove(inbox, items)

    @rule(inbox=people, which=st.integers(0, 50))
    def remove(self, inbox: Any, which: int) -> None:
        items = self.model.matching(inbox, Filter("all"), self.now)
        if items:
            item = items[which % len(items)]
            self.model.remove(inbox, [item])
            self.run(self.store.remove(inbox, item.id, self.now))

    @rule(inbox=people, muted=mutings)
    def mute(self, inbox: Any, muted: Muted) -> None:
        before = self.run(self.store.head(inbox, self.now))
        preferences = {"sources": muted.sources, "topics": muted.topics}
        self.run(self.store.keep_preferences(inbox, preferences, muted, self.now))
        assert self.run(self.store.head(inbox, self.now)).seq > before.seq
        self.model.mute(inbox, muted)

    @rule(which=st.integers(0, 50), sender=st.sampled_from(["alice", "alice", "alice", "bob"]))
    def withdraw(self, which: int, sender: str) -> None:
        mine = sorted(self.model.outgoing)
        if not mine:
            return
        chosen = mine[which % len(mine)][1]
        if (sender, chosen) in self.model.outgoing:
            touched = self.run(self.store.withdraw(sender, chosen, self.now))
            assert set(touched) == self.model.withdraw(sender, chosen)
        else:
            with pytest.raises(NotFound):
                self.run(self.store.withdraw(sender, chosen, self.now))

    @rule(inbox=people)
    def forget(self, inbox: Any) -> None:
        sender = inbox.name or None
        self.run(self.store.forget(inbox, sender, self.now))
        self.model.forget(inbox, sender)
        # Whose cursor is from before starts again.
        for replica in self.replicas:
            if replica.inbox == inbox and replica.after is not None:
                changes = self.store.changes(
                    inbox, self.now, epoch=replica.epoch, after=replica.after, limit=5
                )
                assert self.run(changes).reset

    @rule(
        keep_for=st.one_of(st.none(), st.integers(0, 20)),
        keep_entries=st.one_of(st.none(), st.integers(0, 6)),
    )
    def sweep(self, keep_for: int | None, keep_entries: int | None) -> None:
        touched = self.run(self.store.sweep(self.now, keep_for=keep_for, keep_entries=keep_entries))
        assert set(touched) == self.model.sweep(self.now, keep_for, keep_entries) - {NOBODY}

    @rule(limit=st.integers(1, 5))
    def sent(self, limit: int) -> None:
        found, before = [], None
        while True:
            page = self.run(self.store.sent("alice", self.now, limit=limit, before=before))
            found += page.items
            before = page.next
            if before is None:
                break
        mine = sorted((key[1] for key in self.model.outgoing), reverse=True)
        assert [item.id for item in found] == mine
        for item in found:
            record = self.model.outgoing["alice", item.id]
            assert (item.content, item.recipients) == (record.content, record.recipients)
            assert item.deliver_at == self.model.deliver_at("alice", item.id)
            if item.everyone:
                assert not item.recipients
            else:
                assert item.read == self.model.read_by("alice", item.id)

    @rule(hours=st.integers(1, 8))
    def time_passes(self, hours: int) -> None:
        self.now += hours

    @rule()
    def wake(self) -> None:
        self.run(self.store.wake(self.now))
        self.model.wake(self.now)
        due = self.run(self.store.next_due())
        assert due is None or due > self.now

    @rule(which=st.integers(0, 3), limit=st.integers(1, 6))
    def catch_up(self, which: int, limit: int) -> None:
        replica = self.replicas[which]
        self.run(replica.catch_up(self.store, self.now, limit))
        seen = {item.id: item for item in replica.visible(self.now)}
        for item in self.model.matching(replica.inbox, Filter("all"), self.now):
            copy = seen.pop(item.id)
            assert copy.content == item.content
            assert (copy.read, copy.archived, copy.snoozed_until) == (item.read, item.archived, item.snoozed)
        # What is past its expiry may stay with a client until it is swept away, and nothing else may.
        expired = {
            i.id for i in self.model.boxes[replica.inbox].items if not i.removed and not i.alive(self.now)
        }
        assert set(seen) <= expired

    @invariant()
    def is_the_same(self) -> None:
        for inbox in PEOPLE:
            expected = self.model.matching(inbox, Filter("all"), self.now)
            got = self.run(everything(self.store, inbox, self.now))
            assert [(n.id, n.content, n.read, n.archived, n.snoozed_until) for n in got] == [
                (i.id, i.content, i.read, i.archived, i.snoozed) for i in expected
            ]
            by_change = sorted(got, key=lambda n: n.changed)
            assert [n.id for n in by_change] == [
                i.id for i in sorted(expected, key=lambda item: item.changed)
            ]
            page = self.run(self.store.list(inbox, Filter(), self.now, limit=1))
            assert page.head.unread == self.model.unread(inbox, self.now)
            assert page.total == len(self.model.matching(inbox, Filter(), self.now))
            assert all(isinstance(n.arrived, Cursor) and n.changed <= page.head.seq for n in got)

    @rule(inbox=people, filter=filters)
    def list(self, inbox: Any, filter: Filter) -> None:
        got = self.run(everything(self.store, inbox, self.now, filter, 3))
        assert [n.id for n in got] == [i.id for i in self.model.matching(inbox, filter, self.now)]
        if filter.by_state_only:
            page = self.run(self.store.list(inbox, filter, self.now, limit=1))
            assert page.total == len(got)

    def teardown(self) -> None:
        self.run(self.store.close())
        self.loop.close()


class InboxesInAFile(Inboxes):
    """The same, in a file."""

    def __init__(self) -> None:
        self.directory = tempfile.TemporaryDirectory()
        self.path = Path(self.directory.name) / "notifications.db"
        super().__init__()

    def teardown(self) -> None:
        super().teardown()
        self.directory.cleanup()


short = settings(
    max_examples=30,
    stateful_step_count=30,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
TestInMemory = Inboxes.TestCase
TestInMemory.settings = short
TestInAFile = InboxesInAFile.TestCase
TestInAFile.settings = settings(short, max_examples=5)
