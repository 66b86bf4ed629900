"""What a check has found."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Finding(NamedTuple):
    """One thing that was looked at."""

    check: str
    """What was looked at, in a word."""
    level: Literal["ok", "warn", "fail"]
    """``fail``: something does not work. ``warn``: something may not be as it is meant."""
    message: str
    advice: str = ""
    """What to do about it; empty if all is well."""


def ok(check: str, message: str) -> Finding:
    """All is well."""
    return Finding(check, "ok", message)


def warn(check: str, message: str, advice: str = "") -> Finding:
    """Something may not be as it is meant."""
    return Finding(check, "warn", message, advice)


def fail(check: str, message: str, advice: str) -> Finding:
    """Something does not work."""
    return Finding(check, "fail", message, advice)
