"""When it is quiet is what a clock on the wall shows, whatever that clock does in spring and autumn."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from jupyter_notifications.models import Millis
from jupyter_notifications.services.notifications.quiet import Quiet, QuietHours, known_zone
from jupyter_notifications.times import from_rfc3339, to_rfc3339

#: Whole hours, half hours, a half hour of summer time, the southern half, across the date line.
ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]

CLOCK = st.times().map(lambda time: time.strftime("%H:%M"))
#: From 2010 on, by whole seconds: Samoa leapt over a whole day in 2011.
MOMENT = st.integers(1_262_304_000, 1_900_000_000).map(lambda seconds: seconds * 1000)


def hours(start: str, end: str, zone: str = "Europe/Berlin", days: list[int] | None = None) -> Quiet:
    """Quiet hours and nothing else."""
    return Quiet(hours=QuietHours.of(start, end, zone, days))


def wall(now: Millis, zone: str) -> datetime:
    """What the clock of a place shows."""
    return datetime.fromtimestamp(now / 1000, timezone.utc).astimezone(ZoneInfo(zone))


def shown(local: datetime, start: str, end: str, days: list[int]) -> bool:
    """Whether a clock that shows ``local`` shows a time in the range, put as simply as can be."""
    clock, today = local.strftime("%H:%M"), local.weekday()
    yesterday = (today - 1) % 7
    if start < end:
        return today in days and start <= clock < end
    return (today in days and clock >= start) or (yesterday in days and clock < end)


def is_odd(now: Millis, zone: str) -> bool:
    """Whether the clock is set about then, so that it shows a time twice or leaps over one."""
    shifts = {wall(now + hour * 3_600_000, zone).utcoffset() for hour in range(-30, 31)}
    return len(shifts) > 1


@given(MOMENT, st.sampled_from(ZONES), CLOCK, CLOCK, st.sets(st.integers(0, 6), min_size=1))
def test_it_is_quiet_as_the_clock_on_the_wall_says(
    now: Millis, zone: str, start: str, end: str, days: set[int]
) -> None:
    assume(not is_odd(now, zone))
    assert hours(start, end, zone, sorted(days)).at(now) == shown(wall(now, zone), start, end, sorted(days))


@given(MOMENT, st.sampled_from(ZONES), CLOCK, CLOCK, st.sets(st.integers(0, 6), min_size=1))
@example(from_rfc3339("2026-03-29T00:30:00Z"), "Europe/Berlin", "22:00", "02:30", {5})
@example(from_rfc3339("2026-10-25T00:30:00Z"), "Europe/Berlin", "22:00", "02:30", {5})
@example(from_rfc3339("2011-12-30T09:30:00Z"), "Pacific/Apia", "22:00", "08:00", {3, 4})
def test_quiet_until_is_the_first_moment_that_is_not(
    now: Millis, zone: str, start: str, end: str, days: set[int]
) -> None:
    quiet = hours(start, end, zone, sorted(days))
    until = quiet.until(now)
    if not quiet.at(now):
        assert until is None
    elif until is None:
        assert start == end, "only whole days have no end"
    else:
        assert until > now
        assert not quiet.at(until)
        assert all(quiet.at(now + part * (until - now) // 97) for part in range(97))
        assert quiet.at(until - 1)


def test_over_night_and_the_days_on_which_it_begins() -> None:
    # 2026-11-23 is a Monday.
    quiet = hours("22:00", "07:00", "UTC", [0])
    for text, expected in (
        ("2026-11-23T06:59:59Z", False),
        ("2026-11-23T21:59:59Z", False),
        ("2026-11-23T22:00:00Z", True),
        ("2026-11-24T06:59:59Z", True),
        ("2026-11-24T07:00:00Z", False),
        ("2026-11-24T22:00:00Z", False),
    ):
        assert quiet.at(from_rfc3339(text)) == expected, text
    assert quiet.until(from_rfc3339("2026-11-23T23:00:00Z")) == from_rfc3339("2026-11-24T07:00:00Z")


@pytest.mark.parametrize(
    ("start", "end", "from_", "until"),
    [
        # In the night to 2026-03-29 Berlin's clocks go from 02:00 to 03:00 at 01:00 UTC.
        ("22:00", "07:00", "2026-03-28T21:00:00Z", "2026-03-29T05:00:00Z"),
        ("22:00", "02:30", "2026-03-28T21:00:00Z", "2026-03-29T01:00:00Z"),
        ("02:30", "05:00", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00Z"),
        # In the night to 2026-10-25 they go from 03:00 back to 02:00 at 01:00 UTC.
        ("22:00", "07:00", "2026-10-24T20:00:00Z", "2026-10-25T06:00:00Z"),
        ("22:00", "02:30", "2026-10-24T20:00:00Z", "2026-10-25T01:30:00Z"),
        ("02:30", "05:00", "2026-10-25T00:30:00Z", "2026-10-25T04:00:00Z"),
    ],
)
def test_nights_in_which_the_clocks_are_set(start: str, end: str, from_: str, until: str) -> None:
    quiet, begin = hours(start, end), from_rfc3339(from_)
    assert not quiet.at(begin - 1)
    assert quiet.at(begin)
    found = quiet.until(begin)
    assert found is not None
    assert to_rfc3339(found) == until.replace("Z", ".000Z")
    assert not quiet.at(found)


def test_do_not_disturb() -> None:
    assert Quiet(do_not_disturb=True).at(0)
    assert Quiet(do_not_disturb=True).until(0) is None, "it has no end"
    until = Quiet(do_not_disturb=True, do_not_disturb_until=1000)
    assert (until.at(999), until.at(1000), until.until(1), until.until(1000)) == (True, False, 1000, None)
    assert not Quiet(do_not_disturb_until=1000).at(1), "a time alone does not switch it on"
    assert Quiet().until(0) is None


def test_do_not_disturb_that_ends_in_quiet_hours_ends_with_them() -> None:
    evening, night = from_rfc3339("2026-11-23T18:00:00Z"), from_rfc3339("2026-11-23T23:00:00Z")
    both = Quiet(
        do_not_disturb=True, do_not_disturb_until=night, hours=QuietHours.of("22:00", "07:00", "UTC")
    )
    assert both.until(evening) == from_rfc3339("2026-11-24T07:00:00Z")


def test_whole_days_follow_each_other() -> None:
    monday = from_rfc3339("2026-11-23T12:00:00Z")
    weekdays = hours("00:00", "00:00", "UTC", [0, 1, 2])
    assert weekdays.until(monday) == from_rfc3339("2026-11-26T00:00:00Z")
    assert hours("00:00", "00:00", "UTC").until(monday) is None, "every day has no end"


@pytest.mark.parametrize("now", [-62_135_596_800_000, 253_402_300_799_000])
def test_the_ends_of_the_calendar(now: Millis) -> None:
    quiet = hours("00:00", "23:59", "Pacific/Apia")
    assert quiet.at(now) in {True, False}
    quiet.until(now)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Berlin",
        "Europe",
        "../etc/passwd",
        "/etc/localtime",
        "Europe/Berlin\0",
        "x" * 200,
        "Ü",
        "europe//berlin",
    ],
)
def test_what_is_no_zone(name: str) -> None:
    assert not known_zone(name)


def test_zones() -> None:
    assert all(known_zone(zone) for zone in [*ZONES, "America/Argentina/Buenos_Aires", "Etc/GMT+5"])
    assert timedelta(0) == wall(0, "UTC").utcoffset()
