"""Sees each event of an ``EventLogger`` once, after the modifiers, and hands it on as a frame."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from jupyter_events import EventLogger

from ...models import JSON, NOTIFICATION_SCHEMA_ID
from .frames import Subject, event_frame
from .origin import current

__all__ = ["Tap"]


class Tap(logging.Handler):
    """One handler for all sockets, so that an event is written once, whenever its schema was registered.

    Notifications do not pass here: their recipients' sockets get them from the inbox.
    """

    def __init__(
        self,
        event_logger: EventLogger,
        deliver: Callable[[Subject, bytes], None],
        wanted: Callable[[], bool],
        *,
        log: logging.Logger,
    ) -> None:
        """``deliver`` is called on the event loop; nothing is written unless ``wanted`` says so."""
        super().__init__()
        self._event_logger = event_logger
        self._deliver = deliver
        self._wanted = wanted
        self._log = log
        self._loop: asyncio.AbstractEventLoop | None = None
        event_logger.register_handler(self)

    def listen(self) -> None:
        """Remember the loop on which sockets live; called from it."""
        self._loop = asyncio.get_running_loop()

    def remove(self) -> None:
        """See nothing more."""
        self._event_logger.remove_handler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Take one event. Never raises: whoever emits is not to suffer from who listens."""
        capsule = record.msg
        if not isinstance(capsule, dict) or self._loop is None or not self._wanted():
            return
        try:
            self._hand_on(capsule, self._loop)
        except Exception:  # noqa: BLE001 - whatever it is, the emitter must go on
            self._log.exception("An event could not be sent to its sockets")

    def _hand_on(self, capsule: JSON, loop: asyncio.AbstractEventLoop) -> None:
        if capsule.get("__schema__") == NOTIFICATION_SCHEMA_ID:
            return
        subject, frame = event_frame(capsule, current())
        if _is_running_here(loop):
            self._deliver(subject, frame)
        else:
            # The EventLogger may be used from a thread.
            loop.call_soon_threadsafe(self._deliver, subject, frame)


def _is_running_here(loop: asyncio.AbstractEventLoop) -> bool:
    try:
        return asyncio.get_running_loop() is loop
    except RuntimeError:
        return False
