"""What is said of requests in errors and logs: never tokens, never content, never where files are."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ...contract_routes import ABSENT, EVENT, REST, ROWS, SOCKETS
from ...live_server import LiveServer, live_server
from ...reliability.raw_http import web_socket

SECRET = "what-nobody-else-may-know"
TOKEN = "the-token-that-is-in-no-log"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server that logs all it can."""
    with live_server(
        tmp_path_factory.mktemp("silence"), "--ServerApp.log_level=DEBUG", token=TOKEN
    ) as running:
        yield running


def said(server: LiveServer) -> str:
    """The log, without the lines in which the server greets the person who started it."""
    return "".join(line for line in server.log if "?token=" not in line or "api/" in line)


def test_logs_hold_neither_tokens_nor_content(server: LiveServer) -> None:
    contents: list[Any] = [
        {"title": SECRET, "body": SECRET, "source": SECRET, "data": {SECRET: SECRET}},
        {"title": SECRET, "key": SECRET, "type": SECRET},
        {"title": SECRET, "link": f"javascript:{SECRET}"},
        {"title": SECRET, SECRET: SECRET},
        {"title": SECRET, "recipients": [SECRET]},
        {"title": SECRET, "sender": SECRET},
        f'{{"title": "{SECRET}", NaN}}',
        f'"{SECRET}"',
        {**EVENT, "data": {"title": SECRET, "body": 1}},
        [{**EVENT, "data": {"title": SECRET}}, {"schema_id": SECRET, "version": SECRET, "data": {}}],
        {"muted_sources": [SECRET], "channels": {SECRET: [SECRET]}},
        {"$id": f"https://example.org/{SECRET}", "version": "1", "properties": {SECRET: {"type": SECRET}}},
    ]
    for key in REST:
        if key[0] == "GET" or key[1].endswith("/me"):
            continue
        for body in contents:
            status, _ = server.request(key[0], key[1][1:].replace("{id}", ABSENT), body)
            assert status < 500
    for query in (f"token={TOKEN}", f"token={TOKEN}&nonsense=1", f"token={TOKEN}&q="):
        for key in REST:
            row = ROWS[key].body
            server.request(
                key[0], f"{key[1][1:].replace('{id}', ABSENT)}?{query}", row, {"Authorization": "none"}
            )
        for path in SOCKETS:
            with web_socket(server.port, f"{path[1:]}?{query}&schema_id=", "") as socket:
                assert socket.status in {101, 400, 403}
    server.request("GET", f"api/notifications?token={TOKEN}x")
    post_only = "JUPYTER_NOTIFICATIONS_TOKEN"
    assert post_only not in said(server)
    assert SECRET not in said(server)
    assert TOKEN not in said(server)
    assert "POST /api/notifications" in said(server), "but it did log"


def test_errors_name_no_files_and_no_insides(server: LiveServer) -> None:
    bodies: list[Any] = [{"title": 1}, "{", [], {"$id": "x"}, {"read": "x"}, {"snoozed_until": "x"}]
    for key in REST:
        for body in bodies:
            _, answer = server.request(
                key[0], key[1][1:].replace("{id}", ABSENT) + "?nonsense=1", body if key[0] != "GET" else None
            )
            text = json.dumps(answer)
            for inside in (str(server.home), "sqlite", "Traceback", "site-packages", ".py", "SELECT", TOKEN):
                assert inside not in text, (key, inside, text)


def test_status_names_no_files(server: LiveServer) -> None:
    _, status = server.request("GET", "api/notifications/status")
    assert str(server.home) not in json.dumps(status)


def test_the_file_is_its_owners_alone(server: LiveServer) -> None:
    folder = server.home / "data" / "jupyter_notifications"
    assert folder.stat().st_mode & 0o777 == 0o700
    files = list(folder.iterdir())
    assert {path.name for path in files} >= {"notifications.sqlite3"}
    for path in files:
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_a_file_in_a_folder_of_others_is_still_its_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    path = folder / "inbox.sqlite3"
    with live_server(tmp_path / "home", f"--NotificationsExtension.db_path={path}") as running:
        assert running.request("POST", "api/notifications", {"title": "t"})[0] == 201
        for file in folder.iterdir():
            assert file.stat().st_mode & 0o077 == 0, file.name


def test_nothing_of_what_was_deleted_or_forgotten_is_in_the_file(tmp_path: Path) -> None:
    with live_server(tmp_path, "--NotificationsExtension.rate_limit=0") as running:
        _, gone = running.request("POST", "api/notifications", {"title": f"{SECRET}-1", "body": SECRET})
        running.request("DELETE", f"api/notifications/{gone['id']}")
        running.request("POST", "api/notifications", {"title": f"{SECRET}-2", "event_id": SECRET})
        later = {"title": SECRET, "deliver_at": "2036-01-01T00:00:00Z", "key": SECRET, "source": SECRET}
        running.request("POST", "api/notifications", later)
        running.request("PUT", "api/notifications/preferences", {"muted_sources": [SECRET]})
        assert running.request("DELETE", "api/notifications/me")[0] == 204
        running.request("POST", "api/notifications", {"title": "afterwards"})
    [path] = (tmp_path / "data" / "jupyter_notifications").glob("*.sqlite3")
    for file in path.parent.iterdir():
        assert SECRET.encode() not in file.read_bytes(), file.name
    with sqlite3.connect(path) as db:
        text = "\n".join(db.iterdump())
    db.close()
    assert SECRET not in text
    assert "afterwards" in text
