"""Picks out of a kernel's output the few messages that say what it is doing, without reading the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from jupyter_client.session import DELIM, Session

__all__ = ["KINDS", "UNNAMED", "kind_of", "read"]

#: The types that matter.
KINDS = (b"status", b"execute_input", b"error")

#: What the first frame of a message without a topic begins with. Not the whole of it: ipykernel greets each
#: subscription, to everyone, with a message under that very topic, which nobody could read then.
UNNAMED = DELIM[:4]

#: In JSON a quotation mark within a text is escaped, so this can only be the member itself.
_KIND = re.compile(rb'"msg_type"\s*:\s*"(status|execute_input|error)"')
_PARENT = re.compile(rb'"msg_type"\s*:\s*"execute_request"')


def kind_of(frames: Sequence[bytes]) -> bytes | None:
    """Which of ``KINDS`` a message is that belongs to an ``execute_request``; ``None`` for all others.

    Looks at two frames and parses nothing: a kernel may print thousands of lines a second, and each may be a
    message. Checks no signature either.
    """
    try:
        at = frames.index(DELIM)
        found = _KIND.search(frames[at + 2])
        if found is None or _PARENT.search(frames[at + 3]) is None:
            return None
    except (ValueError, IndexError):
        return None
    return found[1]


def read(session: Session, frames: Sequence[bytes], *, content: bool) -> dict[str, Any]:
    """A message as the kernel signed it; its content only if asked for. Raises ``ValueError``."""
    try:
        _, signed = session.feed_identities(list(frames))
        message = session.deserialize(signed, content=content, copy=True)
    except (TypeError, KeyError, IndexError, AttributeError) as error:
        msg = f"not a message: {error}"
        raise ValueError(msg) from error
    parent = message["parent_header"]
    if not isinstance(parent, dict) or not isinstance(parent.get("msg_id"), str):
        msg = "a message without a parent"
        raise ValueError(msg)
    return message
