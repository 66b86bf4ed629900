"""Strict JSON: what is not JSON is named, whatever it is, and limits hold to the byte."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_notifications.errors import InvalidInput, TooLarge
from jupyter_notifications.services.strict_json import MAX_DEPTH, decode, encode


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "No JSON data"),
        (b"  \n", "No JSON data"),
        (b'"\xff"', "UTF-8"),
        (b'{"\xff": 1}', "UTF-8"),
        (b"\xff", "not valid JSON"),
        (b'"\xed\xa0\x80"', "UTF-8"),
        (b"\xef\xbb\xbf{}", "not valid JSON"),
        (b"NaN", "not valid JSON"),
        (b"[Infinity]", "not valid JSON"),
        (b'{"a":-Infinity}', "not valid JSON"),
        (b'"\\ud800"', "not valid JSON"),
        (b'{"\\udfff":1}', "not valid JSON"),
        (b"1e999", "not valid JSON"),
        (b"9" * 5000, "not valid JSON"),
        (b"{'a':1}", "not valid JSON"),
        (b'{"a":1} x', "not valid JSON"),
        (b"[1,]", "not valid JSON"),
        (b"[" * 60_000, "JSON|deeper"),
        (b"[" * 5_000 + b"]" * 5_000, "deeper"),
    ],
)
def test_what_it_refuses(body: bytes, words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as refused:
        decode(body, limit=65536)
    assert refused.value.status == 400
    assert [error.path for error in refused.value.errors] == [""]


def test_the_limit_is_in_bytes() -> None:
    body = '"ä"'.encode()
    assert decode(body, limit=len(body)) == "ä"
    with pytest.raises(TooLarge) as refused:
        decode(body, limit=len(body) - 1)
    assert refused.value.status == 413


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_the_depth(opening: str, closing: str) -> None:
    def nested(levels: int) -> bytes:
        return (opening * levels + "1" + closing * levels).encode()

    decode(nested(MAX_DEPTH), limit=1000)
    with pytest.raises(InvalidInput, match="deeper than 32"):
        decode(nested(MAX_DEPTH + 1), limit=1000)
    decode(b"[" + b",".join([nested(2)] * 40) + b"]", limit=1000, depth=3)


TEXT = st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=10,
)


@given(VALUES)
def test_what_is_json_comes_back(value: object) -> None:
    assert decode(json.dumps(value).encode(), limit=10**7, depth=100) == value
    assert decode(encode(value), limit=10**7, depth=100) == value


@given(st.binary(max_size=40))
def test_any_bytes_are_a_value_or_invalid_input(body: bytes) -> None:
    try:
        value = decode(body, limit=30)
    except InvalidInput:
        return
    assert value == json.loads(body)
