"""How each route of ``openapi.yaml`` is used as intended; without its row here, tests of access fail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from jupyter_notifications.models import NOTIFICATION_SCHEMA_ID

from .api_client import spec

__all__ = ["ABSENT", "EVENT", "REST", "ROWS", "SOCKETS", "Row", "operations"]

ABSENT = "01900000-0000-7000-8000-000000000000"
"""An id that no notification has."""

EVENT = {"schema_id": NOTIFICATION_SCHEMA_ID, "version": "1", "data": {"title": "an event"}}

VERBS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Row:
    """One operation of the contract."""

    action: Literal["read", "write", "execute"]
    resource: Literal["events", "notifications"]
    """What the authorizer is asked, as ``configuration.md`` has it."""
    body: Any = None
    names: Literal["nothing", "entry", "sent"] = "nothing"
    """What the ``{id}`` of the path is an id of."""
    kernels: bool = False
    """Whether the kernels' post-only token opens it."""
    socket: bool = False
    owner: bool = False
    """Whether it is only for the owner of a server of one person."""


SCHEMA = {"$id": "https://example.org/s", "version": "1", "type": "object", "properties": {}}

PREFERENCES = {"muted_sources": ["noise"], "do_not_disturb": True}

ROWS: dict[tuple[str, str], Row] = {
    ("POST", "/api/events"): Row("write", "events", EVENT, kernels=True),
    ("GET", "/api/events/schemas"): Row("read", "events"),
    ("POST", "/api/events/schemas"): Row("write", "events", SCHEMA),
    ("GET", "/api/events/subscribe"): Row("execute", "events", socket=True),
    ("GET", "/api/events/subscribe/notification"): Row("read", "notifications", socket=True),
    ("GET", "/api/notifications"): Row("read", "notifications"),
    ("POST", "/api/notifications"): Row("write", "notifications", {"title": "a post"}, kernels=True),
    ("PATCH", "/api/notifications"): Row("write", "notifications", {"read": True}),
    ("DELETE", "/api/notifications"): Row("write", "notifications"),
    ("GET", "/api/notifications/changes"): Row("read", "notifications"),
    ("GET", "/api/notifications/status"): Row("read", "notifications"),
    ("GET", "/api/notifications/preferences"): Row("read", "notifications"),
    ("PUT", "/api/notifications/preferences"): Row("write", "notifications", PREFERENCES),
    ("GET", "/api/notifications/delivery"): Row("read", "notifications"),
    ("PATCH", "/api/notifications/delivery"): Row("write", "notifications", {"rules": []}, owner=True),
    ("POST", "/api/notifications/delivery/test"): Row(
        "write", "notifications", {"channel": "absent"}, owner=True
    ),
    ("GET", "/api/notifications/sent"): Row("read", "notifications"),
    ("DELETE", "/api/notifications/sent/{id}"): Row("write", "notifications", names="sent"),
    ("GET", "/api/notifications/export"): Row("read", "notifications"),
    ("DELETE", "/api/notifications/me"): Row("write", "notifications"),
    ("GET", "/api/notifications/{id}"): Row("read", "notifications", names="entry"),
    ("PATCH", "/api/notifications/{id}"): Row("write", "notifications", {"read": True}, names="entry"),
    ("DELETE", "/api/notifications/{id}"): Row("write", "notifications", names="entry"),
}


def operations() -> list[tuple[str, str]]:
    """Every (method, path) of the contract."""
    return [
        (method.upper(), path)
        for path, described in spec()["paths"].items()
        for method in described
        if method in VERBS
    ]


REST = [key for key in operations() if key in ROWS and not ROWS[key].socket]
"""Those that are answered over plain HTTP."""

SOCKETS = [
    *(path for method, path in operations() if (method, path) in ROWS and ROWS[method, path].socket),
    "/api/events/notifications",  # another name of the second
]
