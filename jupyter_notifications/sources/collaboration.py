"""Tells of documents that people edit together: that one could not be saved, or loaded again."""

from __future__ import annotations

import re
from collections import Counter
from typing import ClassVar

from jupyter_events import EventLogger

from ..models import JSON
from .base import Source, SourceUnavailable, asking, file_link

__all__ = ["CollaborationSource"]

SESSIONS = "https://schema.jupyter.org/jupyter_collaboration/session/v1"
AWARENESS = "https://schema.jupyter.org/jupyter_collaboration/awareness/v1"

_LEVELS = {"WARNING": "warning", "ERROR": "error", "CRITICAL": "error"}


class CollaborationSource(Source):
    """Of a session's events those that say that something went wrong, to those who are in its room.

    That people come and go, and that documents were loaded and saved, is nothing to be told of.
    """

    name = "jupyter-collaboration"
    requires: ClassVar[tuple[str, ...]] = ("jupyter_server_ydoc",)

    _listening = False

    async def start(self) -> None:
        """Listen to both kinds of events, which are there if its server extension is on."""
        events = self.events
        if SESSIONS not in events.schemas or AWARENESS not in events.schemas:
            reason = "the extension jupyter_server_ydoc is not on"
            raise SourceUnavailable(reason)
        self._members: dict[str, Counter[str]] = {}
        self._broken: set[str] = set()
        events.add_listener(schema_id=SESSIONS, listener=self._on_session)
        events.add_listener(schema_id=AWARENESS, listener=self._on_awareness)
        self._listening = True

    async def stop(self) -> None:
        """Listen no more."""
        if self._listening:
            self._listening = False
            self.events.remove_listener(schema_id=SESSIONS, listener=self._on_session)
            self.events.remove_listener(schema_id=AWARENESS, listener=self._on_awareness)

    async def _on_awareness(self, logger: EventLogger, schema_id: str, data: JSON) -> None:  # noqa: ARG002
        room, person = data["roomid"], data["username"]
        members = self._members.setdefault(room, Counter())
        # The same person may be there with two pages.
        members[person] += 1 if data["action"] == "join" else -1
        if members[person] <= 0:
            del members[person]
        if not members:
            del self._members[room]

    async def _on_session(self, logger: EventLogger, schema_id: str, data: JSON) -> None:  # noqa: ARG002
        room, path = data["room"], data["path"]
        name = path.rsplit("/", 1)[-1]
        people = set(self._members.get(room, ()))
        # Whoever just comes is not a member yet.
        people.update(person for person in (asking(),) if person is not None)
        told = {"to": sorted(people), "key": room, "link": file_link(path)}
        if data["level"] in _LEVELS:
            first, _, rest = data.get("msg", "").partition("\n")
            # What went wrong, as Python's `repr` has it; of an error without arguments it is only the name.
            said = "" if re.fullmatch(r"\w+\(\)", rest.strip()) else rest
            saving, loading = first.startswith("Error saving"), first.startswith("Error loading")
            if saving:
                title, topic = f"{name} could not be saved", "document.save_failed"
                self._broken.add(room)
            elif loading:
                title, topic = f"{name} could not be loaded from disk", "document.load_failed"
            else:
                title, topic = f"{name}: something is wrong with this document", "document.trouble"
            body = _quoted(said if saving or loading else f"{first}\n{rest}".strip())
            if saving:
                body = f"What was changed is only in the pages in which it is open.\n\n{body}".strip()
            await self.notify(title, type=_LEVELS[data["level"]], topic=topic, body=body or None, **told)
        elif data.get("action") == "save" and room in self._broken:
            self._broken.discard(room)
            await self.notify(f"{name} is saved again", type="success", topic="document.save_failed", **told)
        elif data.get("action") == "clean":
            self._broken.discard(room)


def _quoted(text: str) -> str:
    """What a program said, as Markdown that shows it as it is."""
    return "\n".join(f"    {line}" for line in text[:4000].splitlines())
