"""Reads a change of state from a request's body."""

from __future__ import annotations

from typing import Any

from ...errors import FieldError, InvalidInput
from ...models import UNSET, Millis, StateChange, Unset
from ...times import from_rfc3339

__all__ = ["to_state_change"]

_FIELDS = ("read", "archived", "snoozed_until")


def to_state_change(body: object, now: Millis) -> StateChange:
    """``{read?, archived?, snoozed_until?}`` with at least one of them. Raises ``InvalidInput``."""
    if not isinstance(body, dict):
        raise InvalidInput.at("", "must be an object")
    errors = [
        FieldError(
            "/" + str(name).replace("~", "~0").replace("/", "~1"), f"is not one of {', '.join(_FIELDS)}"
        )
        for name in body
        if name not in _FIELDS
    ]
    errors += [
        FieldError(f"/{name}", "must be true or false")
        for name in ("read", "archived")
        if name in body and not isinstance(body[name], bool)
    ]
    until: Millis | Unset | None = UNSET
    if "snoozed_until" in body:
        try:
            until = _until(body["snoozed_until"], now)
        except ValueError as error:
            errors.append(FieldError("/snoozed_until", str(error)))
    if not body:
        errors.append(FieldError("", f"must have at least one of {', '.join(_FIELDS)}"))
    if errors:
        raise InvalidInput("; ".join(f"{e.path or 'body'} {e.message}" for e in errors), errors)
    return StateChange(read=body.get("read"), archived=body.get("archived"), snoozed_until=until)


def _until(value: Any, now: Millis) -> Millis | None:
    if value is None:
        return None
    if not isinstance(value, str):
        msg = "must be a time of RFC 3339, or null"
        raise ValueError(msg)
    until = from_rfc3339(value)
    if until <= now:
        msg = "must be in the future; null wakes it now"
        raise ValueError(msg)
    return until
