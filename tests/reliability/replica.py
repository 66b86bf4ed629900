"""A client that keeps an inbox in step as the front ends do: by hints and by what changed since."""

from __future__ import annotations

import json
import random
import threading
from typing import Any

import websocket

from ..live_server import LiveServer
from .traffic import HINTS, Connection, everything, hang_up, open_socket

__all__ = ["Follower", "Replica", "Spoiler"]


class Replica:
    """The entries of one inbox, and the cursor up to which they are known."""

    def __init__(self, server: LiveServer, token: str, chance: random.Random) -> None:
        self.connection = Connection(server, token)
        self.chance = chance
        self.items: dict[str, dict[str, Any]] = {}
        self.epoch: str | None = None
        self.after: str | None = None
        self.resets = 0
        self.changes = 0
        self.duplicates: list[dict[str, Any]] = []
        """What was told a second time, although it had not changed again."""
        self.arrivals: dict[str, set[str]] = {}
        """By id, the places in the list that it had."""
        self._told: set[str] = set()

    def cursor(self) -> dict[str, str]:
        """The cursor as parameters of a query; empty in the beginning."""
        return {} if self.epoch is None or self.after is None else {"epoch": self.epoch, "after": self.after}

    def catch_up(self) -> None:
        """Ask until there is no more."""
        while True:
            cursor = self.cursor()
            answer = self.connection.ask(
                "GET", "api/notifications/changes", **cursor, limit=self.chance.randint(1, 100)
            )
            assert answer.ok, answer
            told = answer.json
            if told["reset"]:
                self.resets += 1
                self._told.clear()
                self.items = {item["id"]: item for item in everything(self.connection)}
            for item in told["items"]:
                self._take(item)
            for gone in told["removed"]:
                self.items.pop(gone, None)
            self.changes += len(told["items"]) + len(told["removed"])
            assert told["reset"] or told["seq"] >= cursor["after"], "a cursor never goes back"
            self.epoch, self.after = told["epoch"], told["seq"]
            if not told["more"]:
                return

    def ask_and_leave(self) -> None:
        """Ask what changed, and go away without the answer: the cursor stays where it is."""
        self.connection.send("GET", "api/notifications/changes", **self.cursor())
        self.connection.drop()

    def listed(self) -> list[dict[str, Any]]:
        """The list, newest arrival first, as the server would give it."""
        return sorted(self.items.values(), key=lambda item: str(item["arrived"]), reverse=True)

    def _take(self, item: dict[str, Any]) -> None:
        written = json.dumps(item, sort_keys=True)
        if written in self._told:
            self.duplicates.append(item)
        self._told.add(written)
        self.items[item["id"]] = item
        self.arrivals.setdefault(item["id"], set()).add(item["arrived"])


class Follower(threading.Thread):
    """Holds a hint socket, is cut off at random points and resumes, until it is told to stop."""

    def __init__(self, server: LiveServer, token: str, seed: int, longest: float) -> None:
        """``longest`` is how many seconds a socket may last."""
        super().__init__(daemon=True)
        self.server = server
        self.token = token
        self.chance = random.Random(seed)
        self.longest = longest
        self.replica = Replica(server, token, self.chance)
        self.lock = threading.Lock()
        """Held while the replica changes."""
        self.connects = 0
        self.hints = 0
        self.over = threading.Event()
        self.error: BaseException | None = None

    def run(self) -> None:
        """Connect, follow, be cut off, and again."""
        try:
            while not self.over.is_set():
                self.resume()
                self.connects += 1
        except BaseException as error:  # noqa: BLE001 - the test says it
            self.error = error
        finally:
            self.replica.connection.close()

    def stop(self) -> None:
        """End."""
        self.over.set()

    def listed(self) -> list[dict[str, Any]]:
        """What it has now."""
        with self.lock:
            return self.replica.listed()

    def before_connecting(self) -> None:
        """Nothing: it resumes from where it was."""

    def resume(self) -> None:
        """Connect once, and follow until cut off."""
        self.before_connecting()
        hints = open_socket(self.server, HINTS, self.token, query=self.replica.cursor())
        try:
            # Being cut off by time is being cut off anywhere: in a frame, between a hint and its question.
            hints.settimeout(self.chance.uniform(0.001, self.longest))
            while not self.over.is_set():
                hint = json.loads(hints.recv())
                self.hints += 1
                if (hint["epoch"], hint["seq"]) == (self.replica.epoch, self.replica.after):
                    continue
                if self.chance.random() < 0.1:
                    self.replica.ask_and_leave()
                    return
                with self.lock:
                    self.replica.catch_up()
                if self.chance.random() < 0.05:
                    return
        except websocket.WebSocketTimeoutException:
            return
        finally:
            hang_up(hints)


class Spoiler(Follower):
    """Comes back with a cursor that is of no use each time, and must be told so."""

    def __init__(
        self, server: LiveServer, token: str, seed: int, longest: float, old: dict[str, str]
    ) -> None:
        """``old`` is a cursor that is too far behind."""
        super().__init__(server, token, seed, longest)
        self.old = old

    def before_connecting(self) -> None:
        """Lose the cursor in one way or another: the answer must be ``reset``, and then the list is right."""
        replica = self.replica
        ways = [(None, None), ("another", self.old["after"]), (self.old["epoch"], "f" * 24)]
        ways.append((self.old["epoch"], self.old["after"]))
        with self.lock:
            replica.epoch, replica.after = self.chance.choice(ways)
            resets = replica.resets
            replica.catch_up()
            assert replica.resets == resets + 1, "it did not say reset"
