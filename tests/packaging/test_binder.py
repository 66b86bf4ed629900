"""Runs Binder's `postBuild` in a fresh virtual environment, then the server and the demo as Binder would.

The conda environment of `binder/environment.yml` is not built here; that it names what is needed is checked.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from ..live_server import CLUES, LiveServer, execute, live_server
from .conftest import ROOT, run

BADGE = re.compile(
    r"https://mybinder\.org/v2/gh/jupyter-notifications/jupyter_notifications/HEAD\?urlpath=(\S+?)\)"
)


@pytest.fixture(scope="module")
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which postBuild ran: `repo` is the repository, `venv` the environment."""
    # A wheel that is there already may be named; else the one of this checkout is built.
    wheel = os.environ.get("JN_WHEEL") or str(request.getfixturevalue("wheel"))
    home = tmp_path_factory.mktemp("binder")
    repo = home / "repo"
    for folder in ("binder", "examples"):
        shutil.copytree(ROOT / folder, repo / folder)
    python = home / "venv" / "bin" / "python"
    run([sys.executable, "-m", "venv", home / "venv"])
    # What environment.yml would bring by conda.
    run(
        [
            python,
            *("-m", "pip", "install", "--quiet", "--constraint", ROOT / "requirements" / "constraints.txt"),
            *("jupyterlab", "notebook", "ipykernel"),
        ]
    )
    kept = {name: value for name, value in os.environ.items() if not CLUES.match(name)}
    for name in (
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_PATH",
        "JUPYTER_CONFIG_PATH",
        "PYTHONPATH",
        "REPO_DIR",
        "VIRTUAL_ENV",
    ):
        kept.pop(name, None)
    env = kept | {
        "HOME": str(home),
        "PATH": f"{python.parent}:{kept['PATH']}",
        "JN_WHEEL": wheel,
        # Where the server of the next step looks, which on Binder is the home directory's own.
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
    }
    run([repo / "binder" / "postBuild"], env=env, cwd=repo)
    return home


@pytest.fixture(scope="module")
def server(built: Path) -> Iterator[LiveServer]:
    """The server that Binder starts, over the repository, from the built environment."""
    command = (str(built / "venv" / "bin" / "python"), "-m", "jupyter_server")
    with live_server(built, root=built / "repo", extension=None, command=command) as server:
        yield server


def test_the_environment_names_what_post_build_needs() -> None:
    environment = yaml.safe_load((ROOT / "binder" / "environment.yml").read_text())
    assert environment["channels"] == ["conda-forge"]
    names = {re.match(r"[a-z]+", entry)[0] for entry in environment["dependencies"]}  # type: ignore[index]
    assert {"python", "nodejs", "jupyterlab", "notebook", "ipykernel", "pip"} <= names


def test_post_build_may_be_executed() -> None:
    assert os.access(ROOT / "binder" / "postBuild", os.X_OK)


def test_the_badge_opens_the_demo(built: Path) -> None:
    (path,) = BADGE.findall((ROOT / "README.md").read_text())
    assert path.startswith("lab/tree/")
    assert (built / "repo" / path.removeprefix("lab/tree/")).is_file()


def test_a_first_notification_waits(server: LiveServer) -> None:
    (entry,) = [item for item in server.inbox() if item["event_id"] == "binder-welcome"]
    assert entry["title"] == "Welcome to Jupyter Notifications"
    assert "read" not in entry
    assert (server.home / "repo" / entry["link"]).is_file()


def test_the_demo_sends_its_notifications(server: LiveServer) -> None:
    cells = json.loads((server.home / "repo" / "demo.ipynb").read_text())["cells"]
    with server.kernel("demo.ipynb") as kernel:
        for cell in cells:
            if cell["cell_type"] == "code":
                execute(kernel, "".join(cell["source"]))
    titles = [item["title"] for item in server.inbox()]
    assert titles.count("Training finished") == 1
    assert titles.count("All files read") == 1


def test_both_front_ends_are_served(server: LiveServer) -> None:
    for name in ("core", "lab-extension", "notebook-extension"):
        status, package = server.request("GET", f"lab/extensions/@jupyter-notifications/{name}/package.json")
        assert status == 200, name
        assert package["name"] == f"@jupyter-notifications/{name}"
