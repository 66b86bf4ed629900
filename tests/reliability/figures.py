"""What the reliability tests measured: gathered during a run, kept in one JSON file."""

from __future__ import annotations

import json
import os
import platform
import re
import sqlite3
import subprocess
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

__all__ = [
    "ELSEWHERE",
    "PROMISES",
    "RESULTS",
    "ROOT",
    "Figures",
    "Run",
    "load",
    "promise_of",
    "save",
    "shown_by",
]

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "benchmarks" / "results" / "soak.json"

#: In the order of the table, in words short enough for it.
PROMISES = {
    "R1": "what was answered with 2xx is in the store",
    "R2": "one entry per event id and recipient, however often it is sent",
    "R3": "resuming by (epoch, seq) has no gap and no duplicate",
    "R4": "memory is bounded, whoever does not read",
    "R5": "nobody sees another's",
    "R6": "bad input never gives 5xx and never stalls the loop",
    "R7": "a store in trouble never stops the server",
    "R8": "the clock may jump",
    "R9": "every released store upgrades",
    "R10": "two servers on one file see everything within 2 s",
    "R11": "the model holds",
}

#: Tests outside of this folder that show a promise, as pytest names them; they are run and counted, too.
ELSEWHERE = {
    "R7": (
        "tests/storage/test_trouble.py",
        "tests/storage/test_healing.py",
        "tests/storage/test_disk.py",
        "tests/storage/test_flips.py",
        "tests/services/api/test_trouble.py",
        "tests/server/test_trouble.py",
    ),
    "R9": (
        "tests/storage/test_upgrades.py",
        "tests/storage/test_processes.py::test_a_migration_that_was_killed_starts_again",
        "tests/storage/test_processes.py::test_each_migration_is_one_transaction",
    ),
}

_OWN = re.compile(r"tests/reliability/test_(r\d+)_")

Figure = int | float | str


@dataclass
class Run:
    """What is known of one promise after a run."""

    figures: dict[str, Figure] = field(default_factory=dict)
    tests: int = 0
    failed: int = 0
    seconds: float = 0.0

    @property
    def outcome(self) -> str:
        """``kept`` if tests ran and none failed, else ``broken``."""
        return "kept" if self.tests and not self.failed else "broken"


class Figures:
    """Gathers figures by promise."""

    def __init__(self) -> None:
        self.runs: dict[str, Run] = {}

    def record(self, promise: str, **figures: Figure) -> None:
        """Note figures of a promise (``R1``), before the assertions, so that a failure shows them too.

        A name says its unit where it has one: ``p99_ms``, ``growth_mib``. The same name again replaces.
        """
        self._run(promise).figures |= figures

    def count(self, nodeid: str, outcome: str, seconds: float) -> None:
        """Note how a test ended: ``passed``, ``failed`` or ``skipped``."""
        promise = promise_of(nodeid)
        if promise is None or outcome == "skipped":
            return
        run = self._run(promise)
        run.tests += 1
        run.failed += outcome == "failed"
        run.seconds += seconds

    def _run(self, promise: str) -> Run:
        if promise not in PROMISES:
            msg = f"no such promise: {promise}"
            raise KeyError(msg)
        return self.runs.setdefault(promise, Run())


def promise_of(nodeid: str) -> str | None:
    """Which promise a test shows, by its file."""
    own = _OWN.match(nodeid)
    if own is not None:
        return own[1].upper()
    names = {nodeid.partition("::")[0], nodeid.partition("[")[0]}
    return next((promise for promise, where in ELSEWHERE.items() if names & set(where)), None)


def shown_by(promise: str) -> list[str]:
    """Where the tests of a promise are, as pytest names it: files, and single tests of others."""
    own = (ROOT / "tests" / "reliability").glob(f"test_{promise.lower()}_*.py")
    return sorted(str(path.relative_to(ROOT)) for path in own) + list(ELSEWHERE.get(promise, ()))


def load(path: Path = RESULTS) -> dict[str, Any]:
    """The last figures: ``{machine, promises: {R1: {date, commit, outcome, tests, seconds, figures}}}``."""
    if not path.exists():
        return {"machine": {}, "promises": {}}
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def save(figures: Figures, path: Path = RESULTS) -> None:
    """Replace the figures of the promises that were run; those of another machine go."""
    kept, here = load(path), machine()
    promises = kept["promises"] if kept["machine"] == here else {}
    now = datetime.now(timezone.utc).strftime("%Y-%m-%d")
    for promise, run in figures.runs.items():
        promises[promise] = {
            "date": now,
            "commit": _commit(),
            "outcome": run.outcome,
            "tests": run.tests,
            "seconds": round(run.seconds),
            "figures": run.figures,
        }
    ordered = {promise: promises[promise] for promise in PROMISES if promise in promises}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"machine": here, "promises": ordered}, indent=2) + "\n", "utf-8")


def machine() -> dict[str, Figure]:
    """What the figures depend on; nothing that says whose machine it is."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count() or 1,
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def _cpu() -> str:
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text("utf-8"), re.MULTILINE)
    except OSError:
        found = None
    return found[1].strip() if found else platform.machine()


def _commit() -> str:
    asked = subprocess.run(
        ["git", "rev-parse", "--short=10", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() or "unknown"
