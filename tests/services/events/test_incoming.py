"""Reading an event: the quick way and the careful way are one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jupyter_notifications.errors import NotificationsError
from jupyter_notifications.services import strict_json
from jupyter_notifications.services.events import incoming
from jupyter_notifications.services.events.incoming import read_event, read_raw

LIMIT = 2_000

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["1", "\ud800", "\0", "2026-01-31T09:05:00Z", "e-1", "e 1"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab_", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
BODIES = st.dictionaries(
    st.sampled_from(["schema_id", "version", "data", "timestamp", "event_id", "sender"]), VALUES
) | st.fixed_dictionaries(
    {
        "schema_id": st.text(max_size=4) | VALUES,
        "version": st.sampled_from(["1", 1, True, 1.0, None]),
        "data": st.dictionaries(st.text(max_size=3), VALUES, max_size=4) | VALUES,
    },
    optional={"timestamp": VALUES, "event_id": VALUES},
)


def outcome(read: Any) -> Any:
    """What came of it, errors as they would be told."""
    try:
        event = read()
    except NotificationsError as error:
        return type(error), error.message, error.errors
    return event


def nested(depth: int) -> bytes:
    """An event so deep."""
    return (
        b'{"schema_id": "x", "version": "1", "data": {"a": ' + b"[" * (depth - 2) + b"]" * (depth - 2) + b"}}"
    )


@settings(max_examples=400, deadline=None)
@given(BODIES.map(lambda body: json.dumps(body).encode()) | st.binary(max_size=30))
@example(nested(32))
@example(nested(33))
@example(nested(5_000))
@example(b'{"schema_id": "x", "version": "1", "data": {"a": "\xff"}}')
@example(b'{"schema_id": "x", "schema_id": "y", "version": "1", "data": {"a": 1, "a": 2}}')
@example(b' {"schema_id": "x", "version": "1", "data": {}} ')
@example(b'{"schema_id": "x", "version": "1", "data": {}} x')
@example(b'{"schema_id": "x", "version": "1", "data": {"a": "' + b"x" * LIMIT + b'"}}')
@example(b"")
def test_both_ways_say_the_same(raw: bytes) -> None:
    careful = outcome(lambda: read_event(strict_json.decode(raw, limit=LIMIT)))
    assert outcome(lambda: read_raw(raw, LIMIT)) == careful


def test_the_common_form_is_read_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "read_event", lambda _: pytest.fail("it was read twice"))
    event = read_raw(b'{"schema_id": "x", "version": 1, "data": {"a": [1, "b"]}}', LIMIT)
    assert (event.schema_id, event.version, event.data) == ("x", 1, {"a": [1, "b"]})
    assert (event.timestamp, event.event_id) == (None, None)
