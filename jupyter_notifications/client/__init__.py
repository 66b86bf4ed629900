"""The Python client: ``notify()`` and ``Client``. Standard library only; imports nothing of the server."""

from __future__ import annotations

from .api import Client, NotificationType, Priority, notify
from .discovery import Server, discover
from .errors import NoServerError, NotificationsWarning, NotifyError, RefusedError, UnreachableError
from .wire import Sent

__all__ = [
    "Client",
    "NoServerError",
    "NotificationType",
    "NotificationsWarning",
    "NotifyError",
    "Priority",
    "RefusedError",
    "Sent",
    "Server",
    "UnreachableError",
    "discover",
    "notify",
]
