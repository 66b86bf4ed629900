"""Sends notifications from Python: ``notify``, and ``Client`` for a server or settings of one's own."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
import warnings
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from .asking import ask
from .discovery import Server, discover
from .errors import NotificationsWarning, NotifyError, RefusedError, UnreachableError
from .wire import Sent, encode, read

if TYPE_CHECKING:
    from .sender import Content, Sender
    from .task import Task

NotificationType = Literal["default", "info", "success", "warning", "error", "in-progress"]
Priority = Literal["low", "normal", "high", "urgent"]

#: Seconds to wait before the second try, where the server does not say.
_PAUSE = 0.2

#: Where the files of this package are.
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120


class Client:
    """Sends to one server, by default the one that this process belongs to.

    ``url`` is the server's base URL: ``http``, ``https``, or ``http+unix`` with a percent-encoded path as its
    host. ``token`` is one of its tokens. What is left out is looked for at each call: the variables
    ``JUPYTER_NOTIFICATIONS_URL`` and ``JUPYTER_NOTIFICATIONS_TOKEN``, the runtime file of the server that
    started this kernel, JupyterHub's variables. ``timeout`` is in seconds, for a whole call. ``source`` is
    what this program calls itself; by default the notebook's name, else ``python``.

    May be used from several threads at once.
    """

    def __init__(
        self,
        url: str | None = None,
        token: str | None = None,
        *,
        source: str | None = None,
        timeout: float = 5.0,
        raise_errors: bool = False,
    ) -> None:
        self._url = url
        self._token = token
        self._source = source
        self._timeout = timeout
        self._raise_errors = raise_errors
        self._warned: set[tuple[type[NotifyError], str]] = set()
        self._lock = threading.Lock()
        self._sender: Sender | None = None

    @property
    def source(self) -> str:
        """What a notification that names no source is sent as."""
        return self._source or _own_name()

    @property
    def sender(self) -> Sender:
        """What sends for this client without letting anyone wait."""
        from .sender import Sender  # noqa: PLC0415 - not for those who only call notify()

        with self._lock:
            if self._sender is None:
                self._sender = Sender(self._notify_silently)
            return self._sender

    def notify(
        self,
        title: str,
        body: str | None = None,
        *,
        type: NotificationType | None = None,
        source: str | None = None,
        topic: str | None = None,
        group: str | None = None,
        key: str | None = None,
        priority: Priority | None = None,
        progress: float | None = None,
        link: str | None = None,
        actions: Sequence[Mapping[str, Any]] | None = None,
        recipients: str | Sequence[str] | None = None,
        deliver_at: datetime | str | None = None,
        expires_at: datetime | str | None = None,
        data: Mapping[str, Any] | None = None,
        event_id: str | None = None,
        timeout: float | None = None,
        raise_errors: bool | None = None,
    ) -> Sent | None:
        """Put a notification into your inbox. It stays there until you delete it.

        Only the title is needed. The server checks all of it; what it refuses is said in a warning.

        Parameters
        ----------
        title: one line of plain text, at most 256 characters.
        body: Markdown, at most 16 KiB.
        type: "default", "info", "success", "warning", "error" or "in-progress"; how it looks.
        source: who says it; people mute by it. The notebook's name, else "python".
        topic: what it is about, from general to special, such as "training.finished"; people mute by it.
        group: entries of one group belong together.
        key: the name of a thing that changes: the same source and key update one entry in place.
        priority: "low", "normal", "high" or "urgent".
        progress: how far it is, from 0 to 1.
        link: where a click leads: http, https, or a file of this server such as "work/a.ipynb#cell=ID".
        actions: up to four buttons, each {"label", "link"}, or {"label", "command", "args"} with a command
            that the administrator allows.
        recipients: usernames, or "*" for everyone who uses this server. Yourself, if left out.
        deliver_at, expires_at: not shown before and after; a datetime (local time if it has no zone) or
            RFC 3339.
        data: anything small that you want to find again, at most 8 KiB as JSON.
        event_id: your own name for this event, 1-128 of A-Z a-z 0-9 . _ ~ -; sent again, it changes nothing.
        timeout: seconds that this call may take in all, 5 by default.
        raise_errors: raise a ``NotifyError`` if it cannot be sent, instead of warning once per cause.

        Returns
        -------
        ``Sent`` once the notification is safely stored; ``None`` if it could not be sent.
        """
        deadline = time.monotonic() + (self._timeout if timeout is None else timeout)
        event_id = event_id or os.urandom(16).hex()
        content = {
            "title": title,
            "body": body,
            "type": type,
            "source": source or self.source,
            "topic": topic,
            "group": group,
            "key": key,
            "priority": priority,
            "progress": progress,
            "link": link,
            "actions": actions,
            "recipients": [recipients] if isinstance(recipients, str) else recipients,
            "deliver_at": deliver_at,
            "expires_at": expires_at,
            "data": data,
            "event_id": event_id,
        }
        try:
            sent = self._send(encode(content), event_id, deadline)
        except NotifyError as error:
            if self._raise_errors if raise_errors is None else raise_errors:
                raise
            if self._is_new(error):
                warnings.warn(f"Notification not sent: {error}", NotificationsWarning, stacklevel=_callers())
            return None
        with self._lock:
            # It works: should the connection break again, that is news.
            self._warned = {cause for cause in self._warned if cause[0] is RefusedError}
        return sent

    async def anotify(self, title: str, body: str | None = None, **options: Any) -> Sent | None:
        """Like :meth:`notify`, with the same arguments, while the event loop goes on."""
        import asyncio  # noqa: PLC0415 - who awaits has it already

        return await asyncio.to_thread(self.notify, title, body, **options)

    def info(self, title: str, body: str | None = None, **options: Any) -> Sent | None:
        """:meth:`notify` with the type "info"."""
        return self.notify(title, body, **{"type": "info", **options})

    def success(self, title: str, body: str | None = None, **options: Any) -> Sent | None:
        """:meth:`notify` with the type "success"."""
        return self.notify(title, body, **{"type": "success", **options})

    def warning(self, title: str, body: str | None = None, **options: Any) -> Sent | None:
        """:meth:`notify` with the type "warning"."""
        return self.notify(title, body, **{"type": "warning", **options})

    def error(self, title: str, body: str | None = None, **options: Any) -> Sent | None:
        """:meth:`notify` with the type "error"."""
        return self.notify(title, body, **{"type": "error", **options})

    def track(self, title: str, body: str | None = None, **options: Any) -> Task:
        """Begin an entry about something that takes a while; see :class:`Task`.

        Parameters
        ----------
        title: one line that says what it is, such as "Training".
        body: Markdown.
        after: seconds before which nothing is shown, neither its beginning nor its end; 0 by default.
        source, topic, group, key, priority, link, recipients, data, raise_errors: as for :meth:`notify`.
        """
        from .task import Task  # noqa: PLC0415 - not for those who only call notify()

        return Task(self, title, body, **options)

    def _notify_silently(self, content: Content) -> None:
        """Send from another thread, where even a warning that was made an error is nobody's to catch."""
        with contextlib.suppress(Warning):
            self.notify(**{**content, "raise_errors": False})

    def _send(self, body: bytes, event_id: str, deadline: float) -> Sent:
        """Send; once more if the server was out of reach or could not store. The event id makes it safe."""
        server = discover(self._url, self._token)
        try:
            return self._send_once(server, body, event_id, deadline)
        except (UnreachableError, RefusedError) as error:
            pause = _PAUSE
            if isinstance(error, RefusedError):
                if error.status != 503:
                    raise
                pause = _PAUSE if error.retry_after is None else error.retry_after
            if time.monotonic() + pause >= deadline:
                raise
        time.sleep(pause)
        return self._send_once(server, body, event_id, deadline)

    def _send_once(self, server: Server, body: bytes, event_id: str, deadline: float) -> Sent:
        return read(ask(server, "POST", "api/notifications", deadline, body=body), server, event_id)

    def _is_new(self, error: NotifyError) -> bool:
        cause = (error.__class__, str(error))
        with self._lock:
            known = cause in self._warned
            self._warned.add(cause)
        return not known


def _callers() -> int:
    """How many frames up the code is that called this package: what a warning is about."""
    frame = sys._getframe(1)
    level = 1
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.f_back
        level += 1
    return level


def _own_name() -> str:
    """The notebook's name, where the server says it, else ``python``."""
    path = os.environ.get("JPY_SESSION_NAME", "")
    return os.path.basename(path)[:128] or "python"  # noqa: PTH119


class _Notify(Client):
    # Called as a function, and explained as one.
    __doc__ = Client.notify.__doc__
    __call__ = Client.notify


#: Puts a notification into your inbox: ``notify("Done")``, ``notify.error("Failed")``; see
#: :meth:`Client.notify`.
notify = _Notify()

#: The same, awaited; see :meth:`Client.anotify`.
anotify = notify.anotify

#: Begins an entry about something that takes a while; see :meth:`Client.track`.
track = notify.track
