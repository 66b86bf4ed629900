"""Notifications for Jupyter: a durable, private inbox for each person.

In a notebook, ``from jupyter_notifications import notify`` and ``notify("Training finished")``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._version import __version__

if TYPE_CHECKING:
    from .client import Client, NotificationHandler, Task, anotify, notify, notify_when_done, track

__all__ = [
    "Client",
    "NotificationHandler",
    "Task",
    "__version__",
    "anotify",
    "notify",
    "notify_when_done",
    "track",
]


def __getattr__(name: str) -> Any:
    # Loaded when asked for, so that a server or a tool that only looks for extensions pays nothing.
    if name in __all__:
        from . import client  # noqa: PLC0415

        return getattr(client, name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Where the three labextensions lie; read by ``jupyter labextension develop``."""
    return [
        {"src": f"labextensions/@jupyter-notifications/{name}", "dest": f"@jupyter-notifications/{name}"}
        for name in ("core", "lab-extension", "notebook-extension")
    ]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """What jupyter_server loads."""
    from .extension import NotificationsExtension  # noqa: PLC0415

    return [{"module": "jupyter_notifications", "app": NotificationsExtension}]


def load_ipython_extension(shell: Any) -> None:
    """Register the magics; what ``%load_ext jupyter_notifications`` calls."""
    from .magics import load_ipython_extension as load  # noqa: PLC0415

    load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """Take the magics away; what ``%unload_ext jupyter_notifications`` calls."""
    from .magics import unload_ipython_extension as unload  # noqa: PLC0415

    unload(shell)
