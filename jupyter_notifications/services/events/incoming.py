"""Reads an event as it is sent, and emits it when it is valid."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import msgspec
from jsonschema import ValidationError

from ...errors import FieldError, InvalidInput, NotificationsError
from ...models import JSON, NOTIFICATION_SCHEMA_ID
from ...times import from_rfc3339
from .. import strict_json
from .origin import Origin, emitting

if TYPE_CHECKING:
    from .service import EventsService

__all__ = ["Incoming", "emit", "read_event", "read_raw", "under"]

_FIELDS = {"schema_id", "version", "data", "timestamp", "event_id"}
_EVENT_ID = re.compile(r"[A-Za-z0-9._~-]{1,128}")
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class Incoming(msgspec.Struct, frozen=True, gc=False):
    """An event whose outer form is right; its data is still to be checked."""

    schema_id: str
    version: str | int
    data: JSON
    timestamp: datetime | None = None
    event_id: str | None = None

    @property
    def is_notification(self) -> bool:
        """Whether it goes to an inbox."""
        return self.schema_id == NOTIFICATION_SCHEMA_ID


class _Common(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """The form that nearly all events have."""

    schema_id: str
    version: str | int
    data: JSON


_decode_common = msgspec.json.Decoder(_Common).decode


def read_raw(raw: bytes, limit: int) -> Incoming:
    """Read an event of at most ``limit`` bytes as it was sent. Raises ``InvalidInput`` or ``TooLarge``.

    The common form is read in one go; whatever is not that is read again with an eye for what is wrong.
    """
    if len(raw) <= limit and raw.count(b"{") + raw.count(b"[") <= strict_json.MAX_DEPTH:
        try:
            common = _decode_common(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            pass
        else:
            return Incoming(common.schema_id, common.version, common.data)
    return read_event(strict_json.decode(raw, limit=limit))


def read_event(body: object) -> Incoming:
    """Read ``{schema_id, version, data, timestamp?, event_id?}``. Raises ``InvalidInput``."""
    if not isinstance(body, dict):
        where = ""
        raise InvalidInput.at(where, "must be an object")
    for name in ("schema_id", "version", "data"):
        if name not in body:
            # The words of the core's route.
            message = f"Missing `{name}` in the JSON request body."
            raise InvalidInput(message, [FieldError(f"/{name}", "is required")])
    unknown = [name for name in body if name not in _FIELDS]
    if unknown:
        name = unknown[0][:256].replace("~", "~0").replace("/", "~1")
        raise InvalidInput.at(f"/{name}", "is not known here")
    schema_id, version, event_id = body["schema_id"], body["version"], body.get("event_id")
    if not isinstance(schema_id, str):
        raise InvalidInput.at("/schema_id", "must be text")
    if isinstance(version, bool) or not isinstance(version, (str, int)):
        raise InvalidInput.at("/version", "must be text")
    if not isinstance(body["data"], dict):
        raise InvalidInput.at("/data", "must be an object")
    if "event_id" in body and not (isinstance(event_id, str) and _EVENT_ID.fullmatch(event_id)):
        raise InvalidInput.at("/event_id", "must be 1 to 128 of A-Z, a-z, 0-9, '.', '_', '~' and '-'")
    timestamp = _read_timestamp(body["timestamp"]) if "timestamp" in body else None
    return Incoming(schema_id, version, body["data"], timestamp, event_id)


def _read_timestamp(text: Any) -> datetime:
    if isinstance(text, str):
        try:
            return _EPOCH + timedelta(milliseconds=from_rfc3339(text))
        except ValueError:
            pass
        try:
            # The one form that the core reads: with an offset, and a Z behind it.
            return datetime.strptime(text[:64], "%Y-%m-%dT%H:%M:%S%zZ")
        except (ValueError, OverflowError):
            pass
    message = (
        "Failed to parse timestamp from JSON request body, a time of RFC 3339 is expected, for example, "
        "2022-05-26T13:50:00+05:00 (or the older form 2022-05-26T13:50:00+05:00Z)"
    )
    raise InvalidInput(message, [FieldError("/timestamp", "is not a time of RFC 3339")])


def emit(service: EventsService, event: Incoming, sender: str | None) -> str:
    """Validate an event that is no notification, put it on the bus; its event id. Raises ``InvalidInput``."""
    service.schemas.find(event.schema_id, event.version)
    service.registry.check_work(event.schema_id, event.data)
    try:
        service.schemas.validate(event.schema_id, event.version, event.data)
    except InvalidInput as error:
        raise under("/data", error) from None
    origin = Origin(sender, event.event_id) if event.event_id is not None else Origin(sender)
    try:
        with emitting(origin):
            service.event_logger.emit(
                schema_id=event.schema_id, data=event.data, timestamp_override=event.timestamp
            )
    except ValidationError as error:
        # Valid as sent, but not as some modifier of the server made it.
        raise InvalidInput.at("/data", f"is not valid on this server: {error.validator}") from None
    except Exception as error:
        service.log.exception("An event of %s could not be emitted", event.schema_id)
        msg = f"The event could not be emitted on this server: {type(error).__name__}"
        raise InvalidInput(msg) from None
    return origin.event_id


def under(path: str, error: NotificationsError) -> NotificationsError:
    """The same error, its places seen from further up."""
    if not error.errors:
        return error
    errors = [FieldError(path + e.path, e.message) for e in error.errors]
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    message = f"{errors[0].path}: {errors[0].message}{more}"
    return type(error)(message, errors, retry_after=error.retry_after)
