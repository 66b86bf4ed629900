"""Sends what is due to one channel, one message after the other: asks, claims, judges, sends, writes down."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from ...channels.apprise import Channel, SendError
from ...channels.message import Message, collected, of_notification
from ...deliveries import Claimed, Outcome
from ...ending import end
from ...errors import NotificationsError, StoreUnavailable
from ...models import Clock, Millis, Notification
from ...storage.base import Store
from .aside import Aside, TookTooLong
from .judge import Judge
from .rules import Rule

__all__ = ["CLAIM", "Lane", "Told", "pause_after", "send"]

#: A message is given up after so many attempts, which is after about three hours.
MAX_ATTEMPTS = 10

#: Seconds for one attempt. A claim, in milliseconds, is longer, so that nobody else makes it meanwhile.
PATIENCE = 30.0
CLAIM = 120_000

#: Notifications in one message.
_TOGETHER = 200

#: Seconds: between looks at the clock while something waits, which may jump; with nothing; after trouble.
_GLANCE = 30.0
_IDLE = 600.0
_RETRY = 5.0

_HOUR = 3_600_000

#: Seconds for what is being sent when the server stops.
_LAST = 3.0

_FIRST_PAUSE = 30.0
_LONGEST_PAUSE = 3600.0

#: Told when a channel fails for good, with why; and when it works (``None``).
Told = Callable[[str, str | None], Awaitable[None]]


def pause_after(attempts: int, jitter: float) -> Millis:
    """Milliseconds until the next attempt, twice as many each time; ``jitter`` (0..1) spreads them."""
    seconds = min(_FIRST_PAUSE * 2.0 ** (attempts - 1), _LONGEST_PAUSE)
    return round(seconds * 1000 * (0.8 + 0.4 * jitter))


@dataclass(frozen=True, slots=True)
class _Ready:
    """What is to be sent now."""

    claim: Claimed
    notification: Notification


class Lane:
    """A task for one channel. ``rules`` are those that use it, by name."""

    def __init__(
        self,
        store: Store,
        channel: Channel,
        rules: Mapping[str, Rule],
        judge: Judge,
        *,
        limit: int,
        public_url: str,
        told: Told,
        clock: Clock,
        log: logging.Logger,
    ) -> None:
        """``limit``: messages an hour; 0 sets none."""
        self.channel = channel
        self._store = store
        self.rules = rules
        self._judge = judge
        self._limit = limit
        self._public_url = public_url
        self._told = told
        self._clock = clock
        self._log = log
        self._aside = Aside(f"notifications: {channel.name}")
        self._sent: deque[Millis] = deque()
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._sending: asyncio.Task[None] | None = None
        self._stopping = False

    def start(self) -> None:
        """Begin, unless it has begun. Must be called on the event loop."""
        if self._task is not None:
            return
        self._task = asyncio.get_running_loop().create_task(self._run(), name=f"{self.channel!r}")

    def look(self) -> None:
        """There may be something due."""
        self._news.set()

    async def stop(self) -> None:
        """Leave no task behind. What is being sent has a moment to end."""
        self._stopping = True
        if self._sending is not None:
            await asyncio.wait([self._sending], timeout=_LAST)
        task, self._task = self._task, None
        if task is not None:
            await end(task)
        if self._sending is not None:
            await end(self._sending)

    async def _run(self) -> None:
        while True:
            self._news.clear()
            try:
                pause = await self.turn()
            except NotificationsError as error:
                self._log.debug("Channel %s waits for the store: %s", self.channel.name, error)
                pause = _RETRY
            except Exception:  # noqa: BLE001 - a fault here must not end it for good
                self._log.exception("Channel %s failed at something that is not its own", self.channel.name)
                pause = _GLANCE
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._news.wait(), pause)

    async def turn(self) -> float:
        """Send one message if one is due; the seconds until there may be another.

        Raises ``StoreUnavailable``.
        """
        await self._aside.free()
        names = list(self.rules)
        due = await self._store.next_delivery(self.channel.name, names)
        if due is None:
            return _IDLE
        now = self._clock()
        due = max(due, self._room_at(now))
        if due > now:
            return min((due - now) / 1000, _GLANCE)
        claims = await self._claim(names, now)
        if claims and not self._stopping:
            # Not given up by halves when the server stops: what was sent is to be written down.
            self._sending = asyncio.ensure_future(self._make(claims))
            await asyncio.shield(self._sending)
        return 0.0

    async def _claim(self, names: Sequence[str], now: Millis) -> list[Claimed]:
        until = now + CLAIM
        claims = list(await self._store.claim(self.channel.name, names, now, until=until))
        if claims and self.rules[claims[0].rule].digest is not None:
            first = claims[0]
            claims += await self._store.claim(
                self.channel.name, [first.rule], now, until=until, limit=_TOGETHER - 1, inbox=first.inbox
            )
        return claims

    async def _make(self, claims: Sequence[Claimed]) -> None:
        """Send what stands up to a second look, in one message; write down what became of all."""
        outcomes: list[Outcome] = []
        ready: list[_Ready] = []
        for claim in claims:
            found = await self._judge(claim, self.rules[claim.rule])
            if isinstance(found, Outcome):
                outcomes.append(found)
            elif not self.channel.reaches(_username(claim)):
                outcomes.append(Outcome(claim, "skipped", 0, "The username cannot stand in an address."))
            elif claim.attempts > MAX_ATTEMPTS:
                outcomes.append(Outcome(claim, "failed", 0, "The server ended each time it was sent."))
            else:
                ready.append(_Ready(claim, found))
        if ready:
            error = await self._send(ready)
            outcomes += self._outcomes([one.claim for one in ready], error)
        await self._finish(outcomes)
        if any(one.state == "failed" for one in outcomes):
            await self._told(self.channel.name, next(o.error for o in outcomes if o.state == "failed"))
        elif any(one.state == "sent" for one in outcomes):
            await self._told(self.channel.name, None)

    async def _send(self, ready: Sequence[_Ready]) -> str | None:
        """Send; what went wrong, if it did."""
        first = ready[0].notification
        if self.rules[ready[0].claim.rule].digest is None:
            message = of_notification(first.content, sender=first.sender, public_url=self._public_url)
        else:
            # In the order in which they came.
            contents = [one.notification.content for one in sorted(ready, key=_arrived)]
            message = collected(contents, public_url=self._public_url)
        self._sent.append(self._clock())
        error = await send(self._aside, self.channel, message, _username(ready[0].claim))
        if error is None:
            self._log.debug("Sent a message to channel %s", self.channel.name)
        else:
            self._log.warning("Channel %s: %s", self.channel.name, error)
        return error

    def _outcomes(self, claims: Sequence[Claimed], error: str | None) -> list[Outcome]:
        if error is None:
            return [Outcome(claim, "sent", 0) for claim in claims]
        # One time for all, so that what is collected stays together.
        most = max(claim.attempts for claim in claims)
        due = self._clock() + pause_after(most, random.random())  # noqa: S311 - only spreads them
        return [
            Outcome(claim, "failed" if claim.attempts >= MAX_ATTEMPTS else "waiting", due, error)
            for claim in claims
        ]

    async def _finish(self, outcomes: Sequence[Outcome]) -> None:
        """Write it down. If that cannot be done for long, the claim ends, and it is sent again."""
        for _ in range(3):
            try:
                await self._store.finish(outcomes, self._clock())
                return
            except StoreUnavailable:
                await asyncio.sleep(_RETRY)
        await self._store.finish(outcomes, self._clock())

    def _room_at(self, now: Millis) -> Millis:
        """When the next message may be sent, by how many were in the hour before."""
        while self._sent and not now - _HOUR < self._sent[0] <= now:
            self._sent.popleft()
        return now if not self._limit or len(self._sent) < self._limit else self._sent[0] + _HOUR


async def send(aside: Aside, channel: Channel, message: Message, username: str | None) -> str | None:
    """Send one message in a thread that is free; what went wrong, if it did."""
    try:
        await aside.run(lambda: channel.send(message, username), seconds=PATIENCE)
    except SendError as error:
        return str(error)
    except TookTooLong:
        return f"It did not answer within {PATIENCE:.0f} seconds."
    return None


def _username(claim: Claimed) -> str | None:
    return claim.inbox.name if claim.inbox.kind == "user" else None


def _arrived(one: _Ready) -> str:
    return str(one.notification.arrived)
