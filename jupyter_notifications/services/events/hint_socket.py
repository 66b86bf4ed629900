"""``/api/events/subscribe/notification``: says that the asker's inbox changed, and never what is in it.

The page says in turn what it has in front, and which cells it ran.
"""

from __future__ import annotations

from jupyter_server.auth.decorator import ws_authenticated

from ...errors import InvalidInput, StoreUnavailable
from ...models import Head, Notification
from .. import strict_json
from ..base import error_body
from .frames import hint_frame
from .sockets import Socket
from .told import LookingAt, read_told

__all__ = ["HintSocket"]


class HintSocket(Socket):
    """Sends where the inbox stands: once on opening, then after each change, only the newest if it lags."""

    auth_resource = "notifications"

    _cursor: tuple[str, str] | None = None
    _greeted = False

    @ws_authenticated
    async def get(self) -> None:
        """Open; ``epoch`` and ``after`` are where the client thinks that the inbox stands."""
        epoch = self.get_query_argument("epoch", None)
        after = self.get_query_argument("after", None)
        if epoch is not None and after is not None:
            self._cursor = (epoch, after)
        await self.admit("read", "notifications")
        await self.upgrade()

    async def open(self) -> None:
        """Listen, and only then look, so that nothing falls in between."""
        await super().open()
        inbox, manager = self.asker.inbox, self.service.manager
        manager.hints.add(inbox, self, news=False)
        try:
            head = await manager.head(inbox)
        except StoreUnavailable:
            # It will be told as soon as the store can say it.
            manager.hints.changed([inbox])
            return
        if not self._greeted:
            self.on_hint(head)

    def on_close(self) -> None:
        """Listen no more. Nobody looks at anything here now."""
        manager = self.service.manager
        manager.hints.remove(self.asker.inbox, self)
        manager.presence.look(self, self.asker.inbox, None)
        super().on_close()

    async def on_message(self, message: str | bytes) -> None:
        """Note what the page says; or say what is wrong with it, and note nothing."""
        await super().on_message(message)
        try:
            told = read_told(message.encode() if isinstance(message, str) else message)
        except InvalidInput as error:
            self.outbox.put(strict_json.encode({"error": error_body(error)}))
            return
        if self.ws_connection is None:
            return  # It has gone meanwhile, and nobody would take back what is noted now.
        presence, inbox = self.service.manager.presence, self.asker.inbox
        if isinstance(told, LookingAt):
            presence.look(self, inbox, told.path)
        else:
            presence.ran(inbox, told.kernel, told.message, told.cell)

    def on_hint(self, head: Head) -> None:
        """Send where the inbox stands."""
        changed = not self._greeted and self._cursor not in (None, (head.epoch, str(head.seq)))
        self._greeted = True
        self.outbox.put_latest(hint_frame(head, changed=changed))

    def on_notification(self, notification: Notification) -> None:
        """Content does not pass here."""
