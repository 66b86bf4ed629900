"""Real kernels of real servers: what they find, what it opens, and what it does not."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from jupyter_server.auth.security import passwd

from ..live_server import LiveServer, execute, live_server
from ..people import ALICE

LOOK = """
import json, os
print(json.dumps([os.environ.get("JUPYTER_NOTIFICATIONS_" + name) for name in ("URL", "TOKEN")]))
"""

#: Standard library only: what any language's kernel could do.
ASK = """
import json, os, urllib.error, urllib.request

def ask(method, path, body=None):
    request = urllib.request.Request(
        os.environ["JUPYTER_NOTIFICATIONS_URL"] + path,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": "token " + os.environ["JUPYTER_NOTIFICATIONS_TOKEN"]},
        method=method,
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code

event = {
    "schema_id": "https://events.jupyter.org/jupyter_notifications/notification/v1",
    "version": "1",
    "data": {"title": "by event"},
}
print(json.dumps([
    ask("POST", "api/notifications", {"title": "by post"}),
    ask("POST", "api/events", event),
    ask("GET", "api/notifications"),
    ask("GET", "api/notifications/changes"),
    ask("PATCH", "api/notifications", {"read": True}),
    ask("DELETE", "api/notifications"),
    ask("GET", "api/contents"),
]))
"""

ANSWERS = [201, 204, 403, 403, 403, 403, 403]


def titles(server: LiveServer) -> list[str]:
    """What the owner finds."""
    return [item["title"] for item in server.inbox()]


def test_a_kernel_of_a_server_with_a_token(tmp_path: Path) -> None:
    with live_server(tmp_path, base_url="/base/") as server:
        with server.kernel() as kernel:
            url, token = json.loads(execute(kernel, LOOK))
            assert url == server.url
            assert token not in {"", server.token}
            assert json.loads(execute(kernel, ASK)) == ANSWERS
        assert titles(server) == ["by event", "by post"]


def test_a_kernel_of_a_server_with_a_password(tmp_path: Path) -> None:
    hashed = passwd("secret", algorithm="sha1")  # type: ignore[no-untyped-call]
    option = f"--PasswordIdentityProvider.hashed_password={hashed}"
    with live_server(tmp_path, option, token="") as server:
        server.log_in("secret")
        with server.kernel() as kernel:
            assert json.loads(execute(kernel, ASK)) == ANSWERS
        assert titles(server) == ["by event", "by post"]


def test_a_kernel_of_a_server_of_several_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    # As if it had been started from a kernel of another server.
    command = (
        "env",
        "JUPYTER_NOTIFICATIONS_URL=http://127.0.0.1:1/",
        "JUPYTER_NOTIFICATIONS_TOKEN=another-servers",
        *(sys.executable, "-m", "jupyter_server"),
    )
    option = "--ServerApp.identity_provider_class=tests.people.People"
    with live_server(tmp_path, option, token=ALICE, command=command) as server, server.kernel() as kernel:
        assert json.loads(execute(kernel, LOOK)) == [None, None]
        assert server.request("POST", "api/notifications", {"title": "t"})[1]["sender"] == "alice"
