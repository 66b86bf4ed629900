"""Whether this environment has the versions that fit each other."""

from __future__ import annotations

import shutil
import sys
import sysconfig
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from ..._version import __version__
from .finding import Finding, fail, ok, warn

#: What the package is called where packages are installed from.
OURS = "jupyter-notifications"

_APPLICATIONS = ("jupyterlab", "notebook")


def check() -> Iterator[Finding]:
    """This package, the server, and the applications."""
    installed = _version(OURS)
    if installed is None:
        advice = "install it: pip install jupyter-notifications"
        yield fail("package", f"{OURS} is not installed in {sys.prefix}, only its files are there", advice)
    elif installed != __version__:
        advice = "install it again: pip install --force-reinstall --no-deps jupyter-notifications"
        yield fail("package", f"{OURS} {installed} is installed, but its files are of {__version__}", advice)
    else:
        python = ".".join(str(part) for part in sys.version_info[:3])
        yield ok("package", f"{OURS} {__version__}, Python {python} in {sys.prefix}")
    yield from _command()
    wanted = _supported()
    yield _fits("jupyter_server", wanted)
    found = [name for name in _APPLICATIONS if _version(name) is not None]
    if not found:
        advice = "install one of them here, or look into the environment that has them"
        yield warn("application", "neither JupyterLab nor Notebook is in this environment", advice)
    for name in found:
        yield _fits(name, wanted)


def _command() -> Iterator[Finding]:
    """Whether ``jupyter`` is this environment's."""
    first = shutil.which("jupyter")
    here = sysconfig.get_path("scripts")
    if first is not None and Path(first).parent.resolve() != Path(here).resolve():
        advice = f"activate the environment, or call {Path(here) / 'jupyter'}"
        yield warn("command", f"`jupyter` is {first}, of another environment than this Python", advice)


def _supported() -> dict[str, Requirement]:
    """What the package says of the versions that it is tested with."""
    try:
        lines = metadata.requires(OURS) or []
    except metadata.PackageNotFoundError:
        lines = []
    return {one.name.replace("-", "_"): one for one in map(Requirement, lines)}


def _fits(name: str, wanted: dict[str, Requirement]) -> Finding:
    version = _version(name)
    if version is None:
        return fail(name, f"{name} is not in this environment", f"install it: pip install {name}")
    requirement = wanted.get(name)
    if requirement is None or requirement.specifier.contains(version, prereleases=True):
        return ok(name, f"{name} {version}")
    supported = str(requirement.specifier)
    return fail(
        name, f"{name} {version} is none of those that work, {supported}", f'pip install "{name}{supported}"'
    )


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
