"""R3: resuming by (epoch, seq) has no gap and no duplicate; an unusable cursor says ``reset``."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from ..live_server import PATIENCE, LiveServer
from ..people import ALICE, BOB
from .figures import Figures
from .plugin import Scale
from .replica import Follower, Spoiler
from .traffic import Connection, complaints, event, everything, server

RATE = 50

#: How often, in a run, everything stops and the lists are compared.
STOPS = 4

SOURCES = ("train", "backup")


class Traffic(threading.Thread):
    """Fifty things a second that change inboxes, by people in turn."""

    def __init__(self, server: LiveServer, people: Sequence[str], names: Sequence[str]) -> None:
        """``people`` by their tokens; ``names`` is empty on a server of one person."""
        super().__init__(daemon=True)
        self.connections = [Connection(server, token) for token in people]
        self.names = names
        self.chance = random.Random(3)
        self.mine: list[list[str]] = [[] for _ in people]
        self.done = 0
        self.pause = threading.Lock()
        self.over = threading.Event()
        self.error: BaseException | None = None

    def run(self) -> None:
        """Go on until told to stop."""
        try:
            began = time.monotonic()
            while not self.over.wait(max(0.0, began + self.done / RATE - time.monotonic())):
                with self.pause:
                    self._change()
                self.done += 1
        except BaseException as error:  # noqa: BLE001 - the test says it
            self.error = error
        finally:
            for connection in self.connections:
                connection.close()

    def _change(self) -> None:
        chance, who = self.chance, self.done % len(self.connections)
        connection, mine = self.connections[who], self.mine[who]
        kind = chance.choices(
            ("post", "key", "others", "later", "read", "archive", "snooze", "delete", "many"),
            (30, 8, 12, 6, 14, 6, 6, 14, 4),
        )[0]
        one = f"api/notifications/{chance.choice(mine)}" if mine else ""
        title, source = f"{kind} {self.done}", chance.choice(SOURCES)
        if kind == "post" or not mine:
            answer = connection.ask("POST", "api/notifications", {"title": title, "source": source})
            mine.append(answer.json["id"])
        elif kind == "key":
            step = event(title, source=source, key="run", type="in-progress", progress=chance.random())
            answer = connection.ask("POST", "api/events", step)
        elif kind == "others":
            to = chance.choice([["*"], [name] if (name := chance.choice(self.names or [""])) else ["*"]])
            answer = connection.ask("POST", "api/events", [event(title, recipients=to), event(title)])
            assert [item["status"] for item in answer.json] == [204, 204], answer
        elif kind == "later":
            when = {chance.choice(("deliver_at", "expires_at")): _soon(chance)}
            answer = connection.ask("POST", "api/notifications", {"title": title, **when})
        elif kind == "many":
            verb = chance.choice(("PATCH", "DELETE"))
            read = {"read": True} if verb == "PATCH" else None
            answer = connection.ask(verb, "api/notifications", read, source=source, state="archived")
        elif kind == "delete":
            answer = connection.ask("DELETE", one)
        else:
            changes: dict[str, dict[str, object]] = {
                "read": {"read": True},
                "archive": {"archived": True},
                "snooze": {"snoozed_until": _soon(chance)},
            }
            answer = connection.ask("PATCH", one, changes[kind])
        if one and answer.status == 404:
            mine.remove(one.rpartition("/")[2])  # Deleted with many.
        else:
            assert answer.ok, (kind, answer)


def _soon(chance: random.Random) -> str:
    return (datetime.now(timezone.utc) + timedelta(seconds=chance.uniform(0.2, 2))).isoformat()


def compare(followers: Sequence[Follower], server: LiveServer) -> list[str]:
    """Wait until each follower has the list that the store has; how one differs that does not."""
    for number, follower in enumerate(followers):
        deadline = time.monotonic() + 20
        with Connection(server, follower.token) as connection:
            # What is due changes the list still, so both are looked at again and again.
            while (wanted := list(everything(connection))) != (got := follower.listed()):
                if time.monotonic() > deadline or follower.error is not None:
                    return [f"{number}: {_difference(wanted, got)}"]
                threading.Event().wait(0.05)
    return []


def _difference(wanted: list[dict[str, Any]], got: list[dict[str, Any]]) -> str:
    missing = [item for item in wanted if item not in got]
    too_much = [item for item in got if item not in wanted]
    return f"missing {missing[:3]}, too much {too_much[:3]}, {len(wanted)} and {len(got)}"


@pytest.mark.parametrize("people", [False, True], ids=["one-person", "people"])
def test_resuming_has_no_gap_and_no_duplicate(
    tmp_path: Path, scale: Scale, figures: Figures, people: bool
) -> None:
    connects, longest = scale.pick((30, 0.1), (500, 0.4))
    tokens = [ALICE, BOB] if people else [ALICE]
    behind: list[str] = []
    with server(tmp_path, people=people, token=ALICE) as one:
        with Connection(one) as connection:
            for token in tokens:
                with Connection(one, token) as other:
                    first = other.ask("GET", "api/notifications").json
            first = connection.ask("GET", "api/notifications").json
            # More than a cursor may be behind.
            many = connection.ask("POST", "api/events", [event(f"early {number}") for number in range(210)])
            assert {item["status"] for item in many.json} == {204}
        old = {"epoch": first["epoch"], "after": first["seq"]}
        followers = [Follower(one, token, seed, longest) for seed, token in enumerate([ALICE, tokens[-1]])]
        spoiler = Spoiler(one, ALICE, 9, longest, old)
        everyone = [*followers, spoiler]
        traffic = Traffic(one, tokens, ["alice", "bob"] if people else [])
        for thread in [traffic, *everyone]:
            thread.start()
        deadline = time.monotonic() + PATIENCE + connects
        for stop in range(1, STOPS + 1):
            while sum(each.connects for each in everyone) < connects * stop / STOPS:
                assert time.monotonic() < deadline
                assert not any(each.error for each in everyone), [each.error for each in everyone]
                threading.Event().wait(0.05)
            with traffic.pause:
                behind += compare(everyone, one)
            if behind:
                break
        for each in everyone:
            each.stop()
        traffic.over.set()
        for thread in [traffic, *everyone]:
            thread.join(PATIENCE)
            assert not thread.is_alive()

    resumed = [follower.replica for follower in followers]
    figures.record(
        "R3",
        **{
            f"{'people' if people else 'one_person'}_{name}": value
            for name, value in {
                "reconnects": sum(each.connects for each in everyone),
                "events": traffic.done,
                "changes_told": sum(each.replica.changes for each in everyone),
                "gaps": len(behind),
                "duplicates": sum(len(each.replica.duplicates) for each in everyone),
                "resets": spoiler.replica.resets,
            }.items()
        },
    )
    assert (traffic.error, [each.error for each in everyone if each.error]) == (None, [])
    assert behind == []
    assert [each.replica.duplicates for each in everyone if each.replica.duplicates] == []
    assert [replica.resets for replica in resumed] == [1, 1], "a gap is not to be healed by a reset"
    assert all(replica.changes > 0 for replica in resumed)
    assert spoiler.replica.resets >= spoiler.connects > 0
    assert complaints(one) == []
