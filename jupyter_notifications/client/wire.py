"""What travels: a notification as JSON, and what an answer means."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

from .discovery import Server
from .errors import RefusedError

if TYPE_CHECKING:
    from .transport import Answer


class Sent(NamedTuple):
    """What became of a notification."""

    id: str
    """The server's id of the entry."""
    event_id: str
    """The name of this event; sending it again changes nothing."""
    created: bool
    """``False`` if an entry of the same source and key was updated, or the event was there already."""
    recipients: int | None = None
    """How many inboxes it reached, where the entry is not shown: it went to others, or the token only posts.

    0 for a broadcast, whose readers are not counted when it is sent.
    """
    notification: dict[str, Any] | None = None
    """The entry as it is now, if it is in one's own inbox and the token may read that."""


def encode(content: Mapping[str, Any]) -> bytes:
    """What is set, as JSON. Raises :exc:`RefusedError` if that cannot be."""

    def plain(value: object) -> object:
        # Numbers of numpy and the like know how to become Python's own.
        if isinstance(value, datetime):
            return value.astimezone(timezone.utc).isoformat()
        if isinstance(value, Mapping):
            return dict(value)
        if isinstance(value, Sequence):
            return list(value)
        if callable(item := getattr(value, "item", None)):
            return item()
        msg = f"{value.__class__.__name__} cannot be written as JSON"
        raise TypeError(msg)

    filled = {name: value for name, value in content.items() if value is not None}
    try:
        return json.dumps(filled, default=plain, allow_nan=False).encode()
    except (TypeError, ValueError, OverflowError, OSError, RecursionError) as error:
        raise RefusedError(str(error)) from error


def read(answer: Answer, server: Server, event_id: str) -> Sent:
    """Turn an answer into ``Sent``. Raises :exc:`RefusedError`."""
    said = said_by(answer)
    if answer.status in {200, 201} and isinstance(said.get("id"), str):
        own = "recipients" not in said or "title" in said
        return Sent(
            id=said["id"],
            event_id=event_id,
            created=answer.status == 201,
            recipients=None if own else said["recipients"],
            notification=said if own else None,
        )
    raise refusal(answer, server)


def said_by(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer; empty if it is none."""
    try:
        said: Any = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def refusal(answer: Answer, server: Server) -> RefusedError:
    """Say in one sentence why it was refused, and what would help where that is known."""
    said = said_by(answer)
    message = str(said.get("message") or f"an unexpected answer from {server.url}")
    if answer.status == 404 or 200 <= answer.status < 300:
        message = f"the server at {server.url} does not have jupyter_notifications"
    elif answer.status in {302, 401, 403} and not server.token:
        message = (
            f"the server at {server.url} (found by {server.found_by}) wants a login, and no token is known; "
        )
        message += "set JUPYTER_NOTIFICATIONS_URL and JUPYTER_NOTIFICATIONS_TOKEN"
    elif answer.status in {401, 403}:
        message = f"{message}; the token was found by {server.found_by}"
    listed = said.get("errors")
    errors = tuple(
        (str(item.get("path", "")), str(item.get("message", "")))
        for item in (listed if isinstance(listed, list) else [])
        if isinstance(item, dict)
    )
    named = [f"{path}: {text}" for path, text in errors if text and text not in message]
    retry = answer.headers.get("Retry-After", "")
    return RefusedError(
        f"{'; '.join([message, *named])} ({answer.status})",
        answer.status,
        errors,
        float(retry) if retry.isascii() and retry.isdigit() else None,
    )
