"""Where a server that is started here keeps notifications: whether it can write, and nobody else read."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

from jupyter_core.application import JupyterApp
from jupyter_core.paths import jupyter_data_dir

from .finding import Finding, fail, ok, warn


def check() -> Iterator[Finding]:
    """The place that is configured, else the default. What a command line said is not known here."""
    app = JupyterApp(raise_config_file_errors=True)
    try:
        # What a server reads, and what it reads for us. What these files print is no part of our answer.
        with redirect_stdout(sys.stderr):
            for app.config_file_name in ("jupyter_server_config", "jupyter_jupyter_notifications_config"):
                app.load_config_file()
    except Exception as error:  # noqa: BLE001 - it may be a program
        advice = "a server that is started here leaves that file out, or does not start"
        yield warn("configuration", f"it cannot be read: {type(error).__name__}: {error}", advice)
    ours = app.config.NotificationsExtension
    if ours.get("storage") == "memory":
        yield ok("folder", "none: `storage` says that notifications are kept in memory only")
        return
    named = ours.get("db_path")
    default = Path(jupyter_data_dir(), "jupyter_notifications", "notifications.sqlite3")
    yield from of_file(Path(named).expanduser().absolute() if isinstance(named, str) and named else default)


def of_file(file: Path) -> Iterator[Finding]:
    """The file of the notifications, and its folder."""
    folder = file.parent
    if file.is_dir():
        yield fail("folder", f"{file} is to be a file, and is a folder", "name a file by `db_path`")
        return
    if not folder.exists():
        above = next(path for path in folder.parents if path.exists())
        if os.access(above, os.W_OK):
            yield ok("folder", f"{folder} is made when it is needed")
        else:
            yield fail(
                "folder", f"{folder} cannot be made: {above} cannot be written to", f"chmod u+w {above}"
            )
        return
    for path in (folder, file):
        if path.exists() and not os.access(path, os.W_OK):
            yield fail("folder", f"{path} cannot be written to", f"see who owns it: ls -ld {path}")
            return
    if sys.platform != "win32":
        about = folder.stat()
        if about.st_uid != os.geteuid():
            advice = "a server that runs as somebody else keeps its notifications there; give each its own"
            yield warn("folder", f"{folder} belongs to another user, of number {about.st_uid}", advice)
            return
        if about.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield warn("folder", f"{folder} can be entered by other users", f"chmod go= {folder}")
            return
    yield ok("folder", f"{folder}, for nobody else")
