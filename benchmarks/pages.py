"""Puts the results into ``docs/performance.md`` and its picture, so that the page says what was measured."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence

from . import table
from .plot import draw
from .results import Result, read_all
from .servers import ROOT

__all__ = ["PAGE", "PICTURE", "digest", "refresh", "section", "with_section"]

PAGE = ROOT / "docs" / "performance.md"
PICTURE = ROOT / "docs" / "images" / "performance.svg"

_BEGIN, _END = "<!-- results: begin -->", "<!-- results: end -->"


def refresh() -> None:
    """Write the page and the picture anew from the results. Measures nothing."""
    found = read_all()
    PAGE.write_text(with_section(PAGE.read_text(encoding="utf-8"), section(found)), encoding="utf-8")
    draw([report for report, _ in found], PICTURE, digest(found))


def with_section(page: str, section: str) -> str:
    """The page with what stands between the markers replaced. Raises ``ValueError`` if they are not there."""
    before, begin, rest = page.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not (begin and end):
        msg = f"the page has no {_BEGIN} and {_END}"
        raise ValueError(msg)
    return f"{before}{begin}\n\n{section}\n{end}{after}"


def section(found: Sequence[Result]) -> str:
    """What is between the markers: the machine, the figures, and when each was taken."""
    reports = [report for report, _ in found]
    figures = _markdown([table.HEAD, *table.rows(reports)])
    taken = _markdown(
        [
            ("", "what", "when (UTC)", "commit", "load before", "took", "counted meanwhile"),
            *(
                (
                    report.promise,
                    report.what,
                    re.sub(r"[TZ]", " ", whole["date"])[:16],
                    whole["commit"] or "",
                    str(whole["machine"]["load before"]),
                    f"{report.seconds:.0f} s",
                    ", ".join(f"{name} {table.number(count)}" for name, count in report.checks.items()),
                )
                for report, whole in found
            ),
        ]
    )
    picture = f"![Each result against its goal](images/{PICTURE.name})"
    return f"{_machines(found)}\n\n{figures}\n\n{picture}\n\n{taken}\n"


def digest(found: Sequence[Result]) -> str:
    """Names a set of results."""
    text = json.dumps([whole for _, whole in found], sort_keys=True)
    return f"results {hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _machines(found: Sequence[Result]) -> str:
    """One line for each machine and its versions, with what was measured there."""
    by_machine: dict[str, list[str]] = {}
    for report, whole in found:
        machine, versions = whole["machine"], whole["versions"]
        text = (
            f"{machine['cpu']}, {machine['cores']} cores, {machine['memory']}, {machine['system']},"
            f" {machine['file system']}; {_listed(versions)}"
        )
        by_machine.setdefault(text, []).append(report.promise)
    if len(by_machine) == 1:
        return f"Measured on: {next(iter(by_machine))}."
    return "\n".join(f"- {', '.join(promises)} measured on: {text}." for text, promises in by_machine.items())


def _listed(versions: dict[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in versions.items())


def _markdown(rows: Iterable[tuple[str, ...]]) -> str:
    """A table as prettier would write it."""
    cells = [tuple(cell.replace("|", r"\|").replace("*", r"\*") for cell in row) for row in rows]
    widths = [max(3, *(len(row[column]) for row in cells)) for column in range(len(cells[0]))]
    lines = [_line(row, widths) for row in cells]
    lines.insert(1, _line(["-" * width for width in widths], widths))
    return "\n".join(lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"
