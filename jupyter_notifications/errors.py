"""Everything that can go wrong, as exceptions that know their HTTP status.

    NotificationsError
    ├── InvalidInput          400  what was sent breaks a rule; names each place
    │   └── TooLarge          413  what was sent is over a size limit
    ├── Forbidden             403  the sender may not do this
    ├── NotFound              404  no such notification in this inbox
    ├── Conflict              409  the same name already means something else
    ├── TooMany               429  over a rate; says when to try again
    └── StoreUnavailable      503  the store cannot take this now; says when to try again

Managers and stores raise these; one place in the handlers turns them into answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing that is wrong, and where."""

    path: str
    """JSON Pointer (RFC 6901) into what was sent; empty for the whole of it."""
    message: str


class NotificationsError(Exception):
    """Base of all errors of this package that an answer can show."""

    status = 500
    reason = "Error"

    def __init__(
        self,
        message: str,
        errors: Iterable[FieldError] = (),
        *,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.errors = tuple(errors)
        self.retry_after = retry_after
        """Seconds after which it is worth trying again; becomes ``Retry-After``, rounded up."""


class InvalidInput(NotificationsError):
    """What was sent breaks a rule."""

    status = 400
    reason = "Invalid input"

    @classmethod
    def at(cls, path: str, message: str) -> InvalidInput:
        """One field is wrong."""
        return cls(f"{path or 'body'}: {message}", [FieldError(path, message)])


class TooLarge(InvalidInput):
    """What was sent is over a size limit."""

    status = 413
    reason = "Too large"


class Forbidden(NotificationsError):
    """The sender may not do this."""

    status = 403
    reason = "Forbidden"


class NotFound(NotificationsError):
    """No such thing where this person can see."""

    status = 404
    reason = "Not found"


class Conflict(NotificationsError):
    """The same name already means something else."""

    status = 409
    reason = "Conflict"


class TooMany(NotificationsError):
    """Over a rate or a count."""

    status = 429
    reason = "Too many"


class StoreUnavailable(NotificationsError):
    """The store cannot take this now."""

    status = 503
    reason = "Store unavailable"
