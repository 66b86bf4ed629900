"""What was written while there was no file: kept in order, and written down once there is one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from ..errors import NotFound
from ..models import JSON, OWNER, Draft, Millis, Muted, Posted, Recipient, StateChange
from .base import Store

__all__ = ["Kept"]

#: What is kept at most: writes, counting each entry they change, and characters of content.
MAX_WRITES = 10_000
MAX_CHARACTERS = 16 * 2**20

#: Writes that are handed to the file at once.
AT_ONCE = 200


@dataclass(slots=True)
class _Posts:
    """Drafts, and the ids that they were answered with."""

    drafts: list[Draft]
    ids: list[str]


#: It is given the file, and what an id is called there.
_Act = Callable[[Store, Callable[[str], str]], Awaitable[object]]


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
    _names: dict[str, str] = field(default_factory=dict)

    def posts(self, drafts: Sequence[Draft], posted: Sequence[Posted]) -> None:
        """Keep drafts and what became of them."""
        size = sum(len(str(draft.content)) for draft in drafts)
        if self._take(len(drafts), size):
            self._writes.append(_Posts(list(drafts), [one.id for one in posted]))

    def visit(self, inbox: Recipient, now: Millis) -> None:
        """Keep that somebody was there."""
        self._keep(lambda file, _: file.visit(inbox, now))

    def change(self, inbox: Recipient, id: str, change: StateChange, now: Millis) -> None:
        """Keep a change of one entry's state."""
        self._keep(lambda file, name: file.change(inbox, name(id), change, now))

    def remove(self, inbox: Recipient, id: str, now: Millis) -> None:
        """Keep that one entry was deleted."""
        self._keep(lambda file, name: file.remove(inbox, name(id), now))

    def preferences(self, inbox: Recipient, preferences: JSON, muted: Muted, now: Millis) -> None:
        """Keep what a person has set."""
        self._keep(
            lambda file, _: file.keep_preferences(inbox, preferences, muted, now), size=len(str(preferences))
        )

    def withdraw(self, sender: str, id: str, now: Millis) -> None:
        """Keep that something was taken back."""
        self._keep(lambda file, name: file.withdraw(sender, name(id), now), alone=True)

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
        acts = [write.act(file, self._name) for write in again]
        results = await asyncio.gather(*acts, return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException) and not isinstance(result, NotFound):
                raise result
        self._done += len(posts) + len(again)

    async def _play_posts(self, file: Store, posts: Sequence[_Posts]) -> None:
        if not posts:
            return
        posted = await file.post([draft for write in posts for draft in write.drafts])
        answered = [name for write in posts for name in write.ids]
        for name, one in zip(answered, posted, strict=True):
            if name != one.id:
                self._names[name] = one.id  # The event id, or the key, was there already.

    def _name(self, id: str) -> str:
        return self._names.get(id, id)

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
