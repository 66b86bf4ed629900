"""Whether the package is there for the kernels, whose environments are their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from ..._version import __version__
from .finding import Finding, ok, warn
from .packages import OURS

_PROBE = f"from importlib.metadata import version; print(version({OURS!r}))"

#: Seconds that a Python may take to say it.
_PATIENCE = 20.0


def check() -> Iterator[Finding]:
    """Each Python that a kernel runs in."""
    try:
        from jupyter_client.kernelspec import KernelSpecManager  # noqa: PLC0415
    except ImportError:
        return
    for python, names in _pythons(KernelSpecManager().get_all_specs()).items():
        yield _look(python, ", ".join(names))


def _pythons(specs: dict[str, dict[str, dict[str, object]]]) -> dict[str, list[str]]:
    """The interpreters, and the kernels of each."""
    found: dict[str, list[str]] = {}
    for name, about in sorted(specs.items()):
        spec = about["spec"]
        argv = spec.get("argv")
        if spec.get("language") == "python" and isinstance(argv, list) and argv:
            # A bare name stands for the Python of the server.
            python = str(argv[0]) if Path(str(argv[0])).is_absolute() else sys.executable
            found.setdefault(python, []).append(name)
    return found


def _look(python: str, names: str) -> Finding:
    if python == sys.executable:
        return ok("kernel", f"{names}: in this environment")
    try:
        done = subprocess.run(  # noqa: S603 - what the person's own kernels are started with
            [python, "-c", _PROBE],
            # Not where a folder could be taken for the package.
            cwd=sys.prefix,
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.SubprocessError) as error:
        return warn("kernel", f"{names}: {python} does not run: {error}", "jupyter kernelspec list")
    version = done.stdout.strip()
    if done.returncode or not version:
        advice = f"{python} -m pip install jupyter-notifications"
        return warn(
            "kernel", f"{names}: the package is not in its environment, so there is no notify()", advice
        )
    if version != __version__:
        advice = f"{python} -m pip install jupyter-notifications=={__version__}"
        return warn("kernel", f"{names}: has {version}, and this is {__version__}", advice)
    return ok("kernel", f"{names}: {version} in {python}")
