"""A change of state is read strictly."""

from __future__ import annotations

from typing import Any

import pytest

from jupyter_notifications.errors import InvalidInput
from jupyter_notifications.models import StateChange
from jupyter_notifications.services.notifications.state import to_state_change

NOW = 1_767_225_600_000  # 2026-01-01T00:00:00Z


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"read": True}, StateChange(read=True)),
        ({"read": False, "archived": True}, StateChange(read=False, archived=True)),
        ({"snoozed_until": None}, StateChange(snoozed_until=None)),
        ({"snoozed_until": "2026-01-01T01:00:00+00:30"}, StateChange(snoozed_until=NOW + 1_800_000)),
    ],
)
def test_taken(body: dict[str, Any], expected: StateChange) -> None:
    assert to_state_change(body, NOW) == expected


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ([], [""]),
        (None, [""]),
        ({}, [""]),
        ({"read": 1}, ["/read"]),
        ({"read": None, "archived": "yes"}, ["/read", "/archived"]),
        ({"title": "other"}, ["/title"]),
        ({"read": True, "a/b~": 1}, ["/a~1b~0"]),
        ({"snoozed_until": 5}, ["/snoozed_until"]),
        ({"snoozed_until": "tomorrow"}, ["/snoozed_until"]),
        ({"snoozed_until": "2025-12-31T23:59:59Z"}, ["/snoozed_until"]),
        ({"snoozed_until": "2026-02-30T00:00:00Z"}, ["/snoozed_until"]),
    ],
)
def test_refused(body: object, paths: list[str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        to_state_change(body, NOW)
    assert [error.path for error in caught.value.errors] == paths
