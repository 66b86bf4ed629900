"""``run``: the command is left as it is, its files, its signals and its result, and its end is told."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import COMMAND, PATIENCE, Shell

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

#: Says that it is ready, then waits for signals and says which came.
LISTENER = """
import os, signal, sys
wanted = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGQUIT}
signal.pthread_sigmask(signal.SIG_BLOCK, wanted)
os.write(1, b"ready\\n")
while True:
    number = signal.sigwait(wanted)
    os.write(1, signal.Signals(number).name.encode() + b"\\n")
    if number == signal.SIGTERM:
        sys.exit(42)
"""


def run(shell: Shell, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run Python under ``run``."""
    return shell("run", "--", sys.executable, "-c", *arguments, **options)


def test_a_command_that_succeeds(shell: Shell) -> None:
    done = shell("run", "--topic", "cli.run", "-p", "high", "--", "sh", "-c", "echo 'well done'")
    assert (done.stdout, done.stderr) == ("well done\n", "")
    (entry,) = [item for item in shell.server.inbox() if item.get("topic") == "cli.run"]
    assert (entry["title"], entry["type"], entry["priority"]) == ("sh finished", "success", "high")
    assert entry["body"].startswith("After 0.")
    assert entry["body"].endswith("```\nsh -c 'echo '\"'\"'well done'\"'\"''\n```")
    assert "Exit" not in entry["body"]


def test_a_command_that_fails(shell: Shell) -> None:
    shell("run", "--title", "The build", "sh", "-c", "exit 3", status=3)
    entry = shell.entry("The build failed")
    assert (entry["type"], entry["topic"]) == ("error", "command.failed")
    # Who names it does not want its arguments to be sent.
    assert entry["body"].split("\n\n")[1:] == ["Exit status 3."]


def test_its_files_are_its_own(shell: Shell) -> None:
    code = "import sys\nsys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])\nsys.stderr.write('E')"
    data = os.urandom(100_000)
    done = subprocess.run(
        [*COMMAND, "run", "--after", "1h", "--", sys.executable, "-c", code],
        input=data, env=shell.environment, capture_output=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, data[::-1], b"E")
    # And what is blocked meanwhile is not for it, nor what Python ignores for itself.
    assert (
        run(shell, "import signal; print(signal.pthread_sigmask(signal.SIG_BLOCK, ()))").stdout == "set()\n"
    )
    piped = shell("run", "--", "sh", "-c", "kill -PIPE $$", status=128 + signal.SIGPIPE)
    assert piped.stderr == ""


def test_only_what_takes_long_is_told(shell: Shell) -> None:
    shell("run", "--after", "1h", "--title", "Short", "--", "true")
    shell("run", "--after", "0.01", "--title", "Long", "--", "sleep", "0.02")
    assert shell.entry("Long finished")
    assert "Short finished" not in [item["title"] for item in shell.server.inbox()]


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [(("no-such-command-here",), 127, "no such command"), (("/",), 126, "Permission denied")],
)
def test_a_command_that_is_none(shell: Shell, command: tuple[str, ...], status: int, said: str) -> None:
    assert said in shell("run", "--title", f"None {status}", "--", *command, status=status).stderr
    assert shell.entry(f"None {status} failed")["body"].endswith(f"Exit status {status}.")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGKILL", "SIGINT", "SIGSEGV"])
def test_a_command_that_a_signal_ends(shell: Shell, name: str) -> None:
    number = signal.Signals[name]
    title = f"Ended by {name}"
    done = shell("run", "--title", title, "--", "sh", "-c", f"kill -{number} $$", status=128 + number)
    assert done.stderr == ""
    entry = shell.entry(f"{title} {'interrupted' if name == 'SIGINT' else 'failed'}")
    assert entry["type"] == ("warning" if name == "SIGINT" else "error")
    assert f"Ended by {name}, exit status {128 + number}." in entry["body"]


def test_signals_reach_the_command(shell: Shell) -> None:
    process = shell.start("run", "--title", "Signalled", "--", sys.executable, "-c", LISTENER)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    for number in (signal.SIGINT, signal.SIGUSR1, signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM):
        process.send_signal(number)
        assert process.stdout.readline() == f"{number.name}\n"
    _, stderr = process.communicate(timeout=PATIENCE)
    assert (process.returncode, stderr) == (42, "")
    assert "Exit status 42." in shell.entry("Signalled failed")["body"]


def test_a_key_of_the_terminal_reaches_it_once(shell: Shell) -> None:
    # Ctrl-C goes to all in the foreground: passed on as well, it would come twice.
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(
            sys.executable,
            [*COMMAND, "run", "--title", "At a terminal", "--", sys.executable, "-c", LISTENER],
            shell.environment,
        )
    said = b""

    def read_until(wanted: bytes) -> None:
        nonlocal said
        while wanted not in said:
            said += os.read(terminal, 1024)

    read_until(b"ready")
    for _ in range(3):
        before = said.count(b"SIGINT")
        os.write(terminal, b"\x03")
        while said.count(b"SIGINT") == before:
            said += os.read(terminal, 1024)
    os.kill(pid, signal.SIGTERM)
    read_until(b"SIGTERM")
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 42
    assert said.count(b"SIGINT") == 3
    assert b"Traceback" not in said


def test_without_a_server_there_is_one_warning_and_the_same_result(tmp_path: Path, shell: Shell) -> None:
    nowhere = {"JUPYTER_RUNTIME_DIR": str(tmp_path)}
    done = run(shell, "print('done'); exit(5)", status=5, env=nowhere)
    assert done.stdout == "done\n"
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("jupyter notifications: not sent: no Jupyter server was found")
    # Of one that nobody is to be told of, nothing is said either.
    done = shell("run", "--after", "1h", "--", "true", env=nowhere)
    assert done.stderr == ""
