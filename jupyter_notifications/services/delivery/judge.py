"""Looks at what is due a second time: is it still there, still unread, and is it the time?"""

from __future__ import annotations

from ...deliveries import Claimed, Outcome
from ...errors import NotFound
from ...models import Clock, Millis, Notification
from ...storage.base import Store
from ..notifications.preferences import to_quiet
from .rules import Rule

__all__ = ["Judge"]

#: Milliseconds that what is to arrive at this very moment may take.
_ARRIVING = 2_000

#: Milliseconds until what is held is looked at again, since preferences may change.
_HELD = 15 * 60_000


class Judge:
    """What is to be done with a claim: send what it is about, or the outcome if not."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def __call__(self, claim: Claimed, rule: Rule) -> Notification | Outcome:
        """Judge one. Raises ``StoreUnavailable``."""
        now = self._clock()
        if claim.scheduled:
            return Outcome(claim, "waiting", now + _ARRIVING, counts=False)
        try:
            notification = await self._store.get(claim.inbox, claim.id, now)
        except NotFound:
            return _skipped(claim, "It was deleted, or has expired.")
        reason = _reason(claim, notification, rule)
        if reason is not None:
            return _skipped(claim, reason)
        held = await self._held_until(claim, rule, now)
        return notification if held is None else Outcome(claim, "waiting", held, counts=False)

    async def _held_until(self, claim: Claimed, rule: Rule, now: Millis) -> Millis | None:
        if not rule.hold or claim.inbox.kind == "everyone":
            return None
        kept = await self._store.preferences(claim.inbox)
        if kept is None:
            return None
        quiet = to_quiet(kept)
        if not quiet.at(now):
            return None
        return min(quiet.until(now) or now + _HELD, now + _HELD)


def _reason(claim: Claimed, notification: Notification, rule: Rule) -> str | None:
    """Why it is not sent, if there is a reason. Of what everyone got nobody's state is looked at."""
    if claim.inbox.kind != "everyone":
        for is_so, reason in (
            (notification.archived, "It was archived."),
            (notification.snoozed_until is not None, "It was snoozed."),
            (notification.read, "It was read, or its source or topic is muted."),
        ):
            if is_so:
                return reason
    if not rule.enabled:
        return "The rule is switched off."
    return None if rule.holds_for(notification.content) else "The rule does not hold for it any more."


def _skipped(claim: Claimed, reason: str) -> Outcome:
    return Outcome(claim, "skipped", 0, reason)
