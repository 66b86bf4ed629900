"""Whom a kernel concerns, and what they want to hear: who started it, what they look at, from when on."""

from __future__ import annotations

from ...errors import StoreUnavailable
from ...models import OWNER, Recipient, user
from ...services.notifications.manager import NotificationManager

__all__ = ["Audience"]


class Audience:
    """The people behind the kernels of one server."""

    def __init__(self, manager: NotificationManager, *, several: bool) -> None:
        self._manager = manager
        self._several = several
        self._starters: dict[str, str] = {}

    def started(self, kernel_id: str, username: str | None) -> None:
        """A kernel was started, by this person if it is known. Who did so first stays."""
        if username is not None:
            self._starters.setdefault(kernel_id, username)

    def starter(self, kernel_id: str) -> str | None:
        """Who started a kernel. On a server of one person that is nobody by name."""
        return self._starters.get(kernel_id)

    def inbox(self, username: str | None) -> Recipient | None:
        """The inbox of somebody who started a kernel; ``None`` if that cannot be known."""
        if not self._several:
            return OWNER
        return None if username is None else user(username)

    def looks_at(self, inbox: Recipient, path: str | None) -> bool:
        """Whether this person has a document in front."""
        if path is None:
            return False
        looking = self._manager.presence.looking
        # Where documents are edited together, pages name them with the drive of that.
        return looking(inbox, path) or looking(inbox, f"RTC:{path}")

    def cell(self, kernel_id: str, request: str) -> str | None:
        """The cell that was run by a request, if a page has said so."""
        return self._manager.presence.cell(kernel_id, request)

    async def threshold(self, inbox: Recipient, otherwise: float) -> float:
        """Seconds from which on this person wants to hear of a run."""
        try:
            kept = await self._manager.preferences(inbox)
        except StoreUnavailable:
            return otherwise
        wanted = (kept or {}).get("run_threshold")
        return otherwise if wanted is None else float(wanted)

    def forget_kernel(self, kernel_id: str) -> None:
        """It is gone for good."""
        self._starters.pop(kernel_id, None)
        self._manager.presence.forget_kernel(kernel_id)
