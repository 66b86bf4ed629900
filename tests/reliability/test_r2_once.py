"""R2: one entry per (event id, recipient), however often it is sent and whether answers are heard or not."""

from __future__ import annotations

import random
import threading
from collections import Counter
from pathlib import Path
from typing import Any

from ..live_server import LiveServer
from ..people import ALICE, BOB
from .figures import Figures
from .plugin import Scale
from .traffic import Answer, Connection, complaints, event, everything, server

#: Both use the same event ids: an id is unique per sender.
PEOPLE = {"alice": ALICE, "bob": BOB}

#: By the number of the event: to oneself, to both by name, to everyone.
AUDIENCES: tuple[list[str] | None, ...] = (None, ["alice", "bob"], ["*"])

#: What a client does after it has sent: mostly it goes away, in one way or another, and tries again.
WAYS = ("read", "drop", "drop", "half")

#: Seconds for all clients together.
LONG = 900


class Client(threading.Thread):
    """Sends each event several times over, in an order of its own; the last time it waits for the answer."""

    def __init__(self, server: LiveServer, who: str, events: int, tries: int, seed: int) -> None:
        super().__init__(daemon=True)
        self.who = who
        self.connection = Connection(server, PEOPLE[who])
        self.chance = random.Random(seed)
        self.order = self.chance.sample(range(events), events)
        self.tries = tries
        self.sent = self.dropped = 0
        self.answers: Counter[tuple[str, str]] = Counter()
        """How often each (event id, id) was answered."""
        self.refusals: list[Answer] = []
        self.finished = False

    def run(self) -> None:
        """Send them all."""
        with self.connection:
            for number in self.order:
                for turn in range(self.tries):
                    self._send(number, "read" if turn == self.tries - 1 else self.chance.choice(WAYS))
        self.finished = True

    def _send(self, number: int, way: str) -> None:
        event_id = f"event-{number}"
        content: dict[str, Any] = {"title": f"{self.who} {event_id}"}
        if (recipients := AUDIENCES[number % len(AUDIENCES)]) is not None:
            content["recipients"] = recipients
        as_event = event(event_id=event_id, **content)
        ways: list[tuple[str, object]] = [
            ("api/notifications", {**content, "event_id": event_id}),
            ("api/events", as_event),
            # Twice in one batch is twice, too.
            ("api/events", [as_event, as_event]),
        ]
        path, body = self.chance.choice(ways)
        self.sent += 1
        if way == "half":
            self.connection.send_part("POST", path, body)
        else:
            self.connection.send("POST", path, body)
        if way == "read":
            self._heard(event_id, self.connection.read())
        else:
            self.dropped += 1
            self.connection.drop()

    def _heard(self, event_id: str, answer: Answer) -> None:
        if not answer.ok:
            self.refusals.append(answer)
        elif answer.status == 204:
            self.answers[event_id, answer.headers["location"].rpartition("/")[2]] += 1
        else:
            told = answer.json
            for item in told if isinstance(told, list) else [told]:
                if "id" in item:
                    self.answers[event_id, item["id"]] += 1
                else:
                    self.refusals.append(answer)


def test_one_entry_however_often_it_is_sent(tmp_path: Path, scale: Scale, figures: Figures) -> None:
    clients, events, tries = scale.pick((4, 50, 5), (16, 1000, 5))
    with server(tmp_path, people=True, token=ALICE) as one:
        for token in PEOPLE.values():
            with Connection(one, token) as connection:
                assert connection.ask("GET", "api/notifications").ok, "everyone has been here before"
        names = list(PEOPLE)
        threads = [Client(one, names[seed % len(names)], events, tries, seed) for seed in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(LONG)
        found: dict[str, Counter[tuple[str, str]]] = {}
        ids: dict[tuple[str, str], set[str]] = {}
        for name, token in PEOPLE.items():
            with Connection(one, token) as connection:
                items = list(everything(connection))
            found[name] = Counter((item["sender"], item["event_id"]) for item in items)
            for item in items:
                ids.setdefault((item["sender"], item["event_id"]), set()).add(item["id"])

    wanted = {
        name: Counter(
            (sender, f"event-{number}")
            for number in range(events)
            for sender in PEOPLE
            if AUDIENCES[number % len(AUDIENCES)] is not None or sender == name
        )
        for name in PEOPLE
    }
    figures.record(
        "R2",
        clients=clients,
        event_ids=len(PEOPLE) * events,
        sent=sum(thread.sent for thread in threads),
        without_an_answer=sum(thread.dropped for thread in threads),
        entries=sum(each.total() for each in found.values()),
        duplicates=sum(count - 1 for each in found.values() for count in each.values()),
        missing=sum((wanted[name] - found[name]).total() for name in PEOPLE),
    )
    assert [thread.refusals for thread in threads if thread.refusals] == []
    assert all(thread.finished for thread in threads)
    assert sum(thread.dropped for thread in threads) > clients * events
    assert found == wanted
    for thread in threads:
        for event_id, answered in thread.answers:
            assert {answered} == ids[thread.who, event_id], "each answer names the one entry"
    assert complaints(one) == []
