"""R1 and R2 in short form, on a real server in a process of its own: what was acknowledged is there, once."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ..live_server import PATIENCE, LiveServer, live_server

WRITERS = 8


def free_of_limits(home: Path) -> tuple[str, ...]:
    """Options of a server that takes as much as it can."""
    return (
        "--NotificationsExtension.rate_limit=0",
        f"--NotificationsExtension.db_path={home / 'inbox.sqlite3'}",
    )


class Writer(threading.Thread):
    """Posts one after the other on one connection, and notes what was acknowledged, until it is cut off."""

    def __init__(self, server: LiveServer, name: str, enough: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self.server = server
        self.prefix = name
        self.enough = enough
        self.acknowledged: dict[str, str] = {}

    def run(self) -> None:
        """Go on until the server is gone."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)
        headers = {"Authorization": f"token {self.server.token}"}
        with closing(connection):
            for number in range(100_000):
                title = f"{self.prefix}-{number}"
                try:
                    connection.request("POST", "/api/notifications", json.dumps({"title": title}), headers)
                    response = connection.getresponse()
                    answer = json.loads(response.read())
                except (OSError, http.client.HTTPException, ValueError):
                    return
                assert response.status == 201, answer
                self.acknowledged[answer["id"]] = title
                self.enough()


def everything(server: LiveServer) -> dict[str, str]:
    """All entries by id, through all pages."""
    found: dict[str, str] = {}
    path = "api/notifications?state=all&limit=100"
    while True:
        status, page = server.request("GET", path)
        assert status == 200, page
        for item in page["items"]:
            assert item["id"] not in found, "an entry is on two pages"
            found[item["id"]] = item["title"]
        if page["next"] is None:
            return found
        path = f"api/notifications?state=all&limit=100&before={page['next']}"


def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    acknowledged: dict[str, str] = {}
    for round_ in range(2):
        killed = threading.Event()
        with live_server(tmp_path, *free_of_limits(tmp_path)) as server:
            count = threading.Semaphore(0)
            writers = [Writer(server, f"{round_}-{number}", count.release) for number in range(WRITERS)]
            for writer in writers:
                writer.start()
            # In the middle of the work, at another point each time.
            for _ in range(100 + 37 * round_):
                assert count.acquire(timeout=PATIENCE)
            os.kill(server.process.pid, signal.SIGKILL)
            killed.set()
            for writer in writers:
                writer.join(PATIENCE)
                assert not writer.is_alive()
                acknowledged |= writer.acknowledged
    assert len(acknowledged) >= 200
    with live_server(tmp_path, *free_of_limits(tmp_path)) as server:
        found = everything(server)
        assert acknowledged.items() <= found.items()
        # A request that was cut off may be there or not, but no more of them than there were.
        assert len(found) - len(acknowledged) <= 2 * WRITERS
        status, told = server.request("GET", "api/notifications/status")
        assert (status, told["durable"], told["writable"]) == (200, True, True)
        assert told["unread"] == told["total"] == len(found)
    with closing(sqlite3.connect(tmp_path / "inbox.sqlite3")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def drop_reply(server: LiveServer, body: bytes) -> None:
    """Send a whole request, and go away without reading the answer."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
        connection.sendall(
            b"POST /api/notifications HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + f"Authorization: token {server.token}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )


def test_one_entry_however_often_it_is_sent(tmp_path: Path) -> None:
    ids = [f"event-{number}" for number in range(20)]
    clients, tries = 8, 3
    answers: list[tuple[str, str]] = []
    failures: list[object] = []

    with live_server(tmp_path, *free_of_limits(tmp_path)) as server:

        def send() -> None:
            try:
                for number, event_id in enumerate(ids * tries):
                    body = {"title": event_id, "event_id": event_id}
                    if number % 3 == 0:
                        drop_reply(server, json.dumps(body).encode())
                        continue
                    status, answer = server.request("POST", "api/notifications", body)
                    assert status in {200, 201}, answer
                    answers.append((event_id, answer["id"]))
            except BaseException as error:
                failures.append(error)
                raise

        threads = [threading.Thread(target=send) for _ in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        assert failures == []
        found = everything(server)
    assert sorted(found.values()) == sorted(ids)
    assert len(set(answers)) == len(ids), "each event id has one id, whoever asks and however often"
    assert {id_ for _, id_ in answers} == set(found)


def test_a_restart_keeps_everything(tmp_path: Path) -> None:
    home = tmp_path
    with live_server(home) as server:
        ids = []
        for title in ("read", "archived", "snoozed", "deleted", "later", "plain"):
            extra = {"deliver_at": "2099-01-01T00:00:00Z"} if title == "later" else {}
            status, answer = server.request("POST", "api/notifications", {"title": title, **extra})
            assert status == 201, answer
            ids.append(answer["id"])
        changes = [{"read": True}, {"archived": True}, {"snoozed_until": "2099-01-01T00:00:00Z"}]
        for id_, change in zip(ids, changes, strict=False):
            assert server.request("PATCH", f"api/notifications/{id_}", change)[0] == 200
        assert server.request("DELETE", f"api/notifications/{ids[3]}")[0] == 204
        before = [server.request("GET", f"api/notifications{path}") for path in PLACES]
        cursor = before[0][1]["seq"]
    assert (home / "data" / "jupyter_notifications" / "notifications.sqlite3").stat().st_size > 0

    with live_server(home) as server:
        assert [server.request("GET", f"api/notifications{path}") for path in PLACES] == before
        query = f"epoch={before[0][1]['epoch']}&after={cursor}"
        status, after = server.request("GET", f"api/notifications/changes?{query}")
        assert (status, after["items"], after["removed"], after["reset"]) == (200, [], [], False)
        assert server.request("POST", "api/notifications", {"title": "new"})[0] == 201
        status, after = server.request("GET", f"api/notifications/changes?{query}")
        assert [item["title"] for item in after["items"]] == ["new"], "a cursor outlives the server"


PLACES = ("", "?state=unread", "?state=archived", "?state=snoozed", "?state=all")


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_nothing_left(tmp_path: Path, sign: signal.Signals) -> None:
    with live_server(tmp_path) as server:
        assert server.request("POST", "api/notifications", {"title": "t"})[0] == 201
        listening = socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE)
        listening.sendall(
            b"GET /api/events/subscribe/notification HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + f"Authorization: token {server.token}\r\n\r\n".encode()
        )
        assert listening.recv(12) == b"HTTP/1.1 101"
        server.process.send_signal(sign)
        # A thread that is left behind would keep the process for ever.
        server.process.wait(20)
        listening.close()
    assert not [line for line in server.log if "Traceback" in line], "".join(server.log)
    files = {path.name for path in (tmp_path / "data" / "jupyter_notifications").iterdir()}
    if sign == signal.SIGTERM:
        assert "notifications.sqlite3-wal" not in files, "closed, not abandoned"
