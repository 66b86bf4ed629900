"""Validation: what a notification must be, in clear words, and quick answers that agree with jsonschema."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jupyter_events import EventLogger

from jupyter_notifications.errors import InvalidInput, TooLarge
from jupyter_notifications.models import NOTIFICATION_SCHEMA_ID
from jupyter_notifications.rules import check_json, copy_json
from jupyter_notifications.schemas import NOTIFICATION_SCHEMA, Schemas, _compile, _notification_check

SCHEMAS = Schemas(EventLogger())


def places(data: object) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        SCHEMAS.validate_notification(data)
    assert refused.value.message
    return [error.path for error in refused.value.errors]


def outcome(check: Callable[[Any], Any], data: object) -> tuple[InvalidInput | None, Any]:
    """The refusal, or what came of it."""
    try:
        return None, check(data)
    except InvalidInput as error:
        return error, None


FULL: dict[str, Any] = {
    "title": "Training finished",
    "body": "All **good**",
    "type": "success",
    "source": "trainer",
    "topic": "run.finished",
    "group": "runs",
    "key": "run-1",
    "recipients": ["alice", "bob"],
    "priority": "high",
    "progress": 1,
    "link": "work/a.ipynb#cell=1",
    "actions": [{"label": "Open", "link": "a.ipynb"}, {"label": "Run", "command": "x:y", "args": {"a": [1]}}],
    "deliver_at": "2026-01-31T09:05:00Z",
    "expires_at": "2026-01-31T10:05:00+00:30",
    "data": {"epochs": 3},
    "event_id": "run-1.done",
}


def test_all_fields_pass_and_come_back_as_a_copy() -> None:
    copy = SCHEMAS.validate_notification(FULL)
    assert copy == FULL
    copy["data"]["epochs"] = 4
    assert FULL["data"]["epochs"] == 3


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (None, [""]),
        ([], [""]),
        ("text", [""]),
        ({}, ["/title"]),
        ({"title": ""}, ["/title"]),
        ({"title": None}, ["/title"]),
        ({"title": "x" * 257}, ["/title"]),
        ({"title": "x", "colour": "red"}, ["/colour"]),
        ({"title": "x", "a/b~c": 1}, ["/a~1b~0c"]),
        ({"title": "x", "sender": "alice"}, ["/sender"]),
        ({"title": "x", "schema_id": "y"}, ["/schema_id"]),
        ({"title": "x", "__timestamp__": "y", "__x": 1}, ["/__timestamp__", "/__x"]),
        ({"title": "x", "body": "x" * 16385}, ["/body"]),
        ({"title": "x", "body": "ä" * 8193}, ["/body"]),
        ({"title": "x", "type": "Error"}, ["/type"]),
        ({"title": "x", "progress": 1.01}, ["/progress"]),
        ({"title": "x", "progress": True}, ["/progress"]),
        ({"title": "x", "progress": float("nan")}, ["/progress"]),
        ({"title": "x", "recipients": []}, ["/recipients"]),
        ({"title": "x", "recipients": ["a", "a"]}, ["/recipients"]),
        ({"title": "x", "recipients": ["*", "a"]}, ["/recipients"]),
        ({"title": "x", "recipients": [f"p{n}" for n in range(101)]}, ["/recipients"]),
        ({"title": "x", "link": "javascript:x"}, ["/link"]),
        ({"title": "x", "actions": [{"label": "a"}]}, ["/actions/0"]),
        ({"title": "x", "actions": [{"label": "a", "link": "a", "command": "b"}]}, ["/actions/0"]),
        ({"title": "x", "actions": [{"label": "a", "link": "a", "args": {}}]}, ["/actions/0/args"]),
        ({"title": "x", "actions": [{"label": "a", "link": "/a"}]}, ["/actions/0/link"]),
        ({"title": "x", "actions": [{"link": "a"}]}, ["/actions/0/label"]),
        ({"title": "x", "actions": [{"label": "a", "link": "a"}] * 5}, ["/actions"]),
        ({"title": "x", "deliver_at": "tomorrow"}, ["/deliver_at"]),
        ({"title": "x", "expires_at": "2026-02-30T00:00:00Z"}, ["/expires_at"]),
        ({"title": "x", "expires_at": "9999-12-31T23:59:59-14:00"}, ["/expires_at"]),
        ({"title": "x", "deliver_at": "0001-01-01T00:00:00+14:00"}, ["/deliver_at"]),
        (
            {"title": "x", "deliver_at": "2026-01-31T09:05:00Z", "expires_at": "2026-01-31T09:05:00Z"},
            ["/expires_at"],
        ),
        ({"title": "x", "data": {"x": "y" * 8185}}, ["/data"]),
        ({"title": "x", "data": []}, ["/data"]),
        ({"title": "x", "event_id": "a b"}, ["/event_id"]),
        ({"title": "x", "event_id": "line\n"}, ["/event_id"]),
        ({"title": "x", "event_id": "x" * 129}, ["/event_id"]),
        ({"title": "half \ud800"}, ["/title"]),
        ({"title": "nul \0"}, ["/title"]),
        ({"title": "x", "data": {"a": [1, {"b": {1}}]}}, ["/data/a/1/b"]),
        ({"title": "x", "data": {1: 2}}, ["/data"]),
        ({"title": "x", "data": {"n": 2**64}}, ["/data/n"]),
        ({"title": 1, "progress": "half"}, ["/progress", "/title"]),
    ],
)
def test_what_is_wrong_is_named(data: object, expected: list[str]) -> None:
    assert sorted(places(data)) == sorted(expected)


@pytest.mark.parametrize(
    "data",
    [
        {"title": "x" * 256},
        {"title": "x", "body": "x" * 16384},
        {"title": "x", "body": "ä" * 8192},
        {"title": "x", "data": {"x": "y" * 8184}},
        {"title": "x", "event_id": "A-z0_9.~" * 16},
        {"title": "x", "recipients": ["*"]},
        {"title": "x", "progress": 0},
    ],
)
def test_just_within_the_limits(data: dict[str, Any]) -> None:
    assert SCHEMAS.validate_notification(data) == data


def test_the_whole_is_bounded_in_process_too() -> None:
    with pytest.raises(TooLarge):
        SCHEMAS.validate_notification(
            {"title": "x", "actions": [{"label": "a", "command": "c", "args": {"x": "y" * 70_000}}]}
        )


def test_depth_is_bounded_and_loops_end() -> None:
    loop: dict[str, Any] = {}
    loop["again"] = loop
    with pytest.raises(InvalidInput, match="deeper than 32"):
        check_json(loop)
    value: object = 1
    for _ in range(32):
        value = [value]
    check_json(value)
    with pytest.raises(InvalidInput, match="deeper"):
        check_json([value])


class TestEvents:
    @pytest.fixture
    def logger(self) -> EventLogger:
        return EventLogger()

    def register(self, logger: EventLogger, **properties: Any) -> Schemas:
        logger.register_event_schema(
            {"$id": "https://example.org/x", "version": "1", "type": "object", "properties": properties}
        )
        return Schemas(logger)

    def test_the_notification_schema_is_registered_once(self, logger: EventLogger) -> None:
        Schemas(logger)
        Schemas(logger)
        assert NOTIFICATION_SCHEMA_ID in logger.schemas

    def test_unknown_and_wrong_version(self, logger: EventLogger) -> None:
        schemas = self.register(logger)
        with pytest.raises(InvalidInput, match="was not found in the schema registry"):
            schemas.validate("https://example.org/no", "1", {})
        with pytest.raises(InvalidInput, match=r"Unregistered version: '2'≠'1' for"):
            schemas.validate("https://example.org/x", 2, {})
        schemas.validate("https://example.org/x", 1, {})

    @pytest.mark.parametrize(
        "broken", [{"$ref": "https://example.invalid/nowhere"}, {"$ref": "#/properties/a"}, {"pattern": "("}]
    )
    def test_a_schema_that_cannot_be_used_is_the_senders_400(
        self, logger: EventLogger, broken: dict[str, Any]
    ) -> None:
        """Code in the server may have registered it; the core answers with whatever comes of it."""
        schemas = self.register(logger, a=broken)
        with pytest.raises(InvalidInput, match="cannot be used"):
            schemas.validate("https://example.org/x", "1", {"a": "text"})

    def test_a_schema_that_was_exchanged_counts(self, logger: EventLogger) -> None:
        schemas = self.register(logger, a={"type": "string"})
        schemas.validate("https://example.org/x", "1", {"a": "text"})
        logger.schemas.remove("https://example.org/x")
        self.register(logger, a={"type": "integer"})
        with pytest.raises(InvalidInput):
            schemas.validate("https://example.org/x", "1", {"a": "text"})

    def test_a_clients_schema_is_never_made_code(
        self, logger: EventLogger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        schemas = self.register(logger, a={"type": "string"})
        schemas.leave_to_jsonschema("https://example.org/x")
        monkeypatch.setattr("fastjsonschema.compile", lambda *_, **__: pytest.fail("it was compiled"))
        schemas.validate("https://example.org/x", "1", {"a": "text"})
        with pytest.raises(InvalidInput):
            schemas.validate("https://example.org/x", "1", {"a": 1})


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-2, 3)
    | st.sampled_from([0.0, 0.5, 1.0, 1.5, -0.0, "x", "", "info", "a\n", "ä", "\\", "error", "x" * 300])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=6,
)
ACTIONS = st.lists(
    st.dictionaries(st.sampled_from(["label", "link", "command", "args", "x"]), VALUES, max_size=3),
    max_size=5,
)
NOTIFICATIONS = st.dictionaries(
    st.sampled_from([*NOTIFICATION_SCHEMA["properties"], "other"]), VALUES | ACTIONS, max_size=5
) | st.fixed_dictionaries(
    {"title": st.text("ab", min_size=1)},
    optional={
        "type": st.sampled_from(["info", "error", "INFO"]),
        "progress": st.floats(-0.5, 1.5),
        "recipients": st.lists(st.text("ab", max_size=2), max_size=4),
        "event_id": st.text("a.~ \n", max_size=4),
        "link": st.text("a/\\", max_size=3),
        "actions": ACTIONS,
    },
)


@settings(max_examples=400)
@given(NOTIFICATIONS)
def test_a_quick_yes_is_a_yes_of_jsonschema(data: dict[str, Any]) -> None:
    says = jsonschema.Draft7Validator(NOTIFICATION_SCHEMA).is_valid(data)
    quick = _notification_check()(data)
    # A quick no only means asking jsonschema. Here the two differ by $ and a final newline alone.
    assert quick == says or (says and any(str(value).endswith("\n") for value in data.values()))


TYPES = st.sampled_from(["string", "integer", "number", "array", "object", "boolean", "null"])
NAMES = st.sampled_from("ab")

#: Every keyword that the quick way reads, and two that it leaves to jsonschema.
KEYWORDS: dict[str, Any] = {
    "type": TYPES | st.lists(TYPES, min_size=1, max_size=2, unique=True),
    "enum": st.lists(SCALARS, min_size=1, max_size=3),
    "const": SCALARS,
    "format": st.sampled_from(["date-time", "email"]),
    "minimum": st.sampled_from([-1, 0, 0.5, 2]),
    "maximum": st.sampled_from([-1, 0, 0.5, 2]),
    "minLength": st.integers(0, 2),
    "maxLength": st.integers(0, 2),
    "minItems": st.integers(0, 2),
    "maxItems": st.integers(0, 2),
    "uniqueItems": st.booleans(),
    "pattern": st.sampled_from(["^a", "a$", "^[^\\\\]+$", "ä|x", r"^\w*$"]),
    "required": st.lists(NAMES, max_size=2, unique=True),
}


def _subschemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    more = {
        **KEYWORDS,
        "items": inner,
        "properties": st.dictionaries(NAMES, inner, max_size=2),
        "additionalProperties": inner,
    }
    return st.fixed_dictionaries({}, optional=more).map(lambda one: dict(list(one.items())[:6]))


SCHEMAS_OF_ALL_KEYWORDS = st.recursive(
    st.booleans() | st.fixed_dictionaries({}, optional=KEYWORDS), _subschemas, max_leaves=6
)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_so_it_is_for_any_schema(data: st.DataObject) -> None:
    schema = {
        "type": "object",
        "properties": data.draw(st.dictionaries(NAMES, SCHEMAS_OF_ALL_KEYWORDS, max_size=2)),
        "additionalProperties": data.draw(SCHEMAS_OF_ALL_KEYWORDS),
    }
    jsonschema.Draft7Validator.check_schema(schema)
    accepts = _compile(schema)
    validator = jsonschema.Draft7Validator(schema)
    for _ in range(5):
        value = data.draw(st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3) | VALUES)
        if accepts(value):
            assert validator.is_valid(value), "a quick yes to what jsonschema refuses"


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_what_is_said_of_an_event_is_what_jsonschema_says(data: st.DataObject) -> None:
    """By way of ``Schemas``, as events come: valid or not, it is never another answer."""
    schema_id = "https://example.org/generated"
    schema = {
        "$id": schema_id,
        "version": "1",
        "type": "object",
        "properties": data.draw(st.dictionaries(NAMES, SCHEMAS_OF_ALL_KEYWORDS, max_size=2)),
        "required": data.draw(st.lists(NAMES, max_size=1)),
    }
    logger = EventLogger()
    logger.register_event_schema(schema)
    schemas = Schemas(logger)
    value = data.draw(st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3))
    if jsonschema.Draft7Validator(schema).is_valid(value):
        schemas.validate(schema_id, "1", value)
    else:
        with pytest.raises(InvalidInput) as refused:
            schemas.validate(schema_id, "1", value)
        assert refused.value.errors


@settings(max_examples=400)
@given(NOTIFICATIONS)
def test_what_is_said_of_a_notification_is_no_milder_than_jsonschema(data: dict[str, Any]) -> None:
    refused, copy = outcome(SCHEMAS.validate_notification, data)
    if refused is None:
        assert copy == data
        assert copy is not data
        jsonschema.validate(data, NOTIFICATION_SCHEMA, jsonschema.Draft7Validator)
    else:
        assert refused.errors


class Odd:
    """Not JSON."""


ODD = st.sampled_from(
    [{1}, (1,), b"x", float("nan"), float("inf"), 2**64, -(2**64), "\0", "\ud800", Odd(), 1j]
)


@settings(max_examples=300)
@given(
    st.dictionaries(
        st.sampled_from(["title", "data", "actions", "progress", "x"]),
        st.recursive(
            VALUES | ODD,
            lambda inner: (
                st.lists(inner, max_size=2)
                | st.dictionaries(st.sampled_from(["a", 1, "\0"]), inner, max_size=2)
            ),
            max_leaves=5,
        ),
        max_size=3,
    )
)
def test_a_copy_is_made_of_exactly_what_is_json(data: dict[str, Any]) -> None:
    """The quick look at the encoded whole finds what the walk through every value finds, with its place."""
    expected, _ = outcome(check_json, data)
    refused, made = outcome(copy_json, data)
    if expected is None:
        assert refused is None
        assert made == (data, len(msgspec.json.encode(data)))
    else:
        assert refused is not None
        assert (refused.message, refused.errors) == (expected.message, expected.errors)


def test_the_quick_way_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jupyter_notifications.schemas._explain", lambda *_: pytest.fail("it was asked"))
    SCHEMAS.validate_notification(FULL)
    SCHEMAS.validate(NOTIFICATION_SCHEMA_ID, "1", FULL)
