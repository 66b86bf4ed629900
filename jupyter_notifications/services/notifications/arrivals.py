"""Finds what arrived in an inbox since it stood somewhere, also where that is more than ``changes`` tells."""

from __future__ import annotations

from ...models import Cursor, Filter, Head, Millis, Notification, Recipient
from ...storage.base import Store

__all__ = ["PORTION", "arrived", "delivered"]

#: Entries read at a time.
PORTION = 100

#: So many are found at most.
_MANY = 1000


async def arrived(store: Store, inbox: Recipient, head: Head, now: Millis) -> list[Notification]:
    """The entries that arrived since ``head``, oldest first; the newest of them if they are very many."""
    items: list[Notification] = []
    before: Cursor | None = None
    while len(items) < _MANY:
        page = await store.list(inbox, Filter("all"), now, limit=PORTION, before=before)
        new = [item for item in page.items if item.arrived > head.seq]
        items += new
        before = page.next
        if before is None or len(new) < len(page.items):
            break
    return items[::-1]


async def delivered(store: Store, inbox: Recipient, head: Head, now: Millis) -> list[Notification]:
    """Those of them that were sent for later; what woke from a snooze has been seen before."""
    return [item for item in await arrived(store, inbox, head, now) if "deliver_at" in item.content]
