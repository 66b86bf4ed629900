"""A program that no server started finds one of its person's that runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jupyter_notifications.client import NoServerError, discover

from .test_discovery import INFO


def running(folder: Path, name: str, *, started: float = 1_000.0, **changes: Any) -> None:
    """A runtime file of a server, by default one whose process is there."""
    path = folder / f"jpserver-{name}.json"
    path.write_text(json.dumps(INFO | {"pid": os.getpid(), "url": f"http://localhost:2/{name}/"} | changes))
    os.utime(path, (started, started))


def found(folder: Path) -> str:
    """The address that is found."""
    return discover(environ={"JUPYTER_RUNTIME_DIR": str(folder)}).url


def test_the_only_one(tmp_path: Path) -> None:
    running(tmp_path, "1")
    server = discover(environ={"JUPYTER_RUNTIME_DIR": str(tmp_path)})
    assert server.url == "http://localhost:2/1/"
    assert server.token == "of-the-server"
    assert server.found_by == str(tmp_path / "jpserver-1.json")


def test_the_last_that_started(tmp_path: Path) -> None:
    running(tmp_path, "1", started=2_000)
    running(tmp_path, "2", started=3_000)
    running(tmp_path, "3", started=1_000)
    assert found(tmp_path) == "http://localhost:2/2/"


def test_the_one_that_serves_the_nearest_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "work" / "project" / "deep"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    running(tmp_path, "1", root_dir=str(tmp_path / "work"))
    running(tmp_path, "2", root_dir=str(tmp_path / "work" / "project"))
    running(tmp_path, "3", root_dir=str(tmp_path / "work" / "proj"), started=5_000)
    running(tmp_path, "4", root_dir="", started=6_000)
    assert found(tmp_path) == "http://localhost:2/2/"


def test_one_that_lets_us_in_before_one_that_wants_a_password(tmp_path: Path) -> None:
    running(tmp_path, "1", started=1_000)
    running(tmp_path, "2", started=2_000, token="", password=True)
    assert found(tmp_path) == "http://localhost:2/1/"


def test_not_one_that_was_killed(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    running(tmp_path, "1", pid=child.pid)
    with pytest.raises(NoServerError, match="no Jupyter server was found"):
        found(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"pid": "x"}', '{"pid": 1e400}', "\0"])
def test_files_that_are_none_are_passed_over(tmp_path: Path, text: str) -> None:
    (tmp_path / "jpserver-9.json").write_text(text)
    running(tmp_path, "1")
    assert found(tmp_path) == "http://localhost:2/1/"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="who may read everything")
def test_a_file_of_another_person_is_passed_over(tmp_path: Path) -> None:
    running(tmp_path, "2", started=2_000)
    (tmp_path / "jpserver-2.json").chmod(0)
    running(tmp_path, "1")
    assert found(tmp_path) == "http://localhost:2/1/"


def test_all_else_comes_before(tmp_path: Path) -> None:
    running(tmp_path, "1")
    environ = {"JUPYTER_RUNTIME_DIR": str(tmp_path)}
    hub = {"JUPYTERHUB_SERVICE_URL": "http://127.0.0.1:3/user/ada/", "JUPYTERHUB_API_TOKEN": "of-the-hub"}
    assert discover(environ=environ | hub).token == "of-the-hub"
