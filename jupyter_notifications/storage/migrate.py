"""Numbered migrations: each in one transaction, so that one that was killed starts again."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Migration:
    """One step from version ``number - 1`` to ``number``."""

    number: int
    name: str
    sql: str


@cache
def migrations(engine: str) -> tuple[Migration, ...]:
    """Read ``migrations/<engine>/NNNN_name.sql``, in order. Raises ``ValueError`` if a number is missing."""
    found = sorted(
        (
            Migration(int(match[1]), match[2], file.read_text("utf-8"))
            for file in (resources.files(__package__) / "migrations" / engine).iterdir()
            if (match := re.fullmatch(r"(\d{4})_(\w+)\.sql", file.name))
        ),
        key=lambda step: step.number,
    )
    if [step.number for step in found] != list(range(1, len(found) + 1)):
        msg = f"the migrations of {engine} are not numbered 1, 2, 3, …"
        raise ValueError(msg)
    return tuple(found)


def migrate(db: sqlite3.Connection, steps: Sequence[Migration]) -> int:
    """Bring a SQLite database up to date; the version it then has. Two processes may do so at once."""
    for step in steps:
        if version(db) >= step.number:
            continue
        db.execute("BEGIN IMMEDIATE")
        try:
            # Again, since another process may have been quicker.
            if version(db) < step.number:
                for statement in statements(step.sql):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {step.number:d}")
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
    return version(db)


def version(db: sqlite3.Connection) -> int:
    """The number of the last migration that a SQLite database has had."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def statements(sql: str) -> Iterator[str]:
    """Cut a script into statements, since ``executescript`` would commit before it begins."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if line.rstrip().endswith(";") and sqlite3.complete_statement(statement):
            yield statement
            statement = ""
