"""The full-text index: how it is made, brought up to date in portions, asked, and emptied."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import msgspec

from .words import folded

#: Rows that a search looks at one by one before it asks the index for everything that matches.
FEW = 1000

#: Parts of a word that the index is asked for; what it gives is looked at anyway.
_PARTS = 12

#: Events, and characters of their text, in one portion: a few milliseconds, in which the file is held.
_EVENTS = 100
_CHARACTERS = 20_000

#: Pages of the index that are merged after each portion. SQLite's own merging comes in bursts of 0.1 s.
_MERGED = 40

#: Trigrams, so that parts of words are found in any script. The text is not kept a second time, nor where in
#: a text a trigram stands: whoever asks looks at the text anyway.
_MODULE = "fts5(text, content = '', columnsize = 0, detail = none, tokenize = 'trigram case_sensitive 1')"


def usable(db: sqlite3.Connection) -> bool:
    """Whether this SQLite can have the index: FTS5 with trigrams (3.34), and JSON for asking."""
    try:
        db.execute(f"CREATE VIRTUAL TABLE temp.tried USING {_MODULE}")
        db.execute("DROP TABLE temp.tried")
        db.execute("SELECT count(*) FROM json_each('[]')").fetchone()
    except sqlite3.DatabaseError:
        return False
    return True


def prepare(db: sqlite3.Connection) -> Literal["fts5", "scan"]:
    """How this connection searches. Where it cannot have the index, nothing is kept for it.

    Another SQLite that can makes it anew then.
    """
    if usable(db):
        return "fts5"
    db.execute("UPDATE indexed SET upto = -1 WHERE upto <> -1")
    db.execute("DELETE FROM stale")
    return "scan"


def behind(db: sqlite3.Connection) -> bool:
    """Whether there is anything to bring into the index."""
    return bool(
        db.execute(
            "SELECT EXISTS (SELECT 1 FROM stale)"
            " OR (SELECT upto FROM indexed) < (SELECT coalesce(max(n), 0) FROM event)"
        ).fetchone()[0]
    )


def catch_up(db: sqlite3.Connection) -> bool:
    """In a transaction: bring one portion into the index; whether there is more to do."""
    upto = int(db.execute("SELECT upto FROM indexed").fetchone()[0])
    if upto <= 0:
        _make(db)
        upto = 0
    try:
        if _mend(db):
            return True
        upto = _extend(db, upto)
        db.execute("INSERT INTO found (found, rank) VALUES ('merge', ?)", (_MERGED,))
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        # Damage in the index is no damage of what was said.
        _make(db)
        upto = 0
    db.execute("UPDATE indexed SET upto = ? WHERE upto <> ?", (upto, upto))
    return behind(db)


def _make(db: sqlite3.Connection) -> None:
    """Have an empty index, whatever there was."""
    db.execute("DROP TABLE IF EXISTS found")
    db.execute(f"CREATE VIRTUAL TABLE found USING {_MODULE}")
    db.executemany("INSERT INTO found (found, rank) VALUES (?, ?)", [("automerge", 0), ("crisismerge", 64)])
    db.execute("DELETE FROM stale")


def _mend(db: sqlite3.Connection) -> bool:
    """Replace the text of events that have another one now, or are gone; whether there are more."""
    rows = db.execute(
        "SELECT s.n, s.content, v.content FROM stale AS s LEFT JOIN event AS v ON v.n = s.n LIMIT ?",
        (_EVENTS + 1,),
    ).fetchall()
    for n, old, new in rows[:_EVENTS]:
        was, now = _text(old), None if new is None else _text(new)
        if was != now:
            db.execute("INSERT INTO found (found, rowid, text) VALUES ('delete', ?, ?)", (n, _indexable(was)))
            if now is not None:
                db.execute("INSERT INTO found (rowid, text) VALUES (?, ?)", (n, _indexable(now)))
        db.execute("DELETE FROM stale WHERE n = ?", (n,))
    return len(rows) > _EVENTS


def _extend(db: sqlite3.Connection, upto: int) -> int:
    """Take in what is new; the number up to which all is in the index."""
    # SQLite gives the number of the last event again when that is deleted.
    upto = min(upto, int(db.execute("SELECT coalesce(max(n), 0) FROM event").fetchone()[0]))
    room = _CHARACTERS
    for n, content in db.execute(
        "SELECT n, content FROM event WHERE n > ? ORDER BY n LIMIT ?", (upto, _EVENTS)
    ).fetchall():
        text = _indexable(_text(content))
        db.execute("INSERT INTO found (rowid, text) VALUES (?, ?)", (n, text))
        upto = n
        room -= len(text)
        if room < 0:
            break
    return upto


@dataclass(frozen=True, slots=True)
class Candidates:
    """Events that may hold the words: all that do are among them, and whatever is not in the index yet."""

    match: str
    """What to ask the index, in its own language."""
    upto: int
    """Events above this number are not in the index."""
    events: str | None
    """Their numbers, as a JSON array; ``None`` if there are more than ``FEW``."""


def candidates(db: sqlite3.Connection, words: list[str]) -> Candidates | None:
    """What the index knows of words; ``None`` where it is of no help, by the words or as it is not there."""
    match = _match(words)
    if match is None:
        return None
    try:
        upto = int(db.execute("SELECT upto FROM indexed").fetchone()[0])
        if upto <= 0:
            return None
        found = db.execute("SELECT rowid FROM found WHERE found MATCH ? LIMIT ?", (match, FEW + 1)).fetchall()
        found += db.execute(
            "SELECT n FROM stale UNION ALL SELECT n FROM event WHERE n > ? LIMIT ?", (upto, FEW + 1)
        ).fetchall()
    except sqlite3.DatabaseError:
        # A SQLite without FTS5, a file without the tables, an index that is damaged: reading still works.
        return None
    events = {row[0] for row in found}
    return Candidates(match, upto, json.dumps([*events]) if len(events) <= FEW else None)


def _match(words: list[str]) -> str | None:
    """All the trigrams of all the words that have any, or some of them: a word that is there has them all."""
    parts: dict[str, None] = {}
    for word in words:
        text = _indexable(word)
        last = len(text) - 3
        if last < 0:
            continue
        step = max(1, -(-last // _PARTS))
        for start in (*range(0, last, step), last):
            parts['"' + text[start : start + 3].replace('"', '""') + '"'] = None
    return " AND ".join(parts) if parts else None


def forget_traces(db: sqlite3.Connection) -> None:
    """Empty the index, in a transaction, so that nothing of what was deleted is left in it.

    It is filled again, as a new one is. Works without FTS5 too.
    """
    with _overwriting(db):
        db.execute("DELETE FROM stale")
        db.execute("UPDATE indexed SET upto = -1")
        try:
            db.execute("INSERT INTO found (found) VALUES ('delete-all')")
        except sqlite3.DatabaseError:
            _empty_tables(db)


def _empty_tables(db: sqlite3.Connection) -> None:
    """The same, if there is an index, for a SQLite that has no FTS5: in the index's own tables.

    Row 10 says, behind four bytes that stay, which segments there are: none. See the comments in SQLite's
    ``fts5_index.c``.
    """
    shadows = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'found_data'"
    if db.execute(shadows).fetchone() is not None:
        db.execute("DELETE FROM found_idx")
        db.execute("DELETE FROM found_data WHERE id NOT IN (1, 10)")
        db.execute("UPDATE found_data SET block = x'' WHERE id = 1")
        db.execute(
            "UPDATE found_data SET block = CAST(substr(block, 1, 4) || x'000000' AS BLOB) WHERE id = 10"
        )


@contextmanager
def _overwriting(db: sqlite3.Connection) -> Iterator[None]:
    """Let what is deleted be overwritten on disk, whatever that costs."""
    (before,) = db.execute("PRAGMA secure_delete").fetchone()
    db.execute("PRAGMA secure_delete = ON")
    try:
        yield
    finally:
        db.execute(f"PRAGMA secure_delete = {('OFF', 'ON', 'FAST')[before]}")


def _text(content: str) -> str:
    """What is searched of an event; nothing if it cannot be read, so that the others are indexed."""
    try:
        return folded(content)
    except (msgspec.MsgspecError, ValueError, TypeError):
        return ""


def _indexable(text: str) -> str:
    """Text as the index gets it: its tokenizer ends at a NUL."""
    return text.replace("\0", "\ufffd")
