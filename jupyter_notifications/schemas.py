"""Validates events against registered schemas, and notifications against their further rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, cast

import fastjsonschema
import jsonschema
from jupyter_events import EventLogger
from jupyter_events import yaml as events_yaml
from jupyter_events.schema import EventSchema

from .errors import FieldError, InvalidInput, TooLarge
from .models import JSON, NOTIFICATION_SCHEMA_ID
from .rules import (
    MAX_NOTIFICATION,
    check_json,
    check_reserved,
    copy_json,
    invalid,
    notification_errors,
    pointer,
)

__all__ = ["NOTIFICATION_SCHEMA", "Schemas"]

_WHOLE = ""
_MAX_ERRORS = 20

NOTIFICATION_SCHEMA: JSON = events_yaml.load(
    Path(__file__).parent / "event_schemas" / "notification" / "v1.yaml"
)

#: Keywords that both validators read alike. A schema with any other one is left to jsonschema.
_FAST = {
    "additionalProperties", "enum", "items", "maxItems", "maxLength", "maximum", "minItems", "minLength",
    "minimum", "pattern", "properties", "required", "type", "uniqueItems",
}  # fmt: skip
_SLOW = set(jsonschema.Draft7Validator.VALIDATORS) - _FAST

_Accepts = Callable[[object], bool]


def _unique_items(
    validator: Any, wanted: bool, items: object, _: JSON
) -> Iterator[jsonschema.ValidationError]:
    """``uniqueItems`` by one look at each item. jsonschema compares all with all where they cannot be sorted:
    5,000 small objects, which fit into one request, kept the server for half a minute."""
    if wanted and validator.is_type(items, "array"):
        seen = {_identity(item) for item in cast("list[object]", items)}
        if len(seen) < len(cast("list[object]", items)):
            yield jsonschema.ValidationError("has non-unique elements")


def _identity(item: object) -> object:
    """The same for values that are the same in JSON, and only for those: 1 is 1.0, and is not true."""
    if isinstance(item, list):
        return ("array", *map(_identity, item))
    if isinstance(item, dict):
        return ("object", frozenset((name, _identity(value)) for name, value in item.items()))
    return (isinstance(item, bool), item)


_QuickUnique: Any = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
    jsonschema.Draft7Validator, {"uniqueItems": _unique_items}
)


class Schemas:
    """The registry of an ``EventLogger``, with a quick way to say yes and clear words to say no."""

    def __init__(self, event_logger: EventLogger) -> None:
        self._registry = event_logger.schemas
        self._accepts: dict[str, tuple[EventSchema, _Accepts]] = {}
        self._slow: set[str] = set()
        if NOTIFICATION_SCHEMA_ID not in self._registry:
            event_logger.register_event_schema(NOTIFICATION_SCHEMA)
        self._notification = EventSchema(NOTIFICATION_SCHEMA)
        self._notification._validator = _QuickUnique(NOTIFICATION_SCHEMA)

    def leave_to_jsonschema(self, schema_id: str) -> None:
        """Never compile this schema: it is not from code of this server, and compiling makes code of it."""
        self._slow.add(schema_id)

    def find(self, schema_id: str, version: object) -> EventSchema:
        """The registered schema. Raises ``InvalidInput`` at ``/schema_id`` or ``/version``."""
        if schema_id not in self._registry:
            message = (
                f"The requested schema, {schema_id[:200]}, was not found in the schema registry. "
                "Are you sure it was previously registered?"
            )
            raise InvalidInput(message, [FieldError("/schema_id", "is not registered")])
        schema = self._registry.get(schema_id)
        if str(version)[:64] != str(schema.version):
            message = f"Unregistered version: {str(version)[:64]!r}≠{str(schema.version)!r} for `{schema_id}`"
            raise InvalidInput(message, [FieldError("/version", f"is not {schema.version!r}")])
        return schema

    def validate(self, schema_id: str, version: object, data: JSON) -> None:
        """Check an event's data. Raises ``InvalidInput`` with paths into ``data``.

        Also for a schema that cannot be used, such as one with a reference to nowhere: emitting would fail.
        """
        schema = self.find(schema_id, version)
        check_reserved(data)
        known = self._accepts.get(schema_id)
        if known is None or known[0] is not schema:
            accepts = _never if schema_id in self._slow else _compile(schema._schema)
            known = self._accepts[schema_id] = (schema, accepts)
        if not known[1](data):
            _explain(schema, data)

    def validate_notification(self, data: object) -> JSON:
        """Check a notification, whether it came by HTTP or from code in this process.

        Answers a copy that shares nothing with what was given. Raises ``InvalidInput`` with paths into it.
        Which commands are allowed and who may be written to is the manager's business.
        """
        if not isinstance(data, dict):
            raise InvalidInput.at(_WHOLE, "must be an object")
        _check_lists(data)
        copy: JSON
        copy, size = copy_json(data)
        if not _notification_check()(copy):
            check_json(copy)  # names that are not text
            check_reserved(copy)  # and those that the schema does not know either
            _explain(self._notification, copy)
        errors = list(islice(notification_errors(copy), _MAX_ERRORS))
        if errors:
            raise invalid(errors)
        if size > MAX_NOTIFICATION:
            msg = f"The notification has {size} bytes as JSON; at most {MAX_NOTIFICATION} are taken."
            raise TooLarge(msg)
        return copy


def _check_lists(data: JSON) -> None:
    """Refuse a long list before anybody looks at what is in it."""
    for name in ("recipients", "actions"):
        items, most = data.get(name), NOTIFICATION_SCHEMA["properties"][name]["maxItems"]
        if isinstance(items, list) and len(items) > most:
            raise invalid([FieldError(f"/{name}", f"must have at most {most} items")])


def _never(_: object) -> bool:
    return False


@cache
def _notification_check() -> _Accepts:
    """Compiled when first needed, once for all servers of a process; a start does not wait for it."""
    return _compile(NOTIFICATION_SCHEMA)


def _compile(schema: JSON) -> _Accepts:
    """A function that says yes only where jsonschema would."""
    try:
        if not _is_fast(schema):
            return _never
        check = fastjsonschema.compile(schema, use_default=False, use_formats=False)
    except Exception:  # noqa: BLE001 - whatever it cannot compile, jsonschema decides
        return _never

    def accepts(data: object) -> bool:
        try:
            check(data)
        except Exception:  # noqa: BLE001 - as above
            return False
        return True

    return accepts


def _is_fast(schema: object) -> bool:
    if isinstance(schema, bool):
        return True
    if not isinstance(schema, dict) or not _SLOW.isdisjoint(schema):
        return False
    items = schema.get("items", True)
    return (
        all(isinstance(value, str) for value in schema.get("enum", ()))
        and (not schema.get("uniqueItems") or (isinstance(items, dict) and items.get("type") == "string"))
        and all(_is_fast(child) for child in schema.get("properties", {}).values())
        and _is_fast(items)
        and _is_fast(schema.get("additionalProperties", True))
    )


def _explain(schema: EventSchema, data: JSON) -> None:
    """Let jsonschema decide, and word what it says."""
    try:
        errors = list(islice(_schema_errors(schema._validator.iter_errors(data)), _MAX_ERRORS))
    except Exception as error:  # A schema may be broken in any way: a loop, a pattern, a reference.
        msg = f"The schema {schema.id[:200]} cannot be used: {type(error).__name__}"
        raise InvalidInput(msg, [FieldError("", "could not be validated")]) from error
    if errors:
        raise invalid(errors)


def _schema_errors(errors: Any) -> Iterator[FieldError]:
    for error in errors:
        path, value, instance = list(error.absolute_path), error.validator_value, error.instance
        if error.validator == "required":
            for name in value:
                if name not in instance:
                    yield FieldError(pointer([*path, name]), "is required")
        elif error.validator == "additionalProperties" and value is False:
            known = error.schema.get("properties", {})
            patterns = error.schema.get("patternProperties", {})
            for name in instance:
                if name not in known and not any(re.search(pattern, name) for pattern in patterns):
                    yield FieldError(pointer([*path, name]), "is not known here")
        else:
            yield FieldError(pointer(path), _worded(error.validator, value) or error.message[:200])


def _worded(rule: str, value: Any) -> str | None:
    """Messages that do not repeat a long value to its sender."""
    words = {
        "type": "must be {}",
        "enum": "must be one of {}",
        "const": "must be {}",
        "minLength": "must have at least {} character(s)",
        "maxLength": "must have at most {} characters",
        "minItems": "must have at least {} item(s)",
        "maxItems": "must have at most {} items",
        "minimum": "must be at least {}",
        "maximum": "must be at most {}",
        "pattern": "must match {}",
        "uniqueItems": "must not hold the same item twice",
    }
    if rule not in words:
        return None
    shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return words[rule].format(shown[:200])
