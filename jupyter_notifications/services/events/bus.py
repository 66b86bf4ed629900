"""Notifications on the server's event bus: taken from code in this process, shown to nobody else there."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_events import EventLogger
from jupyter_server.base.call_context import CallContext
from jupyter_server.services.events.handlers import EventHandler as CoreEventHandler

from ...errors import Forbidden, NotificationsError
from ...identity import Identity
from ...models import JSON, NOTIFICATION_SCHEMA_ID, Draft, Posted
from ..notifications.manager import NotificationManager
from .origin import Origin, emitting, is_stored
from .tap import Tap

__all__ = ["REDACTED", "Bus"]

#: All that other listeners and log sinks see of a notification. It satisfies the schema.
REDACTED: JSON = {"title": "A notification"}


class Bus:
    """Between the ``EventLogger`` and the inboxes.

    What code in this process emits with the notification schema is stored like any other, for the owner, or
    on a server of several people for the recipients it names. What came by HTTP is stored first; then an
    event without content tells the bus, one for all that was committed in one turn of the loop.
    """

    def __init__(
        self,
        event_logger: EventLogger,
        manager: NotificationManager,
        identity: Identity,
        *,
        log: logging.Logger,
    ) -> None:
        self._event_logger = event_logger
        self._manager = manager
        self._identity = identity
        self._log = log
        self._at_work: set[asyncio.Task[Any]] = set()
        self._telling: asyncio.Handle | None = None
        self._closed = False
        event_logger.add_modifier(schema_id=NOTIFICATION_SCHEMA_ID, modifier=_redact)
        event_logger.add_listener(schema_id=NOTIFICATION_SCHEMA_ID, modified=False, listener=self._on_emitted)
        manager.observe(self._on_committed)

    async def close(self) -> None:
        """Finish what is at work, and take nothing more."""
        self._closed = True
        if self._telling is not None:
            self._telling.cancel()
        self._event_logger.remove_listener(schema_id=NOTIFICATION_SCHEMA_ID, listener=self._on_emitted)
        # The modifier stays: a notification emitted after the end is not to show in a log either.
        # One turn, so that what was emitted just now has begun.
        await asyncio.sleep(0)
        if self._at_work:
            await asyncio.wait(self._at_work)

    async def _on_emitted(self, logger: EventLogger, schema_id: str, data: JSON) -> None:  # noqa: ARG002
        if is_stored():
            return
        task = asyncio.current_task()
        if task is not None:
            self._at_work.add(task)
        try:
            # The bus had this event already; storing it is not to put another one there.
            with emitting(Origin(stored=True)):
                await self._store(data)
        except NotificationsError as error:
            # Which rule it broke, and where; never what it says.
            places = ", ".join(e.path or "the whole" for e in error.errors) or "nothing to name"
            self._log.warning(
                "A notification that was emitted in the server was not stored: %s (%s)", error.reason, places
            )
        except Exception:  # noqa: BLE001 - only logged; nobody waits for it
            self._log.exception("A notification that was emitted in the server was not stored")
        finally:
            if task is not None:
                self._at_work.discard(task)

    async def _store(self, data: JSON) -> None:
        handler = CallContext.get(CallContext.JUPYTER_HANDLER)
        if not isinstance(handler, CoreEventHandler):
            await self._manager.notify(**data)
            return
        # Somebody's request to the core's own route, where that is kept: not trusted code, but that person.
        user, authorizer = handler.current_user, handler.authorizer

        async def may(resource: str) -> bool:
            return bool(await ensure_async(authorizer.is_authorized(handler, user, "write", resource)))

        if not await may("notifications"):
            msg = "may not write notifications"
            raise Forbidden(msg)
        await self._manager.post(
            self._identity.asker(user), data, may_write_others=lambda: may("notifications-others")
        )

    def _on_committed(self, posted: Posted, draft: Draft) -> None:  # noqa: ARG002
        if self._telling is not None or posted.outcome == "duplicate" or is_stored() or self._closed:
            return
        # After the answer: nobody who posts waits for those who listen.
        self._telling = asyncio.get_running_loop().call_soon(self._tell)

    def _tell(self) -> None:
        self._telling = None
        if not self._is_heard():
            return
        try:
            with emitting(Origin(stored=True)):
                self._event_logger.emit(schema_id=NOTIFICATION_SCHEMA_ID, data=dict(REDACTED))
        except Exception:  # noqa: BLE001 - a listener, a modifier or a sink of somebody else
            self._log.exception("The event bus could not be told of a notification")

    def _is_heard(self) -> bool:
        """Whether there is anybody but ourselves to whom an event would say something.

        Where there is none, as on a server without log sinks, emitting it is a tenth of a post for nothing.
        """
        logger = self._event_logger
        try:
            return bool(
                type(logger) is not EventLogger
                or any(not isinstance(handler, Tap) for handler in logger.handlers)
                or logger._modified_listeners[NOTIFICATION_SCHEMA_ID]
                or logger._unmodified_listeners[NOTIFICATION_SCHEMA_ID] - {self._on_emitted}
                or logger._modifiers[NOTIFICATION_SCHEMA_ID] - {_redact}
            )
        except (AttributeError, LookupError, TypeError):
            return True  # Another jupyter_events than the one that is known.


def _redact(schema_id: str, data: JSON) -> JSON:  # noqa: ARG001 - the names are the EventLogger's
    return dict(REDACTED)
