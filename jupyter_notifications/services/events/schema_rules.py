"""What a schema must be before it is registered: usable, and cheap to check events against."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import jsonschema
from jupyter_events.validators import validate_schema

from ...errors import InvalidInput
from ...models import JSON

__all__ = ["MAX_COST", "check_schema", "cost_of"]

MAX_COST = 2000
"""Values in a client's schema, each counted as often as references lead to it."""
SLOW_FORMATS = frozenset({"regex", "iri", "iri-reference", "uri-template"})
"""Their checkers take seconds for some texts of 60 KiB. What the others take grows with the text."""
_MAX_ID = 512

_ONE = ("additionalItems", "additionalProperties", "contains", "else", "if", "not", "propertyNames", "then")
_LISTS = ("allOf", "anyOf", "oneOf")
_NAMED = ("definitions", "dependencies", "patternProperties", "properties")
_RESERVED_HOST = "events.jupyter.org"

_validator = jsonschema.Draft7Validator


def check_schema(schema: object, *, trusted: bool) -> int:
    """Make sure that every event can be validated against this; answers its cost.

    ``trusted`` is for schema files on the server's own disk: they may have patterns and any id. Raises
    ``InvalidInput`` with the place of what is wrong.
    """
    if not isinstance(schema, dict):
        where = ""
        raise InvalidInput.at(where, "must be a JSON object")
    _check_id(schema, trusted=trusted)
    if not isinstance(schema.get("version"), str) or not schema["version"]:
        raise InvalidInput.at("/version", 'must be text, such as "1"')
    if not isinstance(schema.get("properties"), dict):
        raise InvalidInput.at("/properties", "must be an object")
    _check_against_metaschemas(schema)
    cost = cost_of(schema, trusted=trusted)
    if not trusted and cost > MAX_COST:
        where = ""
        raise InvalidInput.at(where, f"is too large once its references are followed ({cost} > {MAX_COST})")
    return cost


def _check_id(schema: JSON, *, trusted: bool) -> None:
    schema_id = schema.get("$id")
    if not isinstance(schema_id, str) or not schema_id:
        raise InvalidInput.at("/$id", "must be an address")
    if trusted:
        return
    if len(schema_id) > _MAX_ID or not re.fullmatch(r"[!-~]+", schema_id):
        raise InvalidInput.at("/$id", f"must be an address of at most {_MAX_ID} ASCII characters")
    try:
        parts = urlsplit(schema_id)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        raise InvalidInput.at("/$id", "is not a valid address") from None
    if not parts.scheme or parts.fragment:
        raise InvalidInput.at("/$id", "must be an absolute address without a fragment")
    if host == _RESERVED_HOST or _RESERVED_HOST in unquote(schema_id).lower():
        raise InvalidInput.at("/$id", f"must not be under https://{_RESERVED_HOST}/")


def _check_against_metaschemas(schema: JSON) -> None:
    try:
        # JSON Schema's own comes first: jupyter_events' lets a type that does not exist pass.
        _validator.check_schema(schema, format_checker=_validator.FORMAT_CHECKER)
        validate_schema(schema)
    except jsonschema.SchemaError as error:
        raise InvalidInput.at(_pointer(error.absolute_path), error.message[:200]) from None
    except jsonschema.ValidationError as error:
        # For reserved names jupyter_events raises a new one, which does not know the place any more.
        place = error.__cause__ if isinstance(error.__cause__, jsonschema.ValidationError) else error
        raise InvalidInput.at(_pointer(place.absolute_path), error.message[:200]) from None


def cost_of(schema: JSON, *, trusted: bool) -> int:
    """How many values there are, references followed. Raises ``InvalidInput`` for what may not be there."""
    return _Walk(schema, trusted=trusted).cost(schema, "")


class _Walk:
    """Goes through a schema once, in schema positions only: an example may well hold the word pattern."""

    def __init__(self, root: JSON, *, trusted: bool) -> None:
        self._root = root
        self._trusted = trusted
        self._known: dict[int, int] = {}
        self._under_way: set[int] = set()

    def cost(self, schema: object, path: str) -> int:
        if isinstance(schema, bool):
            return 1
        if not isinstance(schema, dict):
            raise InvalidInput.at(path, "must be a schema")
        key = id(schema)
        if key in self._known:
            return self._known[key]
        if key in self._under_way:
            if self._trusted:
                return (
                    0  # Recursion that consumes the instance is a proper use, and not told from others here.
                )
            raise InvalidInput.at(path, "is a reference that leads back to itself")
        self._under_way.add(key)
        self._refuse(schema, path)
        # To follow a reference takes jsonschema as long as several keywords.
        total = _size(schema) if "$ref" not in schema else 3
        if "$ref" in schema:
            total += self.cost(self._resolve(schema["$ref"], f"{path}/$ref"), f"{path}/$ref")
        total += sum(self.cost(child, place) for child, place in _children(schema, path))
        self._under_way.discard(key)
        self._known[key] = total
        return total

    def _refuse(self, schema: JSON, path: str) -> None:
        if schema is not self._root and isinstance(schema.get("$id"), str):
            raise InvalidInput.at(f"{path}/$id", "is not allowed inside a schema")
        if self._trusted:
            return
        for name in ("pattern", "patternProperties"):
            if name in schema:
                raise InvalidInput.at(f"{path}/{name}", "is not allowed")
        if isinstance(schema.get("format"), str) and schema["format"] in SLOW_FORMATS:
            raise InvalidInput.at(f"{path}/format", f"must not be {schema['format']}")

    def _resolve(self, reference: object, path: str) -> Any:
        if not isinstance(reference, str) or not reference.startswith("#"):
            raise InvalidInput.at(path, "must stay inside the schema: # or #/...")
        target: Any = self._root
        pointer = unquote(reference[1:])
        if pointer and not pointer.startswith("/"):
            raise InvalidInput.at(path, "must be a JSON Pointer: # or #/...")
        for part in pointer.split("/")[1:]:
            name = part.replace("~1", "/").replace("~0", "~")
            if isinstance(target, list) and name.isascii() and name.isdigit() and int(name[:6]) < len(target):
                target = target[int(name[:6])]
            elif isinstance(target, dict) and name in target:
                target = target[name]
            else:
                raise InvalidInput.at(path, "leads to nothing")
        return target


def _children(schema: JSON, path: str) -> Iterator[tuple[object, str]]:
    for name in _ONE:
        if name in schema:
            yield schema[name], f"{path}/{name}"
    for name in (*_LISTS, "items"):
        value = schema.get(name)
        if isinstance(value, list):
            yield from ((child, f"{path}/{name}/{index}") for index, child in enumerate(value))
        elif name in schema:
            yield value, f"{path}/{name}"
    for name in _NAMED:
        for key, child in schema.get(name, {}).items():
            if not (name == "dependencies" and isinstance(child, list)):
                yield child, f"{path}/{name}/{_escape(key)}"


def _size(schema: JSON) -> int:
    """The keywords of one schema and the values that they list; subschemas are counted elsewhere."""
    total = 0
    for name, value in schema.items():
        total += 1
        if name in {"enum", "const"}:
            total += _values(value)
        elif name in {"required", "type"} and isinstance(value, list):
            total += len(value)
    return total


def _values(value: object) -> int:
    if isinstance(value, dict):
        return 1 + sum(_values(child) for child in value.values())
    if isinstance(value, list):
        return 1 + sum(_values(child) for child in value)
    return 1


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")[:256]


def _pointer(path: Any) -> str:
    return "".join("/" + _escape(str(part)) for part in path)
