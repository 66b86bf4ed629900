"""Each query parameter has its own clear refusal."""

from __future__ import annotations

import pytest

from jupyter_notifications.errors import InvalidInput
from jupyter_notifications.models import Cursor, Filter
from jupyter_notifications.services.notifications import query


def test_a_filter_of_everything() -> None:
    asked = query.parse(
        {
            "state": [b"all"],
            "type": [b"error"],
            "source": [b"s"],
            "topic": [b"t"],
            "group": [b"g"],
            "q": [b"\xc3\xa4"],
        },
        query.FILTERS,
    )
    assert query.to_filter(asked) == Filter("all", "error", "s", "t", "g", "ä")


def test_nothing_asked_is_the_inbox() -> None:
    assert query.to_filter({}) == Filter("inbox")


def test_what_logs_in_and_what_makes_urls_new_is_passed_over() -> None:
    assert query.parse({"token": [b"t"], "_xsrf": [b"x"], "1795424400000": [b""]}, ()) == {}


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        ({"sate": [b"unread"]}, "/sate"),
        ({"1795424400000": [b"x"]}, "/1795424400000"),
        ({"a/b~c": [b""]}, "/a~1b~0c"),
        ({"state": [b"all", b"all"]}, "/state"),
        ({"q": [b"\xff"]}, "/q"),
    ],
)
def test_parse_refuses(arguments: dict[str, list[bytes]], path: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        query.parse(arguments, query.FILTERS)
    assert [error.path for error in caught.value.errors] == [path]


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        query.to_filter(
            {"state": "", "type": "x", "source": "", "topic": "x" * 129, "group": "", "q": "x" * 257}
        )
    assert [error.path for error in caught.value.errors] == [
        "/state",
        "/type",
        "/source",
        "/topic",
        "/group",
        "/q",
    ]


@pytest.mark.parametrize("text", ["0", "101", "-1", "1.0", "", "ten", "٣", "1" * 5000])
def test_limit_refuses(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        query.limit({"limit": text}, 50)
    assert [error.path for error in caught.value.errors] == ["/limit"]


@pytest.mark.parametrize(("asked", "expected"), [({}, 50), ({"limit": "1"}, 1), ({"limit": "100"}, 100)])
def test_limit(asked: dict[str, str], expected: int) -> None:
    assert query.limit(asked, 50) == expected


def test_cursor() -> None:
    assert query.cursor({}, "before") is None
    assert query.cursor({"before": "0" * 11 + "1" + "0" * 11 + "2"}, "before") == Cursor(1, 2)
    for text in ("", "0" * 23, "0" * 25, "G" * 24, "A" * 24, "0" * 24 + "\n"):
        with pytest.raises(InvalidInput):
            query.cursor({"before": text}, "before")


def test_epoch() -> None:
    assert query.epoch({}) is None
    assert query.epoch({"epoch": "of another store"}) == "of another store"
    with pytest.raises(InvalidInput):
        query.epoch({"epoch": "x" * 129})
