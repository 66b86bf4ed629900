"""What may be set, and what is said of the rest."""

from __future__ import annotations

from typing import Any

import pytest

from jupyter_notifications.errors import InvalidInput
from jupyter_notifications.models import Muted
from jupyter_notifications.services.notifications import preferences
from jupyter_notifications.times import from_rfc3339

HOURS = {"start": "22:00", "end": "07:00", "time_zone": "Europe/Berlin"}
FULL: dict[str, Any] = {
    "muted_sources": ["nbconvert", "ünicode 😀"],
    "muted_topics": ["cell.finished"],
    "do_not_disturb": True,
    "do_not_disturb_until": "2026-11-23T12:00:00.000Z",
    "quiet_hours": {**HOURS, "days": [0, 6]},
    "channels": {"cell.failed": ["e-mail", "phone"], "cell/~": []},
    "run_threshold": 0.5,
}


def test_what_is_set_is_kept() -> None:
    assert preferences.read(FULL) == FULL
    assert preferences.read({}) == preferences.DEFAULTS


def test_times_and_days_are_written_in_one_way() -> None:
    kept = preferences.read(
        {
            "do_not_disturb_until": "2026-11-23T14:00:00+02:00",
            "quiet_hours": {**HOURS, "days": [6, 0]},
        }
    )
    assert kept["do_not_disturb_until"] == "2026-11-23T12:00:00.000Z"
    assert kept["quiet_hours"]["days"] == [0, 6]


def test_what_was_answered_can_be_sent_back() -> None:
    answer = preferences.served(FULL, from_rfc3339("2026-11-23T11:00:00Z"))
    assert (answer["quiet"], answer["quiet_until"]) == (True, "2026-11-23T12:00:00.000Z")
    assert preferences.read(answer) == FULL, "without what is computed"


def test_what_nobody_has_set() -> None:
    assert preferences.served(None, 0) == {**preferences.DEFAULTS, "quiet": False}


def test_what_is_muted() -> None:
    assert preferences.to_muted(FULL) == Muted(("nbconvert", "ünicode 😀"), ("cell.finished",))


def test_hours_in_a_zone_that_is_gone_are_none() -> None:
    kept = {**preferences.DEFAULTS, "quiet_hours": {**HOURS, "time_zone": "Mars/Olympus"}}
    assert preferences.served(kept, 0)["quiet"] is False


WRONG: list[tuple[Any, list[str]]] = [
    ([], [""]),
    (None, [""]),
    ("x", [""]),
    ({"mutes": []}, ["/mutes"]),
    ({"a/b~c": 1}, ["/a~1b~0c"]),
    ({"muted_sources": "x"}, ["/muted_sources"]),
    ({"muted_sources": ["ok", "", 1, None, "x" * 129]}, [f"/muted_sources/{n}" for n in range(1, 5)]),
    ({"muted_topics": ["a", "b", "a"]}, ["/muted_topics/2"]),
    ({"muted_topics": [str(n) for n in range(201)]}, ["/muted_topics"]),
    *(
        ({"run_threshold": value}, ["/run_threshold"])
        for value in ("60", None, True, -1, 604_801, float("nan"), float("inf"))
    ),
    ({"do_not_disturb": 1}, ["/do_not_disturb"]),
    ({"do_not_disturb": None}, ["/do_not_disturb"]),
    ({"do_not_disturb_until": None}, ["/do_not_disturb_until"]),
    ({"do_not_disturb_until": "tomorrow"}, ["/do_not_disturb_until"]),
    ({"do_not_disturb_until": 5}, ["/do_not_disturb_until"]),
    ({"quiet_hours": None}, ["/quiet_hours"]),
    ({"quiet_hours": {}}, ["/quiet_hours/start", "/quiet_hours/end", "/quiet_hours/time_zone"]),
    ({"quiet_hours": {**HOURS, "start": "24:00"}}, ["/quiet_hours/start"]),
    ({"quiet_hours": {**HOURS, "end": "7:00"}}, ["/quiet_hours/end"]),
    ({"quiet_hours": {**HOURS, "end": "\uff10\uff17:00"}}, ["/quiet_hours/end"]),
    ({"quiet_hours": {**HOURS, "time_zone": "../../etc/passwd"}}, ["/quiet_hours/time_zone"]),
    ({"quiet_hours": {**HOURS, "days": []}}, ["/quiet_hours/days"]),
    (
        {"quiet_hours": {**HOURS, "days": [0, 7, True, 1.0, 0]}},
        [f"/quiet_hours/days/{n}" for n in (1, 2, 3, 4)],
    ),
    ({"quiet_hours": {**HOURS, "weeks": 1}}, ["/quiet_hours/weeks"]),
    ({"channels": []}, ["/channels"]),
    ({"channels": {"": []}}, ["/channels/"]),
    ({"channels": {"t": "e-mail"}}, ["/channels/t"]),
    ({"channels": {"t": [""]}}, ["/channels/t/0"]),
    ({"channels": {"t": [str(n) for n in range(21)]}}, ["/channels/t"]),
    ({"channels": {str(n): [] for n in range(101)}}, ["/channels"]),
    ({"mute": 1, "do_not_disturb": "yes", "channels": 3}, ["/mute", "/do_not_disturb", "/channels"]),
]


@pytest.mark.parametrize(("body", "paths"), WRONG, ids=lambda value: str(value)[:40])
def test_all_that_is_wrong_is_said_at_once(body: Any, paths: list[str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        preferences.read(body)
    assert [error.path for error in caught.value.errors] == paths


def test_at_the_limits() -> None:
    body = {
        "muted_sources": [f"{n:0128}" for n in range(200)],
        "channels": {str(n): ["x" * 128] for n in range(100)},
        "quiet_hours": {**HOURS, "days": list(range(7))},
    }
    assert preferences.read(body) == {**preferences.DEFAULTS, **body}
