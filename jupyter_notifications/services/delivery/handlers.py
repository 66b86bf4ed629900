"""The routes of what goes out: ``/api/notifications/delivery``."""

from __future__ import annotations

from typing import Any, cast

from jupyter_server.auth.decorator import authorized
from tornado import web

from ...models import JSON
from .. import base
from ..notifications.handler import MAX_BODY, NotificationsHandler
from .service import Delivery

__all__ = ["DeliveryHandler", "DeliveryTestHandler", "handlers"]


class _Handler(NotificationsHandler):
    """The base of these routes."""

    @property
    def delivery(self) -> Delivery:
        """The server's ways out."""
        return cast("Delivery", self.settings["jupyter_notifications_delivery"])


class DeliveryHandler(_Handler):
    """``/api/notifications/delivery``."""

    @web.authenticated
    @authorized("read", "notifications")
    async def get(self) -> None:
        """Channels, rules, and what became of the last deliveries."""
        self.read_query()
        self.write_json(await self.delivery.described(self.asker))

    @web.authenticated
    @authorized("write", "notifications")
    async def patch(self) -> None:
        """Set the owner's channels and rules."""
        self.read_query()
        await self.delivery.change(self.read_json(MAX_BODY))
        self.write_json(await self.delivery.described(self.asker))


class DeliveryTestHandler(_Handler):
    """``/api/notifications/delivery/test``."""

    @web.authenticated
    @authorized("write", "notifications")
    async def post(self) -> None:
        """Send a test message."""
        self.read_query()
        error = await self.delivery.test(self.read_json(MAX_BODY))
        out: JSON = {"sent": error is None}
        if error is not None:
            out["error"] = error
        self.write_json(out)


def handlers() -> list[tuple[str, type[base.APIHandler], dict[str, Any]]]:
    """The routes, below the server's base URL, to be added before that of single entries."""
    return [
        (r"/api/notifications/delivery", DeliveryHandler, {}),
        (r"/api/notifications/delivery/test", DeliveryTestHandler, {}),
    ]
