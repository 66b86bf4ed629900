"""The examples of the pages about sending, run against a real server as they stand there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .live_server import LiveServer, clean_environment, execute, live_server
from .pages import blocks, under

PAGES = ("sending", "progress", "logging")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server as everyone has it."""
    with live_server(tmp_path_factory.mktemp("examples")) as started:
        yield started


def environment(server: LiveServer) -> dict[str, str]:
    """The variables of a terminal of the server."""
    return clean_environment() | {
        "JUPYTER_NOTIFICATIONS_URL": server.url,
        "JUPYTER_NOTIFICATIONS_TOKEN": server.token,
    }


def entries(server: LiveServer) -> dict[str, dict[str, Any]]:
    """The inbox, by title."""
    return {item["title"]: item for item in server.inbox()}


@pytest.mark.parametrize(
    ("page", "sent", "gone"),
    [
        ("sending", {"Training finished", "The download is done", "The disk is 90 % full"}, set()),
        # Updated in place: what went on is not there beside what ended.
        (
            "progress",
            {"All files read", "Training finished", "evaluate finished", "Epochs finished"},
            {"Reading files", "Training", "Export", "Export finished", "Epochs"},
        ),
        ("logging", {"The disk is full", "12 rows were left out"}, set()),
    ],
)
def test_python(server: LiveServer, page: str, sent: set[str], gone: set[str]) -> None:
    server.request("DELETE", "api/notifications")
    programs = [text for _, language, text in blocks(f"users/{page}.md") if language == "python"]
    assert programs
    for program in programs:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-"],
            input=program, env=environment(server), capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, f"{program}\n{done.stderr}"
        assert "Warning" not in done.stderr, f"{program}\n{done.stderr}"
    inbox = set(entries(server))
    assert sent <= inbox
    assert not gone & inbox


def test_magics(server: LiveServer) -> None:
    server.request("DELETE", "api/notifications")
    cells = under("users/magics.md", "Magics", "python")
    with server.kernel() as kernel:
        printed = "".join(execute(kernel, cell) for cell in cells)
    assert "Warning" not in printed
    inbox = entries(server)
    assert {name: entry["type"] for name, entry in inbox.items()} == {
        "The data is there": "success",
        "Sum finished": "success",
    }
    assert "499999500000" in inbox["Sum finished"]["body"]


def test_http(server: LiveServer) -> None:
    server.request("DELETE", "api/notifications")
    for heading, language, text in blocks("users/http.md"):
        assert language == "bash", heading
        with server.kernel("http.ipynb") as kernel:
            # A program of a kernel has what a terminal of JupyterLab has: the token that only posts.
            run = f"import subprocess; subprocess.run(['bash', '-euc', {text!r}], check=True, timeout=60)"
            execute(kernel, run)
    inbox = entries(server)
    assert set(inbox) == {"Backup finished", "Copying", "The import has begun", "3 rows were left out"}
    assert inbox["Copying"]["progress"] == 1


def test_a_server_extension(tmp_path: Path) -> None:
    extension, event = under("developers/sending-from-the-server.md", "Send from the server", "python")
    # The second is a line of such an extension; here it stands where the server loads it.
    lines = "".join(f"    {line}" for line in event.splitlines(keepends=True))
    listener = f"\n\nasync def _start_jupyter_server_extension(serverapp):\n{lines}"
    (tmp_path / "exporter.py").write_text(extension + listener)
    enabled = "--ServerApp.jpserver_extensions={'jupyter_notifications': True, 'exporter': True}"
    with live_server(tmp_path, enabled, extension=None, env={"PYTHONPATH": str(tmp_path)}) as server:
        assert server.request("POST", "api/exports")[0] == 204
        inbox = server.inbox()
    assert [item["title"] for item in inbox] == ["The export is done"] * 2
    assert inbox[0]["link"] == "table.csv"
