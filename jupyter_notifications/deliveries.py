"""The words of what goes out: a delivery, the claim to make it, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .models import JSON, Millis, Recipient
from .times import to_rfc3339

__all__ = ["STATES", "Claimed", "Delivery", "DeliveryState", "Outcome"]

DeliveryState = Literal["waiting", "sent", "failed", "skipped"]

#: In the order of their numbers in a store.
STATES: tuple[DeliveryState, ...] = ("waiting", "sent", "failed", "skipped")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is one server's to make until the claim ends."""

    n: int
    inbox: Recipient
    id: str
    """Of the notification."""
    rule: str
    channel: str
    attempts: int
    """How often it was claimed, this time included. Whoever claims it later has another number."""
    scheduled: bool
    """Whether the notification itself is yet to be delivered."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a claim."""

    claim: Claimed
    state: DeliveryState
    due: Millis
    """When it is tried again, if it is waiting."""
    error: str | None = None
    counts: bool = True
    """Whether it was an attempt. One that was put off was none."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One notification on its way to one channel, as the person sees it whose notification it is."""

    n: int
    id: str
    title: str | None
    """``None`` if the notification is gone."""
    rule: str
    channel: str
    state: DeliveryState
    attempts: int
    due: Millis
    updated: Millis
    error: str | None = None

    def to_wire(self) -> JSON:
        """The JSON object that the API serves; what is unset is absent."""
        out: JSON = {
            "notification": self.id,
            "rule": self.rule,
            "channel": self.channel,
            "state": self.state,
            "attempts": self.attempts,
            "updated": to_rfc3339(self.updated),
        }
        if self.title is not None:
            out["title"] = self.title
        if self.state == "waiting":
            out["next_at"] = to_rfc3339(self.due)
        if self.error is not None:
            out["error"] = self.error
        return out
