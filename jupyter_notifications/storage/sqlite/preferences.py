"""What a person has set for their inbox."""

from __future__ import annotations

import sqlite3

import msgspec

from ...models import JSON, Muted, Recipient
from . import mutes
from .rows import encode
from .states import visit

_decode = msgspec.json.Decoder(dict[str, object]).decode


def read_preferences(db: sqlite3.Connection, recipient: Recipient) -> JSON | None:
    """What was set, or ``None`` if nothing was yet."""
    row = db.execute(
        "SELECT content FROM preference WHERE inbox = (SELECT n FROM inbox WHERE key = ?)", (recipient.key,)
    ).fetchone()
    return None if row is None else _decode(row[0])


def keep_preferences(db: sqlite3.Connection, recipient: Recipient, preferences: JSON, muted: Muted) -> None:
    """Replace what was set. The head moves, so that the person's other tabs hear of it."""
    n = visit(db, recipient).n
    db.execute("INSERT OR REPLACE INTO preference VALUES (?, ?)", (n, encode(preferences)))
    mutes.keep(db, n, muted)
    db.execute("UPDATE inbox SET own = own + 1 WHERE n = ?", (n,))
