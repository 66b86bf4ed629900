"""``track()``: one entry about something that takes a while, from its beginning to its end."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any

from .words import duration, error_line, headline, quoted

if TYPE_CHECKING:
    from .api import Client, NotificationType, Priority
    from .wire import Sent

#: Seconds that the end waits for an update which is under way, so that it is not overtaken by it.
_PATIENCE = 5.0


class Task:
    """One entry that shows how far something is, and says how it ended.

    Made by ``track``. As a context manager, ``with`` or ``async with``, it ends by itself: with success, or
    with the error that left its block, which it does not keep back. Otherwise call ``done``, ``fail`` or
    ``stop``. All methods may be called from any thread, and after the end they do nothing.
    """

    def __init__(
        self,
        client: Client,
        title: str,
        body: str | None = None,
        *,
        after: float = 0.0,
        source: str | None = None,
        topic: str | None = None,
        group: str | None = None,
        key: str | None = None,
        priority: Priority | None = None,
        link: str | None = None,
        recipients: str | Sequence[str] | None = None,
        data: Mapping[str, Any] | None = None,
        raise_errors: bool | None = None,
    ) -> None:
        self._client = client
        self._title = title
        self._after = after
        self._key = key or f"track-{os.urandom(8).hex()}"
        self._raise_errors = raise_errors
        # The same for all that follows: an entry is known by its source and key.
        self._always: dict[str, Any] = {
            "source": source or client.source,
            "key": self._key,
            "topic": topic,
            "group": group,
            "priority": priority,
            "link": link,
            "recipients": recipients,
            "data": data,
        }
        self._started = time.monotonic()
        self._progress: float | None = None
        self._body = body
        self._lock = threading.Lock()
        self._is_ended = False
        if after <= 0:
            self._show()

    @property
    def title(self) -> str:
        """What it is called now."""
        return self._title

    @property
    def key(self) -> str:
        """The key of the entry; together with its source it is the entry's name."""
        return self._key

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self._started

    @property
    def is_ended(self) -> bool:
        """Whether ``done`` or ``fail`` was called, or its block was left."""
        return self._is_ended

    def update(
        self, progress: float | None = None, body: str | None = None, *, title: str | None = None
    ) -> None:
        """Say how far it is. Returns at once; only the newest is sent, a few times a second at most.

        Parameters
        ----------
        progress: from 0 to 1; what is beyond is cut to that.
        body: Markdown that replaces what was said before.
        title: one line that replaces the title.
        """
        with self._lock:
            if self._is_ended:
                return
            if progress is not None:
                # A sum of fractions ends a little above 1. What is no number is for the server to refuse.
                with contextlib.suppress(TypeError, ValueError):
                    progress = min(max(float(progress), 0.0), 1.0)
                self._progress = progress
            self._body = self._body if body is None else body
            self._title = self._title if title is None else title
            if self.elapsed >= self._after:
                self._show()

    def done(self, body: str | None = None, *, title: str | None = None) -> Sent | None:
        """End it with success.

        Returns once that is stored, like ``notify``; ``None`` if it could not be sent. ``body`` and ``title``
        replace how long it took, and the title with "finished".
        """
        return self._end("success", title or f"{self._title} finished", body, progress=1.0)

    def fail(
        self, error: BaseException | str | None = None, body: str | None = None, *, title: str | None = None
    ) -> Sent | None:
        """End it with an error: an exception, of which its name and message are shown, or a sentence.

        Returns once that is stored, like ``notify``; ``None`` if it could not be sent.
        """
        if body is None and error is not None:
            said = error_line(error) if isinstance(error, BaseException) else error
            body = f"{quoted(said)}\n\n{self._took()}"
        return self._end("error", title or f"{self._title} failed", body)

    def __enter__(self) -> Task:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None:
            # What went wrong with sending is said in a warning: raised, it would stand in the error's place.
            self._raise_errors = False
        if error is None or (isinstance(error, SystemExit) and error.code in {None, 0}):
            self.done()
        elif isinstance(error, (KeyboardInterrupt, GeneratorExit)) or _is_cancelled(error):
            self.stop()
        else:
            self.fail(error)

    async def __aenter__(self) -> Task:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        import asyncio  # noqa: PLC0415 - who awaits has it already

        await asyncio.to_thread(self.__exit__, kind, error, traceback)

    def stop(self, body: str | None = None, *, title: str | None = None) -> Sent | None:
        """End it before its time, on purpose: interrupted, or cancelled."""
        return self._end("warning", title or f"{self._title} interrupted", body)

    def _show(self) -> None:
        """Send how it is now, soon."""
        self._client.sender.put(
            self._key,
            {
                **self._always,
                "title": headline(self._title),
                "body": self._body,
                "type": "in-progress",
                "progress": self._progress,
            },
        )

    def _end(
        self, type: NotificationType, title: str, body: str | None, progress: float | None = None
    ) -> Sent | None:
        with self._lock:
            if self._is_ended:
                return None
            self._is_ended = True
        if self.elapsed < self._after:
            return None
        # What is under way must not arrive after the end, and what waits is out of date.
        self._client.sender.take_back(self._key, _PATIENCE)
        return self._client.notify(
            headline(title),
            self._took() if body is None else body,
            type=type,
            progress=progress if self._progress is not None else None,
            raise_errors=self._raise_errors,
            **self._always,
        )

    def _took(self) -> str:
        return f"After {duration(self.elapsed)}."


def _is_cancelled(error: BaseException) -> bool:
    # Who has not imported it cannot be cancelled by it; importing it costs more than all of this package.
    asyncio = sys.modules.get("asyncio")
    return asyncio is not None and isinstance(error, asyncio.CancelledError)
