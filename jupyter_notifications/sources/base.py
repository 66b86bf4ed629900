"""A source: what it has to say of itself, and how it tells people something."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar, cast
from urllib.parse import quote

from jupyter_events import EventLogger
from jupyter_server.base.call_context import CallContext
from traitlets import Bool
from traitlets.config import LoggingConfigurable

from ..errors import NotificationsError
from ..links import link_error

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

__all__ = ["Send", "Source", "SourceUnavailable", "asking", "file_link"]

#: Characters of a title, of a key and of a link, as the schema has them.
_TITLE, _KEY, _LINK = 256, 256, 2048

#: Stores a notification from code in the server: a title, ``recipients`` and the other fields. Returns
#: when it is committed; raises ``NotificationsError``.
Send = Callable[..., Awaitable[object]]


class SourceUnavailable(Exception):
    """Raised by ``Source.start``: what the source listens to is not on this server. It says why."""


class Source(LoggingConfigurable):
    """Notices something on the server, and tells whom it concerns.

    A subclass names itself and what it needs, and starts and stops. It is made when the server runs, on its
    event loop, and must not block that. Its traits are configured under the name of its class.
    """

    name: ClassVar[str]
    """The ``source`` of its notifications: people mute by it, and administrators turn it off by it."""

    requires: ClassVar[tuple[str, ...]] = ()
    """Modules that must be there; where one is not, the source is left out without a word."""

    enabled = Bool(
        True,
        config=True,
        help="""Whether this source runs. `c.Source.enabled = False` is about all of them.""",
    )

    def __init__(self, serverapp: ServerApp, send: Send, *, several: bool, **kwargs: Any) -> None:
        """``several``: whether the server tells several people apart."""
        super().__init__(**kwargs)
        self.serverapp = serverapp
        self.several = several
        self._send = send

    @property
    def events(self) -> EventLogger:
        """The server's event bus."""
        return cast("EventLogger", self.serverapp.event_logger)

    async def start(self) -> None:
        """Begin to notice. Raises ``SourceUnavailable`` if there is nothing to listen to."""

    async def stop(self) -> None:
        """Notice nothing more, and leave no task behind. Called once, also when ``start`` failed."""

    async def notify(self, title: str, *, to: str | Sequence[str] | None = None, **content: object) -> bool:
        """Tell the owner of a one-person server, or on one of several people those named in ``to``.

        ``to`` is one username, or several, or ``*`` for everyone; with ``None`` or nobody in it, nobody is
        told there. The other fields are those of a notification; what is ``None`` is left out. A title that
        is too long is cut, a key replaced by its hash, and a link that would be refused is dropped. Never
        raises for what cannot be sent: that is logged, and the answer is whether it was stored.
        """
        people: list[str] | None = None
        if self.several:
            people = [to] if isinstance(to, str) else list(to or ())
            if not people:
                self.log.debug("%s has something to tell, and knows nobody whom it concerns", self.name)
                return False
        if len(title) > _TITLE:
            title = title[: _TITLE - 1] + "…"
        fields = {"source": self.name, **content}
        link = fields.get("link")
        if isinstance(link, str) and (len(link) > _LINK or link_error(link) is not None):
            del fields["link"]
        key = fields.get("key")
        if isinstance(key, str) and len(key) > _KEY:
            fields["key"] = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        fields = {name: value for name, value in fields.items() if value is not None}
        try:
            await self._send(title, recipients=people, **fields)
        except NotificationsError as error:
            # Which rule it broke, and where; never what it says.
            places = ", ".join(e.path or "the whole" for e in error.errors) or "nothing to name"
            self.log.warning("A notification of %s was not stored: %s (%s)", self.name, error.reason, places)
            return False
        return True


def asking() -> str | None:
    """The username behind the request that is being handled now, also in tasks that it began; else ``None``.

    On a server of one person such names are random and mean nothing; ``notify`` leaves them out there.
    """
    handler = CallContext.get(CallContext.JUPYTER_HANDLER)
    user = getattr(handler, "current_user", None)
    name = getattr(user, "username", None)
    return name if isinstance(name, str) and name else None


def file_link(path: str, cell: str | None = None) -> str | None:
    """The link to a file of this server by its API path, or to a cell in it; ``None`` if none can be."""
    link = quote(path.strip("/"))
    if cell is not None:
        link += f"#cell={quote(cell, safe='')}"
    return None if not link or len(link) > _LINK or link_error(link) is not None else link
