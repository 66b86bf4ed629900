"""Keeps the machine's own servers out of the client's sight."""

from __future__ import annotations

import os

import pytest

from ..live_server import CLUES


@pytest.fixture(autouse=True)
def nothing_to_find(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable leads to a server; a test sets what it is about."""
    for name in list(os.environ):
        if CLUES.match(name):
            monkeypatch.delenv(name)
