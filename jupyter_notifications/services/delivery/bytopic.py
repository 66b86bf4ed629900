"""The owner's preference ``channels``: a topic's notifications also go to the channels it names, at once."""

from __future__ import annotations

from collections.abc import Collection

from ...models import JSON
from .rules import Rule

__all__ = ["BY_TOPIC", "by_topic"]

#: What deliveries by this preference are known by. A rule of somebody with this name goes first.
BY_TOPIC = "by topic"


def by_topic(preferences: JSON | None, known: Collection[Rule] = ()) -> tuple[Rule, ...]:
    """A rule for each channel that is named.

    ``known`` are the rules until now: one whose channel is named no more holds for nothing, instead of being
    gone, so that what still waits by it is looked at and skipped.
    """
    topics: dict[str, list[str]] = {name: [] for rule in known for name in rule.channels}
    for topic, names in ((preferences or {}).get("channels") or {}).items():
        for name in names:
            topics.setdefault(name, []).append(topic)
    return tuple(Rule(BY_TOPIC, (name,), topics=tuple(found)) for name, found in topics.items())
