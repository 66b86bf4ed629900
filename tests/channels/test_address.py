"""What the address of a channel may look like, and that nobody's name leads it elsewhere."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_notifications.channels.address import (
    address_error,
    filled,
    is_personal,
    scheme_of,
    secrets_of,
)

TEMPLATE = "mailtos://bot:secret@mail.example.org/?to={username}@example.org"


@pytest.mark.parametrize(
    "address",
    [
        "mailto://a:b@example.org",
        "slack://A/B/C/#general",
        "JSON://localhost/x?y=z",
        TEMPLATE,
        "ntfy://topic",
    ],
)
def test_good_ones(address: str) -> None:
    assert address_error(address) is None


@pytest.mark.parametrize(
    "address",
    [
        None,
        7,
        "",
        "example.org",
        "//example.org",
        "json:/x",
        "json://x y",
        "json://x\nmailto://y",
        "json://" + "x" * 2048,
        "json://{username}/",
        "json://{username}.example.org/x",
        "json://{username}:x@example.org/x",
        "json://example.org:{username}/",
        "{username}://example.org/",
    ],
)
def test_bad_ones_are_refused_and_not_repeated(address: object) -> None:
    error = address_error(address)
    assert error is not None
    assert "example" not in error


def test_the_scheme_is_in_lower_case() -> None:
    assert scheme_of("MailTo://x") == "mailto"


@pytest.mark.parametrize("username", ["ana", "ana.b-c_d+e", "ana@example.org", "A1"])
def test_a_name_is_put_in(username: str) -> None:
    address = filled("json://example.org/x?to={username}", username)
    assert address is not None
    assert parse_qs(urlsplit(address).query) == {"to": [username]}


@pytest.mark.parametrize(
    "username",
    [
        None,
        "",
        "a b",
        "a,b",
        "a;b",
        "a/b",
        "a?to=b",
        "a&b",
        "a@b@c",
        "-a",
        ".a",
        "ä",
        "a\n",
        "a%2Cb",
        "<a>",
        "a#b",
    ],
)
def test_a_name_that_separates_anything_is_not(username: str | None) -> None:
    assert filled(TEMPLATE, username) is None


@given(st.text())
def test_whatever_a_name_is_it_stays_one_word_of_one_value(username: str) -> None:
    address = filled("mailto://mail.example.org/?to={username}&x=1", username)
    if address is not None:
        parts = urlsplit(address)
        assert (parts.hostname, parts.path) == ("mail.example.org", "/")
        assert parse_qs(parts.query) == {"to": [username], "x": ["1"]}
        assert not set(username) & set(" ,;/?&#:<>\"'\\\r\n")


def test_an_address_without_a_place_is_for_all_alike() -> None:
    assert not is_personal("json://x")
    assert filled("json://x", None) == "json://x"


def test_each_part_is_a_secret_whole_and_decoded() -> None:
    found = secrets_of("slack://bot:pass%40word@TOKEN1/TOKEN22/?x=hidden&y=1", shown="TOKEN22")
    assert {"pass%40word", "pass@word", "TOKEN1", "hidden"} <= set(found)
    assert "TOKEN22" not in found
    assert found == sorted(found, key=len, reverse=True)
