"""Says whether it is to be quiet now, and until when: do not disturb, and quiet hours in a time zone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from ...models import Millis

__all__ = ["Quiet", "QuietHours", "known_zone"]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

#: Ranges that follow each other without a gap. More than a week of them have no end.
_RANGES = 10

_ZONE = re.compile(r"[A-Za-z0-9_+\-]{1,32}(/[A-Za-z0-9_+\-]{1,32}){0,3}", re.ASCII)


def known_zone(name: str) -> bool:
    """Whether this machine knows a time zone of this IANA name."""
    if _ZONE.fullmatch(name) is None:
        return False
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not there, not a zone's file, a directory
        return False
    return True


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one time of day to another, on some days, as clocks on the wall of a place show it.

    An ``end`` that is not behind ``start`` is on the next day; two alike mean the whole day. ``days`` are
    those on which it begins, 0 is Monday.
    """

    start: time
    end: time
    zone: tzinfo
    days: frozenset[int]

    @classmethod
    def of(cls, start: str, end: str, zone: str, days: Iterable[int] | None = None) -> QuietHours:
        """From ``HH:MM`` to ``HH:MM`` in the zone of this IANA name; without ``days``, on all of them."""
        chosen = frozenset(range(7)) if days is None else frozenset(days)
        return cls(time.fromisoformat(start), time.fromisoformat(end), ZoneInfo(zone), chosen)

    def end_at(self, moment: datetime) -> datetime | None:
        """When the range that ``moment`` is in ends; ``None`` if it is in none. All in UTC."""
        try:
            today = moment.astimezone(self.zone).date()
            ends = []
            for day in (today - timedelta(days=1), today):
                if day.weekday() in self.days:
                    last = day if self.end > self.start else day + timedelta(days=1)
                    begin = _moment(datetime.combine(day, self.start), self.zone, later=False)
                    end = _moment(datetime.combine(last, self.end), self.zone, later=True)
                    if begin <= moment < end:
                        ends.append(end)
            return max(ends, default=None)
        except OverflowError:  # at the ends of the calendar
            return None


@dataclass(frozen=True, slots=True)
class Quiet:
    """When a person wants no noise. Nothing is lost by it: it all arrives."""

    do_not_disturb: bool = False
    do_not_disturb_until: Millis | None = None
    hours: QuietHours | None = None

    def at(self, now: Millis) -> bool:
        """Whether it is to be quiet now."""
        return self._disturb_not(now) or self._hours_end(now) is not None

    def until(self, now: Millis) -> Millis | None:
        """When it is not quiet any more; ``None`` if it is not quiet now, or if that has no end in sight."""
        moment = now
        for _ in range(_RANGES):
            ends = [] if (end := self._hours_end(moment)) is None else [end]
            if self._disturb_not(moment):
                if self.do_not_disturb_until is None:
                    return None
                ends.append(self.do_not_disturb_until)
            if not ends:
                return moment if moment > now else None
            moment = max(ends)
        return None

    def _disturb_not(self, now: Millis) -> bool:
        until = self.do_not_disturb_until
        return self.do_not_disturb and (until is None or now < until)

    def _hours_end(self, now: Millis) -> Millis | None:
        if self.hours is None:
            return None
        try:
            end = self.hours.end_at(_EPOCH + timedelta(milliseconds=now))
        except OverflowError:
            return None
        return None if end is None else (end - _EPOCH) // timedelta(milliseconds=1)


def _moment(local: datetime, zone: tzinfo, *, later: bool) -> datetime:
    """When the clocks of a place show ``local``.

    ``later`` chooses, of an hour that comes twice, the second one. A time that is left out is the moment at
    which the clocks leap over it.
    """
    first = local.replace(tzinfo=zone, fold=0).astimezone(timezone.utc)
    second = local.replace(tzinfo=zone, fold=1).astimezone(timezone.utc)
    if first <= second:
        return second if later else first
    # Left out: the leap is between the two, which are read with the offset before it and behind it.
    low, high = second, first
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        if middle.astimezone(zone).replace(tzinfo=None) < local:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)
