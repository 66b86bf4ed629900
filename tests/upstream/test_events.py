"""jupyter_server's own tests of the event routes, unchanged, with our handlers in their place."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ET
from importlib.metadata import version
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".make" / "upstream"

#: Tests of private attributes, which only the core's handler has; docs/developers/decisions/0001 says why.
PRIVATE = ["tests/services/events/test_api.py::test_subscribe_websocket_self_removes_on_closed_socket"]


@pytest.fixture(scope="module")
def upstream() -> Path:
    """The unpacked tests of the jupyter_server that is installed; fetched once."""
    name = f"jupyter_server-{version('jupyter_server')}"
    folder = CACHE / name
    if not folder.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        _unpack(_fetch(name), folder)
    return folder


def _fetch(name: str) -> Path:
    archive = CACHE / f"{name}.tar.gz"
    if not archive.is_file():
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        if all(map(importlib.util.find_spec, ("hatchling", "hatch_jupyter_builder"))):
            # pip asks the build backend for the metadata, and what that needs is here already.
            command.append("--no-build-isolation")
        fetched = subprocess.run(
            [*command, "--no-deps", "--no-binary", ":all:", "--dest", str(CACHE), name.replace("-", "==")],
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert fetched.returncode == 0, f"the source distribution could not be fetched:\n{fetched.stderr}"
    return archive


def _unpack(archive: Path, folder: Path) -> None:
    # Under another name until it is complete.
    begun = folder.with_name(f"{folder.name}.{os.getpid()}")
    with tarfile.open(archive) as source:
        for member in source.getmembers():
            path = member.name.removeprefix(f"{folder.name}/")
            if member.isfile() and path.startswith("tests/") and ".." not in path:
                file = source.extractfile(member)
                assert file is not None
                (begun / path).parent.mkdir(parents=True, exist_ok=True)
                (begun / path).write_bytes(file.read())
    begun.rename(folder)


def test_they_pass_with_our_handlers(upstream: Path, tmp_path: Path) -> None:
    report, counted = tmp_path / "report.xml", tmp_path / "answered.json"
    # The plugin's folder comes last: the tests of jupyter_server are a package of the same name as ours.
    paths = [str(upstream), str(HERE)]
    run = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-p", "plugin",
            "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(upstream),
            f"--junitxml={report}", *[f"--deselect={test}" for test in PRIVATE], "tests/services/events",
        ],
        cwd=upstream,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OURS_ANSWERED": str(counted)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
    [suite] = ET.parse(report).getroot().iter("testsuite")
    outcome = {name: int(suite.attrib[name]) for name in ("tests", "failures", "errors", "skipped")}
    assert outcome["tests"] > 0
    assert (outcome["failures"], outcome["errors"], outcome["skipped"]) == (0, 0, 0), run.stdout[-8000:]
    answered = json.loads(counted.read_text("utf-8"))
    assert answered.get("EventHandler.post", 0) > 0, "our handler was not asked"
    assert answered.get("SubscribeSocket.open", 0) > 0, "our socket was not opened"
    assert f"{len(PRIVATE)} deselected" in run.stdout
