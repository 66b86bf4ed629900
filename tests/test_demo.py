"""Runs the demo notebook, cell by cell, in a kernel of a real server, and looks into the inbox."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from .live_server import LiveServer, execute, live_server

DEMO = Path(__file__).resolve().parent.parent / "examples" / "demo.ipynb"


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveServer, dict[str, str]]]:
    """A server on which the demo was run, and what each cell printed."""
    with live_server(tmp_path_factory.mktemp("demo")) as server, server.kernel("demo.ipynb") as kernel:
        cells = json.loads(DEMO.read_text(encoding="utf-8"))["cells"]
        printed = {
            cell["id"]: execute(kernel, "".join(cell["source"]))
            for cell in cells
            if cell["cell_type"] == "code"
        }
        yield server, printed


def entries(server: LiveServer) -> dict[str, dict[str, Any]]:
    """The inbox, by title; no title twice."""
    inbox = server.inbox()
    by_title = {item["title"]: item for item in inbox}
    assert len(by_title) == len(inbox)
    return by_title


def test_it_is_a_valid_notebook_without_outputs() -> None:
    notebook = nbformat.read(DEMO, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    assert all(
        not cell.outputs and cell.execution_count is None for cell in notebook.cells if "outputs" in cell
    )


def test_everything_it_sends_is_in_the_inbox(ran: tuple[LiveServer, dict[str, str]]) -> None:
    server, _ = ran
    inbox = entries(server)
    assert set(inbox) == {
        "Training finished",
        "The nightly export starts at 22:00",
        "The disk is 90 % full",
        "The forecast failed",
        "Accuracy went up",
        "All files read",
        "The report is ready",
        "Half way there",
    }
    assert {item["source"] for item in inbox.values()} == {"demo.ipynb"}
    assert {inbox["Training finished"]["type"], inbox["All files read"]["type"]} == {"success"}
    assert inbox["The forecast failed"]["priority"] == "high"
    assert "| 13  | **0.94** |" in inbox["Accuracy went up"]["body"]
    assert inbox["All files read"]["progress"] == 1
    assert inbox["The report is ready"]["link"] == "demo.ipynb"
    assert len(inbox["The report is ready"]["actions"]) == 2


def test_all_of_it_is_unread_in_the_end(ran: tuple[LiveServer, dict[str, str]]) -> None:
    server, _ = ran
    _, page = server.request("GET", "api/notifications")
    assert page["unread"] == 8


def test_only_the_cells_about_errors_say_anything(ran: tuple[LiveServer, dict[str, str]]) -> None:
    _, printed = ran
    assert "NotificationsWarning" in printed["warned"]
    assert "progress" in printed["warned"]
    assert "The run goes on." in printed["warned"]
    assert "progress" in printed["raised"]
    quiet = {cell for cell, text in printed.items() if "Warning" not in text and "Error" not in text}
    assert quiet == set(printed) - {"warned"}
