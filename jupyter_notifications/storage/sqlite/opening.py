"""From a path to a raw connection: the file is made, opened with our settings, or opened only to read."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from threading import Event, Thread

from .words import holds

__all__ = ["close_untouched", "connect", "connect_to_read", "make_place"]


def connect(target: str, *, timeout: float = 0.0) -> sqlite3.Connection:
    """A connection with our settings and functions. ``timeout``: seconds to wait for others."""
    db = sqlite3.connect(target, timeout=timeout, isolation_level=None, uri=True, check_same_thread=False)
    try:
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA secure_delete = ON")
        db.execute("PRAGMA temp_store = MEMORY")
        db.execute("PRAGMA cache_size = -16384")
        db.execute("CREATE TEMP TABLE target (inbox INTEGER PRIMARY KEY)")
        db.create_function("holds", 2, holds, deterministic=True)
    except sqlite3.Error:
        db.close()
        raise
    return db


def connect_to_read(path: Path) -> tuple[sqlite3.Connection, int]:
    """A connection that cannot write; ``immutable`` where even a reader would have to make files."""
    uri = path.absolute().as_uri()
    error: sqlite3.Error | None = None
    for options in ("?mode=ro", "?mode=ro&immutable=1"):
        try:
            db = connect(uri + options)
        except sqlite3.Error as failed:
            error = failed
            continue
        try:
            return db, int(db.execute("PRAGMA user_version").fetchone()[0])
        except sqlite3.Error as failed:
            db.close()
            error = failed
    assert error is not None  # noqa: S101
    raise error


def make_place(path: Path) -> None:
    """Make directories and file without access for others; SQLite's other files get the file's mode."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def close_untouched(db: sqlite3.Connection, path: Path) -> bool:
    """Close without the checkpoint that SQLite makes of the last connection: not a byte is to change.

    If that cannot be had, the connection is never closed, and the answer is ``False``: nothing in this
    process may then open the same file again.
    """
    # From Python 3.12 on there is SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE. Everywhere, the checkpoint is left to the
    # last connection, and one that can only read does not make it.
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as last:
            last.execute("SELECT count(*) FROM sqlite_master").fetchone()
            db.close()
    except sqlite3.Error:
        Thread(target=_keep, args=(db,), name="jupyter_notifications: lost file", daemon=True).start()
        return False
    return True


def _keep(db: sqlite3.Connection) -> None:
    Event().wait()
    db.close()
