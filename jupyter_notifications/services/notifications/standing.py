"""The routes that say how things stand: what changed after a cursor, and how the store is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from jupyter_server.auth.decorator import authorized
from tornado import web

from ..._version import __version__
from . import query
from .handler import NotificationsHandler, head_body
from .health import health_of

__all__ = ["ChangesHandler", "StatusHandler"]


class ChangesHandler(NotificationsHandler):
    """``/api/notifications/changes``."""

    @web.authenticated
    @authorized("read", "notifications")
    async def get(self) -> None:
        """What changed after a cursor."""
        asked = self.read_query("epoch", "after", "limit")
        changes = await self.manager.changes(
            self.asker.inbox,
            epoch=query.epoch(asked),
            after=query.cursor(asked, "after"),
            limit=query.limit(asked, 100),
        )
        await self.advise()
        self.write_json(
            {
                "items": [item.to_wire() for item in changes.items],
                "removed": changes.removed,
                **head_body(changes.head),
                "more": changes.more,
                "reset": changes.reset,
            }
        )


class StatusHandler(NotificationsHandler):
    """``/api/notifications/status``. Answers also when the store does not."""

    @web.authenticated
    @authorized("read", "notifications")
    async def get(self) -> None:
        """How the store is, and how many entries the asker has."""
        self.read_query()
        manager = self.manager
        sources = cast("Callable[[], Mapping[str, str]]", self.settings["jupyter_notifications_sources"])
        status, counts = await manager.status(), await manager.counts(self.asker.inbox)
        self.write_json(
            {
                "version": __version__,
                "backend": status.engine,
                "durable": status.durable,
                "writable": status.writable,
                "problem": status.problem,
                "health": health_of(status),
                "schema_version": status.schema_version,
                "search": status.search,
                "journal": status.journal,
                "size": status.size,
                "room": status.room,
                "unread": counts["unread"],
                "total": counts["inbox"],
                "counts": counts,
                "queue_depth": status.queued,
                "retention": {"days": manager.retention_days, "entries": manager.retention_entries},
                "poll_interval": await manager.poll_interval(),
                "allowed_commands": list(manager.allowed_commands),
                "sources": dict(sources()),
            }
        )
