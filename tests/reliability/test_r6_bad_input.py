"""R6: schemathesis sends what the contract allows, and what it does not; no answer is the server's fault."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..api_client import OPENAPI
from .figures import Figures
from .fuzzed_server import LAG_MS, fuzzed_server
from .plugin import Scale

#: What schemathesis is told beside its options.
_CONFIG = """
# The contract cannot say all that is checked: that an event's schema is registered, that one time is
# after another, what a link may look like. So some of what it allows is refused.
[checks.positive_data_acceptance]
enabled = false

[checks.negative_data_rejection]
expected-statuses = ["400", "403", "404", "405", "409", "413", "422", "429"]
"""


def _run(folder: Path, url: str, token: str, examples: int) -> tuple[int, str, Path]:
    """Schemathesis' exit code, what it printed, and its report."""
    (folder / "schemathesis.toml").write_text(_CONFIG)
    report = folder / "report.ndjson"
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            *("--config-file", str(folder / "schemathesis.toml")),
            *("run", str(OPENAPI), "--url", url, "-H", f"Authorization: token {token}"),
            # A socket's upgrade is no answer that it could read; test_r6_sockets.py has those.
            *("--exclude-path-regex", "subscribe"),
            *("--continue-on-failure", "--max-examples", str(examples), "--seed", "20261123"),
            *("--suppress-health-check", "all", "--warnings", "off", "--no-color", "--no-shrink"),
            *("--generation-database", "none"),
            *("--report", "ndjson", "--report-ndjson-path", str(report)),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr, report


def _exchanges(report: Path) -> Iterator[tuple[str, int]]:
    """The operation and the answer's status of each case."""
    with report.open(encoding="utf-8") as lines:
        for line in lines:
            event: dict[str, Any] = json.loads(line)
            recorder = event.get("ScenarioFinished", {}).get("recorder", {})
            for interaction in recorder.get("interactions", {}).values():
                response = interaction.get("response")
                yield recorder["label"], response["status_code"] if response else 0


def test_no_case_of_the_contract_is_a_fault(tmp_path: Path, scale: Scale, figures: Figures) -> None:
    with fuzzed_server(tmp_path / "home") as fuzzed:
        fuzzed.assert_well()
        code, printed, report = _run(tmp_path, fuzzed.server.url, fuzzed.token, scale.pick(4, 900))
        lag = fuzzed.lag()
        fuzzed.assert_well()
    seen = list(_exchanges(report))
    statuses = Counter(status for _, status in seen)
    faults = sum(count for status, count in statuses.items() if status >= 500 or status == 0)
    figures.record(
        "R6", cases=len(seen), answers_5xx=faults, lag_max_ms=lag["max_ms"], lag_p99_ms=lag["p99_ms"]
    )
    assert code == 0, printed[-20000:]
    assert faults == 0, statuses
    assert len(seen) >= scale.pick(300, 10_000)
    assert {200, 201, 204, 400, 404} <= set(statuses), f"the cases are too much alike: {statuses}"
    assert lag["max_ms"] < LAG_MS, lag
