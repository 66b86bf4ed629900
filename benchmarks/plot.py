"""Draws each result against its goal, as an SVG that is readable on a light and on a dark page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .measure import Report, Row
from .table import number

__all__ = ["draw", "plotted"]

#: Halfway between black and white, so that both pages have contrast enough.
_INK = "#7a7a7a"
#: Told apart by their shape as well.
_MET, _MISSED = ("#2a9d5c", "o"), ("#e0602a", "X")


def plotted(reports: Sequence[Report]) -> list[tuple[str, Row]]:
    """The rows with a goal to compare with; what must be 0 has no scale."""
    return [
        (f"{report.promise}  {row.name}, {row.figure}", row)
        for report in reports
        for row in report.rows
        if row.goal is not None and row.goal.at_most != 0
    ]


def draw(reports: Sequence[Report], file: Path, digest: str) -> None:
    """Draw to ``file``. ``digest`` names the results, and is written into the picture."""
    # Only who draws needs it, and it takes a second to import.
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    rows = plotted(reports)
    with mpl.rc_context({"svg.hashsalt": "jupyter-notifications", "font.size": 9}):
        figure = Figure(figsize=(9.5, 1.1 + 0.3 * len(rows)), layout="constrained")
        axes = figure.add_subplot()
        for place, (_, row) in enumerate(rows):
            assert row.goal is not None  # noqa: S101
            colour, shape = _MET if row.met else _MISSED
            ends = [_share(row, row.spread.low), _share(row, row.spread.high)]
            axes.plot(ends, [place, place], color=colour, linewidth=2, alpha=0.5, solid_capstyle="butt")
            axes.plot(_share(row, row.result), place, marker=shape, markersize=7, color=colour)
            axes.annotate(
                f"{number(row.result)} {row.unit}",
                (1.01, place),
                xycoords=("axes fraction", "data"),
                va="center",
                color=_INK,
                annotation_clip=False,
            )
        axes.axvline(1, color=_INK, linewidth=1)
        axes.set_xscale("log")
        axes.set_yticks(range(len(rows)), [label for label, _ in rows])
        axes.invert_yaxis()
        ticks = [0.25, 0.5, 1, 2, 4]
        axes.set_xlim(0.2, 5)
        axes.set_xticks(ticks, ["a quarter", "half", "the goal", "twice as good", "4 times"])
        axes.minorticks_off()
        axes.grid(axis="x", color=_INK, alpha=0.3, linewidth=0.5)
        axes.tick_params(colors=_INK, length=0)
        for side in axes.spines.values():
            side.set_visible(False)
        file.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None, "Description": digest})


def _share(row: Row, value: float) -> float:
    """Of the goal, kept within the picture."""
    assert row.goal is not None  # noqa: S101
    return min(max(row.goal.share(value), 0.2), 5.0)
