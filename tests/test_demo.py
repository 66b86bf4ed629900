"""Runs the demo notebook, cell by cell, in a kernel of a real server, and looks into the inbox."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from .live_server import PATIENCE, LiveServer, execute, live_server

DEMO = Path(__file__).resolve().parent.parent / "examples" / "demo.ipynb"


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveServer, dict[str, str]]]:
    """A server on which the demo was run, and what each cell printed."""
    home = tmp_path_factory.mktemp("demo")
    # Nobody waits half a minute here.
    soon = "--NotificationsExtension.run_threshold=1"
    with live_server(home, soon) as server, server.kernel("demo.ipynb") as kernel:
        cells = json.loads(DEMO.read_text(encoding="utf-8"))["cells"]
        printed = {
            cell["id"]: execute(kernel, "".join(cell["source"]).replace("sleep(31)", "sleep(1.2)"))
            for cell in cells
            if cell["cell_type"] == "code"
        }
        yield server, printed


def entries(server: LiveServer) -> dict[str, dict[str, Any]]:
    """The inbox without what the server noticed by itself, by title; no title twice."""
    inbox = [item for item in server.inbox() if item["source"] != "kernels"]
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
        "Copying finished",
        "Evaluation finished",
        "Epochs finished",
        "Magics are loaded",
        "Sum finished",
        "The export stopped at row 12",
        "Backup finished",
    }
    assert {item["source"] for title, item in inbox.items() if "export stopped" not in title} == {
        "demo.ipynb"
    }
    assert "499999500000" in inbox["Sum finished"]["body"]
    assert {inbox["Training finished"]["type"], inbox["All files read"]["type"]} == {"success"}
    assert inbox["The forecast failed"]["priority"] == "high"
    assert "| 13  | **0.94** |" in inbox["Accuracy went up"]["body"]
    assert inbox["All files read"]["progress"] == 1
    assert inbox["The report is ready"]["link"] == "demo.ipynb"
    assert len(inbox["The report is ready"]["actions"]) == 2


def test_all_of_it_is_unread_in_the_end(ran: tuple[LiveServer, dict[str, str]]) -> None:
    server, _ = ran
    inbox = server.inbox()
    assert len(inbox) >= 15
    assert not [item["title"] for item in inbox if "read" in item]


def test_the_server_tells_of_the_run_by_itself(ran: tuple[LiveServer, dict[str, str]]) -> None:
    server, _ = ran
    deadline = time.monotonic() + PATIENCE
    while not (told := [item for item in server.inbox() if item["source"] == "kernels"]):
        assert time.monotonic() < deadline
        threading.Event().wait(0.1)
    assert told[0]["topic"] == "run.finished"
    assert told[0]["link"].startswith("demo.ipynb")


def test_only_the_cells_about_errors_say_anything(ran: tuple[LiveServer, dict[str, str]]) -> None:
    _, printed = ran
    assert "NotificationsWarning" in printed["warned"]
    assert "progress" in printed["warned"]
    assert "The run goes on." in printed["warned"]
    assert "progress" in printed["raised"]
    quiet = {cell for cell, text in printed.items() if "Warning" not in text and "Error" not in text}
    # tqdm itself advises to install ipywidgets, where they are not there.
    assert quiet | {"tqdm"} == set(printed) - {"warned"}
    assert "IProgress not found" in printed["tqdm"] or "tqdm" in quiet
