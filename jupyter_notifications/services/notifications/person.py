"""The routes about the asker rather than an entry: preferences, what was sent, and to be forgotten."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from . import preferences, query
from .handler import MAX_BODY, NotificationsHandler, checked_id

__all__ = ["MeHandler", "PreferencesHandler", "SentEntryHandler", "SentHandler"]


class PreferencesHandler(NotificationsHandler):
    """``/api/notifications/preferences``."""

    @web.authenticated
    @authorized("read", "notifications")
    async def get(self) -> None:
        """What is set, and whether it is to be quiet now."""
        self.read_query()
        kept = await self.manager.preferences(self.asker.inbox)
        self.write_json(preferences.served(kept, self.manager.clock()))

    @web.authenticated
    @authorized("write", "notifications")
    async def put(self) -> None:
        """Set all of it anew."""
        self.read_query()
        kept = preferences.read(self.read_json(MAX_BODY))
        await self.manager.keep_preferences(self.asker.inbox, kept)
        self.write_json(preferences.served(kept, self.manager.clock()))


class SentHandler(NotificationsHandler):
    """``/api/notifications/sent``."""

    @web.authenticated
    @authorized("read", "notifications")
    async def get(self) -> None:
        """A page of what the asker sent to others, newest first."""
        asked = self.read_query("limit", "before")
        page = await self.manager.sent(
            self.asker, limit=query.limit(asked, 50), before=query.entry_id(asked, "before")
        )
        self.write_json({"items": [item.to_wire() for item in page.items], "next": page.next})


class SentEntryHandler(NotificationsHandler):
    """``/api/notifications/sent/{id}``. What somebody else sent answers like what does not exist."""

    @web.authenticated
    @authorized("write", "notifications")
    async def delete(self, id: str) -> None:
        """Take it back from all who have it."""
        self.read_query()
        await self.manager.withdraw(self.asker, checked_id(id))
        self.set_status(204)
        self.finish()


class MeHandler(NotificationsHandler):
    """``/api/notifications/me``."""

    @web.authenticated
    @authorized("write", "notifications")
    async def delete(self) -> None:
        """Forget the asker. To ask them whether they are sure is the client's business."""
        self.read_query()
        await self.manager.forget(self.asker)
        self.set_status(204)
        self.finish()
