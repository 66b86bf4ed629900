"""Tells whoever listens to an inbox what changed: one read of the heads for a whole burst."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Protocol

from ...errors import NotFound, StoreUnavailable
from ...models import EVERYONE, Cursor, Head, Millis, Notification, Recipient

__all__ = ["Hints", "InboxListener"]

_RETRY_SECONDS = 1.0

#: A turn of telling entries ends after so long, if a hint waits for it to end.
_TURN_SECONDS = 0.1

#: Entries remembered as told, so that what is noticed in two ways is told once.
_REMEMBERED = 2048


class InboxListener(Protocol):
    """One who wants to know about an inbox; called on the event loop, must return at once."""

    def on_hint(self, head: Head) -> None:
        """The inbox changed and stands here now."""

    def on_notification(self, notification: Notification) -> None:
        """An entry is new or was updated, as this recipient sees it."""


class Hints:
    """The listeners of each inbox, and the changes they have yet to hear of.

    Changes that come while the heads are being read are told in one go, so a burst costs one read and each
    listener one hint per turn, however many posts it holds. An inbox without listeners costs nothing.
    """

    def __init__(
        self,
        heads: Callable[[Sequence[Recipient]], Awaitable[list[Head]]],
        get: Callable[[Recipient, str], Awaitable[Notification]],
        *,
        log: logging.Logger,
    ) -> None:
        """``heads`` says where inboxes stand, in order; ``get`` gives an entry or raises ``NotFound``."""
        self._heads = heads
        self._get = get
        self._log = log
        self._of_heads: dict[Recipient, list[InboxListener]] = {}
        self._of_news: dict[Recipient, list[InboxListener]] = {}
        self._touched: set[Recipient] = set()
        # A dict for its order; an entry posted again before it was told is told once.
        self._new: dict[tuple[Recipient, str], Notification | None] = {}
        self._told: dict[tuple[Recipient, str], tuple[Cursor, Millis]] = {}
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self.joined = asyncio.Event()
        """Set when an inbox gets its first listener, or to end the wait for that; whoever waits clears it."""
        self.moved: set[Recipient] = set()
        """Inboxes that somebody listens to and that changed since ``take_moved`` was last called."""

    @property
    def inboxes(self) -> list[Recipient]:
        """The inboxes that somebody listens to."""
        return list({**self._of_heads, **self._of_news})

    @property
    def silent(self) -> bool:
        """Whether nobody listens to any inbox."""
        return not (self._of_heads or self._of_news)

    def add(
        self, inbox: Recipient, listener: InboxListener, *, heads: bool = True, news: bool = True
    ) -> None:
        """Tell ``listener`` about ``inbox`` from now on: where it stands, what is new in it, or both.

        What nobody wants to know is not read from the store.
        """
        if not self._is_heard(inbox):
            self.joined.set()
        for wanted, listeners in ((heads, self._of_heads), (news, self._of_news)):
            if wanted:
                listeners.setdefault(inbox, []).append(listener)

    def remove(self, inbox: Recipient, listener: InboxListener) -> None:
        """Stop telling ``listener``. Does nothing if it was not added."""
        for listeners in (self._of_heads, self._of_news):
            here = listeners.get(inbox, [])
            if listener in here:
                here.remove(listener)
            if not here:
                listeners.pop(inbox, None)

    def changed(self, touched: Iterable[Recipient]) -> None:
        """These inboxes changed; ``EVERYONE`` stands for all of them."""
        self._touch(self._audience(touched))

    def posted(self, id: str, touched: Iterable[Recipient], seen: Notification | None = None) -> None:
        """An entry of these inboxes is new or was updated; says that they changed, too.

        ``seen`` is the entry as all of them see it, if that is known; else it is read before it is told.
        """
        audience = self._audience(touched)
        for inbox in audience:
            if inbox in self._of_news:
                new = inbox, id
                # What was posted again before it was told has another content by now.
                self._new[new] = None if new in self._new else seen
        self._touch(audience)

    def take_moved(self) -> set[Recipient]:
        """What is in ``moved``, which is empty then."""
        moved, self.moved = self.moved, set()
        return moved

    def noticed(self, inbox: Recipient, notification: Notification) -> None:
        """An entry is new or was updated by another server. Told at once, unless it is told anyway."""
        new = inbox, notification.id
        told = self._told.get(new)
        if new not in self._new and (told is None or told[1] != notification.updated):
            self._tell(inbox, notification)

    async def close(self) -> None:
        """Tell nobody anything any more."""
        self._closed = True
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _audience(self, touched: Iterable[Recipient]) -> list[Recipient]:
        touched = tuple(touched)
        if EVERYONE in touched:
            return self.inboxes
        return [inbox for inbox in touched if self._is_heard(inbox)]

    def _is_heard(self, inbox: Recipient) -> bool:
        return inbox in self._of_heads or inbox in self._of_news

    def _touch(self, audience: list[Recipient]) -> None:
        self._touched.update(audience)
        self.moved.update(audience)
        if self._touched and self._task is None and not self._closed:
            self._task = asyncio.get_running_loop().create_task(self._run(), name="notifications: hints")

    async def _run(self) -> None:
        try:
            while self._touched or self._new:
                try:
                    self._tell_seen()
                    await self._tell_heads()
                    await self._tell_new()
                except StoreUnavailable as error:
                    self._log.debug("Hints wait for the store: %s", error)
                    await asyncio.sleep(_RETRY_SECONDS)
                except Exception:  # noqa: BLE001 - a fault here must not end hints for good
                    self._log.exception("Hints could not be told")
                    await asyncio.sleep(_RETRY_SECONDS)
        finally:
            self._task = None

    async def _tell_heads(self) -> None:
        inboxes = [inbox for inbox in self._touched if inbox in self._of_heads]
        self._touched.clear()
        if not inboxes:
            return
        try:
            heads = await self._heads(inboxes)
        except Exception:
            self._touched.update(inboxes)
            raise
        for inbox, head in zip(inboxes, heads, strict=True):
            for listener in tuple(self._of_heads.get(inbox, ())):
                self._call(listener.on_hint, head)

    def _tell_seen(self) -> None:
        """Tell what needs no reading, at once."""
        for new, seen in tuple(self._new.items()):
            if seen is not None:
                del self._new[new]
                self._tell_once(new, seen)

    async def _tell_new(self) -> None:
        # The rest of a long burst waits for the next turn, so that newer hints are not held up by it.
        loop = asyncio.get_running_loop()
        end = loop.time() + _TURN_SECONDS
        for new in tuple(self._new):
            if self._touched and loop.time() >= end:
                return
            # Taken out before it is read: what is posted meanwhile is to be told, too.
            seen = self._new.pop(new, None)
            inbox, entry = new
            if inbox not in self._of_news:
                continue
            try:
                notification = seen or await self._get(inbox, entry)
            except NotFound:  # not due yet, expired, or deleted meanwhile
                pass
            except StoreUnavailable:
                self._new.setdefault(new, None)
                raise
            except Exception:  # noqa: BLE001 - one bad entry must not keep the others back
                self._log.exception("An entry could not be told")
            else:
                self._tell_once(new, notification)

    def _tell_once(self, new: tuple[Recipient, str], notification: Notification) -> None:
        """Tell it, unless the watcher saw it in the store before whoever posted it went on."""
        if self._told.get(new, (None,))[0] != notification.changed:
            self._tell(new[0], notification)

    def _tell(self, inbox: Recipient, notification: Notification) -> None:
        new = inbox, notification.id
        self._told.pop(new, None)
        self._told[new] = notification.changed, notification.updated
        if len(self._told) > _REMEMBERED:
            del self._told[next(iter(self._told))]
        for listener in tuple(self._of_news.get(inbox, ())):
            self._call(listener.on_notification, notification)

    def _call(self, callback: Callable[..., None], *args: object) -> None:
        try:
            callback(*args)
        except Exception:  # noqa: BLE001 - one listener's fault must not silence the others
            self._log.exception("A listener of an inbox failed")
