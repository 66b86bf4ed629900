"""Tells of files: that one could not be saved, and that somebody else deleted or renamed one you work on.

The server's events are only about what succeeded, so a failed save is seen by a hook that is called before
each save, and by how the request ended. Who deleted a file is known by the request, too; who has it open by
who opened or saved it lately.
"""

from __future__ import annotations

import asyncio
import re
from functools import partial
from http import HTTPStatus
from typing import Any, cast

from jupyter_events import EventLogger
from jupyter_server.base.call_context import CallContext
from jupyter_server.base.handlers import JupyterHandler
from traitlets import Float

from ..models import JSON
from .base import Source, asking, file_link
from .opened import Opened

__all__ = ["ContentsSource"]

SCHEMA = "https://events.jupyter.org/jupyter_server/contents_service/v1"

#: Seconds in which what one person deletes or renames is told as one.
TOGETHER = 1.0

#: What the contents service calls what is no folder.
_FILES = {"file", "notebook"}

#: Files that are named one by one.
_NAMED = 10


class ContentsSource(Source):
    """What goes through the server's contents service; what programs do to the disk, it does not see."""

    name = "files"

    recent_hours = Float(
        12.0,
        min=0,
        config=True,
        help="""Hours for which somebody who opened or saved a file counts as working on it, and is told when
        somebody else deletes or renames it.""",
    )

    _listening = False

    async def start(self) -> None:
        """Watch saves; on a server of several people also what they do to each other's files."""
        self._opened = Opened(self.recent_hours * 3600)
        self._unsaved: set[tuple[str | None, str]] = set()
        self._waiting: dict[tuple[str, str | None, str], list[tuple[str, str]]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._telling: set[asyncio.Task[Any]] = set()
        self._listening = True
        # It cannot be taken back: once this source has stopped, the hook does nothing.
        cast("Any", self.serverapp.contents_manager).register_pre_save_hook(self._on_save)
        if self.several:
            self.events.add_listener(schema_id=SCHEMA, listener=self._on_event)

    async def stop(self) -> None:
        """Tell what waits to be told, and watch nothing more."""
        if not self._listening:
            return
        self._listening = False
        if self.several:
            self.events.remove_listener(schema_id=SCHEMA, listener=self._on_event)
        if self._timer is not None:
            self._timer.cancel()
            self._tell_of_others()
        if self._telling:
            await asyncio.wait(self._telling)

    def _on_save(self, *, model: JSON, path: str, **_: object) -> None:
        """A save begins; see how the request ends that asked for it."""
        handler = CallContext.get(CallContext.JUPYTER_HANDLER)
        if not self._listening or not isinstance(handler, JupyterHandler):
            return
        if model.get("type") not in _FILES:
            return  # Somebody makes a folder.
        try:
            task = asyncio.current_task()
        except RuntimeError:
            return  # In a thread of somebody else's contents manager.
        # What saves by itself, as a collaboration does, runs on in a context that it has from some request.
        if task is not None and handler.request.method in {"PUT", "POST", "PATCH"}:
            task.add_done_callback(partial(self._on_answered, handler, asking(), path.strip("/")))

    def _on_answered(
        self, handler: JupyterHandler, person: str | None, path: str, _: asyncio.Task[Any]
    ) -> None:
        if not self._listening:
            return
        status, unsaved = handler.get_status(), (person if self.several else None, path)
        name = path.rsplit("/", 1)[-1]
        told = {"to": person, "key": f"save:{path}", "link": file_link(path)}
        if status < HTTPStatus.BAD_REQUEST and self.several and person is not None:
            self._opened.note(path, person)
        if status >= HTTPStatus.BAD_REQUEST:
            self._unsaved.add(unsaved)
            self._tell(
                self.notify(
                    f"{name} could not be saved",
                    type="error",
                    topic="file.save_failed",
                    body=_why(status) + " What you changed is only in the page in which you changed it.",
                    **told,
                )
            )
        elif unsaved in self._unsaved:
            self._unsaved.discard(unsaved)
            self._tell(
                self.notify(f"{name} is saved again", type="success", topic="file.save_failed", **told)
            )

    async def _on_event(self, logger: EventLogger, schema_id: str, data: JSON) -> None:  # noqa: ARG002
        action, path, person = data["action"], data["path"].strip("/"), asking()
        if action == "get":
            if person is not None and _is_opening():
                self._opened.note(path, person)
        elif action in {"delete", "rename"}:
            before = path if action == "delete" else data["source_path"].strip("/")
            for other, files in self._opened.take(before).items():
                for file in files:
                    now = "" if action == "delete" else path + file[len(before) :]
                    if now:
                        self._opened.note(now, other)
                    if other != person:
                        self._tell_soon((other, person, action), (file, now))

    def _tell_soon(self, who: tuple[str, str | None, str], what: tuple[str, str]) -> None:
        self._waiting.setdefault(who, []).append(what)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(TOGETHER, self._tell_of_others)

    def _tell_of_others(self) -> None:
        self._timer = None
        waiting, self._waiting = self._waiting, {}
        for (person, actor, action), files in waiting.items():
            did = "deleted" if action == "delete" else "renamed"
            by = f" by {actor}" if actor is not None else ""
            name, now = files[0]
            if len(files) == 1:
                title = f"{name.rsplit('/', 1)[-1]} was {did}{by}"
            else:
                title = f"{len(files)} files that you worked on were {did}{by}"
            lines = [f"- {_code(a)} → {_code(b)}" if b else f"- {_code(a)}" for a, b in files[:_NAMED]]
            if len(files) > _NAMED:
                lines.append(f"- and {len(files) - _NAMED} more")
            self._tell(
                self.notify(
                    title,
                    to=person,
                    type="warning",
                    topic=f"file.{did}",
                    body="\n".join(lines),
                    link=file_link(now) if now and len(files) == 1 else None,
                )
            )

    def _tell(self, telling: Any) -> None:
        task = asyncio.get_running_loop().create_task(telling, name="notifications: files")
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)


def _is_opening() -> bool:
    """Whether the request is one by which a page opens a file: it asks for its content, as one of a type."""
    handler = CallContext.get(CallContext.JUPYTER_HANDLER)
    if not isinstance(handler, JupyterHandler) or handler.request.method != "GET":
        return False
    kind, content = handler.get_query_argument("type", ""), handler.get_query_argument("content", "1")
    return kind in _FILES and content != "0"


def _why(status: int) -> str:
    if status == HTTPStatus.FORBIDDEN:
        return "The server may not write there."
    try:
        phrase = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        phrase = str(status)
    return f"The server answered {phrase}; its log says more."


def _code(path: str) -> str:
    """A path as Markdown that shows it as it is."""
    ticks = "`" * (max(map(len, re.findall("`+", path)), default=0) + 1)
    space = " " if path.startswith("`") or path.endswith("`") else ""
    return f"{ticks}{space}{path}{space}{ticks}"
