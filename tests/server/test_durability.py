"""A real server in a process of its own starts again with all that it had, and ends with nothing left."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

import pytest

from ..live_server import PATIENCE, LiveServer, live_server


def free_of_limits(home: Path) -> tuple[str, ...]:
    """Options of a server that takes as much as it can."""
    return (
        "--NotificationsExtension.rate_limit=0",
        f"--NotificationsExtension.db_path={home / 'inbox.sqlite3'}",
    )


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
