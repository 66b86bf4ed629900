"""The source of what is told about runs and kernels: hears of them, and tells whom they concern, once."""

from __future__ import annotations

import asyncio
import contextlib
import json
import uuid
from collections.abc import Callable, Coroutine
from typing import Any, cast

from jupyter_events import EventLogger
from jupyter_server.base.call_context import CallContext
from traitlets import Bool, Float, TraitError, validate

from ...models import JSON, Recipient
from ..base import Source, asking, file_link
from . import wording
from .audience import Audience
from .documents import Document, Documents
from .following import Following, Listener
from .runs import Run

__all__ = ["KernelsSource"]

#: What the server says about its kernels.
_ACTIONS = "https://events.jupyter.org/jupyter_server/kernel_actions/v1"

#: Seconds between two looks at which kernels there are: some managers do not tell of them.
_LOOK = 10.0

#: Seconds to wait before trying again to store what could not be stored.
_AGAIN = (2.0, 15.0, 60.0)


class KernelsSource(Source, Listener):
    """Tells when runs end and kernels die."""

    name = "kernels"

    run_pause = Float(
        1.0,
        config=True,
        help="""Seconds that a kernel may be idle between two cells of one run. What a front end queues
        follows at once; programs that send one cell after the other take a moment between them.""",
    )
    traceback = Bool(
        False,
        config=True,
        help="""Whether the notification of a failed run has the traceback, which may show data, instead of
        the name and the message of the error.""",
    )

    @validate("run_pause")
    def _some_seconds(self, proposal: dict[str, Any]) -> float:
        value = float(proposal["value"])
        if not 0 < value <= 60:
            msg = f"run_pause must be more than 0 and at most 60 seconds, not {value}"
            raise TraitError(msg)
        return value

    async def start(self) -> None:
        """Follow the kernels that there are, and those to come."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._manager: Any = self.serverapp.kernel_manager
        self._documents = Documents(self.serverapp)
        self._audience = Audience(
            self.serverapp.web_app.settings["jupyter_notifications"], several=self.several
        )
        self._following = Following(self._manager, self, pause=self.run_pause, log=self.log)
        self._events = cast("EventLogger", self.serverapp.event_logger)
        self._events.add_listener(schema_id=_ACTIONS, listener=self._on_action)
        self._looking = asyncio.ensure_future(self._look())

    async def stop(self) -> None:
        """Say which runs the end of the server cuts off, and follow nothing more."""
        if not hasattr(self, "_looking"):
            return
        self._events.remove_listener(schema_id=_ACTIONS, listener=self._on_action)
        self._looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._looking
        for kernel_id, followed in self._following:
            seconds = followed.watch.busy_for
            if seconds is not None:
                self._spawn(self._tell_stopped(kernel_id, seconds))
        self._following.close()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=2.0)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _look(self) -> None:
        while True:
            try:
                if self._following.look():
                    await self._documents.refresh()
            except Exception:  # managers may be of any kind, and the next look may succeed
                self.log.debug("The kernels could not be looked at", exc_info=True)
            await asyncio.sleep(_LOOK)

    # -- what is heard ---------------------------------------------------------------------------------------

    async def _on_action(self, logger: EventLogger, schema_id: str, data: JSON) -> None:  # noqa: ARG002
        """The server did something with a kernel. Nothing is awaited: what is true now is what counts."""
        kernel_id = data.get("kernel_id") or ""
        match data["action"], data.get("status"):
            case "start", "success":
                self._audience.started(kernel_id, asking())
                self._documents.asked_for(kernel_id, _asked_for())
                self._following.follow(kernel_id)
            case "restart", "success":
                self._following.restarted(kernel_id)
            case "start" | "restart", "error":
                self._on_start_failed(kernel_id, str(data.get("kernel_name") or ""), data["msg"])
            case "interrupt", "success":
                self._following.interrupted(kernel_id)
            case "shutdown", "success":
                self._on_shut_down(kernel_id)

    def _on_shut_down(self, kernel_id: str) -> None:
        followed = self._following.get(kernel_id)
        handler = CallContext.get(CallContext.JUPYTER_HANDLER)
        # The server does not say that it culls. It does so by itself, though a timer that was started in a
        # request still has that one at hand, and only what has been idle for too long.
        if followed is not None and (handler is None or handler._finished):
            idle = followed.idle_too_long(self._manager.cull_idle_timeout)
            if idle is not None:
                self.on_life(kernel_id, lambda name: wording.culled(name, idle))
        self._following.forget(kernel_id)

    def _on_start_failed(self, kernel_id: str, kernel_name: str, reason: str) -> None:
        document = _asked_for() or self._documents.of(kernel_id) or Document.of_kernel(kernel_name)
        who = self._audience.starter(kernel_id) or asking()
        self._spawn(self._tell(who, document, wording.start_failed(document.kernel, reason)))

    def on_life(self, kernel_id: str, say: Callable[[str], JSON]) -> None:
        """A kernel's process ended by itself. What its one entry says is replaced by what comes later."""
        self._spawn(
            self._tell_life(kernel_id, self._document(kernel_id), self._audience.starter(kernel_id), say)
        )

    def on_run(self, kernel_id: str, run: Run) -> None:
        """A run is over."""
        self._spawn(self._tell_run(kernel_id, run, self._audience.starter(kernel_id)))

    def on_gone(self, kernel_id: str) -> None:
        """A kernel is gone, and what is to be told of it is being told."""
        self._documents.forget(kernel_id)
        self._audience.forget_kernel(kernel_id)

    def _document(self, kernel_id: str) -> Document:
        document = self._documents.of(kernel_id)
        if document is not None:
            return document
        followed = self._following.get(kernel_id)
        try:
            return Document.of_kernel(str(followed.kernel.kernel_spec.display_name) if followed else "")
        except Exception:  # noqa: BLE001 - its files may be gone, and managers may be of any kind
            return Document.of_kernel("")

    async def _document_of_now(self, kernel_id: str, known: Document) -> Document:
        """A file may have been renamed; what was known will do for a kernel that is gone meanwhile."""
        with contextlib.suppress(Exception):
            await self._documents.refresh()
        return self._documents.of(kernel_id) or known

    # -- what is told ----------------------------------------------------------------------------------------

    async def _tell_run(self, kernel_id: str, run: Run, who: str | None) -> None:
        cell = self._audience.cell(kernel_id, run.last)
        document = self._document(kernel_id)
        inbox = self._audience.inbox(who)
        if inbox is None or run.seconds < await self._threshold(inbox):
            return
        document = await self._document_of_now(kernel_id, document)
        said = wording.run_ended(document.name, run, with_traceback=self.traceback)
        await self._tell(who, document, said, cell=cell)

    async def _tell_life(
        self, kernel_id: str, document: Document, who: str | None, say: Callable[[str], JSON]
    ) -> None:
        document = await self._document_of_now(kernel_id, document)
        await self._tell(who, document, say(document.kernel), key=f"kernel-{kernel_id}")

    async def _tell_stopped(self, kernel_id: str, seconds: float) -> None:
        who = self._audience.starter(kernel_id)
        document = self._document(kernel_id)
        inbox = self._audience.inbox(who)
        if inbox is not None and seconds >= await self._threshold(inbox):
            await self._tell(who, document, wording.stopped(document.name, seconds))

    async def _threshold(self, inbox: Recipient) -> float:
        extension: Any = self.parent
        return await self._audience.threshold(inbox, extension.run_threshold)

    async def _tell(
        self,
        who: str | None,
        document: Document,
        said: JSON,
        *,
        cell: str | None = None,
        key: str | None = None,
    ) -> None:
        inbox = self._audience.inbox(who)
        if inbox is None or self._audience.looks_at(inbox, document.path):
            return
        link = None if document.path is None else file_link(document.path, cell)
        # The same each time, so that a post whose answer was lost is not there twice.
        event_id = uuid.uuid4().hex
        for seconds in (*_AGAIN, None):
            if await self.notify(**said, to=who, link=link, key=key, event_id=event_id) or seconds is None:
                return
            await asyncio.sleep(seconds)

    def _spawn(self, telling: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(telling)
        self._tasks.add(task)
        task.add_done_callback(self._told)

    def _told(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self.log.error("What a kernel did could not be told", exc_info=task.exception())


def _asked_for() -> Document | None:
    """The document for which a kernel is being asked, by a request for a session."""
    handler = CallContext.get(CallContext.JUPYTER_HANDLER)
    if handler is None or handler._finished:
        return None
    try:
        body = json.loads(handler.request.body)
    except ValueError:
        return None
    if not isinstance(body, dict) or "path" not in body or "type" not in body:
        return None
    return Document.of_session(body["type"], body["path"], body.get("name"))
