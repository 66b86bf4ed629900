"""Filters: each dialect against a plain reading of it, bounds, and nothing but InvalidInput for bad ones."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jupyter_notifications.errors import InvalidInput
from jupyter_notifications.services.events.filters import (
    MAX_DEPTH,
    MAX_FILTERS,
    compile_filters,
    filters_of_query,
    read_message,
)
from jupyter_notifications.services.events.frames import Subject

NAMES = st.sampled_from(["schema_id", "version", "sender", "a", "b"])
TEXTS = st.text("ab", max_size=3)
SCALARS = st.one_of(TEXTS, st.integers(0, 2), st.booleans(), st.sampled_from([0.0, 1.0, 1.5]))

SUBJECTS = st.builds(
    Subject,
    TEXTS,
    TEXTS,
    st.none() | TEXTS,
    st.dictionaries(st.sampled_from(["a", "b"]), SCALARS | st.none() | st.lists(SCALARS), max_size=2),
)
FILTERS = st.recursive(
    st.one_of(
        st.dictionaries(NAMES, SCALARS, min_size=1, max_size=2).map(lambda value: {"exact": value}),
        st.tuples(
            st.sampled_from(["prefix", "suffix"]),
            st.dictionaries(NAMES, st.text("ab", min_size=1, max_size=2), min_size=1, max_size=2),
        ).map(lambda pair: {pair[0]: pair[1]}),
    ),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=3)).map(
            lambda pair: {pair[0]: pair[1]}
        ),
        inner.map(lambda value: {"not": value}),
    ),
    max_leaves=6,
)


def holds(item: dict[str, Any], subject: Subject) -> bool:
    """The specification, read aloud."""
    [(dialect, value)] = item.items()
    if dialect == "all":
        return all(holds(child, subject) for child in value)
    if dialect == "any":
        return any(holds(child, subject) for child in value)
    if dialect == "not":
        return not holds(value, subject)
    known = {**subject.data, "schema_id": subject.schema_id, "version": subject.version}
    if subject.sender is None:
        known.pop("sender", None)
    else:
        known["sender"] = subject.sender
    for name, wanted in value.items():
        if name not in known:
            return False
        found = known[name]
        if dialect == "exact":
            if isinstance(found, bool) != isinstance(wanted, bool) or found != wanted:
                return False
        elif not isinstance(found, str) or not (
            found.startswith(wanted) if dialect == "prefix" else found.endswith(wanted)
        ):
            return False
    return True


def depth(item: dict[str, Any]) -> int:
    """Levels of filters in filters."""
    [(dialect, value)] = item.items()
    inner = value if dialect in {"all", "any"} else [value] if dialect == "not" else []
    return 1 + max(map(depth, inner), default=0)


@given(st.lists(FILTERS, max_size=3), SUBJECTS)
def test_they_mean_what_the_specification_says(filters: list[dict[str, Any]], subject: Subject) -> None:
    assume(all(depth(item) <= MAX_DEPTH for item in filters))
    match = compile_filters(filters)
    assert (match is None or match(subject)) == all(holds(item, subject) for item in filters)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["filters", "exact", "prefix", "suffix", "all", "any", "not", "a", "~/"]),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=12,
)


@given(JSON, SUBJECTS)
def test_anything_else_is_invalid_input(message: object, subject: Subject) -> None:
    places = 0
    try:
        match = compile_filters(read_message(message))
    except InvalidInput as error:
        places = len(error.errors)
    else:
        places = 1
        assert match is None or match(subject) in {True, False}
    assert places == 1


def test_true_is_not_one() -> None:
    match = compile_filters([{"exact": {"a": 1}}])
    assert match is not None
    assert match(Subject("s", "1", None, {"a": 1}))
    assert match(Subject("s", "1", None, {"a": 1.0}))
    assert not match(Subject("s", "1", None, {"a": True}))


def nested(levels: int) -> dict[str, Any]:
    item: dict[str, Any] = {"exact": {"a": "b"}}
    for _ in range(levels - 1):
        item = {"not": item}
    return item


def test_depth_is_bounded() -> None:
    compile_filters([nested(MAX_DEPTH)])
    with pytest.raises(InvalidInput, match="deeper"):
        compile_filters([nested(MAX_DEPTH + 1)])


def test_number_is_bounded() -> None:
    # A filter and its attribute count one each.
    compile_filters([{"exact": {"a": "b"}}] * (MAX_FILTERS // 2))
    for filters in (
        [{"exact": {"a": "b"}}] * (MAX_FILTERS // 2 + 1),
        [{"exact": {str(n): "x" for n in range(MAX_FILTERS)}}],
        [{"any": [{"exact": {"a": "b"}}] * MAX_FILTERS}],
    ):
        with pytest.raises(InvalidInput, match="beyond"):
            compile_filters(filters)


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ([], []),
        (["*"], []),
        (["a", "*"], []),
        (["a"], [{"exact": {"schema_id": "a"}}]),
        (["a*"], [{"prefix": {"schema_id": "a"}}]),
        (["a", "b*"], [{"any": [{"exact": {"schema_id": "a"}}, {"prefix": {"schema_id": "b"}}]}]),
    ],
)
def test_the_query(query: list[str], filters: list[Any]) -> None:
    assert filters_of_query(query) == filters
    compile_filters(filters)
