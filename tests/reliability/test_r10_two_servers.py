"""R10: two servers on one file both see everything within two seconds, and both have the same list."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from bisect import bisect_left
from collections import Counter
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

import websocket

from ..live_server import PATIENCE, LiveServer
from .figures import Figures
from .plugin import Scale
from .traffic import HINTS, Connection, complaints, everything, hang_up, open_socket, server

POSTERS = 2

#: Posts of one server while the other one is silent.
ALONE = 5

#: A database and its log.
FILES = 2

#: Posts of one server after both had nothing to do, and had gone to sleep.
QUIET = 2

#: Seconds.
PROMISED = 2.0


class Ear(threading.Thread):
    """Hears the hints of one server, and notes when the inbox stood where."""

    def __init__(self, server: LiveServer) -> None:
        super().__init__(daemon=True)
        self.socket = open_socket(server, HINTS)
        self.seqs: list[str] = []
        self.times: list[float] = []
        self.heard = threading.Condition()
        self.over = False

    def run(self) -> None:
        """Go on until the socket is closed."""
        while not self.over:
            try:
                frame = self.socket.recv()
            except (OSError, websocket.WebSocketException):
                return
            if not frame:
                return
            with self.heard:
                self.seqs.append(json.loads(frame)["seq"])
                self.times.append(time.monotonic())
                self.heard.notify_all()

    def wait_for(self, seq: str) -> float:
        """When it first stood at ``seq`` or beyond; fails if it never does."""
        with self.heard:
            assert self.heard.wait_for(lambda: self.seqs and self.seqs[-1] >= seq, PATIENCE), (
                "it was never told"
            )
            return self.times[bisect_left(self.seqs, seq)]


class Poster(threading.Thread):
    """Posts, and notes where in the list each came, and when that was answered."""

    def __init__(self, server: LiveServer, name: str, numbers: int) -> None:
        super().__init__(daemon=True)
        self.connection = Connection(server)
        self.prefix = name
        self.numbers = numbers
        self.answers: list[tuple[str, float]] = []
        """(arrived, seconds)"""
        self.refusals: list[object] = []

    def run(self) -> None:
        """Post them all."""
        with self.connection:
            for number in range(self.numbers):
                self.post(f"{self.prefix}-{number}")

    def post(self, event_id: str) -> str:
        """Post one; its id."""
        answer = self.connection.ask("POST", "api/notifications", {"title": event_id, "event_id": event_id})
        if answer.status == 201:
            self.answers.append((answer.json["arrived"], time.monotonic()))
            return str(answer.json["id"])
        self.refusals.append(answer)
        return ""


def wait_until_asleep(server: LiveServer) -> None:
    """Until it has the kernel wake it when somebody writes. Elsewhere than on Linux it goes on looking."""
    folder = Path(f"/proc/{server.process.pid}/fdinfo")
    deadline = time.monotonic() + PATIENCE
    while folder.is_dir():
        watched = 0
        for fd in folder.iterdir():
            with suppress(OSError):  # closed meanwhile
                watched += fd.read_text("ascii").count("inotify wd")
        if watched == FILES:
            return
        assert time.monotonic() < deadline, "it never sleeps"
        threading.Event().wait(0.1)


def seen_after(ear: Ear, answers: list[tuple[str, float]]) -> list[float]:
    """Seconds from each answer to when the other server's listeners were told; 0 if that came before."""
    return [max(0.0, ear.wait_for(arrived) - answered) for arrived, answered in answers]


def test_two_servers_on_one_file(tmp_path: Path, scale: Scale, figures: Figures) -> None:
    posts = scale.pick(300, 10_000)
    path = tmp_path / "inbox.sqlite3"
    with server(tmp_path / "a", db_path=path) as one, server(tmp_path / "b", db_path=path) as other:
        servers = [one, other]
        ears = [Ear(each) for each in servers]
        for ear in ears:
            ear.start()
        wanted: list[str] = []
        alone: list[float] = []
        # While the other one is silent, only the file tells it.
        for here, there in ((0, 1), (1, 0)):
            with Connection(servers[there]) as elsewhere:
                poster = Poster(servers[here], "alone", 0)
                for number in range(ALONE):
                    wanted.append(f"alone-{here}-{number}")
                    posted = poster.post(wanted[-1])
                    alone += seen_after(ears[there], poster.answers[-1:])
                    assert elsewhere.ask("GET", f"api/notifications/{posted}").ok
                poster.connection.close()
        quiet: list[float] = []
        for number in range(QUIET):
            wait_until_asleep(one)
            wait_until_asleep(other)
            poster = Poster(one, "quiet", 0)
            wanted.append(f"quiet-{number}")
            poster.post(wanted[-1])
            quiet += seen_after(ears[1], poster.answers)
            poster.connection.close()
        # And while both are busy.
        began = time.monotonic()
        names = count()
        posters = [
            [Poster(each, f"busy-{next(names)}", posts // POSTERS) for _ in range(POSTERS)]
            for each in servers
        ]
        threads = [poster for both in posters for poster in both]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE + posts / 10)
            assert not thread.is_alive()
            assert thread.refusals == []
            wanted += [f"{thread.prefix}-{number}" for number in range(thread.numbers)]
        seconds = time.monotonic() - began
        busy = [
            after
            for here, there in ((0, 1), (1, 0))
            for poster in posters[here]
            for after in seen_after(ears[there], poster.answers)
        ]
        lists = []
        for each in servers:
            with Connection(each) as connection:
                lists.append(list(everything(connection)))
        for ear in ears:
            ear.over = True
            hang_up(ear.socket)
            ear.join(PATIENCE)
    with closing(sqlite3.connect(path)) as db:
        check = [row[0] for row in db.execute("PRAGMA integrity_check")]

    found = Counter(item["event_id"] for item in lists[0])
    figures.record(
        "R10",
        posts=len(wanted),
        posts_a_second=round(2 * posts / seconds),
        lost=len(set(wanted) - set(found)),
        seen_after_at_most_s=round(max(alone + quiet + busy), 2),
        seen_after_at_most_s_when_the_other_is_silent=round(max(alone), 2),
        seen_after_at_most_s_when_both_were_quiet=round(max(quiet), 2),
        integrity=", ".join(check),
    )
    assert max(alone + quiet) < PROMISED
    assert max(busy) < PROMISED
    assert lists[0] == lists[1]
    assert found == Counter(wanted)
    assert check == ["ok"]
    assert complaints(one) + complaints(other) == []
