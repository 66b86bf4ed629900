"""What the routes of notifications share: the manager, the query, and how to answer."""

from __future__ import annotations

from typing import cast

from ...errors import NotFound
from ...models import JSON, Changed, Head
from .. import base
from . import query
from .manager import NotificationManager

__all__ = ["MAX_BODY", "NotificationsHandler", "checked_id", "head_body"]

#: Bytes of a body.
MAX_BODY = 64 * 1024


class NotificationsHandler(base.APIHandler):
    """The base of these routes."""

    @property
    def manager(self) -> NotificationManager:
        """The server's inboxes."""
        return cast("NotificationManager", self.settings["jupyter_notifications"])

    def read_query(self, *allowed: str) -> dict[str, str]:
        """The query's parameters. Raises ``InvalidInput`` for any other."""
        return query.parse(self.request.query_arguments, allowed)

    def write_changed(self, changed: Changed) -> None:
        """Answer a change of many."""
        self.write_json({"changed": changed.changed, **head_body(changed.head)})

    async def advise(self) -> None:
        """Say in ``X-Poll-Interval`` how many seconds a client that polls should wait, unless that is off."""
        seconds = await self.manager.poll_interval()
        if seconds:
            self.set_header("X-Poll-Interval", str(seconds))


def head_body(head: Head) -> JSON:
    """Where an inbox stands, as it is answered."""
    return {"unread": head.unread, "epoch": head.epoch, "seq": str(head.seq)}


def checked_id(id: str) -> str:
    """The id in the store's spelling. What cannot be an id is no entry's: raises ``NotFound``."""
    if not query.is_entry_id(id):
        msg = "no such notification"
        raise NotFound(msg)
    return id.lower()
