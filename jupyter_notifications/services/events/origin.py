"""What is known of an event besides its data, carried from who emits it to who hears of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

__all__ = ["Origin", "current", "emitting", "is_stored"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one event comes from."""

    sender: str | None = None
    """Who sent it, as the server knows it; ``None`` for code in the server and on a server of one person."""
    event_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    stored: bool = False
    """It tells of notifications that are in the store already, and is not to become another one."""


_current: ContextVar[Origin | None] = ContextVar("jupyter_notifications_origin", default=None)


def current() -> Origin:
    """The origin of what is being emitted; of its own for each event that nobody gave one."""
    return _current.get() or Origin()


def is_stored() -> bool:
    """Whether what is being done tells of notifications that are in the store already."""
    origin = _current.get()
    return origin is not None and origin.stored


@contextmanager
def emitting(origin: Origin) -> Iterator[None]:
    """Give what is emitted inside this origin. The tasks that ``emit`` makes for listeners inherit it."""
    token = _current.set(origin)
    try:
        yield
    finally:
        _current.reset(token)
