"""Sends notifications from Python: ``notify``, and ``Client`` for a server or settings of one's own."""

from __future__ import annotations

import os
import threading
import time
import warnings
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from .._version import __version__
from .discovery import Server, discover
from .errors import NotificationsWarning, NotifyError, RefusedError, UnreachableError
from .wire import Sent, encode, read

NotificationType = Literal["default", "info", "success", "warning", "error", "in-progress"]
Priority = Literal["low", "normal", "high", "urgent"]

#: Seconds to wait before the second try, where the server does not say.
_PAUSE = 0.2


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
            "source": source or self._source or _own_name(),
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
                warnings.warn(f"Notification not sent: {error}", NotificationsWarning, stacklevel=2)
            return None
        with self._lock:
            # It works: should the connection break again, that is news.
            self._warned = {cause for cause in self._warned if cause[0] is RefusedError}
        return sent

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
        # HTTP and TLS are most of the cost of importing; who imports this and never sends does not pay it.
        from .transport import post  # noqa: PLC0415

        headers = {"Content-Type": "application/json", "User-Agent": f"jupyter_notifications/{__version__}"}
        if server.token:
            headers["Authorization"] = f"token {server.token}"
        else:
            # A server that asks for no login still asks this of every write without a token.
            mark = os.urandom(16).hex()
            headers |= {"Cookie": f"_xsrf={mark}", "X-XSRFToken": mark}
        answer = post(f"{server.url.rstrip('/')}/api/notifications", body, headers, deadline)
        return read(answer, server, event_id)

    def _is_new(self, error: NotifyError) -> bool:
        cause = (error.__class__, str(error))
        with self._lock:
            known = cause in self._warned
            self._warned.add(cause)
        return not known


def _own_name() -> str:
    """The notebook's name, where the server says it, else ``python``."""
    path = os.environ.get("JPY_SESSION_NAME", "")
    return os.path.basename(path)[:128] or "python"  # noqa: PTH119


#: Puts a notification into your inbox; see :meth:`Client.notify`.
notify = Client().notify
