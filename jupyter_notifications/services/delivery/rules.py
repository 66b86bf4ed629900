"""A rule: which notifications go out, by which channels, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone, tzinfo
from typing import Any, Literal

from ...errors import FieldError
from ...models import JSON, Millis

__all__ = ["NAME", "Rule", "problems_of_rule"]

Digest = int | Literal["daily"]

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.-]{0,63}", re.ASCII)

_TYPES = ("default", "info", "success", "warning", "error", "in-progress")
_PRIORITIES = ("low", "normal", "high", "urgent")
_QUIET = ("hold", "ignore")
_FIELDS = (
    "name",
    "enabled",
    "channels",
    "types",
    "topics",
    "sources",
    "min_priority",
    "after",
    "digest",
    "quiet_hours",
    "fixed",
)

MAX_CHANNELS = 20
MAX_WORDS = 50
MAX_AFTER = 7 * 24 * 60
MAX_DIGEST = 24 * 60

#: When a daily digest is sent, by the clocks of the server's place.
_MORNING = time(8)

_MINUTE = 60_000
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True, slots=True)
class Rule:
    """All that is said must hold; ``None`` holds for all."""

    name: str
    channels: tuple[str, ...]
    enabled: bool = True
    types: frozenset[str] | None = None
    topics: tuple[str, ...] | None = None
    sources: tuple[str, ...] | None = None
    min_priority: str = "low"
    after: int = 0
    """Minutes for which it must be unread."""
    digest: Digest | None = None
    """Collected: sent at each multiple of so many minutes, or in the morning."""
    hold: bool = True
    """Whether it waits for the end of quiet hours."""
    fixed: bool = False
    """Whether it is the administrator's."""

    @classmethod
    def of(cls, body: Mapping[str, Any], *, fixed: bool = False) -> Rule:
        """From JSON in which ``problems_of_rule`` finds none."""

        def words(name: str) -> tuple[str, ...] | None:
            return tuple(body[name]) if name in body else None

        return cls(
            name=body["name"],
            channels=tuple(body["channels"]),
            enabled=body.get("enabled", True),
            types=frozenset(body["types"]) if "types" in body else None,
            topics=words("topics"),
            sources=words("sources"),
            min_priority=body.get("min_priority", "low"),
            after=body.get("after", 0),
            digest=body.get("digest"),
            hold=body.get("quiet_hours", "hold") == "hold",
            fixed=fixed,
        )

    def to_wire(self) -> JSON:
        """The JSON object that the API serves."""
        out: JSON = {
            "name": self.name,
            "enabled": self.enabled,
            "channels": list(self.channels),
            "min_priority": self.min_priority,
            "after": self.after,
            "quiet_hours": "hold" if self.hold else "ignore",
            "fixed": self.fixed,
        }
        if self.types is not None:
            out["types"] = sorted(self.types)
        for name in ("topics", "sources"):
            if (words := getattr(self, name)) is not None:
                out[name] = list(words)
        if self.digest is not None:
            out["digest"] = self.digest
        return out

    def holds_for(self, content: JSON) -> bool:
        """Whether a notification goes out by this rule. What is in progress does if that is asked for."""
        if not self.enabled:
            return False
        kind = content.get("type", "default")
        if kind == "in-progress" if self.types is None else kind not in self.types:
            return False
        if _PRIORITIES.index(content.get("priority", "normal")) < _PRIORITIES.index(self.min_priority):
            return False
        return _among(content.get("topic"), self.topics) and _among(content.get("source"), self.sources)

    def due(self, moment: Millis, zone: tzinfo | None = None) -> Millis:
        """When something that arrives at ``moment`` is to be sent.

        ``zone`` is that of daily digests; ``None`` is the machine's own.
        """
        earliest = moment + self.after * _MINUTE
        if self.digest is None:
            return earliest
        if self.digest == "daily":
            return _next_morning(earliest, zone)
        step = self.digest * _MINUTE
        # From midnight on, so that it stays at the same times of the day.
        day = earliest - earliest % (1440 * _MINUTE)
        at = day - (day - earliest) // step * step
        return min(at, day + 1440 * _MINUTE)


