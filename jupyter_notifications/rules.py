"""What must hold of an event's data besides its schema."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TypeAlias

import msgspec

from .errors import FieldError, InvalidInput
from .links import link_error
from .models import JSON
from .times import from_rfc3339

__all__ = [
    "MAX_BODY",
    "MAX_DATA",
    "MAX_DEPTH",
    "MAX_NOTIFICATION",
    "check_json",
    "check_reserved",
    "copy_json",
    "invalid",
    "moment",
    "notification_errors",
    "pointer",
]

MAX_BODY = 16 * 1024
"""Bytes of the Markdown body as UTF-8."""
MAX_DATA = 8 * 1024
"""Bytes of ``data`` as JSON."""
MAX_DEPTH = 32
"""Levels of nesting."""
MAX_NOTIFICATION = 64 * 1024
"""Bytes of the whole as JSON, also for what is emitted in the server's process."""

_WHOLE = ""
_EVENT_ID = re.compile(r"[A-Za-z0-9._~-]{1,128}")

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode

#: A time is read where it is checked, and again where it is used.
moment = lru_cache(maxsize=64)(from_rfc3339)

_Path: TypeAlias = "tuple[str | int, ...]"


def check_reserved(data: object) -> None:
    """Refuse names at the top that would pass for the server's own. Raises ``InvalidInput``."""
    if not isinstance(data, dict):
        raise InvalidInput.at(_WHOLE, "must be an object")
    reserved = [name for name in data if name == "schema_id" or name.startswith("__")]
    if reserved:
        raise invalid([FieldError(pointer([name]), "is reserved for the server") for name in reserved])


def copy_json(value: JSON) -> tuple[JSON, int]:
    """A copy of a value from code that shares nothing with it, and its size in bytes as JSON.

    Raises ``InvalidInput`` at the place of what is not JSON that any store keeps.
    """
    copy: JSON
    try:
        raw = _encode(value)
        if b"\\u0000" not in raw and all(type(child) is str for child in value.values()):
            return dict(value), len(raw)  # text is shared safely
        copy = _decode(raw)
        # What is not JSON is encoded as something that is, or not at all; either way the copy is not equal.
        if (
            copy == value
            and b"\\u0000" not in raw
            and raw.count(b"{") + raw.count(b"[") <= MAX_DEPTH
            and all(type(child) is str or _is_kept(child) for child in copy.values())
        ):
            return copy, len(raw)
    except Exception:  # noqa: BLE001, S110 - whatever it is, it has a place, which is found below
        pass
    check_json(value)
    try:
        raw = _encode(value)
        copy = _decode(raw)
    except (TypeError, ValueError, OverflowError, RecursionError, msgspec.MsgspecError) as error:
        raise InvalidInput.at(_WHOLE, f"cannot be written as JSON: {type(error).__name__}") from None
    return copy, len(raw)


def _is_kept(value: object) -> bool:
    """Whether all the numbers in it are ones that any store keeps."""
    try:
        check_json(value)
    except InvalidInput:
        return False
    return True


def check_json(value: object) -> None:
    """Make sure that a value from code is JSON that any store keeps. Raises ``InvalidInput`` at the place."""
    level: list[tuple[_Path, object]] = [((), value)]
    for _ in range(MAX_DEPTH + 1):
        deeper: list[tuple[_Path, object]] = []
        for path, item in level:
            if isinstance(item, dict):
                for name, child in item.items():
                    if not isinstance(name, str) or _text_error(name):
                        raise InvalidInput.at(pointer(path), "has a name that is not text")
                    deeper.append(((*path, name), child))
            elif isinstance(item, list):
                deeper.extend(((*path, index), child) for index, child in enumerate(item))
            elif (message := _scalar_error(item)) is not None:
                raise InvalidInput.at(pointer(path), message)
        if not deeper:
            return
        level = deeper
    raise InvalidInput.at(_WHOLE, f"is nested deeper than {MAX_DEPTH} levels")


def _scalar_error(item: object) -> str | None:
    if isinstance(item, str):
        return _text_error(item)
    if isinstance(item, float):
        return None if math.isfinite(item) else "is not a finite number"
    if isinstance(item, bool) or item is None:
        return None
    if isinstance(item, int):
        # Beyond this, JSON readers disagree (RFC 8259, section 6).
        return None if abs(item) < 2**64 else "is out of the range of numbers"
    return f"is not JSON but {type(item).__name__}"


def _text_error(text: str) -> str | None:
    if "\0" in text:
        return "must not hold the character U+0000"
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return "holds half a surrogate pair"
    return None


def notification_errors(data: JSON) -> Iterator[FieldError]:
    """What the schema cannot say."""
    body = data.get("body", "")
    if len(body) * 4 > MAX_BODY and len(body.encode()) > MAX_BODY:
        yield FieldError("/body", f"is longer than {MAX_BODY} bytes")
    if "data" in data and len(msgspec.json.encode(data["data"])) > MAX_DATA:
        yield FieldError("/data", f"is longer than {MAX_DATA} bytes as JSON")
    if "link" in data and (message := link_error(data["link"])):
        yield FieldError("/link", message)
    for index, action in enumerate(data.get("actions", ())):
        yield from _action_errors(f"/actions/{index}", action)
    recipients = data.get("recipients", ())
    if "*" in recipients and len(recipients) > 1:
        yield FieldError("/recipients", '"*" means everyone and must stand alone')
    # The pattern's $ would let a final newline pass.
    if "event_id" in data and not _EVENT_ID.fullmatch(data["event_id"]):
        yield FieldError("/event_id", "must be 1 to 128 of A-Z, a-z, 0-9, '.', '_', '~' and '-'")
    moments = {}
    for name in ("deliver_at", "expires_at"):
        if name in data:
            try:
                moments[name] = moment(data[name])
            except ValueError as error:
                yield FieldError(f"/{name}", str(error))
    if len(moments) == 2 and moments["expires_at"] <= moments["deliver_at"]:
        yield FieldError("/expires_at", "must be after deliver_at")


def _action_errors(path: str, action: JSON) -> Iterator[FieldError]:
    if ("link" in action) == ("command" in action):
        yield FieldError(path, "must have either a link or a command")
    if "args" in action and "command" not in action:
        yield FieldError(f"{path}/args", "goes only with a command")
    if "link" in action and (message := link_error(action["link"])):
        yield FieldError(f"{path}/link", message)


def invalid(errors: list[FieldError]) -> InvalidInput:
    """One error for several places; its message names the first."""
    first = errors[0]
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return InvalidInput(f"{first.path or 'body'}: {first.message}{more}", errors)


def pointer(path: Sequence[str | int]) -> str:
    """A JSON Pointer (RFC 6901), cut where a name is absurdly long."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1")[:256] for part in path)
