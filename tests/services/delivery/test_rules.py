"""Which notifications a rule is for, when it sends them, and what is no rule."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_notifications.services.delivery.rules import Rule, problems_of_rule

MINUTE = 60_000
DAY = 1440 * MINUTE

BERLIN = ZoneInfo("Europe/Berlin")


def rule(**said: Any) -> Rule:
    """A rule that says this."""
    body = {"name": "r", "channels": ["mail"], **said}
    assert list(problems_of_rule(body, "", ["mail"])) == []
    return Rule.of(body)


def at(text: str) -> int:
    """A time of UTC, in milliseconds."""
    return round(datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp() * 1000)


@pytest.mark.parametrize(
    ("said", "content", "holds"),
    [
        ({}, {}, True),
        ({}, {"type": "error", "priority": "low", "topic": "a", "source": "b"}, True),
        ({}, {"type": "in-progress"}, False),
        ({"types": ["in-progress"]}, {"type": "in-progress"}, True),
        ({"enabled": True}, {}, True),
        ({"enabled": False}, {}, False),
        ({"enabled": False, "types": ["error"]}, {"type": "error"}, False),
        ({"types": ["error", "warning"]}, {"type": "warning"}, True),
        ({"types": ["error", "warning"]}, {"type": "info"}, False),
        ({"types": ["default"]}, {}, True),
        ({"min_priority": "high"}, {"priority": "urgent"}, True),
        ({"min_priority": "high"}, {"priority": "high"}, True),
        ({"min_priority": "high"}, {"priority": "normal"}, False),
        ({"min_priority": "normal"}, {}, True),
        ({"min_priority": "high"}, {}, False),
        ({"topics": ["run.failed"]}, {"topic": "run.failed"}, True),
        ({"topics": ["run.failed"]}, {"topic": "run.failed.twice"}, False),
        ({"topics": ["run.*"]}, {"topic": "run.failed"}, True),
        ({"topics": ["run.*"]}, {"topic": "running"}, False),
        ({"topics": ["*"]}, {}, False),
        ({"sources": ["papermill", "pytest"]}, {"source": "pytest"}, True),
        ({"sources": ["papermill"]}, {}, False),
        ({"sources": ["a"], "topics": ["b"]}, {"source": "a", "topic": "c"}, False),
        ({"sources": ["a"], "topics": ["b"], "types": ["error"]}, {"source": "a", "topic": "b"}, False),
    ],
)
def test_what_it_is_for(said: dict[str, Any], content: dict[str, Any], holds: bool) -> None:
    assert rule(**said).holds_for({"title": "t", **content}) is holds


def test_at_once_or_after_so_many_minutes() -> None:
    assert rule().due(1234) == 1234
    assert rule(after=10).due(1234) == 1234 + 10 * MINUTE


@given(moment=st.integers(0, at("2100-01-01")), step=st.integers(1, 1440), after=st.integers(0, 10080))
def test_a_digest_is_at_the_same_times_each_day(moment: int, step: int, after: int) -> None:
    due = rule(digest=step, after=after).due(moment)
    earliest = moment + after * MINUTE
    assert earliest <= due < earliest + step * MINUTE
    assert due % DAY % (step * MINUTE) == 0


@given(st.lists(st.integers(1, 60 * MINUTE), min_size=2, max_size=5))
def test_what_comes_in_the_same_hour_is_in_the_same_digest(moments: list[int]) -> None:
    nine = at("2026-11-23T09:00")
    assert {rule(digest=60).due(nine + moment) for moment in moments} == {nine + 60 * MINUTE}


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-11-23T06:59", "2026-11-23T07:00"),
        ("2026-11-23T07:00", "2026-11-23T07:00"),
        ("2026-11-23T07:01", "2026-11-24T07:00"),
        ("2026-07-01T05:00", "2026-07-01T06:00"),  # in summer
    ],
)
def test_a_daily_one_is_in_the_morning(moment: str, due: str) -> None:
    assert rule(digest="daily").due(at(moment), BERLIN) == at(due)


@given(st.integers(0, at("2100-01-01")))
def test_a_daily_one_comes_within_a_day_and_its_clocks(moment: int) -> None:
    due = rule(digest="daily").due(moment, BERLIN)
    assert moment <= due <= moment + DAY + 60 * MINUTE
    assert datetime.fromtimestamp(due / 1000, BERLIN).strftime("%H:%M:%S") == "08:00:00"


def test_a_daily_one_without_a_zone_goes_by_the_servers() -> None:
    due = rule(digest="daily").due(at("2026-11-23T12:00"))
    assert datetime.fromtimestamp(due / 1000).strftime("%H:%M") == "08:00"  # noqa: DTZ006 - just that


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"name": ""}, "/name"),
        ({"name": " x"}, "/name"),
        ({"name": "x" * 65}, "/name"),
        ({"name": 1}, "/name"),
        ({"channels": []}, "/channels"),
        ({"channels": "mail"}, "/channels"),
        ({"channels": ["fax"]}, "/channels/0"),
        ({"channels": ["mail", "mail"]}, "/channels/1"),
        ({"channels": [["mail"]]}, "/channels/0"),
        ({"types": []}, "/types"),
        ({"types": ["bad"]}, "/types/0"),
        ({"types": [{}]}, "/types/0"),
        ({"topics": [""]}, "/topics/0"),
        ({"sources": [1]}, "/sources/0"),
        ({"sources": ["x", "x"]}, "/sources/1"),
        ({"topics": ["x"] * 51}, "/topics"),
        ({"min_priority": "highest"}, "/min_priority"),
        ({"min_priority": None}, "/min_priority"),
        ({"quiet_hours": True}, "/quiet_hours"),
        ({"after": -1}, "/after"),
        ({"after": 10081}, "/after"),
        ({"after": True}, "/after"),
        ({"after": 1.5}, "/after"),
        ({"digest": 0}, "/digest"),
        ({"digest": "weekly"}, "/digest"),
        ({"digest": None}, "/digest"),
        ({"digest": 1441}, "/digest"),
        ({"fixed": 1}, "/fixed"),
        ({"enabled": "no"}, "/enabled"),
        ({"enabled": None}, "/enabled"),
        ({"x/y": 1}, "/x~1y"),
    ],
)
def test_what_is_no_rule(said: dict[str, Any], path: str) -> None:
    body = {"name": "r", "channels": ["mail"], **said}
    assert [problem.path for problem in problems_of_rule(body, "", ["mail"])] == [path]


@given(
    st.fixed_dictionaries(
        {"name": st.just("r"), "channels": st.just(["mail"])},
        optional={
            "types": st.lists(st.sampled_from(["error", "info", "in-progress"]), min_size=1, unique=True),
            "topics": st.lists(st.text(min_size=1, max_size=9), min_size=1, max_size=5, unique=True),
            "sources": st.lists(st.text(min_size=1, max_size=9), min_size=1, max_size=5, unique=True),
            "enabled": st.booleans(),
            "min_priority": st.sampled_from(["low", "normal", "high", "urgent"]),
            "after": st.integers(0, 10080),
            "digest": st.integers(1, 1440) | st.just("daily"),
            "quiet_hours": st.sampled_from(["hold", "ignore"]),
        },
    )
)
def test_what_is_served_is_the_same_rule(body: dict[str, Any]) -> None:
    one = Rule.of(body)
    wire = one.to_wire()
    assert list(problems_of_rule(wire, "", ["mail"])) == []
    assert Rule.of(wire) == one
    assert {name: wire[name] for name in body if name != "types"} == {
        name: value for name, value in body.items() if name != "types"
    }
