"""Starts the servers that are compared, each with all that it writes in a folder of its own."""

from __future__ import annotations

import json
import os
import platform
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from . import in_server
from .caller import Caller

__all__ = [
    "PATIENCE",
    "ROOT",
    "TOKEN",
    "Server",
    "bare_loop",
    "environment",
    "free_port",
    "jupyter_command",
    "ours",
    "post_only_token",
    "running",
    "stock",
    "wait_until_it_answers",
]

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "a-token-of-the-benchmarks"  # noqa: S105 - opens nothing but these servers

#: Seconds that a server may take to start, or to end.
PATIENCE = 120.0

#: What would lead a server or a kernel to somebody else's Jupyter.
_CLUES = re.compile(r"JUPYTER|JPY_|XDG_DATA_HOME|IPYTHONDIR|BENCHMARK_")


@dataclass
class Server:
    """A server that answers. ``control`` is the port of its emitter, 0 if it has none."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    home: Path
    token: str = TOKEN
    control: int = 0

    def request(
        self, method: str, path: str, body: bytes = b"", *, token: str | None = None, headers: str = ""
    ) -> bytes:
        """A whole request over a connection that stays open."""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Authorization: token {token or self.token}\r\n{headers}"
        )
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        return head.encode() + b"\r\n" + body

    def cpu_seconds(self) -> float:
        """The time that all its threads have run, in seconds."""
        pid = self.process.pid
        if platform.system() == "Linux":
            # The clock of clock_getcpuclockid(3), to the nanosecond; psutil's counts hundredths of a second.
            return time.clock_gettime((~pid << 3) | 2)
        times = psutil.Process(pid).cpu_times()
        return float(times.user + times.system)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Of a server that knows nothing but what is below ``home`` and what is installed."""
    kept = {name: value for name, value in os.environ.items() if not _CLUES.match(name)}
    # Else all that is not installed with its bytecode is compiled anew at each start.
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return {
        **kept,
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
        "HOME": str(home),
        # No extension but those that are named: neither JupyterLab's nor whatever else is installed.
        "JUPYTER_NO_CONFIG": "1",
        "PYTHONPATH": str(ROOT),
        **(extra or {}),
    }


def jupyter_command(
    home: Path, port: int, extensions: Mapping[str, bool], options: Sequence[str] = ()
) -> list[str]:
    """The command of a Jupyter server with these extensions."""
    root = home / "root"
    root.mkdir(parents=True, exist_ok=True)
    return [
        *(sys.executable, "-m", "jupyter_server"),
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--ServerApp.open_browser=False",
        "--ServerApp.allow_root=True",
        f"--ServerApp.root_dir={root}",
        f"--IdentityProvider.token={TOKEN}",
        f"--ServerApp.jpserver_extensions={dict(extensions)}",
        *options,
    ]


@contextmanager
def running(
    command: Sequence[str], home: Path, extra: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is ended afterwards. What it says is in ``server.log``."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=home, env=environment(home, extra), stdout=log, stderr=subprocess.STDOUT
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_until_it_answers(server: Server, path: str = "/api") -> None:
    """Ask until the answer is 200. Raises ``RuntimeError`` with the end of the log if it does not come."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            with Caller(server.port) as caller:
                status = caller.ask(server.request("GET", path)).status
            if status == 200:
                return
            if status != 503:
                break
        except OSError:
            pass
        time.sleep(0.05)
    log = (server.home / "server.log").read_text("utf-8", "replace")[-3000:]
    msg = f"{server.name} does not answer:\n{log}"
    raise RuntimeError(msg)


@contextmanager
def jupyter(
    name: str,
    home: Path,
    extensions: Mapping[str, bool],
    options: Sequence[str] = (),
    extra: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """A Jupyter server that answers, with the benchmarks' own extension in it."""
    control, port = home / "control", free_port()
    command = jupyter_command(home, port, {**extensions, "benchmarks.in_server": True}, options)
    with running(command, home, {in_server.CONTROL: str(control), **(extra or {})}) as process:
        server = Server(name, process, port, home)
        wait_until_it_answers(server)
        server.control = _read_port(control, server)
        yield server


@contextmanager
def stock(home: Path) -> Iterator[Server]:
    """A server without our extension, with one listener to notifications, which stores nothing."""
    with jupyter("core", home, {"jupyter_notifications": False}, extra={in_server.LISTENER: "1"}) as server:
        yield server


@contextmanager
def ours(home: Path, name: str = "ours") -> Iterator[Server]:
    """A server with our extension and without its limits; its store is ready, and durable."""
    with jupyter(name, home, {"jupyter_notifications": True}, lifted_limits()) as server:
        wait_until_it_answers(server, "/api/notifications/status")
        with Caller(server.port) as caller:
            status = json.loads(caller.ask(server.request("GET", "/api/notifications/status")).body)
        if not (status["durable"] and status["writable"]):
            msg = f"the store of the benchmarks is not durable: {status['problem']}"
            raise RuntimeError(msg)
        yield server


def lifted_limits() -> list[str]:
    """The options that lift the limits meant for people."""
    limits = ("rate_limit", "max_sockets", "retention_days", "retention_entries")
    return [f"--NotificationsExtension.{name}=0" for name in limits]


@contextmanager
def bare_loop(home: Path) -> Iterator[Server]:
    """The bare tornado loop."""
    control, port = home / "control", free_port()
    command = [sys.executable, "-m", "benchmarks.bare_loop", str(port), str(control)]
    with running(command, home, {}) as process:
        server = Server("bare loop", process, port, home)
        wait_until_it_answers(server)
        server.control = _read_port(control, server)
        yield server


def post_only_token(server: Server) -> str:
    """The token that this server gives to its kernels, taken from the environment of one that it started."""
    with Caller(server.port, timeout=PATIENCE) as caller:
        started = caller.ask(server.request("POST", "/api/kernels", b'{"name": "python3"}'))
        if started.status != 201:
            msg = f"no kernel could be started: {started.status} {started.body.decode()}"
            raise RuntimeError(msg)
        try:
            for child in psutil.Process(server.process.pid).children(recursive=True):
                token = child.environ().get("JUPYTER_NOTIFICATIONS_TOKEN")
                if token:
                    return str(token)
        finally:
            kernel = json.loads(started.body)["id"]
            caller.ask(server.request("DELETE", f"/api/kernels/{kernel}"))
    msg = "the kernel has no token"
    raise RuntimeError(msg)


def _read_port(file: Path, server: Server) -> int:
    deadline = time.monotonic() + PATIENCE
    while not file.exists():
        if time.monotonic() > deadline or server.process.poll() is not None:
            msg = f"{server.name} has no emitter"
            raise RuntimeError(msg)
        time.sleep(0.02)
    return int(file.read_text())
