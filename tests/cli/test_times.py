"""Times and durations as they are written on a command line."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from jupyter_notifications.cli.times import age, local, moment, seconds

NOON = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("90", 90), ("90s", 90), ("1.5m", 90), ("10M", 600), ("1h30m", 5400), ("2d", 172_800), ("1w", 604_800)],
)
def test_durations(text: str, wanted: float) -> None:
    assert seconds(text) == wanted


@pytest.mark.parametrize("text", ["", "m", "-5", "1x", "1h 30", "nan", "inf", "1e3", "9" * 20, "9999999w"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no duration|is too long"):
        seconds(text)


def test_moments() -> None:
    assert moment("2026-12-01T09:00:00Z") == datetime(2026, 12, 1, 9, tzinfo=timezone.utc)
    assert moment("2026-12-01T09:00:00+01:00") == datetime(2026, 12, 1, 8, tzinfo=timezone.utc)
    assert moment("2026-12-01 09:00") == datetime(2026, 12, 1, 9).astimezone()
    assert moment("2026-12-01") == datetime(2026, 12, 1).astimezone()


def test_a_time_of_day_is_the_next_one() -> None:
    now = NOON.astimezone()
    later = (now + timedelta(hours=1)).strftime("%H:%M")
    assert now < moment(later, now) <= now + timedelta(days=1)
    # Just now is a day from now.
    assert moment(now.strftime("%H:%M"), now) > now + timedelta(hours=22)


@pytest.mark.parametrize("text", ["", "soon", "25:00", "12:60", "2026-13-01", "9:5", "\u0669:\u0660\u0660"])
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of fromisoformat, or of ours
        moment(text)


def test_ages() -> None:
    for passed, wanted in ((-5, "now"), (59, "now"), (60, "1 min"), (7_200, "2 h"), (200_000, "2 d")):
        text = (NOON - timedelta(seconds=passed)).isoformat().replace("+00:00", "Z")
        assert age(text, NOON) == wanted
    assert age("yesterday") == "?"
    assert local("yesterday") == "?"
