"""What SQLite's errors mean: the one place that turns them into errors of ours.

StoreUnavailable
├── CannotOpen     the file cannot be had at all
├── NewerSchema    a later version of this package made the file: it is not to be written to
├── NoRoom         the disk is so full that only deleting and changing goes on
└── Lost           this connection must not write to its file any more
    ├── Damaged    the file is not, or is no longer, a sound store: it is not to be written to
    └── Gone       the file was deleted, renamed or replaced while it was open
"""

from __future__ import annotations

import sqlite3

from ...errors import StoreUnavailable

#: How long, in seconds, a client is told to wait before it tries a refused write again.
RETRY_AFTER = 5.0

#: https://sqlite.org/rescode.html#error
_SQLITE_ERROR = 1

_WORDS = (
    ("full", "The disk is full: new notifications cannot be saved."),
    ("no space left", "The disk is full: new notifications cannot be saved."),
    ("readonly", "The place where notifications are kept is read-only: changes cannot be saved."),
    ("read-only", "The place where notifications are kept is read-only: changes cannot be saved."),
    ("locked", "Another program holds the notifications' file: changes cannot be saved just now."),
)


class CannotOpen(StoreUnavailable):
    """The file cannot be opened, made, or got hold of in time."""


class Lost(StoreUnavailable):
    """Nothing more may be written through this connection; the file may be opened anew."""


class Damaged(Lost):
    """The file is not a sound store of notifications."""


class Gone(Lost):
    """The file was deleted, renamed or replaced while it was open."""


class NoRoom(StoreUnavailable):
    """What is kept free on the disk is reached."""


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


def is_own_fault(error: sqlite3.Error) -> bool:
    """Whether the statement is at fault, such as a pattern that is too long, and neither file nor disk."""
    # Python 3.10 does not tell; there the others of the same transaction suffer, too.
    return getattr(error, "sqlite_errorcode", None) == _SQLITE_ERROR


def damaged() -> Damaged:
    """The file is left as it is, for someone to look at."""
    return Damaged("The notifications' file is damaged. It is left as it is; changes cannot be saved.")


def newer() -> NewerSchema:
    """The file is left as it is, for the version that made it."""
    return NewerSchema(
        "A newer version of Jupyter Notifications made this file."
        " It is left as it is; changes cannot be saved."
    )


def gone() -> Gone:
    """What would be written now would be lost."""
    return Gone(
        "The notifications' file was moved or deleted: changes cannot be saved just now.",
        retry_after=RETRY_AFTER,
    )


def no_room() -> NoRoom:
    """Room is kept, since without any nothing can be deleted either."""
    return NoRoom(
        "The disk is almost full: new notifications cannot be saved until there is room.",
        retry_after=RETRY_AFTER,
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
