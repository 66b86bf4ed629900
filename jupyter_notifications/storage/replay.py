"""What was written while there was no file: kept in order, and written down once there is one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import repeat

import msgspec

from ..errors import NotFound
from ..models import EVERYONE, JSON, OWNER, Draft, Millis, Muted, Posted, Recipient, StateChange
from .base import Store

__all__ = ["Kept"]

#: What is kept at most: writes, counting each entry they change, and characters of content.
MAX_WRITES = 10_000
MAX_CHARACTERS = 16 * 2**20

#: Writes that are handed to the file at once.
AT_ONCE = 200


@dataclass(slots=True)
class _Posts:
    """Drafts, and what they were answered with."""

    drafts: list[Draft]
    posted: list[Posted]


class _Names:
    """What ids are called in the file: where it knew an event id or a key already, they are others."""

    def __init__(self) -> None:
        self._names: dict[str, dict[Recipient, str]] = {}

    def learn(self, draft: Draft, kept: Posted, filed: Posted) -> None:
        """What a draft was answered with before, and by the file."""
        if kept.id == filed.id and not kept.ids and not filed.ids and kept.id not in self._names:
            return
        before, now = kept.ids or repeat(kept.id), filed.ids or repeat(filed.id)
        # Without `strict`, since `repeat` has no end.
        for recipient, old, new in zip(draft.recipients, before, now, strict=False):
            self._names.setdefault(old, {})[recipient] = new

    def of(self, inbox: Recipient, id: str) -> str:
        """What one person's entry is called."""
        names = self._names.get(id, {})
        return names.get(inbox) or names.get(EVERYONE, id)

    def all_of(self, id: str) -> Iterable[str]:
        """What it is called by anybody."""
        return dict.fromkeys([id, *self._names.get(id, {}).values()])

    def clear(self) -> None:
        """There is another file."""
        self._names.clear()


#: It is given the file, and what ids are called there.
_Act = Callable[[Store, _Names], Awaitable[object]]


@dataclass(slots=True)
class _Again:
    """A write that does no harm if it is done again."""

    act: _Act
    alone: bool = False
    """It is several questions to the file, between which the next one would come in."""


@dataclass
class Kept:
    """Writes that were acknowledged, in order. They are played again on a file, there each exactly once."""

    full: bool = False
    """More was written than is kept, so that not all can be carried over."""
    _writes: list[_Posts | _Again] = field(default_factory=list)
    _count: int = 0
    _characters: int = 0
    _done: int = 0
    _epoch: str | None = None
    _names: _Names = field(default_factory=_Names)

    def posts(self, drafts: Sequence[Draft], posted: Sequence[Posted]) -> None:
        """Keep drafts and what became of them."""
        size = sum(len(str(draft.content)) for draft in drafts)
        if self._take(len(drafts), size):
            # The store in memory sends what is to go out; the file is not to send it a second time.
            stay = [msgspec.structs.replace(draft, deliveries=()) for draft in drafts]
            self._writes.append(_Posts(stay, list(posted)))

    def visit(self, inbox: Recipient, now: Millis) -> None:
        """Keep that somebody was there."""
        self._keep(lambda file, _: file.visit(inbox, now))

    def change(self, inbox: Recipient, id: str, change: StateChange, now: Millis) -> None:
        """Keep a change of one entry's state."""
        self._keep(lambda file, names: file.change(inbox, names.of(inbox, id), change, now))

    def remove(self, inbox: Recipient, id: str, now: Millis) -> None:
        """Keep that one entry was deleted."""
        self._keep(lambda file, names: file.remove(inbox, names.of(inbox, id), now))

    def preferences(self, inbox: Recipient, preferences: JSON, muted: Muted, now: Millis) -> None:
        """Keep what a person has set."""
        self._keep(
            lambda file, _: file.keep_preferences(inbox, preferences, muted, now), size=len(str(preferences))
        )

    def withdraw(self, sender: str, id: str, now: Millis) -> None:
        """Keep that something was taken back."""

        async def withdraw(file: Store, names: _Names) -> None:
            for name in names.all_of(id):
                with suppress(NotFound):
                    await file.withdraw(sender, name, now)

        self._keep(withdraw, alone=True)

    def wake(self, now: Millis) -> None:
        """Keep that what was due was delivered."""
        self._keep(lambda file, _: file.wake(now), alone=True)

    async def play(self, file: Store) -> None:
        """Write all of it into a file, from where an earlier attempt on the same file ended.

        What is to be done to an entry that the file does not have is left out. Raises ``StoreUnavailable``.
        """
        epoch = (await file.head(OWNER, 0)).epoch
        if epoch != self._epoch:
            self._epoch, self._done = epoch, 0
            self._names.clear()
        while self._done < len(self._writes):
            await self._play_some(file)

    async def _play_some(self, file: Store) -> None:
        """Either posts, in one transaction, or what can be done again should it be done by half."""
        posts: list[_Posts] = []
        again: list[_Again] = []
        for write in self._writes[self._done : self._done + AT_ONCE]:
            if isinstance(write, _Posts):
                if again:
                    break
                posts.append(write)
            else:
                if posts or (again and (write.alone or again[-1].alone)):
                    break
                again.append(write)
        await self._play_posts(file, posts)
        # The store takes them in this order.
        acts = [write.act(file, self._names) for write in again]
        results = await asyncio.gather(*acts, return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException) and not isinstance(result, NotFound):
                raise result
        self._done += len(posts) + len(again)

    async def _play_posts(self, file: Store, posts: Sequence[_Posts]) -> None:
        if not posts:
            return
        drafts = [draft for write in posts for draft in write.drafts]
        kept = [one for write in posts for one in write.posted]
        for draft, old, new in zip(drafts, kept, await file.post(drafts), strict=True):
            self._names.learn(draft, old, new)

    def _keep(self, act: _Act, *, size: int = 0, alone: bool = False) -> None:
        if self._take(1, size):
            self._writes.append(_Again(act, alone))

    def _take(self, count: int, characters: int) -> bool:
        self._count += count
        self._characters += characters
        if self._count > MAX_WRITES or self._characters > MAX_CHARACTERS:
            self.full = True
            self._writes.clear()
        return not self.full
