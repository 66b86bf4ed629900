"""``/api/events/subscribe``: events as they happen and one's own notifications, as the client filters."""

from __future__ import annotations

from jupyter_server.auth.decorator import ws_authenticated

from ...errors import InvalidInput
from ...models import JSON, Head, Notification
from .. import strict_json
from ..base import error_body
from .filters import MAX_MESSAGE, Match, compile_filters, filters_of_query, read_message
from .frames import Subject
from .sockets import Socket

__all__ = ["SubscribeSocket"]


class SubscribeSocket(Socket):
    """Sends each event that passes the filters, which the client may change at any time."""

    auth_resource = "events"

    _filters: list[JSON]
    _match: Match | None

    @ws_authenticated
    async def get(self) -> None:
        """Open, with the filters of the query."""
        self._filters = filters_of_query(self.get_query_arguments("schema_id", strip=False))
        self._match = compile_filters(self._filters)
        await self.admit("execute", "events")
        await self.upgrade()

    async def open(self) -> None:
        """Begin to send."""
        await super().open()
        self.service.subscribe(self, self.asker.inbox)

    def on_close(self) -> None:
        """Send nothing more."""
        self.service.unsubscribe(self, self.asker.inbox)
        super().on_close()

    async def on_message(self, message: str | bytes) -> None:
        """Change the filters and say what they are now; or say what is wrong and change nothing."""
        await super().on_message(message)
        try:
            raw = message.encode() if isinstance(message, str) else message
            filters = read_message(strict_json.decode(raw, limit=MAX_MESSAGE))
            self._match = compile_filters(filters)
        except InvalidInput as error:
            self.outbox.put(strict_json.encode({"error": error_body(error)}))
            return
        self._filters = filters
        self.outbox.put(strict_json.encode({"filters": filters}))

    def deliver(self, subject: Subject, frame: bytes) -> None:
        """Send an event, if it is wanted."""
        if self._match is None or self._match(subject):
            self.outbox.put(frame)

    def on_hint(self, head: Head) -> None:
        """Hints have a socket of their own."""

    def on_notification(self, notification: Notification) -> None:
        """Send a notification of this person."""
        self.deliver(*self.service.frame_of(notification))
