"""Servers with the real packages that notifications come from, and a page that edits together with others."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import websocket

from ..live_server import PATIENCE, LiveServer, live_server
from ..people import ALICE

ROOT = Path(__file__).parents[2]

#: The Python of the environment in which those packages are, on top of that of the tests.
PYTHON = ROOT / ".make" / "sources" / "bin" / "python"

T = TypeVar("T")

#: jupyter-collaboration's mark of a message that is neither about the document nor about who is there.
_RAW = 2


@contextmanager
def server_with(
    home: Path,
    extensions: tuple[str, ...],
    *options: str,
    env: Mapping[str, str] | None = None,
    people: bool = False,
) -> Iterator[LiveServer]:
    """A server on which these extensions are on besides ours; ``people`` makes it one of Alice and Bob."""
    assert PYTHON.exists(), f"{PYTHON} is missing; `make test` installs it, or: scripts/install_sources.sh"
    on = dict.fromkeys(
        ("jupyter_resource_usage", "jupyter_scheduler", "jupyter_server_fileid", "jupyter_server_ydoc"), False
    )
    on |= dict.fromkeys(("jupyter_notifications", *extensions), True)
    # Some packages do not make the folder of their own files.
    (home / "data").mkdir(exist_ok=True)
    identity = ["--ServerApp.identity_provider_class=tests.people.People"] if people else []
    with live_server(
        home,
        f"--ServerApp.jpserver_extensions={on}",
        "--ServerApp.log_level=INFO",
        f"--SQLiteYStore.db_path={home / 'ystore.db'}",
        *identity,
        *options,
        extension=None,
        command=(str(PYTHON), "-m", "jupyter_server"),
        env={"PYTHONPATH": str(ROOT), **(env or {})},
    ) as server:
        # It answers before its sources listen, and nothing that happens until then is told.
        asked = As(server, ALICE if people else server.token)
        wait_for(
            lambda: asked.sources() and "starting" not in asked.sources().values(), lambda: str(server.log)
        )
        yield server


class As:
    """Asks a server as the person with this token."""

    def __init__(self, server: LiveServer, token: str) -> None:
        self.server = server
        self.token = token

    def request(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        return self.server.request(method, path, body, {"Authorization": f"token {self.token}"})

    def sources(self) -> dict[str, str]:
        """How the server's sources are."""
        status, answer = self.request("GET", "api/notifications/status")
        assert status == 200, answer
        return dict(answer["sources"])

    def inbox(self, source: str) -> list[dict[str, Any]]:
        """What this source told this person, newest first."""
        status, page = self.request("GET", f"api/notifications?limit=100&source={quote(source)}")
        assert status == 200, page
        return list(page["items"])

    def told(self, source: str, title: str) -> dict[str, Any]:
        """Wait for the entry with this title."""

        def find() -> dict[str, Any] | None:
            return next((item for item in self.inbox(source) if item["title"] == title), None)

        return wait_for(find, lambda: f"{self.inbox(source)}\n{''.join(self.server.log)}")

    def save(self, path: str, text: str = "text") -> int:
        """Save a file as a page does, and give the status."""
        body = {"type": "file", "format": "text", "content": text}
        return self.request("PUT", f"api/contents/{quote(path)}", body)[0]

    def open(self, path: str) -> None:
        """Open a file as a page does."""
        status, _ = self.request("GET", f"api/contents/{quote(path)}?type=file&content=1")
        assert status == 200

    @contextmanager
    def editing(self, path: str) -> Iterator[websocket.WebSocket]:
        """Edit a file together with others, as a page of jupyter-collaboration does."""
        status, session = self.request(
            "PUT", f"api/collaboration/session/{quote(path)}", {"format": "text", "type": "file"}
        )
        assert status in {200, 201}, session
        room = f"{session['format']}:{session['type']}:{session['fileId']}"
        query = urlencode({"sessionId": session["sessionId"]})
        socket = websocket.create_connection(
            f"ws://127.0.0.1:{self.server.port}/api/collaboration/room/{room}?{query}",
            header={"Authorization": f"token {self.token}"},
            timeout=PATIENCE,
        )
        try:
            yield socket
        finally:
            socket.close()


def save_together(socket: websocket.WebSocket) -> str:
    """Press Save in a document that is edited together; gives what the server answers: a status."""
    word = b"save"
    socket.send_binary(bytes([_RAW, len(word), *word, 7]))
    while True:
        message = socket.recv()
        assert isinstance(message, bytes)
        if message[0] == _RAW and b'"responseTo"' in message:
            return str(json.loads(message[message.index(b"{") :])["status"])


def wait_for(find: Callable[[], T | None], why: Callable[[], str]) -> T:
    """Ask until there is something; fails with ``why`` if there never is."""
    deadline = time.monotonic() + PATIENCE
    while True:
        found = find()
        if found:
            return found
        assert time.monotonic() < deadline, why()
        threading.Event().wait(0.05)
