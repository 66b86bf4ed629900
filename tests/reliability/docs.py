"""``python -m tests.reliability.docs``: puts the last figures into docs/reliability.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .figures import PROMISES, ROOT, Figure, Figures, load

__all__ = ["PAGE", "plain", "renew", "renewed"]

PAGE = ROOT / "docs" / "reliability.md"

_BEGIN = "<!-- figures: begin (python -m tests.reliability.docs) -->"
_END = "<!-- figures: end -->"


def renew(page: Path = PAGE) -> None:
    """Write the table of the last full runs into the page."""
    page.write_text(renewed(page.read_text("utf-8"), load()), "utf-8")


def renewed(text: str, results: Mapping[str, Any]) -> str:
    """The page with this table between its markers. Raises ``ValueError`` if they are not there."""
    before, begin, rest = text.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not (begin and end):
        msg = "the page has lost its markers"
        raise ValueError(msg)
    return before + begin + "\n\n" + "\n".join(_markdown(results)) + "\n\n" + end + after


def plain(figures: Figures) -> Iterator[str]:
    """A run as lines for a terminal."""
    for promise, words in PROMISES.items():
        if promise in figures.runs:
            run = figures.runs[promise]
            yield f"{promise:<4}{run.outcome:<8}{words} ({run.tests} tests, {run.seconds:.0f} s)"
            if run.figures:
                yield "    " + _words(run.figures)


def _markdown(results: Mapping[str, Any]) -> Iterator[str]:
    table = [["", "promise", "in full", "figures", "run"]]
    for promise, words in PROMISES.items():
        run = results["promises"].get(promise)
        if run is None:
            table.append([promise, words, "not run yet", "", ""])
        else:
            told = _words({"tests": run["tests"], **run["figures"]})
            table.append([promise, words, run["outcome"], told, f"{run['date']}, {run['commit']}"])
    yield from _table(table)
    if results["machine"]:
        yield ""
        machine = results["machine"]
        yield (
            f"Machine: {machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB, "
            f"{machine['system']}, Python {machine['python']}, SQLite {machine['sqlite']}."
        )


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A Markdown table as prettier writes it, columns in line."""
    widths = [max(3, *(len(cell) for cell in column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        yield "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        if number == 0:
            yield "| " + " | ".join("-" * width for width in widths) + " |"


def _words(figures: Mapping[str, Figure]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {_number(value)}" for name, value in figures.items())


def _number(value: Figure) -> str:
    return value if isinstance(value, str) else f"{value:,}"


if __name__ == "__main__":
    renew()
