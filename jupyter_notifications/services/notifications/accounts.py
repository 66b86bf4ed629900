"""What belongs to a person besides their entries: preferences, what they sent, and to be forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from ...errors import NotFound, StoreUnavailable
from ...identity import Asker
from ...models import JSON, Filter, Recipient, Scheduled, SentPage, State
from .inboxes import Inboxes
from .preferences import to_muted

__all__ = ["Accounts"]


class Accounts(Inboxes):
    """The people of one store."""

    async def preferences(self, inbox: Recipient) -> JSON | None:
        """What this person has set, if anything."""
        return await (await self.store()).preferences(inbox)

    async def keep_preferences(self, inbox: Recipient, kept: JSON) -> None:
        """Replace them by what ``preferences.read`` gave."""
        await (await self.store()).keep_preferences(inbox, kept, to_muted(kept), self.clock())
        if self.outbox is not None:
            # Before this is answered, so that what is posted next goes where it is to go.
            await self.outbox.read_again()
        self.hints.changed([inbox])

    async def sent(self, asker: Asker, *, limit: int, before: str | None = None) -> SentPage:
        """What the asker sent to others, newest first. On a server of one person there are no others."""
        if asker.sender is None:
            return SentPage([], None)
        return await (await self.store()).sent(asker.sender, self.clock(), limit=limit, before=before)

    async def scheduled(self, asker: Asker, *, limit: int, after: str | None = None) -> Sequence[Scheduled]:
        """What the asker sent to themselves for later, in the order of its ids."""
        return await (await self.store()).scheduled(asker.inbox, asker.sender, limit=limit, after=after)

    async def withdraw(self, asker: Asker, id: str) -> None:
        """Take back what the asker sent to others. Raises ``NotFound``."""
        if asker.sender is None:
            msg = "no such notification"
            raise NotFound(msg)
        self.hints.changed(await (await self.store()).withdraw(asker.sender, id, self.clock()))

    async def forget(self, asker: Asker) -> None:
        """Delete all that is known of the asker. What they sent to others stays with those."""
        await (await self.store()).forget(asker.inbox, asker.sender, self.clock())
        self._visited.discard(asker.inbox)
        if self.outbox is not None:
            self.outbox.others_wrote()
        self.hints.changed([asker.inbox])

    async def counts(self, inbox: Recipient) -> dict[str, int]:
        """How many entries are in each state; zeros while the store does not answer."""
        counts: dict[str, int] = dict.fromkeys(get_args(State), 0)
        try:
            for state in ("inbox", "archived", "snoozed", "all"):
                page = await self.list(inbox, Filter(state), limit=1)
                counts[state], counts["unread"] = page.total or 0, page.head.unread
        except StoreUnavailable:
            pass
        return counts
