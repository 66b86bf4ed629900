"""What a kernel is asked to send: everything, or while it prints a lot, only what says what it is doing."""

from __future__ import annotations

from collections.abc import Callable

from .messages import KINDS, UNNAMED

__all__ = ["Interest"]

#: Messages a second that nobody reads here, from which on the kernel is asked not to send them.
_NOISY = 50


class Interest:
    """The subscriptions of one socket. They are prefixes of topics, and the kernel itself applies them.

    Topics are each kernel's own business. Most name what is said about work ``<something>.<type>``, and
    output otherwise; some send it without a topic. So everything is asked for until a kernel is noisy, and
    has shown such names. Then only those are, with what has no topic, until ``widen``. Where output has no
    topic either, or one of those names, nothing can be left out.
    """

    def __init__(self, subscribe: Callable[[bytes], None], unsubscribe: Callable[[bytes], None]) -> None:
        """The socket is to be subscribed to everything."""
        self._subscribe = subscribe
        self._unsubscribe = unsubscribe
        self._base: bytes | None = None
        self._kept: tuple[bytes, ...] = ()
        self._counting_since = 0.0
        self._count = 0

    @property
    def narrow(self) -> bool:
        """Whether something is left out."""
        return bool(self._kept)

    def wanted(self, topic: bytes, kind: bytes) -> None:
        """A message that matters came under ``topic``."""
        if topic.endswith(b"." + kind):
            self._base = topic[: -len(kind)]

    def unwanted(self, topic: bytes, now: float) -> None:
        """A message that does not matter came under ``topic``."""
        if now - self._counting_since >= 1.0:
            self._counting_since, self._count = now, 0
        self._count += 1
        if self._count <= _NOISY or self._kept or self._base is None:
            return
        kept = (*(self._base + kind for kind in KINDS), UNNAMED)
        if topic.startswith(kept):
            return
        self._kept = kept
        # In this order nothing that matters is missed.
        for prefix in kept:
            self._subscribe(prefix)
        self._unsubscribe(b"")

    def widen(self) -> None:
        """Ask for everything again: another kernel may name its messages otherwise."""
        kept, self._kept = self._kept, ()
        self._base = None
        if kept:
            self._subscribe(b"")
            for prefix in kept:
                self._unsubscribe(prefix)
