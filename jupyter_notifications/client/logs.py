"""A ``logging.Handler`` that puts records into the inbox."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from .api import notify
from .words import error_line, headline, quoted

if TYPE_CHECKING:
    from .api import Client, NotificationType

#: Seconds that ``flush``, and so the end of a program, waits at most.
_PATIENCE = 5.0

#: Places in the code whose records are counted.
_MOST_PLACES = 1_000


class NotificationHandler(logging.Handler):
    """Puts log records into the inbox, without letting the program wait.

    Records of one place in the code share one entry, which shows the newest and how many there were, so that
    a loop that logs does not fill the inbox. Of an exception, the name and the message are shown; tracebacks
    can hold data, and are added only on request.

    Parameters
    ----------
    level: records below it are left out; ``logging.ERROR`` by default.
    client: what sends; by default what ``notify`` uses.
    source: who says it; the name of the record's logger, if left out.
    topic: what people can mute it by, "log" by default; the level is added, as in "log.error".
    with_traceback: whether tracebacks are sent.
    """

    def __init__(
        self,
        level: int | str = logging.ERROR,
        *,
        client: Client | None = None,
        source: str | None = None,
        topic: str = "log",
        with_traceback: bool = False,
    ) -> None:
        super().__init__(level)
        self._client = client or notify
        self._source = source
        self._topic = topic
        self._with_traceback = with_traceback
        self._counts: OrderedDict[str, int] = OrderedDict()

    def emit(self, record: logging.LogRecord) -> None:
        """Send a record soon."""
        if threading.current_thread().name == "jupyter_notifications" or record.name.startswith(
            "jupyter_notifications"
        ):
            # What goes wrong with sending must not be sent.
            return
        try:
            title, rest = self._words(record)
            key = f"log-{record.name}-{record.module}-{record.lineno}"[:128]
            count = self._count(key)
            body = [rest] if rest else []
            if count > 1:
                body.append(f"{count} times so far.")
            self._client.sender.put(
                key,
                {
                    "title": headline(title) or record.levelname,
                    "body": "\n\n".join(body) or None,
                    "type": _type(record.levelno),
                    "priority": "high" if record.levelno >= logging.CRITICAL else None,
                    "source": (self._source or record.name)[:128],
                    "topic": f"{self._topic}.{record.levelname.lower()}",
                    "key": key,
                },
            )
        except Exception:  # noqa: BLE001 - the rule of logging: its handlers do not stop the program
            self.handleError(record)

    def flush(self) -> None:
        """Wait until all is sent, 5 seconds at most."""
        self._client.sender.flush(_PATIENCE)

    def _words(self, record: logging.LogRecord) -> tuple[str, str]:
        """The first line of what is said, and the rest."""
        text = self.formatter.format(record) if self.formatter else record.getMessage()
        if self.formatter and record.exc_text:
            # Formatters append the traceback.
            text = text.replace(f"\n{record.exc_text}", "")
        title, _, more = text.strip().partition("\n")
        parts = [more.strip()] if more.strip() else []
        if record.exc_info and record.exc_info[1] is not None:
            parts.append(
                logging.Formatter().formatException(record.exc_info)
                if self._with_traceback
                else error_line(record.exc_info[1])
            )
        return title, quoted("\n".join(parts)) if parts else ""

    def _count(self, key: str) -> int:
        """How many records of this place there were; runs under the handler's lock."""
        count = self._counts.pop(key, 0) + 1
        self._counts[key] = count
        if len(self._counts) > _MOST_PLACES:
            self._counts.popitem(last=False)
        return count


def _type(level: int) -> NotificationType:
    if level >= logging.ERROR:
        return "error"
    return "warning" if level >= logging.WARNING else "info"
