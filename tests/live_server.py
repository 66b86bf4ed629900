"""Starts a real Jupyter Server in a process of its own, and speaks to it as a user or a kernel would."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jupyter_client.blocking.client import BlockingKernelClient

#: Seconds that a server may take to start, and a kernel to answer, on a busy machine.
PATIENCE = 90.0

#: What would lead the client of the test process to another server.
CLUES = re.compile(
    r"JUPYTER_NOTIFICATIONS_|JUPYTERHUB_|JPY_|JUPYTER_RUNTIME_DIR|JUPYTER_DATA_DIR|XDG_DATA_HOME"
)


class LiveServer:
    """A running server. ``url`` is its base URL; ``token`` is empty if it has none."""

    def __init__(self, process: subprocess.Popen[str], home: Path, token: str, base_url: str) -> None:
        self.process = process
        self.home = home
        self.token = token
        self.base_url = base_url
        self.runtime = home / "runtime"
        self.port = 0
        self.sock: Path | None = None
        self.certificate: Path | None = None
        self.log: list[str] = []
        self._cookies: dict[str, str] = {}

    @property
    def url(self) -> str:
        """Base URL, for a client."""
        if self.sock is not None:
            return f"http+unix://{quote(str(self.sock), safe='')}{self.base_url}"
        return f"{'https' if self.certificate else 'http'}://127.0.0.1:{self.port}{self.base_url}"

    def request(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any]:
        """Ask as the user does, by token or by the cookies of ``log_in``; gives the status and the JSON."""
        sent = dict(headers or {})
        if "Authorization" in sent:
            pass
        elif self._cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
            sent["X-XSRFToken"] = self._cookies.get("_xsrf", "")
        elif self.token:
            sent["Authorization"] = f"token {self.token}"
        data = body if isinstance(body, str) or body is None else json.dumps(body)
        connection = self._connection()
        try:
            if self.sock is not None:
                connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                connection.sock.connect(str(self.sock))
            connection.request(method, self.base_url + path, data, sent)
            response = connection.getresponse()
            for cookie in response.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                if path == "login":
                    self._cookies[name] = value
            text = response.read().decode()
        finally:
            connection.close()
        is_json = response.headers.get("Content-Type", "").startswith("application/json")
        return response.status, json.loads(text) if is_json and text else text

    def _connection(self) -> http.client.HTTPConnection:
        if self.certificate is None:
            return http.client.HTTPConnection("127.0.0.1", self.port or 80, timeout=30)
        context = ssl.create_default_context(cafile=self.certificate)
        # Its names are what the tests are about.
        context.check_hostname = False
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=context)

    def wait_until_it_answers(self) -> None:
        """The server says that it runs a moment before it listens, and listens before the store is open."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                if self.request("GET", "api/notifications/status")[0] != 503:
                    return
            except OSError:
                pass
            assert time.monotonic() < deadline, "".join(self.log)
            threading.Event().wait(0.05)

    def log_in(self, password: str) -> None:
        """Log in with a password, as the login page does."""
        assert self.request("GET", "login")[0] == 200
        form = urlencode({"password": password, "_xsrf": self._cookies["_xsrf"]})
        status, _ = self.request("POST", "login", form, {"Content-Type": "application/x-www-form-urlencoded"})
        assert status == 302, f"the password was not taken: {status}"

    def inbox(self) -> list[dict[str, Any]]:
        """What is in the inbox, newest first."""
        status, page = self.request("GET", "api/notifications?limit=100")
        assert status == 200, page
        return list(page["items"])

    @contextmanager
    def kernel(self, notebook: str = "train.ipynb") -> Iterator[BlockingKernelClient]:
        """A kernel that this server started for a notebook, ready to execute."""
        status, session = self.request(
            "POST",
            "api/sessions",
            {"path": notebook, "name": notebook, "type": "notebook", "kernel": {"name": "python3"}},
        )
        assert status == 201, session
        client = BlockingKernelClient(
            connection_file=str(self.runtime / f"kernel-{session['kernel']['id']}.json")
        )
        client.load_connection_file()
        # A busy machine keeps a kernel from answering for longer than the second it is given.
        client.hb_channel.time_to_dead = 30.0
        client.start_channels()
        try:
            client.wait_for_ready(timeout=PATIENCE)
            yield client
        finally:
            client.stop_channels()
            self.request("DELETE", f"api/sessions/{session['id']}")


def execute(kernel: BlockingKernelClient, code: str) -> str:
    """Run code in a kernel and give what it printed to its output and its errors; fails if the code does."""
    printed: list[str] = []

    def collect(message: dict[str, Any]) -> None:
        content = message["content"]
        printed.append(content.get("text", "") or "\n".join(content.get("traceback", [])))

    reply = kernel.execute_interactive(code, timeout=PATIENCE, output_hook=collect, allow_stdin=False)
    assert reply["content"]["status"] == "ok", "".join(printed)
    return "".join(printed)


def clean_environment() -> dict[str, str]:
    """The environment without anything that leads to another server."""
    return {name: value for name, value in os.environ.items() if not CLUES.match(name)}


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def live_server(
    home: Path,
    *options: str,
    token: str = "a-token-of-the-tests",
    base_url: str = "/",
    sock: Path | None = None,
    port: int | None = None,
    certificate: tuple[Path, Path] | None = None,
    root: Path | None = None,
    extension: bool | None = True,
    command: tuple[str, ...] = (sys.executable, "-m", "jupyter_server"),
    env: Mapping[str, str] | None = None,
) -> Iterator[LiveServer]:
    """Run ``jupyter server`` with all it writes below ``home``; at the end it is stopped, and must obey.

    ``certificate`` is a PEM file and that of its key. ``extension=None`` leaves it to what is installed
    whether the extension is on; ``env`` is added to the environment.
    """
    root = root or home / "root"
    root.mkdir(parents=True, exist_ok=True)
    switch = (
        []
        if extension is None
        else [f"--ServerApp.jpserver_extensions={{'jupyter_notifications': {extension}}}"]
    )
    environment = {
        **clean_environment(),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
        "HOME": str(home),
        **(env or {}),
    }
    port = 0 if sock else port or free_port()
    where = [f"--ServerApp.sock={sock}"] if sock else ["--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"]
    process = subprocess.Popen(
        [
            *command,
            *where,
            "--ServerApp.port_retries=0",
            "--ServerApp.open_browser=False",
            "--ServerApp.allow_root=True",
            f"--ServerApp.root_dir={root}",
            f"--ServerApp.base_url={base_url}",
            f"--IdentityProvider.token={token}",
            *(
                [f"--ServerApp.certfile={certificate[0]}", f"--ServerApp.keyfile={certificate[1]}"]
                if certificate
                else []
            ),
            *switch,
            *options,
        ],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    server = LiveServer(process, home, token, base_url)
    server.port, server.sock = port, sock
    server.certificate = certificate[0] if certificate else None
    running = threading.Event()

    def read_log() -> None:
        assert process.stderr is not None
        for line in process.stderr:
            server.log.append(line)
            if "is running at" in line:
                running.set()
        running.set()

    reader = threading.Thread(target=read_log, daemon=True)
    reader.start()
    try:
        assert running.wait(PATIENCE), "".join(server.log)
        assert process.poll() is None, "".join(server.log)
        server.wait_until_it_answers()
        yield server
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(30)
            msg = "the server did not stop:\n" + "".join(server.log)
            raise AssertionError(msg) from None
        finally:
            reader.join(30)
            assert process.stderr is not None
            process.stderr.close()
