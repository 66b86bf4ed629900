"""Builds the wheel and the sdist once, and makes clean environments to install them into."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(command: Sequence[str | Path], *, env: dict[str, str] | None = None, cwd: Path = ROOT) -> str:
    """Run to the end; what was printed is the result, and part of the failure."""
    done = subprocess.run(
        [str(part) for part in command],
        env=env,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def environment_without_node(venv: Path) -> dict[str, str]:
    """The environment of somebody who has that virtual environment, and no Node."""
    tools = venv / "no-node-here"
    tools.mkdir(exist_ok=True)
    for name in ("sh", "bash", "env", "git", "uname", "cat", "ps"):
        for folder in ("/usr/bin", "/bin"):
            if (Path(folder) / name).exists() and not (tools / name).exists():
                (tools / name).symlink_to(Path(folder) / name)
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("JUPYTER", "PYTHON", "VIRTUAL_ENV", "NODE_PATH", "npm_"))
    }
    return {**kept, "PATH": f"{venv / 'bin'}:{tools}", "HOME": str(venv)}


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist of this checkout."""
    out = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "build", "--no-isolation", "--sdist", "--wheel", "--outdir", out])
    return out


@pytest.fixture(scope="session")
def wheel(dist: Path) -> Path:
    """The wheel."""
    return next(dist.glob("*.whl"))


@pytest.fixture(scope="session")
def sdist(dist: Path) -> Path:
    """The source distribution."""
    return next(dist.glob("*.tar.gz"))


@pytest.fixture(scope="session")
def clean_environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment that has the applications and the wheel, and nothing of this checkout."""
    venv = tmp_path_factory.mktemp("clean") / "venv"
    run([sys.executable, "-m", "venv", venv])
    env = environment_without_node(venv)
    run(
        [
            venv / "bin" / "python",
            *("-m", "pip", "install", "--quiet", "--constraint", ROOT / "requirements" / "constraints.txt"),
            *(wheel, "jupyterlab", "notebook"),
        ],
        env=env,
    )
    return venv
