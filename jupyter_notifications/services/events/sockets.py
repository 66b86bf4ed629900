"""The base of our sockets: who may open how many, keep-alive, and a bounded queue to a slow peer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from jupyter_core.utils import ensure_async
from tornado import web
from tornado.websocket import WebSocketHandler

from ...errors import TooMany
from ..base import Answers
from ..turns import Turns
from . import wire
from .outbox import Outbox

if TYPE_CHECKING:
    from .service import EventsService

__all__ = ["GOING_AWAY", "TOO_SLOW", "Socket"]

#: Close codes (RFC 6455, section 7.4). 4008 is ours: read faster, or ask for less.
GOING_AWAY = 1001
TOO_SLOW = 4008

#: Less than the minute after which proxies hang up; each ping and its answer wake the server.
_PING_SECONDS = 45.0

MAX_SAID = 1024 * 1024
"""Bytes of one message that are read at all; what is said to us is small."""

MAX_PINGS = 200
"""Pings that a peer may send in ten seconds. Each costs the loop a little, and is answered in a row."""
_PINGS_SECONDS = 10.0


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
        self.turns = Turns()
        self._pings, self._pings_since = 0, 0.0

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
        """Become a WebSocket. Tornado compares the ``Origin``, and fails at one that is no address."""
        try:
            urlsplit(self.request.headers.get("Origin", ""))
        except ValueError:
            raise web.HTTPError(403) from None
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
        """What is longer closes the connection."""
        return MAX_SAID

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

    async def on_message(self, message: str | bytes) -> None:  # noqa: ARG002
        """Ignore what is said to a socket that does not listen; of much, let others go on in between."""
        await self.turns.give()

    def on_ping(self, data: bytes) -> None:  # noqa: ARG002
        """Hang up on a peer that does nothing but ping; a close would wait behind those that are here."""
        now = asyncio.get_running_loop().time()
        if now - self._pings_since > _PINGS_SECONDS:
            self._pings, self._pings_since = 0, now
        self._pings += 1
        stream = None if self.ws_connection is None else self.ws_connection.stream
        if self._pings > MAX_PINGS and stream is not None:
            self.log.info("An event socket was closed: its client sends too many pings")
            stream.close()

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
