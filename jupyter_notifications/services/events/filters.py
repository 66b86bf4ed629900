"""Which events a socket wants: the filter dialects of the CloudEvents Subscriptions API.

A filter is an object with one dialect: ``exact``, ``prefix`` and ``suffix`` hold attributes that must all
match; ``all`` and ``any`` hold filters; ``not`` holds one. Attributes are ``schema_id``, ``version``,
``sender`` and the top-level fields of an event's data; what an event does not have, it does not match.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from ...errors import InvalidInput
from ...models import JSON
from .frames import Subject

__all__ = ["MAX_DEPTH", "MAX_FILTERS", "MAX_MESSAGE", "compile_filters", "filters_of_query", "read_message"]

MAX_MESSAGE = 16 * 1024
"""Bytes of one message from a client."""
MAX_FILTERS = 100
"""Filters of one socket, nested ones and attributes counted."""
MAX_DEPTH = 8
"""Levels of ``all``, ``any`` and ``not``."""
_MAX_TEXT = 1024

Match: TypeAlias = Callable[[Subject], bool]

_MISSING = object()
_TESTS: dict[str, Callable[[str, str], bool]] = {"prefix": str.startswith, "suffix": str.endswith}


def filters_of_query(schema_ids: Sequence[str]) -> list[JSON]:
    """The filters that ``?schema_id=`` stands for; several of them are alternatives, ``*`` ends a prefix.

    Raises ``InvalidInput``.
    """
    filters: list[JSON] = []
    for text in schema_ids:
        if not text:
            raise InvalidInput.at("/schema_id", "must not be empty")
        if text == "*":
            return []
        if text.endswith("*"):
            filters.append({"prefix": {"schema_id": text[:-1]}})
        else:
            filters.append({"exact": {"schema_id": text}})
    return filters if len(filters) < 2 else [{"any": filters}]


def read_message(message: object) -> list[JSON]:
    """The filters in a client's message ``{"filters": [...]}``. Raises ``InvalidInput``."""
    if not isinstance(message, dict) or set(message) != {"filters"}:
        where = ""
        raise InvalidInput.at(where, 'must be an object {"filters": [...]}')
    filters = message["filters"]
    if not isinstance(filters, list):
        raise InvalidInput.at("/filters", "must be an array")
    return filters


def compile_filters(filters: Sequence[object]) -> Match | None:
    """One function for filters that must all hold; ``None`` if there are none and everything matches.

    Raises ``InvalidInput`` with the place of what is wrong.
    """
    budget = _Budget()
    matches = [_compile(item, f"/filters/{index}", 1, budget) for index, item in enumerate(filters)]
    return _all(matches) if matches else None


class _Budget:
    """Counts filters, so that none costs each event too much."""

    def __init__(self) -> None:
        self.left = MAX_FILTERS

    def take(self, path: str) -> None:
        self.left -= 1
        if self.left < 0:
            raise InvalidInput.at(path, f"is beyond the {MAX_FILTERS} filters that a socket may have")


def _compile(item: object, path: str, depth: int, budget: _Budget) -> Match:
    budget.take(path)
    if depth > MAX_DEPTH:
        raise InvalidInput.at(path, f"is nested deeper than {MAX_DEPTH} levels")
    if not isinstance(item, dict) or len(item) != 1:
        raise InvalidInput.at(path, "must be an object with exactly one dialect")
    [(dialect, value)] = item.items()
    if dialect in {"exact", "prefix", "suffix"}:
        return _attributes(dialect, value, f"{path}/{dialect}", budget)
    if dialect in {"all", "any"}:
        if not isinstance(value, list) or not value:
            raise InvalidInput.at(f"{path}/{dialect}", "must be an array of at least one filter")
        children = [
            _compile(child, f"{path}/{dialect}/{index}", depth + 1, budget)
            for index, child in enumerate(value)
        ]
        return _all(children) if dialect == "all" else _any(children)
    if dialect == "not":
        inner = _compile(value, f"{path}/not", depth + 1, budget)
        return lambda subject: not inner(subject)
    raise InvalidInput.at(path, "has none of the dialects exact, prefix, suffix, all, any and not")


def _attributes(dialect: str, value: object, path: str, budget: _Budget) -> Match:
    if not isinstance(value, dict) or not value:
        raise InvalidInput.at(path, "must be an object of at least one attribute")
    matches = []
    for name, wanted in value.items():
        place = f"{path}/{name[:256].replace('~', '~0').replace('/', '~1')}"
        budget.take(place)
        if isinstance(wanted, str) and len(wanted) > _MAX_TEXT:
            raise InvalidInput.at(place, f"must have at most {_MAX_TEXT} characters")
        if dialect == "exact":
            if not isinstance(wanted, (str, int, float)):
                raise InvalidInput.at(place, "must be text, a number or a boolean")
            matches.append(_exact(name, wanted))
        else:
            if not isinstance(wanted, str) or not wanted:
                raise InvalidInput.at(place, "must be text that is not empty")
            matches.append(_text(name, wanted, _TESTS[dialect]))
    return _all(matches)


def _exact(name: str, wanted: str | float) -> Match:
    # True is 1 in Python and not in JSON.
    is_bool = isinstance(wanted, bool)

    def match(subject: Subject) -> bool:
        value = _value(subject, name)
        return isinstance(value, bool) is is_bool and bool(value == wanted)

    return match


def _text(name: str, wanted: str, test: Callable[[str, str], bool]) -> Match:
    def match(subject: Subject) -> bool:
        value = _value(subject, name)
        return isinstance(value, str) and test(value, wanted)

    return match


def _value(subject: Subject, name: str) -> Any:
    if name == "schema_id":
        return subject.schema_id
    if name == "version":
        return subject.version
    if name == "sender":
        return subject.sender if subject.sender is not None else _MISSING
    return subject.data.get(name, _MISSING)


def _all(matches: list[Match]) -> Match:
    if len(matches) == 1:
        return matches[0]
    return lambda subject: all(match(subject) for match in matches)


def _any(matches: list[Match]) -> Match:
    return lambda subject: any(match(subject) for match in matches)
