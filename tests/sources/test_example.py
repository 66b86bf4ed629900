"""The example of a source in a package of its own, installed and found by a real server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ..live_server import live_server
from .real import ROOT, As

EXAMPLE = ROOT / "examples" / "disk-source"


def test_a_source_of_another_package(tmp_path: Path) -> None:
    target = tmp_path / "target"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation",
         "--disable-pip-version-check", "--target", str(target), str(EXAMPLE)],
        check=True, timeout=120,
    )  # fmt: skip
    env = {"PYTHONPATH": str(target)}
    # More than any disk has.
    with live_server(tmp_path / "on", "--DiskSource.least=1e12", env=env) as server:
        entry = As(server, server.token).told("disk", "The disk is nearly full")
        assert entry["topic"] == "disk"
        assert entry["body"].endswith("GiB are free.")
        assert not [line for line in server.log if "source" in line.lower() and "[E" in line]