def _among(word: str | None, wanted: Sequence[str] | None) -> bool:
    if wanted is None:
        return True
    return word is not None and any(
        word.startswith(one[:-1]) if one.endswith("*") else word == one for one in wanted
    )


def _next_morning(moment: Millis, zone: tzinfo | None) -> Millis:
    try:
        local = (_EPOCH + timedelta(milliseconds=moment)).astimezone(zone)
        for day in (local.date(), local.date() + timedelta(days=1)):
            morning = datetime.combine(day, _MORNING)
            at = morning.replace(tzinfo=zone) if zone is not None else morning.astimezone()
            when = (at.astimezone(timezone.utc) - _EPOCH) // timedelta(milliseconds=1)
            if when >= moment:
                return when
    except (OverflowError, OSError, ValueError):
        pass  # at the ends of the calendar
    return moment


def problems_of_rule(value: object, path: str, channels: Sequence[str] | None = None) -> Iterator[FieldError]:
    """What is wrong with a rule, and where; ``channels`` are those that there are, if that is known."""
    if not isinstance(value, dict):
        yield FieldError(path, "must be an object")
        return
    for name in value:
        if name not in _FIELDS:
            yield FieldError(f"{path}/{_escaped(name)}", f"is not one of {', '.join(_FIELDS)}")
    if not isinstance(value.get("name"), str) or NAME.fullmatch(value["name"]) is None:
        yield FieldError(f"{path}/name", "must be 1 to 64 of A-Z a-z 0-9 _ . - and spaces, no space at first")
    yield from _channels(value.get("channels"), f"{path}/channels", channels)
    if "types" in value:
        yield from _words(value["types"], f"{path}/types", _TYPES)
    for name in ("topics", "sources"):
        if name in value:
            yield from _words(value[name], f"{path}/{name}", None)
    for name, known in (("min_priority", _PRIORITIES), ("quiet_hours", _QUIET)):
        if value.get(name, known[0]) not in known:
            yield FieldError(f"{path}/{name}", f"must be one of {', '.join(known)}")
    if not _is_whole(value.get("after", 0), 0, MAX_AFTER):
        yield FieldError(f"{path}/after", f"must be minutes from 0 to {MAX_AFTER}")
    if "digest" in value and value["digest"] != "daily" and not _is_whole(value["digest"], 1, MAX_DIGEST):
        yield FieldError(f"{path}/digest", f"must be minutes from 1 to {MAX_DIGEST}, or daily")
    for name in ("enabled", "fixed"):
        if not isinstance(value.get(name, False), bool):
            yield FieldError(f"{path}/{name}", "must be true or false")


def _channels(value: object, path: str, known: Sequence[str] | None) -> Iterator[FieldError]:
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_CHANNELS:
        yield FieldError(path, f"must be a list of 1 to {MAX_CHANNELS} names of channels")
        return
    for index, name in enumerate(value):
        if (
            not isinstance(name, str)
            or NAME.fullmatch(name) is None
            or (known is not None and name not in known)
        ):
            yield FieldError(f"{path}/{index}", "is not the name of a channel")
        elif name in value[:index]:
            yield FieldError(f"{path}/{index}", "is there already")


def _words(value: object, path: str, known: Sequence[str] | None) -> Iterator[FieldError]:
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_WORDS:
        yield FieldError(path, f"must be a list of 1 to {MAX_WORDS}; left out, it means all")
        return
    for index, word in enumerate(value):
        if known is not None and word not in known:
            yield FieldError(f"{path}/{index}", f"must be one of {', '.join(known)}")
        elif not isinstance(word, str) or not 1 <= len(word) <= 128:
            yield FieldError(f"{path}/{index}", "must be a text of 1 to 128 characters")
        elif word in value[:index]:
            yield FieldError(f"{path}/{index}", "is there already")


def _is_whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _escaped(name: object) -> str:
    """For a JSON Pointer (RFC 6901)."""
    return str(name).replace("~", "~0").replace("/", "~1")
