"""Times and durations as people write and read them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

_UNITS = {"s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0, "w": 604_800.0}

_DURATION = re.compile(r"(?:\d+(?:\.\d+)?[smhdw])+", re.ASCII)

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)

#: A hundred years: whoever means more has made a mistake.
_MOST = 36_525 * 86_400.0


def seconds(text: str) -> float:
    """Seconds, of ``90``, ``90s``, ``10m``, ``1h30m``, ``2d`` or ``1w``. Raises ``ValueError``."""
    text = text.strip().lower()
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        total = float(text)
    elif _DURATION.fullmatch(text):
        parts = re.findall(r"(\d+(?:\.\d+)?)([smhdw])", text)
        total = sum(float(number) * _UNITS[unit] for number, unit in parts)
    else:
        msg = f"{text!r} is no duration; write 90s, 10m, 1h30m or 2d"
        raise ValueError(msg)
    if total > _MOST:
        msg = f"{text!r} is too long"
        raise ValueError(msg)
    return total


def moment(text: str, now: datetime | None = None) -> datetime:
    """A time, of RFC 3339, a date with or without a time, or ``18:30``, which is the next time it is that.

    What names no zone is local time. Raises ``ValueError``.
    """
    now = (now or datetime.now(timezone.utc)).astimezone()
    if clock := _CLOCK.fullmatch(text.strip()):
        then = now.replace(hour=int(clock[1]), minute=int(clock[2]), second=0, microsecond=0, tzinfo=None)
        if then <= now.replace(tzinfo=None):
            then += timedelta(days=1)
        return then.astimezone()
    try:
        # Before Python 3.11 it does not know what RFC 3339 writes for UTC.
        return datetime.fromisoformat(re.sub(r"[zZ]$", "+00:00", text.strip())).astimezone()
    except (ValueError, OverflowError):
        msg = f"{text!r} is no time; write 2026-12-01T09:00:00Z, '2026-12-01 09:00' or 18:30"
        raise ValueError(msg) from None


def age(text: str, now: datetime | None = None) -> str:
    """How long ago a time of the API was, shortly: ``now``, ``5 min``, ``3 h``, ``12 d``."""
    then = read(text)
    if then is None:
        return "?"
    passed = ((now or datetime.now(timezone.utc)) - then).total_seconds()
    if passed < 60:
        return "now"
    if passed < 3_600:
        return f"{passed // 60:.0f} min"
    if passed < 86_400:
        return f"{passed // 3_600:.0f} h"
    return f"{passed // 86_400:.0f} d"


def local(text: str, pattern: str = "%Y-%m-%d %H:%M:%S") -> str:
    """A time of the API on this machine's clock."""
    then = read(text)
    return "?" if then is None else then.astimezone().strftime(pattern)


def read(text: str) -> datetime | None:
    """A time of the API; ``None`` if it is not one."""
    try:
        return datetime.fromisoformat(re.sub(r"[zZ]$", "+00:00", text))
    except ValueError:
        return None
