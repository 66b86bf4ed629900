"""Writes what was measured as JSON, with the machine and the versions, and reads it again."""

from __future__ import annotations

import json
import os
import platform
import re
import sqlite3
import subprocess
from dataclasses import asdict
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from jupyter_notifications.storage.mounts import file_system, mount_table

from .measure import Goal, Report, Row, Side
from .servers import ROOT

__all__ = ["FOLDER", "Result", "read", "read_all", "surroundings", "write"]

FOLDER = ROOT / "benchmarks" / "results"

#: Of a kernel's version, what says how old it is.
_SERIES = re.compile(r"^\d+\.\d+")

#: A result as it is read: the report, and all else that was written down.
Result = tuple[Report, dict[str, Any]]


def surroundings(home: Path) -> dict[str, Any]:
    """When, on what and with what is measured. Names neither the machine nor any path."""
    return {
        "date": datetime.now(tz=timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "machine": {
            "cpu": _cpu(),
            "cores": psutil.cpu_count(),
            "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
            "system": " ".join([platform.system(), *_SERIES.findall(platform.release())]),
            "file system": file_system(home.resolve(), mount_table()),
            "load before": round(os.getloadavg()[0], 2),
        },
        "versions": {
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            **{name: version(name) for name in ("jupyter_server", "jupyter_events", "tornado")},
        },
        "commit": _commit(),
    }


def write(report: Report, around: dict[str, Any], folder: Path = FOLDER) -> Path:
    """Write a report into a folder; where."""
    rows = [{**asdict(row), "result": row.result, "met": row.met} for row in report.rows]
    whole = {
        "promise": report.promise,
        "what": report.what,
        "met": report.met,
        **around,
        "seconds": round(report.seconds, 1),
        "checks": report.checks,
        "rows": rows,
    }
    folder.mkdir(exist_ok=True)
    file = folder / f"{report.promise.lower()}.json"
    file.write_text(json.dumps(_rounded(whole), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def read(file: Path) -> Result:
    """Read one result."""
    whole = json.loads(file.read_text(encoding="utf-8"))
    rows = [
        Row(
            name=row["name"],
            figure=row["figure"],
            unit=row["unit"],
            values=row["values"],
            goal=None if row["goal"] is None else Goal(**row["goal"]),
            sides={name: Side(**side) for name, side in row["sides"].items()},
            judged_by=row["judged_by"],
        )
        for row in whole["rows"]
    ]
    return Report(whole["promise"], whole["what"], rows, whole["checks"], whole["seconds"]), whole


def read_all(folder: Path = FOLDER) -> list[Result]:
    """All results of benchmarks, by the number of their promise."""
    return sorted(
        (read(file) for file in folder.glob("p*.json") if file.stem[1:].isdigit()),
        key=lambda result: int(result[0].promise[1:]),
    )


def _rounded(value: Any) -> Any:
    """Five significant digits, which is more than any of it is good for."""
    if isinstance(value, float):
        return float(f"{value:.5g}")
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list) else value


def _cpu() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _commit() -> str | None:
    """The commit, with a plus sign if the code that is measured differs from it."""
    try:
        head = _git("rev-parse", "--short=12", "HEAD")
        return head + ("+" if _git("status", "--porcelain", "--", "jupyter_notifications") else "")
    except (OSError, subprocess.CalledProcessError):
        return None


def _git(*words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()
