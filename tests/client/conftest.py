"""Keeps the machine's own servers out of the client's sight."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ..live_server import CLUES


@pytest.fixture(autouse=True)
def nothing_to_find(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No variable leads to a server; a test sets what it is about."""
    for name in list(os.environ):
        if CLUES.match(name):
            monkeypatch.delenv(name)
    empty: Path = tmp_path_factory.mktemp("runtime")
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(empty))
