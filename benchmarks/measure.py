"""What a measurement yields: figures per round, their median and spread, and whether the goal is met."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

__all__ = ["Goal", "Plan", "Report", "Row", "Side", "Spread", "per_round"]


@dataclass(frozen=True)
class Plan:
    """How a run is to be done. ``home`` is a folder for all that is written meanwhile."""

    home: Path
    rounds: int | None = None
    quick: bool = False

    def count(self, usual: int, *, quick: int | None = None) -> int:
        """Rounds to do: what the command line says, or what is usual for this part."""
        return self.rounds or (quick if self.quick and quick is not None else usual)

    def size(self, usual: float, quick: float) -> float:
        """Seconds or rows: fewer in a quick run."""
        return quick if self.quick else usual


@dataclass(frozen=True)
class Goal:
    """A bound of the median, on one side."""

    at_least: float | None = None
    at_most: float | None = None

    def met_by(self, value: float) -> bool:
        """Whether a figure is good enough."""
        if self.at_least is not None:
            return value >= self.at_least
        return self.at_most is None or value <= self.at_most

    def share(self, value: float) -> float:
        """How much of the goal a figure is: 1 is just met, more is better, whichever way the bound goes."""
        if self.at_least is not None:
            return value / self.at_least
        assert self.at_most is not None  # noqa: S101
        return self.at_most / value if value > 0 else float("inf")


@dataclass(frozen=True)
class Side:
    """Absolute figures of one of those compared, one per round."""

    unit: str
    values: list[float]


@dataclass(frozen=True)
class Spread:
    """The middle of some figures and how far they lie apart."""

    median: float
    low: float
    high: float
    first_quartile: float
    third_quartile: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Of one figure or more."""
        quartiles = (
            statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else [values[0]] * 3
        )
        return cls(statistics.median(values), min(values), max(values), quartiles[0], quartiles[2])


@dataclass(frozen=True)
class Row:
    """One figure with its rounds. ``goal`` is ``None`` for what is only told."""

    name: str
    figure: str
    """What is divided by what, or what is measured."""
    unit: str
    """``×`` for a ratio."""
    values: list[float]
    goal: Goal | None = None
    sides: dict[str, Side] = field(default_factory=dict)
    judged_by: Literal["median", "highest"] = "median"

    @property
    def result(self) -> float:
        """The figure that the goal is about."""
        return self.spread.median if self.judged_by == "median" else self.spread.high

    @property
    def spread(self) -> Spread:
        """The median and how far the rounds lie apart."""
        return Spread.of(self.values)

    @property
    def met(self) -> bool | None:
        """Whether the goal is kept, if there is one."""
        return None if self.goal is None else self.goal.met_by(self.result)


@dataclass
class Report:
    """All that was measured for one promise."""

    promise: str
    what: str
    rows: list[Row]
    checks: dict[str, int | float] = field(default_factory=dict)
    """Counts that show that the work was done: answers, rows, messages, and how many were lost."""
    seconds: float = 0.0

    @property
    def lost(self) -> bool:
        """Whether anything that was acknowledged was not found."""
        return bool(self.checks.get("lost"))

    @property
    def met(self) -> bool:
        """Whether every goal is met, and nothing was lost."""
        return not self.lost and all(row.met is not False for row in self.rows)


def per_round(
    name: str,
    over: str,
    under: str,
    rounds: Sequence[Mapping[str, float]],
    goal: Goal | None,
    *,
    unit: str,
    called: tuple[str, str] | None = None,
) -> Row:
    """A row of the ratio of two sides, taken within each round. ``called`` is how the row calls them."""
    names = called or (over, under)
    return Row(
        name=name,
        figure=" / ".join(names),
        unit="×",
        values=[each[over] / each[under] for each in rounds],
        goal=goal,
        sides={
            called: Side(unit, [each[side] for each in rounds])
            for called, side in zip(names, (over, under), strict=True)
        },
    )
