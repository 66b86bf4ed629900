"""Leaves a first notification in the inbox: starts a server for a moment, and sends it as a program would."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time

from jupyter_notifications import Client
from jupyter_notifications.client import NotifyError

#: Seconds that the server may take to start.
PATIENCE = 60

BODY = """\
This is your inbox. It is still here after a reload, a restart, and in Notebook 7.

Run the cells of the demo notebook, and watch the bell.
"""


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    """Give 0 once the notification is stored."""
    token, port = secrets.token_hex(16), free_port()
    command = [
        *(sys.executable, "-m", "jupyter_server", "--no-browser", "--log-level=WARN"),
        *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *("--ServerApp.base_url=/", f"--IdentityProvider.token={token}"),
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    client = Client(f"http://127.0.0.1:{port}/", token, source="binder", raise_errors=True)
    with tempfile.TemporaryDirectory() as runtime:
        server = subprocess.Popen(command, env=os.environ | {"JUPYTER_RUNTIME_DIR": runtime})  # noqa: S603
        try:
            return send(client, server)
        finally:
            server.terminate()
            server.wait(30)


def send(client: Client, server: subprocess.Popen[bytes]) -> int:
    """Send, as soon as the server listens."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            client.notify(
                "Welcome to Jupyter Notifications",
                BODY,
                type="success",
                link="demo.ipynb",
                event_id="binder-welcome",
            )
        except NotifyError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                sys.stderr.write(f"No first notification: {error}\n")
                return 1
            time.sleep(0.2)
        else:
            return 0


if __name__ == "__main__":
    sys.exit(main())
