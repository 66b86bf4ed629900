"""Whether the folder of the notifications can be written to, and nobody else can read it."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from jupyter_core.paths import jupyter_data_dir

from .finding import Finding, fail, ok, warn


def check(folder: Path | None = None) -> Iterator[Finding]:
    """The folder of a server that is started here with the default of ``db_path``."""
    folder = folder or Path(jupyter_data_dir(), "jupyter_notifications")
    if not folder.exists():
        above = next(path for path in folder.parents if path.exists())
        if os.access(above, os.W_OK):
            yield ok("folder", f"{folder} is made when it is needed")
        else:
            yield fail(
                "folder", f"{folder} cannot be made: {above} cannot be written to", f"chmod u+w {above}"
            )
        return
    for path in (folder, folder / "notifications.sqlite3"):
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
