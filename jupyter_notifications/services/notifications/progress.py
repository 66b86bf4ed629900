"""Writes down progress no more often than anyone could follow it: updates of one key replace each other."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from ...models import Draft, Posted, Recipient

__all__ = ["Progress", "thin"]

#: Seconds in which updates that follow a written one replace each other.
WINDOW = 0.25

#: What the store knows an entry by, its recipients aside: sender, source, key.
_Name = tuple["str | None", "str | None", str]


@dataclass(slots=True)
class _Window:
    """One key's updates since the last that was written."""

    recipients: tuple[Recipient, ...]
    timer: asyncio.TimerHandle
    newest: Draft | None = None
    waiting: list[asyncio.Future[Posted]] = field(default_factory=list)
    """Those whose updates ``newest`` stands for."""


class Progress:
    """Stands before the commit of posts.

    The first update of a key is written at once. Those that follow soon wait, each in place of the one
    before, and the last is written when the time is up, so that a thousand updates in a second are a handful
    of writes. Everyone is answered only when their update, or one that came after it, is committed. Any other
    post of that key takes what waits along, in order, in its own commit.
    """

    def __init__(
        self, commit: Callable[[Sequence[Draft]], Awaitable[list[Posted]]], *, window: float = WINDOW
    ) -> None:
        """``commit`` writes drafts in one transaction, in the order in which it is called."""
        self._commit = commit
        self._window = window
        self._windows: dict[_Name, _Window] = {}
        self._flushing: set[asyncio.Task[None]] = set()

    def waits(self, draft: Draft) -> bool:
        """Whether this draft, posted now, would wait for its turn."""
        name = _name(draft)
        window = self._windows.get(name) if name is not None and _is_progress(draft) else None
        return window is not None and window.recipients == draft.recipients

    async def post(self, drafts: Sequence[Draft]) -> list[Posted]:
        """Commit drafts, or what came after them; one answer each, in order. Raises what ``commit`` does."""
        if len(drafts) == 1 and "key" not in drafts[0].content:
            return await self._commit(drafts)
        if len(drafts) == 1 and self.waits(drafts[0]):
            return [await self._wait(drafts[0])]
        ahead = self._take({name for draft in drafts if (name := _name(draft)) is not None})
        kept, places = thin(drafts)
        if len(drafts) == 1:
            self._open(drafts[0])
        posted = await self._write(ahead, kept)
        return [posted[place] for place in places]

    async def flush(self) -> None:
        """Write what waits; returns when that is done. Whoever waits is told if it fails."""
        ahead = self._take(set(self._windows))
        if ahead:
            await self._write_waiting(ahead)
        if self._flushing:
            await asyncio.wait(set(self._flushing))

    async def _wait(self, draft: Draft) -> Posted:
        window = self._windows[_known(draft)]
        window.newest = draft
        answer: asyncio.Future[Posted] = asyncio.get_running_loop().create_future()
        window.waiting.append(answer)
        return await answer

    def _open(self, draft: Draft) -> None:
        """From now on, updates of this draft's key wait, if it is progress."""
        if _is_progress(draft):
            name = _known(draft)
            timer = asyncio.get_running_loop().call_later(self._window, self._start_flush, name)
            self._windows[name] = _Window(draft.recipients, timer)

    def _take(self, names: set[_Name]) -> list[_Window]:
        """Close the windows of these keys; those in which something waits."""
        taken = []
        for name in names:
            window = self._windows.pop(name, None)
            if window is not None:
                window.timer.cancel()
                if window.newest is not None:
                    taken.append(window)
        return taken

    def _start_flush(self, name: _Name) -> None:
        task = asyncio.get_running_loop().create_task(self._flush(name), name="notifications: progress")
        self._flushing.add(task)
        task.add_done_callback(self._flushing.discard)

    async def _flush(self, name: _Name) -> None:
        # Taken only here, so that a post which comes before this task has begun still takes it along.
        taken = self._take({name})
        if taken:
            [window] = taken
            assert window.newest is not None  # noqa: S101
            self._open(window.newest)
            await self._write_waiting(taken)

    async def _write_waiting(self, ahead: list[_Window]) -> None:
        with contextlib.suppress(Exception):  # told to those who wait
            await self._write(ahead, [])

    async def _write(self, ahead: list[_Window], drafts: Sequence[Draft]) -> list[Posted]:
        """Commit what waited, and these behind it; the answers to these."""
        waited = [window.newest for window in ahead if window.newest is not None]
        try:
            posted = await self._commit([*waited, *drafts])
        except BaseException as error:
            for window in ahead:
                _settle(window, error)
            raise
        for window, one in zip(ahead, posted, strict=False):
            _settle(window, one)
        return posted[len(waited) :]


def thin(drafts: Sequence[Draft]) -> tuple[list[Draft], list[int]]:
    """Leave out progress that a later draft of a batch makes old; where each draft's answer is found."""
    kept: list[Draft] = []
    places: list[int] = []
    runs: dict[_Name, int] = {}
    for draft in drafts:
        name = _name(draft)
        run = runs.get(name) if name is not None else None
        if run is not None and _is_progress(draft) and kept[run].recipients == draft.recipients:
            kept[run] = draft
            places.append(run)
            continue
        if name is not None:
            runs.pop(name, None)
            if _is_progress(draft):
                runs[name] = len(kept)
        places.append(len(kept))
        kept.append(draft)
    return kept, places


def _name(draft: Draft) -> _Name | None:
    key = draft.content.get("key")
    return None if key is None else (draft.sender, draft.content.get("source"), key)


def _known(draft: Draft) -> _Name:
    return draft.sender, draft.content.get("source"), draft.content["key"]


def _is_progress(draft: Draft) -> bool:
    """Whether a later one may stand for this draft."""
    content = draft.content
    return (
        content.get("type") == "in-progress"
        and "key" in content
        and draft.event_id is None
        and draft.deliver_at is None
    )


def _settle(window: _Window, result: Posted | BaseException) -> None:
    for answer in window.waiting:
        if answer.done():  # its caller is gone
            continue
        if isinstance(result, Exception):
            answer.set_exception(result)
        elif isinstance(result, BaseException):
            answer.cancel()
        else:
            answer.set_result(result)
