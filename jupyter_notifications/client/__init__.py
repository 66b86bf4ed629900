"""The Python client: ``notify()`` and ``Client``. Standard library only; imports nothing of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .api import Client, NotificationType, Priority, anotify, notify, track
from .discovery import Server, discover
from .errors import NoServerError, NotificationsWarning, NotifyError, RefusedError, UnreachableError
from .wire import Sent

if TYPE_CHECKING:
    from .decorator import notify_when_done
    from .logs import NotificationHandler
    from .task import Task

__all__ = [
    "Client",
    "NoServerError",
    "NotificationHandler",
    "NotificationType",
    "NotificationsWarning",
    "NotifyError",
    "Priority",
    "RefusedError",
    "Sent",
    "Server",
    "Task",
    "UnreachableError",
    "anotify",
    "discover",
    "notify",
    "notify_when_done",
    "track",
]

#: What only some programs need, and where it is: importing this package stays cheap.
_LATER = {"NotificationHandler": "logs", "Task": "task", "notify_when_done": "decorator"}


def __getattr__(name: str) -> Any:
    if name in _LATER:
        import importlib  # noqa: PLC0415

        return getattr(importlib.import_module(f".{_LATER[name]}", __name__), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
