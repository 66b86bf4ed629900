"""Shows results as text: a table for the console, and the same for the documentation."""

from __future__ import annotations

from collections.abc import Sequence

from .measure import Goal, Report, Row

__all__ = ["HEAD", "console", "number", "rows"]

HEAD = ("", "what", "figure", "result", "spread", "goal", "met", "absolute (medians)")


def rows(reports: Sequence[Report]) -> list[tuple[str, ...]]:
    """The cells of all rows."""
    return [
        (
            report.promise,
            row.name,
            row.figure,
            _with_unit(row.result, row.unit),
            f"{number(row.spread.low)} – {number(row.spread.high)}",
            _goal(row.goal, row.unit),
            {True: "yes", False: "no", None: ""}[row.met],
            _sides(row),
        )
        for report in reports
        for row in report.rows
    ]


def console(reports: Sequence[Report]) -> str:
    """A table with the checks below it."""
    cells = [HEAD, *rows(reports)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEAD))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    for report in reports:
        if report.checks:
            counts = ", ".join(f"{name} {number(count)}" for name, count in report.checks.items())
            lines.append(f"{report.promise}: {counts}")
    return "\n".join(lines)


def number(value: float) -> str:
    """A figure with as many digits as are worth reading."""
    if isinstance(value, int) or value == int(value):
        return f"{int(value):,}"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 20 else f"{value:.2f}"


def _with_unit(value: float, unit: str) -> str:
    return f"{number(value)} {unit}"


def _goal(goal: Goal | None, unit: str) -> str:
    if goal is None:
        return ""
    if goal.at_least is not None:
        return f"≥ {number(goal.at_least)} {unit}"
    assert goal.at_most is not None  # noqa: S101
    return f"≤ {number(goal.at_most)} {unit}"


def _sides(row: Row) -> str:
    shown = []
    for name, side in row.sides.items():
        values = sorted(side.values)
        shown.append(f"{name} {number(values[len(values) // 2])} {side.unit}".replace(" /s", "/s"))
    return ", ".join(shown)
