"""``doctor``: where all is well it finds nothing, and what is wrong it names, with what to do."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from jupyter_notifications import __version__
from jupyter_notifications.cli.checks import packages, running, storage
from jupyter_notifications.cli.checks.extensions import LABEXTENSIONS

from .conftest import Shell


def findings(shell: Shell, *, status: int, **variables: str) -> dict[str, dict[str, Any]]:
    """What it found, by what was looked at."""
    (said,) = shell.json("doctor", status=status, env=variables)
    assert said["ok"] is (status == 0)
    assert all(one["advice"] for one in said["findings"] if one["level"] == "fail")
    return {one["check"]: one for one in said["findings"]}


def write(path: Path, content: object) -> None:
    """Write a file of JSON, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content))


def install(folder: Path, names: Iterable[str] = LABEXTENSIONS, version: str = __version__) -> str:
    """Write labextensions as a build leaves them; gives the path on which they are found before others."""
    for name in names:
        about = {"name": name, "version": version, "jupyterlab": {"_build": {"load": "static/entry.js"}}}
        write(folder / "labextensions" / name / "package.json", about)
        write(folder / "labextensions" / name / "static" / "entry.js", "")
    return str(folder)


def test_a_server_and_an_installation_that_are_well(tmp_path: Path, shell: Shell) -> None:
    data = shell.server.home / "data"
    done = shell("doctor", env={"JUPYTER_DATA_DIR": str(data), "JUPYTER_PATH": install(tmp_path)})
    lines = done.stdout.splitlines()
    assert {line.split()[0] for line in lines} == {"ok"}, done.stdout
    version = f"version: the server runs {__version__}"
    for words in (
        "server: http",
        "access: it answers",
        version,
        "storage: sqlite",
        "sources: files, kernels",
    ):
        assert any(words in line for line in lines), words
    assert shell.server.token not in done.stdout
    # The folder that the server itself made is as it is to be.
    assert f"ok    folder: {data / 'jupyter_notifications'}, for nobody else" in lines


def test_all_that_can_be_wrong_with_an_installation(tmp_path: Path, shell: Shell) -> None:
    core, lab, notebook = LABEXTENSIONS
    config, data = tmp_path / "config", tmp_path / "data"
    off = {"ServerApp": {"jpserver_extensions": {"jupyter_notifications": False}}}
    write(config / "jupyter_server_config.d" / "off.json", off)
    write(config / "labconfig" / "page_config.json", {"disabledExtensions": {f"{lab}:badge": True}})
    install(data)
    # A leftover of an old version, found before the one that belongs to the package; and half of one.
    install(data, [core], "0.0.1")
    (data / "labextensions" / notebook / "static" / "entry.js").unlink()
    kernel = {"argv": ["/nowhere/python", "-m", "x"], "display_name": "E", "language": "python"}
    write(data / "kernels" / "zz" / "kernel.json", kernel)
    write(data / "kernels" / "r" / "kernel.json", {**kernel, "argv": ["/nowhere/R"], "language": "R"})
    variables = {
        "JUPYTER_CONFIG_PATH": str(config),
        "JUPYTER_PATH": str(data),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "nowhere"),
    }
    found = findings(shell, status=1, **variables)
    assert found["extension"]["level"] == "fail"
    assert str(config / "jupyter_server_config.d" / "off.json") in found["extension"]["message"]
    assert found["extension"]["advice"] == "jupyter server extension enable jupyter_notifications"
    assert found[core]["level"] == "fail"
    assert "it is of version 0.0.1" in found[core]["message"]
    assert (found[lab]["level"], found[lab]["advice"]) == (
        "warn",
        f"jupyter labextension enable {lab}:badge",
    )
    assert found[notebook]["level"] == "fail"
    assert "it is not whole" in found[notebook]["message"]
    assert found["server"]["level"] == "warn"
    # Of all Pythons the last is kept here; a kernel in another language is none.
    assert found["kernel"]["message"].startswith("zz: /nowhere/python does not run")
    assert "/nowhere/R" not in str(found)


