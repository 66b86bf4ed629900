"""Starts JupyterLab with the extension from this checkout, and delivers a first notification."""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import webbrowser
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from jupyter_notifications import Client

ROOT = Path(__file__).resolve().parent.parent
DEMO = "demo.ipynb"


def environment(home: Path) -> dict[str, str]:
    """Settings, data and inbox of their own, so that nothing of the person's Jupyter is touched."""
    env = dict(os.environ)
    for name in ("CONFIG", "DATA", "RUNTIME"):
        env[f"JUPYTER_{name}_DIR"] = str(home / name.lower())
    env["JUPYTERLAB_SETTINGS_DIR"] = str(home / "settings")
    env["JUPYTERLAB_WORKSPACES_DIR"] = str(home / "workspaces")
    return env


def command(home: Path, token: str, port: int) -> list[str]:
    """The server, in a folder of its own with the demo notebook."""
    work = home / "work"
    work.mkdir(parents=True, exist_ok=True)
    if not (work / DEMO).exists():
        shutil.copy(ROOT / "examples" / DEMO, work / DEMO)
    options = [
        "--no-browser",
        f"--ServerApp.root_dir={work}",
        f"--ServerApp.port={port}",
        f"--IdentityProvider.token={token}",
        # No question about news on the first start.
        "--LabApp.news_url=None",
        "--log-level=WARN",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")
    return [sys.executable, "-m", "jupyterlab", *options]


def wait_until_up(server: subprocess.Popen[bytes], url: str, token: str) -> None:
    """Return when the server answers; leave if it ended or takes longer than a minute."""
    request = Request(f"{url}api/status", headers={"Authorization": f"token {token}"})  # noqa: S310 - loopback only
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit(f"JupyterLab ended with exit code {server.returncode}; what it said is above.")
        try:
            with urlopen(request, timeout=2):  # noqa: S310
                return
        except (URLError, OSError):
            time.sleep(0.1)
    sys.exit("JupyterLab did not answer within a minute.")


def free_port(wanted: int) -> int:
    """The wanted port, or the next one that nobody uses."""
    import socket  # noqa: PLC0415

    for port in [*range(wanted, wanted + 50), 0]:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    sys.exit("No free port.")


def main() -> int:
    """Start, notify, print where to look, and stay until the server ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8888)
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser window")
    parser.add_argument(
        "--home",
        type=Path,
        default=ROOT / ".make" / "try",
        help="where settings, inbox and notebooks are kept",
    )
    options = parser.parse_args()
    home: Path = options.home.resolve()
    home.mkdir(parents=True, exist_ok=True)

    token = secrets.token_hex(16)
    port = free_port(options.port)
    url = f"http://127.0.0.1:{port}/"
    print(f"Starting JupyterLab in {home} ...", flush=True)
    # A session of its own: Ctrl-C is ours to answer, and must not make the server ask a question.
    server = subprocess.Popen(
        command(home, token, port), env=environment(home), cwd=home, start_new_session=True
    )
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    # A shell without job control starts what runs in the background deaf to it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        wait_until_up(server, url, token)
        Client(url=url, token=token).notify(
            "Welcome to Jupyter Notifications",
            "This is your inbox. It is still here after a reload, a restart, and in Notebook 7.\n\n"
            "Next: open the demo notebook and run its cells.",
            type="success",
            source="make try",
            link=DEMO,
            event_id="make-try-welcome",
            raise_errors=True,
        )
        print(
            "\nReady. A first notification waits behind the bell.\n"
            f"  JupyterLab      {url}lab?token={token}\n"
            f"  Notebook 7      {url}tree?token={token}\n"
            f"  Demo notebook   {url}lab/tree/{DEMO}?token={token}\n"
            f"                  {url}notebooks/{DEMO}?token={token}\n"
            "Stop with Ctrl-C.",
            flush=True,
        )
        if (
            not options.no_browser
            and sys.stdout.isatty()
            and (os.environ.get("DISPLAY") or sys.platform == "darwin")
        ):
            webbrowser.open(f"{url}lab?token={token}")
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        if server.poll() is None:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


if __name__ == "__main__":
    sys.exit(main())
