"""The base of our sockets: who may open how many, keep-alive, and a bounded queue to a slow peer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from jupyter_core.utils import ensure_async
from tornado import web
from tornado.websocket import WebSocketHandler

from ...errors import TooMany
from ..base import Answers
from . import wire
from .outbox import Outbox

if TYPE_CHECKING:
    from .service import EventsService

__all__ = ["GOING_AWAY", "TOO_SLOW", "Socket"]

#: Close codes (RFC 6455, section 7.4). 4008 is ours: read faster, or ask for less.
GOING_AWAY = 1001
TOO_SLOW = 4008

_PING_SECONDS = 30.0


class Socket(Answers, WebSocketHandler):
    """A socket that sends frames and keeps nothing but a bounded queue.

    Subclasses decorate ``get`` with ``@ws_authenticated`` and call ``admit`` and ``upgrade`` in it.
    """

    service: EventsService
    outbox: Outbox
    _counted = False

    def initialize(self, service: EventsService) -> None:
        """Take what the route gives."""
        self.service = service
        self.outbox = Outbox(self)

    async def prepare(self) -> None:  # type: ignore[override]
        """Find out who asks. A socket is not sent to the login page."""
        await super().prepare(_redirect_to_login=False)

    async def admit(self, action: str, resource: str) -> None:
        """Refuse before the upgrade. Raises 403, or ``TooMany``."""
        user = self.current_user
        if not await ensure_async(self.authorizer.is_authorized(self, user, action, resource)):
            raise web.HTTPError(403)
        limit, inbox = self.service.max_sockets, self.asker.inbox
        if limit and self.service.open_sockets(inbox) >= limit:
            msg = f"There are {limit} event sockets open already, which is as many as one person may have."
            raise TooMany(msg, retry_after=5)

    async def upgrade(self) -> None:
        """Become a WebSocket."""
        await WebSocketHandler.get(self)

    @property
    def ping_interval(self) -> float:
        """Seconds between pings, so that proxies keep an idle socket and a dead peer is noticed."""
        return cast("float", self.settings.get("websocket_ping_interval") or _PING_SECONDS)

    @property
    def ping_timeout(self) -> float | None:
        """Seconds to wait for a pong; ``None`` is as long as the interval."""
        return cast("float | None", self.settings.get("websocket_ping_timeout") or None)

    @property
    def max_message_size(self) -> int:
        """Bytes beyond which the connection is closed; what is said to us is small."""
        return 1024 * 1024

    async def open(self) -> None:
        """Begin. Subclasses go on from here."""
        self._counted = True
        self.service.opened(self)

    def on_close(self) -> None:
        """End. Subclasses go on from here."""
        self.outbox.close()
        if self._counted:
            self._counted = False
            self.service.closed(self)

    def on_message(self, message: str | bytes) -> None:
        """Ignore what is said to a socket that does not listen."""

    # -- what the outbox needs -------------------------------------------------------------------------------

    def send(self, frame: bytes) -> asyncio.Future[None] | None:
        """Send one frame, or fail with ``WebSocketClosedError``."""
        return wire.write(self, frame)

    def busy(self) -> bool:
        """Whether the peer has yet to take something."""
        return wire.is_busy(self)

    def overflow(self) -> None:
        """Give up on a peer that is too slow; tornado aborts the connection if it does not take even that."""
        self.log.info("An event socket was closed: its client reads too slowly")
        self.close(TOO_SLOW, "too slow")
