"""Look at a file before it is opened for writing, so that one which is not ours is left untouched."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from .faults import CannotOpen, damaged, is_busy, newer

APPLICATION_ID = 0x4A4E5446

#: Seconds for the search for damage at the start; a large file is not read to its end.
_CHECK = 0.5

_MAGIC = b"SQLite format 3\0"


def inspect(path: Path, *, latest: int, patience: float) -> None:
    """Raise ``Damaged``, ``NewerSchema`` or ``CannotOpen`` if the file at ``path`` must not be written to.

    A new, empty file is fine. ``latest`` is the newest schema version known here.
    """
    if not path.is_file():
        raise CannotOpen("There is something else where the notifications' file should be.")
    with path.open("rb") as file:
        magic = file.read(16)
    if not magic:
        return
    if magic != _MAGIC:
        raise damaged()
    deadline = time.monotonic() + patience
    while True:
        try:
            _look(path, latest)
        except sqlite3.OperationalError as error:
            if not is_busy(error):
                raise
            if time.monotonic() > deadline:
                raise CannotOpen("Another program holds the notifications' file.") from error
            time.sleep(0.02)
        except sqlite3.DatabaseError as error:
            raise damaged() from error
        else:
            return


def _look(path: Path, latest: int) -> None:
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=0)
    # What SQLite says of damage may quote it, and that need not be text.
    db.text_factory = bytes
    try:
        version = int(db.execute("PRAGMA user_version").fetchone()[0])
        owner = int(db.execute("PRAGMA application_id").fetchone()[0])
        tables = int(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
        if tables and owner != APPLICATION_ID:
            raise damaged()
        if version > latest:
            raise newer()
        deadline = time.monotonic() + _CHECK
        db.set_progress_handler(lambda: time.monotonic() > deadline, 10_000)
        try:
            found = db.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise
        else:
            if found is not None and found[0] != b"ok":
                raise damaged()
    finally:
        db.close()
