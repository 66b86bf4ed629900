"""The routes of one's own inbox: the list, single entries, changes and the store's status."""

from __future__ import annotations

import re
from typing import Any, cast

from jupyter_server.auth.decorator import authorized
from jupyter_server.utils import url_path_join
from tornado import web

from ...errors import NotFound, StoreUnavailable
from ...models import JSON, Changed, Filter, Head
from .. import base
from . import query
from .manager import NotificationManager
from .state import to_state_change

__all__ = ["ChangesHandler", "EntryHandler", "InboxHandler", "StatusHandler", "handlers"]

#: Bytes of a body.
MAX_BODY = 64 * 1024

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class NotificationsHandler(base.APIHandler):
    """What the routes of the inbox share."""

    @property
    def manager(self) -> NotificationManager:
        """The server's inboxes."""
        return cast("NotificationManager", self.settings["jupyter_notifications"])

    def read_query(self, *allowed: str) -> dict[str, str]:
        """The query's parameters. Raises ``InvalidInput`` for any other."""
        return query.parse(self.request.query_arguments, allowed)

    def write_changed(self, changed: Changed) -> None:
        """Answer a change of many."""
        self.write_json({"changed": changed.changed, **_head(changed.head)})


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
            **_head(page.head),
        }
        if page.total is not None:
            body["total"] = page.total
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
        self.write_json((await self.manager.get(self.asker.inbox, _checked(id))).to_wire())

    @web.authenticated
    @authorized("write", "notifications")
    async def patch(self, id: str) -> None:
        """Change the state of one entry."""
        self.read_query()
        change = to_state_change(self.read_json(MAX_BODY), self.manager.clock())
        self.write_json((await self.manager.change(self.asker.inbox, _checked(id), change)).to_wire())

    @web.authenticated
    @authorized("write", "notifications")
    async def delete(self, id: str) -> None:
        """Delete one entry."""
        self.read_query()
        await self.manager.remove(self.asker.inbox, _checked(id))
        self.set_status(204)
        self.finish()


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
        self.write_json(
            {
                "items": [item.to_wire() for item in changes.items],
                "removed": changes.removed,
                **_head(changes.head),
                "more": changes.more,
                "reset": changes.reset,
            }
        )


class StatusHandler(NotificationsHandler):
    """``/api/notifications/status``. Answers also when the store does not."""

    @web.authenticated
    @authorized("read", "notifications")
    async def get(self) -> None:
        """How the store is, and how many entries there are."""
        self.read_query()
        status = await self.manager.status()
        unread = total = 0
        try:
            page = await self.manager.list(self.asker.inbox, Filter(), limit=1)
        except StoreUnavailable:
            pass
        else:
            unread, total = page.head.unread, page.total or 0
        self.write_json(
            {
                "backend": status.engine,
                "durable": status.durable,
                "writable": status.writable,
                "problem": status.problem,
                "schema_version": status.schema_version,
                "unread": unread,
                "total": total,
                "queue_depth": status.queued,
                "allowed_commands": list(self.manager.allowed_commands),
            }
        )


def handlers() -> list[tuple[str, type[base.APIHandler], dict[str, Any]]]:
    """The routes, below the server's base URL; more special ones first."""
    return [
        (r"/api/notifications", InboxHandler, {}),
        (r"/api/notifications/changes", ChangesHandler, {}),
        (r"/api/notifications/status", StatusHandler, {}),
        (r"/api/notifications/([^/]+)", EntryHandler, {}),
    ]


def _head(head: Head) -> JSON:
    return {"unread": head.unread, "epoch": head.epoch, "seq": str(head.seq)}


def _checked(id: str) -> str:
    """The id in the store's spelling. What cannot be an id is no entry's."""
    if _UUID.fullmatch(id.lower()) is None:
        msg = "no such notification"
        raise NotFound(msg)
    return id.lower()
