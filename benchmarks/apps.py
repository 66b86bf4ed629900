"""Starts servers of JupyterLab and Notebook 7, with our three labextensions or with none at all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from .servers import ROOT, TOKEN, Server, free_port, running, wait_until_it_answers

__all__ = ["BUILT", "START", "app_server", "find_browser"]

#: Where an application starts, below the server's address.
START: Mapping[str, str] = {"JupyterLab": "/lab", "Notebook 7": "/tree"}

#: The labextensions as they are built for use.
BUILT = ROOT / "jupyter_notifications" / "labextensions" / "@jupyter-notifications"

_APPS = ("LabApp", "JupyterNotebookApp")


@contextmanager
def app_server(
    home: Path,
    name: str,
    *,
    ours: bool,
    options: Sequence[str] = (),
    extra: Mapping[str, str] | None = None,
    any_build: bool = False,
) -> Iterator[Server]:
    """A server of both applications, as it is installed, that answers.

    Raises ``RuntimeError`` if ours are not built for production, unless any build is good enough.
    """
    labextensions, root, port = home / "labextensions", home / "root", free_port()
    for folder in (labextensions, root):
        folder.mkdir(parents=True)
    if ours:
        # Only production builds write the licenses.
        proof = "package.json" if any_build else "static/third-party-licenses.json"
        if not (BUILT / "core" / proof).is_file():
            msg = "the labextensions are not built for production: jlpm build:prod"
            raise RuntimeError(msg)
        (labextensions / BUILT.name).symlink_to(BUILT)
    extensions = {"jupyterlab": True, "benchmarks.in_server": True, "jupyter_notifications": ours}
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser"),
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--ServerApp.allow_root=True",
        f"--ServerApp.root_dir={root}",
        f"--IdentityProvider.token={TOKEN}",
        f"--ServerApp.jpserver_extensions={extensions}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        *(f"--{app}.labextensions_path={labextensions}" for app in _APPS),
        # So that a page says itself when it is there.
        *(f"--{app}.expose_app_in_browser=True" for app in _APPS),
        *options,
    ]
    environment = {
        # As it is installed, with the extensions that come with it, such as terminals.
        "JUPYTER_NO_CONFIG": "",
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        **(extra or {}),
    }
    with running(command, home, environment) as process:
        server = Server(name, process, port, home)
        wait_until_it_answers(server, "/api/notifications/status" if ours else "/api")
        yield server


def find_browser() -> str:
    """Chromium. Raises ``RuntimeError`` if there is none."""
    found = subprocess.run(
        [str(ROOT / "scripts" / "find_browser.sh")], check=True, capture_output=True, text=True
    ).stdout.strip()
    if not found:
        msg = "there is no Chromium; scripts/install_tools.sh installs it"
        raise RuntimeError(msg)
    return found
