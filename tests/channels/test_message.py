"""What is said of notifications outside: a title of one line, whatever it holds; links."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_notifications.channels.message import MOST_NAMED, Message, collected, of_notification


def said(content: dict[str, Any], *, sender: str | None = None, public_url: str = "") -> Message:
    """The message of a notification."""
    return of_notification({"title": "Done", **content}, sender=sender, public_url=public_url)


def test_title_body_and_kind() -> None:
    assert said({"body": "*epoch* 3", "type": "success"}) == Message("Done", "*epoch* 3", "success")


def test_without_a_body_the_title_is_said_again() -> None:
    assert said({}) == Message("Done", "Done", "info")


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("error", "failure"),
        ("warning", "warning"),
        ("success", "success"),
        ("default", "info"),
        ("info", "info"),
    ],
)
def test_kinds(type_: str, kind: str) -> None:
    assert said({"type": type_}).kind == kind


def test_who_and_what_it_is_from() -> None:
    assert said({"source": "pytest"}, sender="ana").body == "From: ana\n\nSource: pytest"


@pytest.mark.parametrize(
    ("link", "public_url", "shown"),
    [
        ("lab/tree/a.ipynb", "", ""),
        (
            "lab/tree/a.ipynb",
            "https://hub.example.org/user/ana/",
            "https://hub.example.org/user/ana/lab/tree/a.ipynb",
        ),
        ("lab/tree/a.ipynb", "https://hub.example.org", "https://hub.example.org/lab/tree/a.ipynb"),
        ("https://example.org/x", "", "https://example.org/x"),
        ("HTTPS://example.org/x", "https://hub.example.org", "HTTPS://example.org/x"),
    ],
)
def test_links(link: str, public_url: str, shown: str) -> None:
    assert said({"body": "b", "link": link}, public_url=public_url).body == (
        f"b\n\n{shown}" if shown else "b"
    )


@given(st.text(min_size=1, max_size=600))
def test_a_title_is_one_line_that_shows_all_it_is(title: str) -> None:
    line = said({"title": title}).title
    assert 1 <= len(line) <= 250
    assert len(line.splitlines()) == 1
    assert line == line.strip()


def test_a_title_cannot_end_a_header() -> None:
    assert said({"title": "a\r\nBcc: b@example.org\x00\u2028\u202ec"}).title == "a Bcc: b@example.org c"


def test_many_in_one_the_worst_of_them_says_the_kind() -> None:
    message = collected(
        [
            {"title": "one", "type": "success"},
            {"title": "two\nlines", "type": "error", "link": "https://example.org/x"},
            {"title": "three"},
        ],
        public_url="",
    )
    assert message == Message(
        "3 notifications",
        "- [success] one\n- [error] two lines https://example.org/x\n- three",
        "failure",
    )


def test_just_one_goes_by_its_own_title() -> None:
    assert collected([{"title": "one"}], public_url="").title == "one"


def test_very_many_are_not_all_named() -> None:
    body = collected([{"title": f"{n}"} for n in range(MOST_NAMED + 5)], public_url="").body
    assert body.splitlines()[-2:] == [f"- {MOST_NAMED - 1}", "- and 5 more"]