def test_a_kernel_of_an_environment_without_the_package(tmp_path: Path, shell: Shell) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "env"], check=True, timeout=60)
    python = str(tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin") / "python")
    # All kernels of the machine are looked at; the last one is ours.
    about = {"argv": [python, "-m", "ipykernel_launcher"], "display_name": "Z", "language": "python"}
    write(tmp_path / "share" / "kernels" / "zzz" / "kernel.json", about)
    kernel = findings(shell, status=0, JUPYTER_PATH=install(tmp_path / "share"))["kernel"]
    assert (kernel["level"], kernel["advice"]) == ("warn", f"{python} -m pip install jupyter-notifications")


def test_a_store_that_is_not_well() -> None:
    well = {"health": "ok", "durable": True, "problem": None, "room": True, "backend": "sqlite"}
    assert running._store(well).level == "ok"
    forgets = running._store({**well, "durable": False, "health": "degraded", "problem": "It is locked."})
    assert forgets.level == "warn"
    assert forgets.message == "what is sent is lost when the server stops: It is locked."
    full = running._store({**well, "health": "failing", "room": False})
    assert full.level == "fail"
    assert "its disk is full" in full.message


def test_sources_that_did_not_start() -> None:
    said = running._sources({"kernels": "running", "files": "running", "mine": "failed", "x": "absent"})
    assert (said.level, said.message) == ("warn", "did not start: mine")
    said = running._sources({"kernels": "running", "files": "running", "x": "off"})
    assert (said.level, said.message) == ("ok", "files, kernels")
    # A server of an older version says nothing of them.
    assert running._sources(None).level == "ok"


def test_tokens(tmp_path: Path, shell: Shell) -> None:
    variables = {
        "JUPYTER_NOTIFICATIONS_URL": shell.server.url,
        "JUPYTER_NOTIFICATIONS_TOKEN": "of-a-kernel",
        "JUPYTER_PATH": install(tmp_path),
    }
    said = findings(shell, status=0, **variables)["token"]["message"]
    assert said.startswith("one that only sends, by JUPYTER_NOTIFICATIONS_URL; one that also reads, by ")
    found = findings(shell, status=1, **variables, JUPYTER_RUNTIME_DIR="/nowhere")
    assert found["access"]["level"] == "fail"
    assert "of-a-kernel" not in str(found)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    file = folder / "notifications.sqlite3"
    (finding,) = storage.of_file(file)
    assert (finding.level, finding.message) == ("ok", f"{folder} is made when it is needed")
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    (finding,) = storage.of_file(file)
    assert (finding.level, finding.advice) == ("warn", f"chmod go= {folder}")
    folder.chmod(0o700)
    assert [one.level for one in storage.of_file(file)] == ["ok"]
    if os.geteuid():
        folder.chmod(0o500)
        assert [one.level for one in storage.of_file(file)] == ["fail"]
        folder.chmod(0o700)
    else:
        os.chown(folder, 12345, 12345)
        assert [one.level for one in storage.of_file(file)] == ["warn"]


def test_the_folder_that_is_configured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))

    def told() -> list[tuple[str, str, str]]:
        return [(one.check, one.level, one.message) for one in storage.check()]

    assert told() == [
        ("folder", "ok", f"{tmp_path / 'data' / 'jupyter_notifications'} is made when it is needed")
    ]
    elsewhere = {"db_path": str(tmp_path / "elsewhere" / "inbox.sqlite3")}
    write(tmp_path / "config" / "jupyter_server_config.json", {"NotificationsExtension": elsewhere})
    assert told() == [("folder", "ok", f"{tmp_path / 'elsewhere'} is made when it is needed")]
    # The extension's own file is read after the server's.
    own = tmp_path / "config" / "jupyter_jupyter_notifications_config.py"
    own.write_text(f"c.NotificationsExtension.db_path = {str(tmp_path)!r}")
    assert told() == [("folder", "fail", f"{tmp_path} is to be a file, and is a folder")]
    own.write_text("print('hello'); c.NotificationsExtension.storage = 'memory'")
    ((check, level, message),) = told()
    assert (check, level) == ("folder", "ok")
    assert "memory only" in message
    # It may be printed for others: what was found is JSON if that was asked for.
    assert capsys.readouterr().out == ""
    own.write_text("raise OSError('no such share')")
    (configuration, folder) = told()
    assert configuration[:2] == ("configuration", "warn")
    assert "no such share" in configuration[2]
    assert folder == ("folder", "ok", f"{tmp_path / 'elsewhere'} is made when it is needed")


def test_versions_that_do_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    real = packages._version
    old = {"jupyter_server": "2.18.0", "notebook": "7.3.0", "jupyterlab": "4.4.1"}
    monkeypatch.setattr(packages, "_version", lambda name: old.get(name) or real(name))
    found = {one.check: one for one in packages.check()}
    assert {name: found[name].level for name in old} == {
        "jupyter_server": "fail",
        "notebook": "fail",
        "jupyterlab": "ok",
    }
    assert found["notebook"].advice.startswith('pip install "notebook')
    assert found["package"].level == "ok"


def test_an_environment_that_has_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "_version", lambda name: None)
    monkeypatch.setattr(shutil, "which", lambda name: "/elsewhere/bin/jupyter")
    found = {one.check: one.level for one in packages.check()}
    assert found == {"package": "fail", "command": "warn", "jupyter_server": "fail", "application": "warn"}
