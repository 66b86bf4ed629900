"""The events service of one server: its routes, its sockets, and what feeds them."""

from __future__ import annotations

import logging
from typing import Any

from jupyter_events import EventLogger

from ...identity import Identity
from ...models import Notification, Recipient
from ...schemas import Schemas
from ..notifications.manager import NotificationManager
from .bus import Bus
from .frames import Subject, notification_frame
from .handlers import EventHandler, SchemasHandler
from .hint_socket import HintSocket
from .registry import Registry
from .sockets import GOING_AWAY, Socket
from .subscribe import SubscribeSocket
from .tap import Tap

__all__ = ["EventsService"]


class EventsService:
    """Everything that the routes under ``/api/events`` need, in one place."""

    def __init__(
        self,
        event_logger: EventLogger,
        manager: NotificationManager,
        identity: Identity,
        *,
        schema_registration: str = "owner",
        max_sockets: int = 64,
        log: logging.Logger,
    ) -> None:
        """``schema_registration``: off, owner or all; ``max_sockets`` of one person, 0 sets no limit."""
        self.event_logger = event_logger
        self.manager = manager
        self.identity = identity
        self.schema_registration = schema_registration
        self.max_sockets = max_sockets
        self.log = log
        self.schemas = Schemas(event_logger)
        self.registry = Registry(event_logger, self.schemas, log=log)
        self._bus = Bus(event_logger, manager, identity, log=log)
        self._sockets: dict[Recipient, set[Socket]] = {}
        self._subscribers: dict[SubscribeSocket, None] = {}
        self._last: tuple[Notification, tuple[Subject, bytes]] | None = None
        self._tap = Tap(event_logger, self._deliver, lambda: bool(self._subscribers), log=log)

    def handlers(self, *, replace_core: bool = True) -> list[tuple[str, type, dict[str, Any]]]:
        """The routes, below the server's base URL. Without ``replace_core``, the core keeps those it has."""
        given = {"service": self}
        ours: list[tuple[str, type, dict[str, Any]]] = [
            (r"/api/events/schemas", SchemasHandler, given),
            (r"/api/events/subscribe/notification", HintSocket, given),
            (r"/api/events/notifications", HintSocket, given),
        ]
        if replace_core:
            ours += [
                (r"/api/events", EventHandler, given),
                (r"/api/events/subscribe", SubscribeSocket, given),
            ]
        return ours

    async def start(self) -> None:
        """Register the schemas that lie on the Jupyter path."""
        await self.registry.load_files()

    async def stop(self) -> None:
        """Store what was emitted, close the sockets, and leave the ``EventLogger`` as it was."""
        await self._bus.close()
        self._tap.remove()
        for socket in [socket for sockets in self._sockets.values() for socket in sockets]:
            socket.close(GOING_AWAY, "the server stops")

    # -- sockets ---------------------------------------------------------------------------------------------

    def open_sockets(self, inbox: Recipient) -> int:
        """How many a person has open."""
        return len(self._sockets.get(inbox, ()))

    def opened(self, socket: Socket) -> None:
        """Count a socket."""
        self._sockets.setdefault(socket.asker.inbox, set()).add(socket)

    def closed(self, socket: Socket) -> None:
        """Count it no more."""
        inbox = socket.asker.inbox
        sockets = self._sockets.get(inbox, set())
        sockets.discard(socket)
        if not sockets:
            self._sockets.pop(inbox, None)

    def subscribe(self, socket: SubscribeSocket, inbox: Recipient) -> None:
        """Send events to a socket, and the notifications of one inbox."""
        self._tap.listen()
        self._subscribers[socket] = None
        self.manager.hints.add(inbox, socket, heads=False)

    def unsubscribe(self, socket: SubscribeSocket, inbox: Recipient) -> None:
        """Send it nothing more. Does nothing if it was not subscribed."""
        self._subscribers.pop(socket, None)
        self.manager.hints.remove(inbox, socket)

    def frame_of(self, notification: Notification) -> tuple[Subject, bytes]:
        """A notification as a frame, written once for all sockets of its recipient."""
        if self._last is None or self._last[0] is not notification:
            self._last = (notification, notification_frame(notification))
        return self._last[1]

    def _deliver(self, subject: Subject, frame: bytes) -> None:
        for socket in tuple(self._subscribers):
            try:
                socket.deliver(subject, frame)
            except Exception:  # one socket's fault must not silence the others
                self.log.exception("An event socket failed")
