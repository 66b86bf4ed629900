"""What can go wrong with sending, as exceptions for those who ask for them, and one warning for all others.

NotifyError
├── NoServerError       nothing says where the server is
├── UnreachableError    no connection, or no answer in time
└── RefusedError        the server said no; knows the status and each wrong field
"""

from __future__ import annotations


class NotificationsWarning(UserWarning):
    """A notification could not be sent. The run goes on."""


class NotifyError(Exception):
    """Base of all errors of sending; only raised with ``raise_errors=True``."""


class NoServerError(NotifyError):
    """Nothing says where the server is, or what says so cannot be read."""


class UnreachableError(NotifyError):
    """There was no connection, or no answer in time.

    The notification may have arrived; sending it again with the same ``event_id`` changes nothing then.
    """


class RefusedError(NotifyError):
    """The server said no, or what was to be sent cannot be written as JSON.

    ``status`` is the HTTP status, 0 if nothing was sent. ``errors`` are ``(path, message)`` pairs, the path
    being a JSON Pointer into the notification. ``retry_after`` is in seconds, where the server gave it.
    """

    def __init__(
        self,
        message: str,
        status: int = 0,
        errors: tuple[tuple[str, str], ...] = (),
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.errors = errors
        self.retry_after = retry_after
