"""A message as channels take it: a title of one line, a text, a kind; of one notification or of many."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..models import JSON

__all__ = ["Message", "collected", "of_notification"]

Kind = Literal["info", "success", "warning", "failure"]

_KINDS: dict[str, Kind] = {"success": "success", "warning": "warning", "error": "failure"}
_WEIGHT: dict[Kind, int] = {"info": 0, "success": 1, "warning": 2, "failure": 3}

#: What ends a line somewhere, or cannot be seen: a title goes into the header of a mail.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")

_MOST_TITLE = 250

#: Notifications that one message names.
MOST_NAMED = 30


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent."""

    title: str
    body: str
    """Markdown, as whoever sent it wrote it."""
    kind: Kind = "info"


def of_notification(content: JSON, *, sender: str | None, public_url: str) -> Message:
    """One notification. Its link is in it if it leads anywhere from outside: with ``public_url`` known."""
    parts = [content.get("body") or "", *_about(content, sender), _link(content, public_url)]
    body = "\n\n".join(part for part in parts if part)
    # Some channels refuse to send nothing.
    return Message(_line(content["title"]), body or _line(content["title"]), _kind(content))


def collected(contents: Sequence[JSON], *, public_url: str) -> Message:
    """Many in one, the earliest first."""
    rows = [f"- {' '.join(filter(None, _row(content, public_url)))}" for content in contents[:MOST_NAMED]]
    if len(contents) > MOST_NAMED:
        rows.append(f"- and {len(contents) - MOST_NAMED} more")
    kind = max(map(_kind, contents), key=_WEIGHT.__getitem__)
    title = _line(contents[0]["title"]) if len(contents) == 1 else f"{len(contents)} notifications"
    return Message(title, "\n".join(rows), kind)


def _row(content: JSON, public_url: str) -> tuple[str, ...]:
    kind = _kind(content)
    mark = "" if kind == "info" else f"[{'error' if kind == 'failure' else kind}]"
    return mark, _line(content["title"]), _link(content, public_url)


def _kind(content: JSON) -> Kind:
    return _KINDS.get(str(content.get("type")), "info")


def _line(text: str) -> str:
    """Text that cannot be more than one line wherever it stands."""
    line = " ".join(_CONTROL.sub(" ", text).split())
    return (line if len(line) <= _MOST_TITLE else line[: _MOST_TITLE - 1] + "…") or "Notification"


def _about(content: JSON, sender: str | None) -> list[str]:
    said = [f"From: {_line(sender)}"] if sender is not None else []
    return said + ([f"Source: {_line(content['source'])}"] if content.get("source") else [])


def _link(content: JSON, public_url: str) -> str:
    link = content.get("link") or ""
    if re.match(r"https?://", link, re.IGNORECASE):
        return str(link)
    return f"{public_url.rstrip('/')}/{link}" if link and public_url else ""
