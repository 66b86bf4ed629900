"""``python -m benchmarks``: measures, prints a table, writes ``benchmarks/results`` and the page of them."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from . import (
    badge,
    burst,
    fanout,
    full_center,
    idle,
    importing,
    page_start,
    pages,
    posting,
    reading,
    recipients,
    results,
    starting,
    table,
)
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
    "P7": burst.burst,
    "P8": badge.badge,
    "P9": page_start.page_start,
    "P10": full_center.full_center,
    "P11": starting.first_answer,
    "P12": idle.idle_tab,
    "P13": importing.import_notify,
}


def main() -> int:
    """Measure what was asked for; 1 if something could not be measured, or was lost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("promises", nargs="*", metavar="P", help=f"which: {', '.join(PARTS)}; default: all")
    parser.add_argument("--rounds", type=int, help="another number of rounds; the results are not kept")
    parser.add_argument("--quick", action="store_true", help="short and rough; the results are not kept")
    parser.add_argument("--docs", action="store_true", help="write the page again, and measure nothing")
    options = parser.parse_args()
    if options.docs:
        pages.refresh()
        return 0
    wanted = [name.upper() for name in options.promises] or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        parser.error(f"no such promise: {', '.join(sorted(unknown))}")
    reports, failed = [], False
    for name in wanted:
        print(f"{name} ...", end=" ", flush=True)
        try:
            report = measure(name, rounds=options.rounds, quick=options.quick)
        except (OSError, RuntimeError) as error:
            # The others can be measured all the same.
            print(f"failed: {error}", flush=True)
            failed = True
        else:
            print(f"{report.seconds:.0f} s", flush=True)
            reports.append(report)
    print()
    print(table.console(reports))
    if options.rounds is None and not options.quick:
        pages.refresh()
    return 1 if failed or any(report.lost for report in reports) else 0


def measure(name: str, *, rounds: int | None = None, quick: bool = False) -> Report:
    """Measure one promise and write its result: one that is to be kept, or out of the way."""
    # On the disk of the checkout: a /tmp in memory would make commits look cheap.
    beside = ROOT / ".make"
    beside.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="benchmarks-", dir=beside) as home:
        before = results.surroundings(Path(home))
        started = time.perf_counter()
        report = PARTS[name](Plan(Path(home), rounds, quick))
        report.seconds = time.perf_counter() - started
    kept = rounds is None and not quick
    results.write(report, before, results.FOLDER if kept else beside / "benchmarks")
    return report


if __name__ == "__main__":
    sys.exit(main())
