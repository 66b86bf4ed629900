"""Follows an inbox: what arrives from now on, over lost connections and restarts of the server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from ..client.errors import NoServerError, NotifyError, RefusedError, UnreachableError
from .hints import Hints, NoSocketError
from .inbox import PAGE, Entry, Inbox

#: Seconds between two questions, however fast the hints come.
_BREATH = 0.3

#: Seconds of silence after which the connection is tried.
_QUIET = 30.0

#: Seconds between two questions where there is no socket and the server gives no advice.
_POLL = 60

#: Seconds before the next try: half as long again each time, from and up to.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 5.0

#: Refusals in a row after which it is no restart: a new token may take a moment to be found.
_MOST_REFUSALS = 4

#: Entries that are remembered, to tell news from what only changed its state.
_MOST_KNOWN = 5_000

#: What is read of an inbox that ran ahead by more than its changes tell.
_MOST_MISSED = 2_000


class Follower:
    """Yields entries as they arrive or change what they say; not when they are only read or archived."""

    def __init__(self, find: Callable[[], Inbox], say: Callable[[str], None]) -> None:
        """``find`` looks for the server, again after each failure; ``say`` tells of failures."""
        self._find = find
        self._say = say
        self._epoch = ""
        self._start = ""
        self._seq = ""
        self._newest_update = ""
        self._known: dict[str, tuple[str, str]] = {}
        self._is_away = False
        self._refusals = 0

    def entries(self) -> Iterator[Entry]:
        """What arrives from now on, for ever. Raises ``NotifyError`` where waiting will not help."""
        inbox = self._find()
        self._begin(inbox)
        pause = _FIRST_PAUSE
        while True:
            try:
                for entry in self._follow(inbox):
                    pause = _FIRST_PAUSE
                    if entry is not None:
                        yield entry
            except NotifyError as error:
                self._forgive(error)
            time.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)
            try:
                inbox = self._find()
            except NoServerError:
                continue

    def _forgive(self, error: NotifyError) -> None:
        """Say that the server is away, or raise what will not pass."""
        if isinstance(error, RefusedError) and error.status < 500 and error.status != 429:
            self._refusals += 1
            if error.status not in {401, 403} or self._refusals >= _MOST_REFUSALS:
                raise error
        elif not isinstance(error, (RefusedError, UnreachableError)):
            raise error
        if not self._is_away:
            self._is_away = True
            self._say(f"{error}; waiting for it")

    def _begin(self, inbox: Inbox) -> None:
        """Take all that is there for known."""
        page = inbox.page({"limit": PAGE})
        self._epoch, self._start, self._seq = page["epoch"], page["seq"], page["seq"]
        self._known = {item["id"]: _version(item) for item in page["items"]}
        self._newest_update = max((item["updated"] for item in page["items"]), default="")

    def _follow(self, inbox: Inbox) -> Iterator[Entry | None]:
        """Entries of one connection; ``None`` each time that the server has answered."""
        try:
            hints = Hints(inbox.server, self._epoch, self._seq, inbox.timeout)
        except NoSocketError:
            while True:
                yield from self._news(inbox)
                time.sleep(inbox.poll_interval or _POLL)
        try:
            while True:
                yield from self._news(inbox)
                time.sleep(_BREATH)
                while not hints.wait(_QUIET):
                    pass
        finally:
            hints.close()

    def _news(self, inbox: Inbox) -> Iterator[Entry | None]:
        while True:
            page = inbox.changes(self._epoch, self._seq)
            self._refusals = 0
            if self._is_away:
                self._is_away = False
                self._say("the server is back")
            yield None
            if page["reset"]:
                yield from self._catch_up(inbox, page)
                return
            yield from filter(self._is_news, page["items"])
            self._seq = page["seq"]
            if not page["more"]:
                return

    def _catch_up(self, inbox: Inbox, page: dict[str, Any]) -> Iterator[Entry]:
        """Read the list, where the changes do not reach back far enough."""
        if page["epoch"] != self._epoch:
            self._say("this is another inbox than before; what is in it is not shown")
            self._begin(inbox)
            return
        missed: list[Entry] = []
        seq = page["seq"]
        for older in inbox.entries({}, _MOST_MISSED):
            missed += older["items"]
            if missed and missed[-1]["arrived"] <= self._seq:
                break
        yield from filter(self._is_news, reversed(missed))
        self._seq = seq

    def _is_news(self, entry: Entry) -> bool:
        """Whether it says something that was not shown: it came, came back, or was updated."""
        before = self._known.pop(entry["id"], None)
        self._known[entry["id"]] = now = _version(entry)
        if len(self._known) > _MOST_KNOWN:
            del self._known[next(iter(self._known))]
        if entry.get("archived") or "snoozed_until" in entry:
            return False
        if before is not None:
            return before != now
        return bool(entry["arrived"] > self._start or entry["updated"] > self._newest_update)


def _version(entry: Entry) -> tuple[str, str]:
    """What changes with the content and with its place, and not when it is read."""
    return entry["arrived"], entry["updated"]
