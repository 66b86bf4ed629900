"""``/api/events/subscribe/notification``: says that the asker's inbox changed, and never what is in it."""

from __future__ import annotations

from jupyter_server.auth.decorator import ws_authenticated

from ...errors import StoreUnavailable
from ...models import Head, Notification
from .frames import hint_frame
from .sockets import Socket

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
        """Listen no more."""
        self.service.manager.hints.remove(self.asker.inbox, self)
        super().on_close()

    def on_hint(self, head: Head) -> None:
        """Send where the inbox stands."""
        changed = not self._greeted and self._cursor not in (None, (head.epoch, str(head.seq)))
        self._greeted = True
        self.outbox.put_latest(hint_frame(head, changed=changed))

    def on_notification(self, notification: Notification) -> None:
        """Content does not pass here."""
