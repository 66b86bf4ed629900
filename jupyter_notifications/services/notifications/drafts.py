"""Turns a validated notification into a draft: whose inboxes it is for, its times, its event id."""

from __future__ import annotations

import re
import sys
from collections.abc import Container, Sequence
from dataclasses import dataclass

from ...errors import FieldError, InvalidInput
from ...identity import Asker
from ...models import EVERYONE, JSON, OWNER, Draft, Millis, Recipient, user
from ...rules import moment

if sys.version_info >= (3, 14):
    from uuid import uuid7
else:
    from uuid_utils import uuid7

__all__ = ["Addressed", "address", "check_commands", "make_draft", "merge_event_id", "new_id"]

_EVENT_ID = re.compile(r"[A-Za-z0-9._~-]{1,128}")


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whose inboxes a notification is for."""

    recipients: tuple[Recipient, ...]
    own: bool
    """Whether it reaches the sender."""


_TO_OWNER = Addressed((OWNER,), own=True)


def new_id() -> str:
    """A UUIDv7 (RFC 9562): later ones sort behind earlier ones."""
    return str(uuid7())


def address(asker: Asker | None, recipients: Sequence[str] | None, *, several: bool) -> Addressed:
    """Say whose inboxes are meant; ``asker`` is ``None`` for code in the server's own process.

    On a server of one person, ``*`` and nothing both mean the owner, and there is nobody else to name.
    Raises ``InvalidInput``.
    """
    if not several:
        if recipients is not None and list(recipients) != ["*"]:
            raise InvalidInput.at(
                "/recipients", 'this server has one person and knows no names: leave it out, or use "*"'
            )
        return _TO_OWNER
    if recipients is None:
        if asker is None:
            raise InvalidInput.at("/recipients", "is needed on a server of several people")
        return Addressed((asker.inbox,), own=True)
    if "*" in recipients:
        return Addressed((EVERYONE,), own=True)
    named = tuple(dict.fromkeys(user(name) for name in recipients))
    own = asker is not None and asker.inbox in named
    return Addressed(named, own=own)


def check_commands(data: JSON, allowed: Container[str]) -> None:
    """Refuse an action whose command the administrator does not allow. Raises ``InvalidInput``."""
    if "actions" not in data:
        return
    errors = [
        FieldError(f"/actions/{index}/command", "is not among the commands that this server allows")
        for index, action in enumerate(data["actions"])
        if "command" in action and action["command"] not in allowed
    ]
    if errors:
        raise InvalidInput(f"{errors[0].path}: {errors[0].message}", errors)


def merge_event_id(inside: str | None, beside: str | None) -> str | None:
    """The event id, which may stand in the data or beside it. Raises ``InvalidInput`` if two differ."""
    if beside is not None and _EVENT_ID.fullmatch(beside) is None:
        raise InvalidInput.at("/event_id", "must be 1 to 128 of A-Z a-z 0-9 . _ ~ -")
    if inside is not None and beside is not None and inside != beside:
        raise InvalidInput.at("/event_id", "differs from the one in the data")
    return inside if beside is None else beside


def make_draft(
    data: JSON, addressed: Addressed, *, sender: str | None, event_id: str | None, now: Millis
) -> Draft:
    """Put together what the store takes. ``data`` is validated already."""
    content = data
    if "recipients" in data or "event_id" in data:
        content = {name: value for name, value in data.items() if name not in {"recipients", "event_id"}}
    return Draft(
        id=new_id(),
        content=content,
        recipients=addressed.recipients,
        now=now,
        sender=sender,
        event_id=event_id,
        deliver_at=_time(data.get("deliver_at"), "/deliver_at"),
        expires_at=_time(data.get("expires_at"), "/expires_at"),
    )


def _time(text: str | None, path: str) -> Millis | None:
    if text is None:
        return None
    try:
        return moment(text)
    except ValueError as error:
        raise InvalidInput.at(path, str(error)) from None
