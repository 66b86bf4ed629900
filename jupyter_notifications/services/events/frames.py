"""What a socket sends: events and notifications in the core's shape, written once for all sockets."""

from __future__ import annotations

import json
from dataclasses import dataclass

import msgspec

from ...models import JSON, NOTIFICATION_SCHEMA_ID, Head, Notification
from ...times import to_rfc3339
from .. import strict_json
from .origin import Origin

__all__ = ["Subject", "event_frame", "hint_frame", "notification_frame"]

#: The version of the capsule's own fields, as the core writes it into each event.
_METADATA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Subject:
    """What filters look at."""

    schema_id: str
    version: str
    sender: str | None
    data: JSON


def event_frame(capsule: JSON, origin: Origin) -> tuple[Subject, bytes]:
    """Of an event as a log handler gets it: its data with ``__schema__`` and the like among them."""
    data = {name: value for name, value in capsule.items() if not name.startswith("__")}
    subject = Subject(str(capsule["__schema__"]), str(capsule["__schema_version__"]), origin.sender, data)
    frame = {
        "schema_id": subject.schema_id,
        **data,
        "__timestamp__": capsule["__timestamp__"],
        "__schema_version__": capsule["__schema_version__"],
        "__metadata_version__": capsule["__metadata_version__"],
        "__event_id__": origin.event_id,
        "__sender__": origin.sender,
    }
    return subject, _encode(frame)


def notification_frame(notification: Notification) -> tuple[Subject, bytes]:
    """Of a notification, as its recipient sees it."""
    data = notification.to_wire()
    subject = Subject(NOTIFICATION_SCHEMA_ID, "1", notification.sender, data)
    frame = {
        "schema_id": NOTIFICATION_SCHEMA_ID,
        **data,
        "__timestamp__": to_rfc3339(notification.updated),
        "__schema_version__": "1",
        "__metadata_version__": _METADATA_VERSION,
        "__event_id__": notification.event_id or notification.id,
        "__sender__": notification.sender,
    }
    return subject, _encode(frame)


def hint_frame(head: Head, *, changed: bool = False) -> bytes:
    """That an inbox changed, and where it stands; never what is in it."""
    frame: JSON = {
        "schema_id": NOTIFICATION_SCHEMA_ID,
        "epoch": head.epoch,
        "seq": str(head.seq),
        "unread": head.unread,
    }
    if changed:
        frame["changed"] = True
    return strict_json.encode(frame)


def _encode(frame: JSON) -> bytes:
    try:
        return strict_json.encode(frame)
    except (TypeError, ValueError, OverflowError, msgspec.MsgspecError):
        # Code in the server may emit what is not JSON. It is told as well as it can be.
        return json.dumps(frame, default=str, ensure_ascii=True).encode()
