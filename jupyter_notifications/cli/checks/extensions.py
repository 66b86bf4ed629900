"""Whether the server's extension and those of the applications are installed, whole and switched on."""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_config_path, jupyter_path
from packaging.version import InvalidVersion, Version

from ..._version import __version__
from .finding import Finding, fail, ok, warn

NAME = "jupyter_notifications"

#: The first is what the others need.
LABEXTENSIONS = tuple(
    f"@jupyter-notifications/{name}" for name in ("core", "lab-extension", "notebook-extension")
)

_REINSTALL = "install it again: pip install --force-reinstall --no-deps jupyter-notifications"


def server() -> Iterator[Finding]:
    """Whether a server that is started here loads ours."""
    try:
        from jupyter_server.extension.config import ExtensionConfigManager  # noqa: PLC0415
    except ImportError:
        # The versions say it already.
        return
    try:
        importlib.import_module(f"{NAME}.extension")
    except Exception as error:  # noqa: BLE001 - whatever stops the server from loading it
        advice = "install what is missing: pip install jupyter-notifications"
        yield fail("extension", f"it cannot be loaded: {type(error).__name__}: {error}", advice)
    path = jupyter_config_path()
    manager: Any = ExtensionConfigManager(read_config_path=path)
    enabled = manager.get_jpserver_extensions().get(NAME)
    advice = f"jupyter server extension enable {NAME}"
    if enabled:
        yield ok("extension", "the server's extension is enabled")
    elif enabled is None:
        yield fail("extension", f"the server's extension is not enabled in {', '.join(path)}", advice)
    else:
        files = ", ".join(str(file) for file in _files_that_disable(path))
        yield fail("extension", f"the server's extension is disabled by {files}", advice)


def applications() -> Iterator[Finding]:
    """Whether JupyterLab and Notebook find the three parts, of this version, and none is switched off."""
    folders = jupyter_path("labextensions")
    disabled = _disabled(folders)
    for name in LABEXTENSIONS:
        found = next((path for one in folders if (path := Path(one, name, "package.json")).is_file()), None)
        if found is None:
            yield fail(name, f"it is in none of {', '.join(folders)}", _REINSTALL)
            continue
        try:
            about = json.loads(found.read_text("utf-8"))
            version = str(about["version"])
            entry = found.parent / about["jupyterlab"]["_build"]["load"]
            matches = Version(version) == Version(__version__)
        except (OSError, ValueError, KeyError, TypeError, InvalidVersion) as error:
            yield fail(name, f"{found} cannot be read: {error!r}", _REINSTALL)
            continue
        off = [one for one in disabled if one == name or one.startswith(f"{name}:")]
        if not entry.is_file():
            yield fail(name, f"it is not whole: there is no {entry}", _REINSTALL)
        elif not matches:
            advice = f"{_REINSTALL}. Then reload the page"
            yield fail(
                name, f"it is of version {version}, in {found.parent}; the package is {__version__}", advice
            )
        elif off:
            # One application may be left without on purpose; without the first both are.
            level = fail if name == LABEXTENSIONS[0] else warn
            yield level(name, f"it is disabled: {', '.join(off)}", f"jupyter labextension enable {off[0]}")
        else:
            yield ok(name, f"{version}, in {found.parent}")


def _files_that_disable(path: list[str]) -> Iterator[Path]:
    for folder in path:
        files = sorted(Path(folder, "jupyter_server_config.d").glob("*.json"))
        for file in [*files, Path(folder, "jupyter_server_config.json")]:
            try:
                said: Any = json.loads(file.read_text("utf-8"))
                if said["ServerApp"]["jpserver_extensions"][NAME] is False:
                    yield file
            except (OSError, ValueError, KeyError, TypeError):
                continue


def _disabled(folders: list[str]) -> list[str]:
    """Extensions and plugins that are switched off for this environment, as the applications see it."""
    try:
        from jupyterlab_server.config import get_page_config  # noqa: PLC0415
    except ImportError:
        return []
    home = os.environ.get("JUPYTERLAB_DIR") or os.path.join(sys.prefix, "share", "jupyter", "lab")  # noqa: PTH118
    try:
        return list(get_page_config(folders, os.path.join(home, "settings"))["disabledExtensions"])  # noqa: PTH118
    except (OSError, ValueError, KeyError, TypeError):
        # Of another extension, which its own tools find.
        return []
