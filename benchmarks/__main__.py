"""``python -m benchmarks``: measures, prints a table, writes ``benchmarks/results`` and the page of them."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from . import fanout, idle, importing, pages, posting, reading, recipients, results, starting, table
from .measure import Plan, Report
from .servers import ROOT

#: Each promise, in the order in which they are measured.
PARTS: dict[str, Callable[[Plan], Report]] = {
    "P1": posting.one_by_one,
    "P2": posting.batches,
    "P3": fanout.fan_out,
    "P4": reading.big_and_small,
    "P5": reading.what_is_new,
    "P6": recipients.many_recipients,
    "P11": starting.first_answer,
    "P12": idle.idle_tab,
    "P13": importing.import_notify,
}


def main() -> int:
    """Measure what was asked for; 1 if a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("promises", nargs="*", metavar="P", help=f"which: {', '.join(PARTS)}; default: all")
    parser.add_argument("--rounds", type=int, help="rounds of each measurement")
    parser.add_argument("--quick", action="store_true", help="short and rough, to see that it works")
    parser.add_argument(
        "--docs", action="store_true", help="write the page of the results again, and measure nothing"
    )
    options = parser.parse_args()
    if options.docs:
        pages.refresh()
        return 0
    wanted = [name.upper() for name in options.promises] or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        parser.error(f"no such promise: {', '.join(sorted(unknown))}")
    reports = []
    for name in wanted:
        print(f"{name} ...", end=" ", flush=True)
        report = measure(name, rounds=options.rounds, quick=options.quick)
        print(f"{report.seconds:.0f} s", flush=True)
        reports.append(report)
    if not options.quick:
        pages.refresh()
    print()
    print(table.console(reports))
    return 0 if all(report.met for report in reports) else 1


def measure(name: str, *, rounds: int | None, quick: bool) -> Report:
    """Measure one promise and write its result; that of a quick run goes where nobody takes it for more."""
    # On the disk of the checkout: a /tmp in memory would make commits look cheap.
    beside = ROOT / ".make"
    beside.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="benchmarks-", dir=beside) as home:
        before = results.surroundings(Path(home))
        started = time.perf_counter()
        report = PARTS[name](Plan(Path(home), rounds, quick))
        report.seconds = time.perf_counter() - started
    results.write(report, before, beside / "benchmarks" if quick else results.FOLDER)
    return report


if __name__ == "__main__":
    sys.exit(main())
