"""The routes of the inbox itself: the list and its entries; and the list of all routes."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.utils import url_path_join
from tornado import web

from ...models import JSON
from .. import base
from . import query
from .export import ExportHandler
from .handler import MAX_BODY, NotificationsHandler, checked_id, head_body
from .person import MeHandler, PreferencesHandler, SentEntryHandler, SentHandler
from .standing import ChangesHandler, StatusHandler
from .state import to_state_change

__all__ = ["EntryHandler", "InboxHandler", "handlers"]


class InboxHandler(NotificationsHandler):
    """``/api/notifications``."""

    accepts_post_only = frozenset({"post"})

    @web.authenticated
    @authorized("read", "notifications")
    async def get(self) -> None:
        """A page, newest arrival first."""
        asked = self.read_query(*query.FILTERS, "limit", "before")
        page = await self.manager.list(
            self.asker.inbox,
            query.to_filter(asked),
            limit=query.limit(asked, 50),
            before=query.cursor(asked, "before"),
        )
        body: JSON = {
            "items": [item.to_wire() for item in page.items],
            "next": None if page.next is None else str(page.next),
            **head_body(page.head),
        }
        if page.total is not None:
            body["total"] = page.total
        await self.advise()
        self.write_json(body)

    @web.authenticated
    @authorized("write", "notifications")
    async def post(self) -> None:
        """Send: to oneself, unless recipients are given."""
        self.read_query()
        data = self.read_json(MAX_BODY)
        result = await self.manager.post(
            self.asker, data, may_write_others=self.may_write_others, read_back=not self.asker.post_only
        )
        posted = result.posted
        if result.own:
            self.set_header("Location", url_path_join(self.base_url, "api/notifications", posted.id))
        self.write_json(
            {"id": posted.id, "recipients": posted.recipients}
            if result.notification is None
            else result.notification.to_wire(),
            201 if posted.outcome == "created" else 200,
        )

    async def may_write_others(self) -> bool:
        """The authorizer's word on writing to others."""
        return await self.may("write", "notifications-others")

    @web.authenticated
    @authorized("write", "notifications")
    async def patch(self) -> None:
        """Change the state of all that match."""
        asked = self.read_query(*query.FILTERS, "up_to")
        change = to_state_change(self.read_json(MAX_BODY), self.manager.clock())
        self.write_changed(
            await self.manager.change_all(
                self.asker.inbox, query.to_filter(asked), change, up_to=query.cursor(asked, "up_to")
            )
        )

    @web.authenticated
    @authorized("write", "notifications")
    async def delete(self) -> None:
        """Delete all that match."""
        asked = self.read_query(*query.FILTERS, "up_to")
        self.write_changed(
            await self.manager.remove_all(
                self.asker.inbox, query.to_filter(asked), up_to=query.cursor(asked, "up_to")
            )
        )


class EntryHandler(NotificationsHandler):
    """``/api/notifications/{id}``. What is another's answers like what does not exist."""

    @web.authenticated
    @authorized("read", "notifications")
    async def get(self, id: str) -> None:
        """One entry."""
        self.read_query()
        self.write_json((await self.manager.get(self.asker.inbox, checked_id(id))).to_wire())

    @web.authenticated
    @authorized("write", "notifications")
    async def patch(self, id: str) -> None:
        """Change the state of one entry."""
        self.read_query()
        change = to_state_change(self.read_json(MAX_BODY), self.manager.clock())
        self.write_json((await self.manager.change(self.asker.inbox, checked_id(id), change)).to_wire())

    @web.authenticated
    @authorized("write", "notifications")
    async def delete(self, id: str) -> None:
        """Delete one entry."""
        self.read_query()
        await self.manager.remove(self.asker.inbox, checked_id(id))
        self.set_status(204)
        self.finish()


def handlers() -> list[tuple[str, type[base.APIHandler], dict[str, Any]]]:
    """The routes, below the server's base URL; more special ones first."""
    return [
        (r"/api/notifications", InboxHandler, {}),
        (r"/api/notifications/changes", ChangesHandler, {}),
        (r"/api/notifications/export", ExportHandler, {}),
        (r"/api/notifications/me", MeHandler, {}),
        (r"/api/notifications/preferences", PreferencesHandler, {}),
        (r"/api/notifications/sent", SentHandler, {}),
        (r"/api/notifications/sent/([^/]+)", SentEntryHandler, {}),
        (r"/api/notifications/status", StatusHandler, {}),
        (r"/api/notifications/([^/]+)", EntryHandler, {}),
    ]
