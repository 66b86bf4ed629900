"""A real server, and the commands run as real processes that find it by themselves."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from ..live_server import LiveServer, clean_environment, live_server

#: Seconds that a command may take on a busy machine.
PATIENCE = 60.0

COMMAND = (sys.executable, "-m", "jupyter_notifications.cli")


class Shell:
    """Runs commands as a person on the server's machine would, with nothing but its runtime directory."""

    def __init__(self, server: LiveServer, **variables: str) -> None:
        self.server = server
        self.environment = clean_environment() | {
            "JUPYTER_RUNTIME_DIR": str(server.runtime),
            "HOME": str(server.home),
            "COLUMNS": "",
            "TZ": "UTC",
            **variables,
        }

    def __call__(
        self, *arguments: str, stdin: bytes | str = b"", status: int = 0, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command; it must end with ``status``, and without a traceback."""
        done = subprocess.run(
            [*COMMAND, *arguments],
            input=stdin if isinstance(stdin, bytes) else stdin.encode(),
            env=self.environment | dict(env or {}),
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )
        stdout, stderr = done.stdout.decode(), done.stderr.decode()
        assert done.returncode == status, f"{arguments}: {done.returncode}\n{stdout}\n{stderr}"
        assert "Traceback" not in stderr
        return subprocess.CompletedProcess(done.args, done.returncode, stdout, stderr)

    def json(self, *arguments: str, **options: Any) -> list[dict[str, Any]]:
        """The lines of a command's JSON."""
        return [json.loads(line) for line in self(*arguments, "--json", **options).stdout.splitlines()]

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        """Start a command that goes on."""
        streams: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        return subprocess.Popen(
            [*COMMAND, *arguments], env=self.environment, text=True, **(streams | options)
        )

    def entry(self, title: str) -> dict[str, Any]:
        """The one entry of this title, from the server itself."""
        (found,) = [item for item in self.server.inbox() if item["title"] == title]
        return found


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server as everyone has it: a token, and here a base URL as well."""
    home: Path = tmp_path_factory.mktemp("cli")
    with live_server(home, "--NotificationsExtension.rate_limit=0", base_url="/some/where/") as running:
        yield running


@pytest.fixture
def shell(server: LiveServer) -> Shell:
    """A shell on the machine of that server."""
    return Shell(server)
