"""What a person wants to be told, and when: reads preferences, and says which of them is muted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from ...errors import FieldError, InvalidInput
from ...models import JSON, Millis, Muted
from ...times import from_rfc3339, to_rfc3339
from .quiet import Quiet, QuietHours, known_zone

__all__ = ["DEFAULTS", "read", "served", "to_muted", "to_quiet"]

MAX_MUTED = 200
MAX_TOPICS = 100
MAX_CHANNELS = 20
#: Seconds of a week.
MAX_THRESHOLD = 604_800
_MAX_WORD = 128

_FIELDS = (
    "muted_sources",
    "muted_topics",
    "do_not_disturb",
    "do_not_disturb_until",
    "quiet_hours",
    "channels",
    "run_threshold",
)
#: What an answer has besides. A client may send back what it got, so they are let pass, and are not kept.
_COMPUTED = frozenset({"quiet", "quiet_until"})

_HOURS_FIELDS = ("start", "end", "time_zone", "days")

#: What somebody has who has set nothing yet.
DEFAULTS: JSON = {"muted_sources": [], "muted_topics": [], "do_not_disturb": False, "channels": {}}

_TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


def read(body: object) -> JSON:
    """Preferences as they are kept; what is not said is as nobody had set it.

    ``{muted_sources, muted_topics, do_not_disturb, do_not_disturb_until?, quiet_hours?, channels,
    run_threshold?}``. Raises ``InvalidInput``, which names all that is wrong at once.
    """
    if not isinstance(body, dict):
        raise InvalidInput.at("", "must be an object")
    errors = list(_problems(body))
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise InvalidInput(f"{errors[0].path}: {errors[0].message}{more}", errors)
    kept: JSON = {**DEFAULTS, **{name: body[name] for name in _FIELDS if name in body}}
    if "do_not_disturb_until" in kept:
        kept["do_not_disturb_until"] = to_rfc3339(from_rfc3339(kept["do_not_disturb_until"]))
    if "days" in kept.get("quiet_hours", {}):
        kept["quiet_hours"] = {**kept["quiet_hours"], "days": sorted(kept["quiet_hours"]["days"])}
    return kept


def served(kept: JSON | None, now: Millis) -> JSON:
    """Preferences as they are answered: with ``quiet``, and ``quiet_until`` if that ends."""
    out: JSON = {**DEFAULTS, **(kept or {})}
    quiet = to_quiet(out)
    out["quiet"] = quiet.at(now)
    until = quiet.until(now)
    if until is not None:
        out["quiet_until"] = to_rfc3339(until)
    return out


def to_muted(kept: JSON) -> Muted:
    """What is to arrive as read."""
    return Muted(tuple(kept["muted_sources"]), tuple(kept["muted_topics"]))


def to_quiet(kept: Mapping[str, Any]) -> Quiet:
    """When it is to be quiet. Hours in a zone that this machine does not know are none."""
    until = kept.get("do_not_disturb_until")
    hours = kept.get("quiet_hours")
    return Quiet(
        do_not_disturb=bool(kept.get("do_not_disturb")),
        do_not_disturb_until=None if until is None else from_rfc3339(until),
        hours=None
        if hours is None or not known_zone(hours["time_zone"])
        else QuietHours.of(hours["start"], hours["end"], hours["time_zone"], hours.get("days")),
    )


def _problems(body: dict[str, Any]) -> Iterator[FieldError]:
    for name in body:
        if name not in _FIELDS and name not in _COMPUTED:
            yield FieldError(_path("", name), f"is not one of {', '.join(_FIELDS)}")
    for name in ("muted_sources", "muted_topics"):
        if name in body:
            yield from _words(body[name], f"/{name}", MAX_MUTED)
    if not isinstance(body.get("do_not_disturb", False), bool):
        yield FieldError("/do_not_disturb", "must be true or false")
    if "do_not_disturb_until" in body:
        yield from _time(body["do_not_disturb_until"], "/do_not_disturb_until")
    if "quiet_hours" in body:
        yield from _hours(body["quiet_hours"])
    if "channels" in body:
        yield from _channels(body["channels"])
    if "run_threshold" in body:
        yield from _threshold(body["run_threshold"])


def _words(value: object, path: str, most: int) -> Iterator[FieldError]:
    if not isinstance(value, list):
        yield FieldError(path, "must be a list")
        return
    if len(value) > most:
        yield FieldError(path, f"must have at most {most} items")
        return
    for index, word in enumerate(value):
        if not isinstance(word, str) or not 1 <= len(word) <= _MAX_WORD:
            yield FieldError(f"{path}/{index}", f"must be a text of 1 to {_MAX_WORD} characters")
        elif word in value[:index]:
            yield FieldError(f"{path}/{index}", "is there already")


def _time(value: object, path: str) -> Iterator[FieldError]:
    try:
        from_rfc3339(value if isinstance(value, str) else "")
    except ValueError as error:
        yield FieldError(path, str(error))


def _hours(value: object) -> Iterator[FieldError]:
    if not isinstance(value, dict):
        yield FieldError("/quiet_hours", "must be an object")
        return
    for name in value:
        if name not in _HOURS_FIELDS:
            yield FieldError(_path("/quiet_hours", name), f"is not one of {', '.join(_HOURS_FIELDS)}")
    for name in ("start", "end"):
        text = value.get(name)
        if not isinstance(text, str) or _TIME_OF_DAY.fullmatch(text) is None:
            yield FieldError(f"/quiet_hours/{name}", "must be a time of day from 00:00 to 23:59")
    zone = value.get("time_zone")
    if not isinstance(zone, str) or not known_zone(zone):
        yield FieldError("/quiet_hours/time_zone", "must name a time zone, such as Europe/Berlin")
    if "days" in value:
        yield from _days(value["days"])


def _days(value: object) -> Iterator[FieldError]:
    path = "/quiet_hours/days"
    if not isinstance(value, list) or not 1 <= len(value) <= 7:
        yield FieldError(path, "must be a list of 1 to 7 days; left out, it means all")
        return
    for index, day in enumerate(value):
        if not isinstance(day, int) or isinstance(day, bool) or not 0 <= day <= 6:
            yield FieldError(f"{path}/{index}", "must be a day from 0, Monday, to 6, Sunday")
        elif day in value[:index]:
            yield FieldError(f"{path}/{index}", "is there already")


def _channels(value: object) -> Iterator[FieldError]:
    if not isinstance(value, dict):
        yield FieldError("/channels", "must be an object of topics, each with a list of channels")
        return
    if len(value) > MAX_TOPICS:
        yield FieldError("/channels", f"must have at most {MAX_TOPICS} topics")
        return
    for topic, names in value.items():
        path = _path("/channels", topic)
        if not 1 <= len(topic) <= _MAX_WORD:
            yield FieldError(path, f"must be named by 1 to {_MAX_WORD} characters")
        yield from _words(names, path, MAX_CHANNELS)


def _threshold(value: object) -> Iterator[FieldError]:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not (is_number and 0 <= cast("float", value) <= MAX_THRESHOLD):
        yield FieldError("/run_threshold", f"must be a number of seconds from 0 to {MAX_THRESHOLD}")


def _path(parent: str, name: str) -> str:
    """A JSON Pointer (RFC 6901) one step down."""
    return f"{parent}/" + name.replace("~", "~0").replace("/", "~1")
