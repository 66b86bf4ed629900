"""What SQLite's errors mean: the one place that turns them into errors of ours.

StoreUnavailable
├── CannotOpen     the file cannot be had at all
├── Damaged        the file is not, or is no longer, a sound store: it is not to be written to
└── NewerSchema    a later version of this package made the file: it is not to be written to
"""

from __future__ import annotations

import sqlite3

from ...errors import StoreUnavailable

#: How long, in seconds, a client is told to wait before it tries a refused write again.
RETRY_AFTER = 5.0

_WORDS = (
    ("full", "The disk is full: new notifications cannot be saved."),
    ("no space left", "The disk is full: new notifications cannot be saved."),
    ("readonly", "The place where notifications are kept is read-only: changes cannot be saved."),
    ("read-only", "The place where notifications are kept is read-only: changes cannot be saved."),
    ("locked", "Another program holds the notifications' file: changes cannot be saved just now."),
)


class CannotOpen(StoreUnavailable):
    """The file cannot be opened, made, or got hold of in time."""


class Damaged(StoreUnavailable):
    """The file is not a sound store of notifications."""


class NewerSchema(StoreUnavailable):
    """A later version of this package made the file."""


class Busy(Exception):
    """Someone else is writing right now."""


def is_busy(error: BaseException) -> bool:
    """Whether waiting a moment may be all that is needed."""
    return isinstance(error, Busy) or (
        isinstance(error, sqlite3.OperationalError) and ("locked" in str(error) or "busy" in str(error))
    )


def is_damage(error: BaseException) -> bool:
    """Whether the file itself is wrong. Only ``DatabaseError`` itself, not its subclasses, says so."""
    return type(error) is sqlite3.DatabaseError


def damaged() -> Damaged:
    """The file is left as it is, for someone to look at."""
    return Damaged("The notifications' file is damaged. It is left as it is; changes cannot be saved.")


def newer() -> NewerSchema:
    """The file is left as it is, for the version that made it."""
    return NewerSchema(
        "A newer version of Jupyter Notifications made this file."
        " It is left as it is; changes cannot be saved."
    )


def translate(error: BaseException, otherwise: str = "Changes cannot be saved just now.") -> StoreUnavailable:
    """Say in words for people what went wrong, without paths; always a new error."""
    if isinstance(error, StoreUnavailable):
        return type(error)(error.message, retry_after=error.retry_after)
    if is_damage(error):
        return damaged()
    text = "locked" if is_busy(error) else str(error).lower()
    for sign, words in _WORDS:
        if sign in text:
            return StoreUnavailable(words, retry_after=RETRY_AFTER)
    return StoreUnavailable(otherwise, retry_after=RETRY_AFTER)
