"""Runs the smoke set in the browser with the wheel and each supported release, and keeps what it found."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "docs" / "developers" / "compatibility.json"
PAGES = (ROOT / "README.md", ROOT / "docs" / "developers" / "compatibility.md")
BEGIN, END = "<!-- compatibility: written by make compat -->\n", "<!-- /compatibility -->"

#: The packages whose versions a row of the table names.
NAMED = ("jupyterlab", "notebook", "jupyter_server")


@dataclass(frozen=True)
class Release:
    """What is installed together; the newest of each that fits."""

    jupyterlab: str
    notebook: str
    jupyter_server: str = ">=2.19"

    @property
    def requirements(self) -> list[str]:
        return [
            f"jupyterlab{self.jupyterlab}",
            f"notebook{self.notebook}",
            f"jupyter_server{self.jupyter_server}",
        ]


#: Every minor release that is declared as supported; the oldest with the oldest server.
RELEASES = (
    Release("==4.4.*", "==7.4.*", "==2.19.*"),
    Release("==4.5.*", "==7.5.*"),
    Release("==4.6.*", "==7.6.*"),
)


@dataclass(frozen=True)
class Result:
    """What was found with one release."""

    jupyterlab: str
    notebook: str
    jupyter_server: str
    python: str
    passed: int
    failed: list[str]


def run(command: Sequence[str | Path], env: dict[str, str] | None = None) -> str:
    """Run to the end; what it printed. Leaves with that if it failed."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        # A registry that no longer answers must not keep it for ever.
        timeout=600,
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def clean_environment() -> dict[str, str]:
    """The environment without what would lead to this checkout or to the server of who types this."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("JUPYTER", "PYTHON", "VIRTUAL_ENV"))
    }


def build_wheel(folder: Path) -> Path:
    """The wheel of this checkout, built from its source distribution."""
    run([sys.executable, "-m", "build", "--no-isolation", "--outdir", folder])
    return next(folder.glob("*.whl"))


def install(release: Release, wheel: Path, venv: Path) -> Path:
    """A virtual environment with a release and the wheel; its Python."""
    run([sys.executable, "-m", "venv", venv])
    python = venv / "bin" / "python"
    run(
        [python, "-m", "pip", "install", "--quiet", "ipykernel", *release.requirements, wheel],
        env=clean_environment(),
    )
    return python


def versions(python: Path) -> dict[str, str]:
    """What is really installed there."""
    code = "import sys, importlib.metadata as m; print(*map(m.version, sys.argv[1:]))"
    found = run([python, "-c", code, *NAMED], env=clean_environment()).split()
    return {**dict(zip(NAMED, found, strict=True)), "python": ".".join(map(str, sys.version_info[:2]))}


def outcomes(suite: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """The tests of a Playwright report, each with whether it passed."""
    for spec in suite.get("specs", ()):
        yield spec["title"], spec["ok"]
    for inner in suite.get("suites", ()):
        yield from outcomes(inner)


def smoke(python: Path, folder: Path) -> tuple[int, list[str]]:
    """Run the smoke set with that Python: how many tests passed, and which did not."""
    report = folder / "report.json"
    done = subprocess.run(
        ["scripts/browser.sh", "test", "compat", "--reporter=json"],
        cwd=ROOT,
        env={**os.environ, "TEST_PYTHON": str(python), "PLAYWRIGHT_JSON_OUTPUT_NAME": str(report)},
        capture_output=True,
        text=True,
        check=False,
    )
    found = dict(outcomes(json.loads(report.read_text("utf-8")))) if report.exists() else {}
    failed = [title for title, passed in found.items() if not passed]
    if not found or (done.returncode and not failed):
        sys.exit(f"The smoke set did not run.\n{done.stdout}\n{done.stderr}")
    return len(found) - len(failed), failed


def table(results: Sequence[Result], date: str) -> str:
    """The table of the documents."""
    rows = [("JupyterLab", "Notebook", "jupyter_server", "Python", "smoke set"), ("---",) * 5]
    for one in results:
        found = f"{one.passed} of {one.passed + len(one.failed)} passed"
        rows.append((one.jupyterlab, one.notebook, one.jupyter_server, one.python, found))
    lines = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"\n{lines}\n\nFound on {date}.\n\n"


def between(text: str, content: str) -> str:
    """A document with its table replaced."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"There is no place for the table: {BEGIN.strip()} … {END}")
    return before + BEGIN + content + END + after


def write(results: Sequence[Result], date: str) -> None:
    """Keep what was found, and show it where people look."""
    found = {"date": date, "results": [asdict(one) for one in results]}
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    for page in PAGES:
        page.write_text(between(page.read_text("utf-8"), table(results, date)), "utf-8")
    run(["node_modules/.bin/prettier", "--write", RESULTS, *PAGES])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only",
        metavar="MINOR",
        help="only the JupyterLab release of this minor version, as 4.4; nothing is written",
    )
    only: str | None = parser.parse_args().only
    wanted = [one for one in RELEASES if only is None or one.jupyterlab == f"=={only}.*"]
    if not wanted:
        parser.error(f"no release {only}")
    # Ended from outside, too, it takes its environments with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    results = []
    with tempfile.TemporaryDirectory(prefix="notifications-compat-") as name:
        folder = Path(name)
        wheel = build_wheel(folder / "dist")
        for number, release in enumerate(wanted):
            print("- " + ", ".join(release.requirements), flush=True)
            place = folder / str(number)
            place.mkdir()
            python = install(release, wheel, place / "venv")
            passed, failed = smoke(python, place)
            results.append(Result(**versions(python), passed=passed, failed=failed))
            print(f"  {passed} passed, {len(failed)} failed", *failed, sep="\n  ", flush=True)
    if only is None:
        write(results, datetime.now(timezone.utc).date().isoformat())
    if any(one.failed for one in results):
        sys.exit(1)


if __name__ == "__main__":
    main()
