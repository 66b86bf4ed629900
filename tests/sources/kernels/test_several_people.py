"""Kernels of a server of several people: who is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from ...live_server import LiveServer, live_server
from ...people import ALICE, BOB
from .test_real_kernels import LONG, notebook


def titles(server: LiveServer, token: str) -> list[str]:
    """What this person finds, newest first."""
    headers = {"Authorization": f"token {token}"}
    status, page = server.request("GET", "api/notifications", headers=headers)
    assert status == 200, page
    return [item["title"] for item in page["items"]]


def test_who_started_a_kernel_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    options = (
        "--ServerApp.identity_provider_class=tests.people.People",
        "--NotificationsExtension.run_threshold=0.6",
        "--KernelsSource.run_pause=0.2",
        "--KernelsSource.traceback=True",
    )
    with live_server(tmp_path, *options, token=ALICE) as server:
        with notebook(server, "hers.ipynb") as opened:
            # Whoever interrupts or restarts it, it stays hers.
            restart = f"api/kernels/{opened.kernel_id}/restart"
            assert server.request("POST", restart, headers={"Authorization": f"token {BOB}"})[0] == 200
            opened.client.wait_for_ready(timeout=60)
            opened.queue(LONG + "; raise ValueError('hers')")
            [failed] = opened.told()
            assert failed["title"] == "hers.ipynb failed"
            assert "Traceback" in failed["body"]
            assert "\x1b" not in failed["body"]
        assert titles(server, ALICE) == ["hers.ipynb failed"]
        assert titles(server, BOB) == []
