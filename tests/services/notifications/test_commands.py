"""The commands that buttons may run: the trait's, and what settings add, read no more often than needed."""

from __future__ import annotations

import time

import pytest

from jupyter_notifications.services.notifications.commands import AllowedCommands


def test_what_is_listed_and_what_settings_add(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    added = {"terminal:create-new"}
    read: list[set[str]] = []

    def more() -> set[str]:
        read.append(set(added))
        return read[-1]

    allowed = AllowedCommands(["docmanager:open"], more)
    assert "docmanager:open" in allowed
    assert read == []
    assert "terminal:create-new" in allowed
    assert "console:create" not in allowed
    assert len(read) == 1
    added.clear()
    now += 2
    assert "terminal:create-new" not in allowed
    assert len(read) == 2


def test_nothing() -> None:
    assert "docmanager:open" not in AllowedCommands(())
