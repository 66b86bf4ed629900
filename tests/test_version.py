"""One version everywhere."""

from __future__ import annotations

import json
from pathlib import Path

import jupyter_notifications

ROOT = Path(__file__).resolve().parents[1]


def test_every_package_has_the_version_of_the_root() -> None:
    root = json.loads((ROOT / "package.json").read_text())
    packages = sorted((ROOT / "packages").glob("*/package.json"))
    assert len(packages) == 4
    for path in packages:
        package = json.loads(path.read_text())
        assert package["version"] == root["version"], path
        for name, wanted in package["dependencies"].items():
            if name.startswith("@jupyter-notifications/"):
                assert wanted == f"^{root['version']}", (path, name)


def test_python_reports_the_version_of_the_root() -> None:
    root = json.loads((ROOT / "package.json").read_text())
    # hatch-nodejs-version turns 1.2.3-beta.0 into 1.2.3b0; releases are the same in both.
    assert jupyter_notifications.__version__.split("b")[0] == root["version"].split("-")[0]
