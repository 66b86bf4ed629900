"""Durations, headlines and quoted text."""

from __future__ import annotations

import pytest

from jupyter_notifications.client.words import duration, error_line, headline, quoted


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0.0 s"),
        (3.21, "3.2 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (59.4, "59 s"),
        (59.6, "1 min 0 s"),
        (192, "3 min 12 s"),
        (3599.6, "1 h 0 min"),
        (7530, "2 h 5 min"),
        (90_000, "25 h 0 min"),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_a_headline_is_one_line_that_the_server_takes() -> None:
    assert headline("a\n b\tc ") == "a b c"
    assert len(headline("ä" * 400)) == 256


def test_errors() -> None:
    assert error_line(ValueError("no")) == "ValueError: no"
    assert error_line(KeyError()) == "KeyError"


def test_nothing_gets_out_of_quotes() -> None:
    assert quoted("a ``` b ```` c").startswith("`````\n")
    assert len(quoted("x" * 10_000)) < 2_100
