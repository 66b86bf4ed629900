"""R1: what was answered with 2xx is in the store, however often the server is killed in the middle of it."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from ..live_server import PATIENCE, LiveServer
from .figures import Figures
from .plugin import Scale
from .traffic import Connection, event, everything, server

WRITERS = 8

#: Every so many requests a batch, of so many notifications.
BATCH_EVERY, BATCH = 20, 10


class Writer(threading.Thread):
    """Posts one after the other on one connection until it is cut off, each with an event id of its own.

    What had no answer the last time is sent again first, as an honest client does.
    """

    def __init__(self, server: LiveServer, name: str, unanswered: Iterable[dict[str, Any]]) -> None:
        super().__init__(daemon=True)
        self.connection = Connection(server)
        self.prefix = name
        self.again = list(unanswered)
        self.answers = 0
        self.acknowledged: list[str] = []
        self.unanswered: list[dict[str, Any]] = []
        self.refusals: list[object] = []
        self.first_answer = threading.Event()

    def run(self) -> None:
        """Go on until the server is gone."""
        with self.connection:
            number = 0
            while not self.refusals:
                if self.again:
                    items = [self.again.pop()]
                else:
                    many = BATCH if number % BATCH_EVERY == 0 else 1
                    items = [_item(f"{self.prefix}-{number + each}") for each in range(many)]
                    number += many
                self.unanswered = items
                try:
                    self._post(items)
                except OSError:
                    self.unanswered += self.again
                    return
                self.unanswered = []
                self.first_answer.set()

    def _post(self, items: list[dict[str, Any]]) -> None:
        ids = [item["event_id"] for item in items]
        if len(items) > 1:
            answer = self.connection.ask("POST", "api/events", [event(**item) for item in items])
            good = answer.ok and all(item["status"] == 204 for item in answer.json)
        elif self.answers % 2:
            answer = self.connection.ask("POST", "api/events", event(**items[0]))
            good = answer.status == 204
        else:
            answer = self.connection.ask("POST", "api/notifications", items[0])
            good = answer.ok and answer.json["event_id"] == ids[0]
        self.answers += 1
        if good:
            self.acknowledged += ids
        else:
            self.refusals.append(answer)


def _item(id: str) -> dict[str, Any]:
    return {"title": id, "event_id": id, "body": "It is done."}


def newest(connection: Connection, wanted: set[str]) -> Counter[str]:
    """The newest event ids, as far as it takes to see all that are wanted, or there are no more."""
    found: Counter[str] = Counter()
    missing = set(wanted)
    for item in everything(connection):
        found[item["event_id"]] += 1
        missing.discard(item["event_id"])
        if not missing:
            break
    return found


def test_kill_9_loses_nothing_that_was_answered(tmp_path: Path, scale: Scale, figures: Figures) -> None:
    kills, wanted = scale.pick((4, 200), (200, 100_000))
    moment = random.Random(1)
    answers = rounds = 0
    acknowledged: Counter[str] = Counter()
    last: set[str] = set()
    unanswered: list[dict[str, Any]] = []
    after_a_kill: set[str] = set()
    while rounds < kills or answers < wanted:
        assert rounds < 4 * kills, f"only {answers} answers"
        with server(tmp_path) as one:
            with Connection(one) as connection:
                after_a_kill |= last - set(newest(connection, last))
            split: list[list[dict[str, Any]]] = [[] for _ in range(WRITERS)]
            for number, item in enumerate(unanswered):
                split[number % WRITERS].append(item)
            writers = [Writer(one, f"{rounds}-{name}", again) for name, again in enumerate(split)]
            for writer in writers:
                writer.start()
            assert writers[0].first_answer.wait(PATIENCE)
            # Not a wait for something to come about: the kill is to come at no particular moment.
            threading.Event().wait(moment.uniform(*scale.pick((0.1, 0.4), (0.3, 1.3))))
            os.kill(one.process.pid, signal.SIGKILL)
            for writer in writers:
                writer.join(PATIENCE)
                assert not writer.is_alive()
                assert writer.refusals == []
        rounds += 1
        answers += sum(writer.answers for writer in writers)
        ids = [event_id for writer in writers for event_id in writer.acknowledged]
        last = set(ids)
        acknowledged.update(ids)
        unanswered = [item for writer in writers for item in writer.unanswered]

    with server(tmp_path) as one, Connection(one) as connection:
        found = Counter(item["event_id"] for item in everything(connection))
        status = connection.ask("GET", "api/notifications/status").json
    with closing(sqlite3.connect(tmp_path / "inbox.sqlite3")) as db:
        check = [row[0] for row in db.execute("PRAGMA integrity_check")]

    lost = set(acknowledged) - set(found)
    figures.record(
        "R1",
        kills=rounds,
        writers=WRITERS,
        answers=answers,
        notifications_acknowledged=len(acknowledged),
        lost=len(lost),
        twice=sum(count > 1 for count in found.values()),
        integrity=", ".join(check),
    )
    assert rounds >= kills
    assert answers >= wanted
    assert not lost
    assert not after_a_kill, "it was not there right after the restart"
    assert max(acknowledged.values()) == 1, "an answered one is not sent again"
    assert set(found.values()) == {1}
    # Of those that were cut off, some are there and some are not.
    assert set(found) - set(acknowledged) <= {item["event_id"] for item in unanswered}
    assert (status["durable"], status["writable"]) == (True, True)
    assert status["total"] == status["unread"] == len(found)
    assert check == ["ok"]
