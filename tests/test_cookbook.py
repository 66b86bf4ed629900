"""The recipes of the cookbook, run as they stand there; that for R where R is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from .live_server import LiveServer, clean_environment, live_server
from .pages import blocks, under

PAGE = "users/cookbook.md"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server as everyone has it, whose runtime files are where cron's jobs look for them."""
    home = tmp_path_factory.mktemp("cookbook")
    runtime = home / ".local" / "share" / "jupyter" / "runtime"
    with live_server(home, env={"JUPYTER_RUNTIME_DIR": str(runtime)}) as started:
        yield started


@pytest.fixture(autouse=True)
def an_empty_inbox(server: LiveServer) -> None:
    assert server.request("DELETE", "api/notifications")[0] == 200


def run(
    server: LiveServer, folder: Path, *command: str | Path, code: str | None = None, status: int = 0
) -> str:
    """Run a command with the variables of a terminal of the server; give what it wrote."""
    environment = clean_environment() | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(server.home),
        "JUPYTER_NOTIFICATIONS_URL": server.url,
        "JUPYTER_NOTIFICATIONS_TOKEN": server.token,
    }
    done = subprocess.run(
        command, input=code, cwd=folder, env=environment, check=False, timeout=90,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert done.returncode == status, done.stdout
    return done.stdout


def types(server: LiveServer) -> dict[str, str]:
    """The type of each entry in the inbox, by its title."""
    return {item["title"]: item["type"] for item in server.inbox()}


def entry(server: LiveServer) -> dict[str, Any]:
    """The only one."""
    (found,) = server.inbox()
    return found


def test_a_training_loop(server: LiveServer, tmp_path: Path) -> None:
    (program,) = under(PAGE, "A training loop", "python")
    assert run(server, tmp_path, sys.executable, "-", code=program) == ""
    assert (entry(server)["title"], entry(server)["body"]) == ("Training finished", "Best loss **0.059**")


def test_many_jobs_at_once(server: LiveServer, tmp_path: Path) -> None:
    (program,) = under(PAGE, "Many jobs at once", "python")
    assert run(server, tmp_path, sys.executable, "-", code=program) == ""
    assert types(server) == {"b.csv was not converted": "error", "Converting finished": "success"}


def test_pytest(server: LiveServer, tmp_path: Path) -> None:
    (conftest,) = under(PAGE, "pytest", "python")
    (tmp_path / "conftest.py").write_text(conftest)
    (tmp_path / "test_it.py").write_text("def test_good(): pass\ndef test_bad(): assert 0\n")
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", tmp_path)
    run(server, tmp_path, *command, status=1)
    assert types(server) == {}
    run(server, tmp_path, *command, "--notify", status=1)
    assert (entry(server)["title"], entry(server)["type"]) == ("Tests: 1 failed, 1 passed", "error")
    assert entry(server)["body"] == "- `test_it.py::test_bad`"


def test_make(server: LiveServer, tmp_path: Path) -> None:
    (rule,) = under(PAGE, "make", "make")
    # Nobody waits ten seconds here.
    targets = "good:\n\t@echo made\nbad:\n\t@exit 3\n"
    (tmp_path / "Makefile").write_text(rule.replace("--after 10s", "--after 0s") + targets)
    assert "made" in run(server, tmp_path, "make", "notify-good")
    run(server, tmp_path, "make", "notify-bad", status=2)
    assert types(server) == {"make good finished": "success", "make bad failed": "error"}


def test_a_shell_script(server: LiveServer, tmp_path: Path) -> None:
    (script,) = under(PAGE, "A shell script", "bash")
    run(server, tmp_path, "bash", "-c", script, status=2)
    assert types(server) == {"Backup": "error"}
    (tmp_path / "notes").write_text("x")
    run(server, tmp_path, "bash", "-c", script)
    assert [item["type"] for item in server.inbox()] == ["success", "error"]


def test_cron(server: LiveServer, tmp_path: Path) -> None:
    (table,) = under(PAGE, "cron", "cron")
    jobs = re.findall(r"^(?:[\d*/]+\s+){5}(.+)$", table, re.MULTILINE)
    assert len(jobs) == 2
    (path,) = re.findall(r"^PATH=(.*)$", table, re.MULTILINE)
    for name, status in (("export.sh", 0), ("check.sh", 4)):
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {status}\n")
        (tmp_path / name).chmod(0o755)
    # All that cron leaves to a job, and what the table says.
    environment = {
        "HOME": str(server.home),
        "LOGNAME": "me",
        "SHELL": "/bin/sh",
        "PATH": path.replace("/home/me/venv/bin", str(Path(sys.executable).parent)),
    }
    for job in jobs:
        # To cron, a percent sign would be the end of the command.
        assert "%" not in job
        subprocess.run(["/bin/sh", "-c", job], env=environment, cwd=tmp_path, check=True, timeout=60)
    assert types(server) == {"Nightly export finished": "success", "The check failed": "error"}


def test_papermill(server: LiveServer, tmp_path: Path) -> None:
    cell = nbformat.v4.new_code_cell("day = ''", metadata={"tags": ["parameters"]})  # type: ignore[no-untyped-call]
    last = nbformat.v4.new_code_cell("assert day == '2026-11-23', day")  # type: ignore[no-untyped-call]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}}
    notebook = nbformat.v4.new_notebook(cells=[cell, last], metadata=kernel)  # type: ignore[no-untyped-call]
    nbformat.write(notebook, tmp_path / "report.ipynb")  # type: ignore[no-untyped-call]
    (command,) = under(PAGE, "papermill", "bash")
    (program,) = under(PAGE, "papermill", "python")
    run(server, tmp_path, "bash", "-euc", command)
    run(server, tmp_path, sys.executable, "-", code=program.replace("2026-11-23", "another day"), status=1)
    failed, finished = server.inbox()
    assert (finished["title"], finished["type"]) == ("Report finished", "success")
    assert (failed["title"], failed["type"]) == ("Report failed", "error")
    assert finished["link"] == failed["link"] == "out.ipynb"
    assert "AssertionError: another day" in failed["body"]


def test_r(server: LiveServer, tmp_path: Path) -> None:
    (program,) = under(PAGE, "R", "r")
    has_it = ["Rscript", "-e", "library(httr2); library(jsonlite)"]
    if not shutil.which("Rscript") or subprocess.run(has_it, capture_output=True, check=False).returncode:
        pytest.skip("R with httr2 and jsonlite is not installed")
    (tmp_path / "fitted.R").write_text(program, encoding="utf-8")
    run(server, tmp_path, "Rscript", "--encoding=UTF-8", "fitted.R")
    assert (entry(server)["title"], entry(server)["body"]) == ("Model fitted", "R² is **0.94**.")


def test_the_request_that_julia_makes(server: LiveServer, tmp_path: Path) -> None:
    (program,) = under(PAGE, "Julia", "julia")
    (path,) = re.findall(r'ENV\["JUPYTER_NOTIFICATIONS_URL"\] \* "(.*)"', program)
    (method,) = re.findall(r'method = "(\w+)"', program)
    ((name, scheme),) = re.findall(r'"(\w+)" => "(.*)" \* ENV\["JUPYTER_NOTIFICATIONS_TOKEN"\]', program)
    (text,) = re.findall(r'notify\("""(.*)"""\)', program)
    header = f"{name}: {scheme}{server.token}"
    # As its Downloads does with a stream: an upload, so in chunks and without a type.
    curl = ("curl", "--silent", "--fail", "--upload-file", "-", "--request", method, "--header", header)
    run(server, tmp_path, *curl, f"{server.url}{path}", code=text)
    assert types(server) == {"Simulation finished": "success"}


def test_no_recipe_is_left_out() -> None:
    tried = Path(__file__).read_text(encoding="utf-8")
    for heading, language, _ in blocks(PAGE):
        assert f'under(PAGE, "{heading}", "{language}")' in tried, heading
