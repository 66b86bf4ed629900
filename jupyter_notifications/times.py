"""Times: milliseconds since 1970 inside the server, RFC 3339 on the wire."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache

__all__ = ["Millis", "from_rfc3339", "to_rfc3339"]

#: Milliseconds since 1970-01-01T00:00:00Z. All times inside the server have this form.
Millis = int

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

_RFC3339 = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d+))?(?:([Zz])|([+-]\d{2}:\d{2}))", re.ASCII
)


@lru_cache(maxsize=1024)
def _minute(minutes: int) -> str:
    when = _EPOCH + timedelta(minutes=minutes)
    # Some systems write the years before 1000 with fewer than four digits.
    return f"{when.year:04d}{when:-%m-%dT%H:%M:}"


def to_rfc3339(moment: Millis) -> str:
    """Write a time as RFC 3339 in UTC with milliseconds, e.g. ``2026-01-31T09:05:00.250Z``."""
    minutes, rest = divmod(moment, 60_000)
    return f"{_minute(minutes)}{rest // 1000:02d}.{rest % 1000:03d}Z"


def from_rfc3339(text: str) -> Millis:
    """Read a time of RFC 3339, section 5.6. Raises ``ValueError`` for anything else."""
    match = _RFC3339.fullmatch(text)
    if match is None:
        msg = "is not a time of RFC 3339, such as 2026-01-31T09:05:00Z"
        raise ValueError(msg)
    day, clock, fraction, zulu, offset = match.groups()
    micros = (fraction or "0")[:6].ljust(6, "0")
    try:
        when = datetime.fromisoformat(f"{day}T{clock}.{micros}{'+00:00' if zulu else offset}")
        # As UTC, so that a time which only another zone's calendar has is refused, and can be written again.
        return (when.astimezone(timezone.utc) - _EPOCH) // timedelta(milliseconds=1)
    except (ValueError, OverflowError) as error:
        msg = f"is not a time that exists: {error}"
        raise ValueError(msg) from None
