"""Reads the query of a request: filters, cursors and limits, each with its own clear refusal."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast, get_args

from ...errors import FieldError, InvalidInput
from ...models import Cursor, Filter, State

__all__ = ["FILTERS", "cursor", "entry_id", "epoch", "is_entry_id", "limit", "parse", "to_filter"]

_MAX_PAGE = 100
_MAX_Q = 256
_MAX_WORD = 128
_MAX_EPOCH = 128

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_TYPES = ("default", "info", "success", "warning", "error", "in-progress")

#: The parameters that say which entries are meant.
FILTERS = frozenset({"state", "type", "source", "topic", "group", "q"})

#: What clients send besides: the server's own ways to log in.
_NOT_OURS = frozenset({"token", "_xsrf"})


def parse(arguments: Mapping[str, Sequence[bytes]], allowed: Collection[str]) -> dict[str, str]:
    """The parameters by name, each at most once. Raises ``InvalidInput``.

    A name that is not known is refused: a misspelt filter of a DELETE must not delete everything.
    """
    out: dict[str, str] = {}
    errors: list[FieldError] = []
    for name, values in arguments.items():
        # JupyterLab makes each URL new by a bare time in milliseconds.
        if name in _NOT_OURS or (name.isdigit() and not any(values)):
            continue
        path = "/" + name.replace("~", "~0").replace("/", "~1")
        if name not in allowed:
            errors.append(
                FieldError(path, f"is not a parameter here; there are {', '.join(sorted(allowed))}")
            )
        elif len(values) > 1:
            errors.append(FieldError(path, "is given more than once"))
        else:
            try:
                out[name] = values[0].decode("utf-8")
            except UnicodeDecodeError:
                errors.append(FieldError(path, "is not UTF-8"))
    _raise(errors)
    return out


def to_filter(query: Mapping[str, str]) -> Filter:
    """Which entries are meant. Raises ``InvalidInput`` for all that is wrong at once."""
    errors: list[FieldError] = []
    states = get_args(State)
    if query.get("state", "inbox") not in states:
        errors.append(FieldError("/state", f"must be one of {', '.join(states)}"))
    if query.get("type", "default") not in _TYPES:
        errors.append(FieldError("/type", f"must be one of {', '.join(_TYPES)}"))
    for name, most in (("source", _MAX_WORD), ("topic", _MAX_WORD), ("group", _MAX_WORD), ("q", _MAX_Q)):
        value = query.get(name)
        if value is not None and not 1 <= len(value) <= most:
            errors.append(FieldError(f"/{name}", f"must have 1 to {most} characters"))
    _raise(errors)
    words: dict[str, Any] = {name: query[name] for name in FILTERS & query.keys() if name != "state"}
    return Filter(state=cast("State", query.get("state", "inbox")), **words)


def limit(query: Mapping[str, str], default: int) -> int:
    """``limit``, from 1 to 100. Raises ``InvalidInput``."""
    text = query.get("limit")
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= _MAX_PAGE):
        raise InvalidInput.at("/limit", f"must be a whole number from 1 to {_MAX_PAGE}")
    return int(text)


def cursor(query: Mapping[str, str], name: str) -> Cursor | None:
    """A cursor, if given. Raises ``InvalidInput``."""
    text = query.get(name)
    if text is None:
        return None
    try:
        return Cursor.parse(text)
    except ValueError as error:
        raise InvalidInput.at(f"/{name}", str(error)) from None


def entry_id(query: Mapping[str, str], name: str) -> str | None:
    """The id of an entry in the store's spelling, if given. Raises ``InvalidInput``."""
    text = query.get(name)
    if text is not None and not is_entry_id(text):
        raise InvalidInput.at(f"/{name}", "is not the id of an entry")
    return None if text is None else text.lower()


def is_entry_id(text: str) -> bool:
    """Whether this can be the id of an entry, in either case."""
    return _UUID.fullmatch(text.lower()) is not None


def epoch(query: Mapping[str, str]) -> str | None:
    """``epoch``, if given. Any text may be the epoch of some store. Raises ``InvalidInput``."""
    text = query.get("epoch")
    if text is not None and len(text) > _MAX_EPOCH:
        raise InvalidInput.at("/epoch", f"must have at most {_MAX_EPOCH} characters")
    return text


def _raise(errors: list[FieldError]) -> None:
    if errors:
        raise InvalidInput("; ".join(f"{e.path} {e.message}" for e in errors), errors)
