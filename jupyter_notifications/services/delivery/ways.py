"""The ways out of one server: plans by the rules what is posted, and keeps a lane for each channel."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any, Protocol

import msgspec

from ...channels.apprise import Channel, is_available
from ...ending import end
from ...errors import NotificationsError, StoreUnavailable
from ...identity import Identity
from ...models import OWNER, Clock, Draft, Way
from ...storage.base import Store
from .aside import Aside, TookTooLong
from .bytopic import BY_TOPIC, by_topic
from .judge import Judge
from .lane import Lane
from .rules import Rule
from .settings import Settings

__all__ = ["FAILED", "SOURCE", "Inbox", "Ways"]

#: What is said about a channel that fails does not go out by channels.
SOURCE = "jupyter_notifications"
FAILED = "delivery.failed"

#: Milliseconds for which it is remembered what went out.
_REMEMBER = 7 * 24 * 3_600_000

#: Seconds between two looks for what is older, and until the first.
_CLEAR = 3600.0

#: Seconds for all channels to be looked at, which loads Apprise.
_LOOKING = 30.0


class Inbox(Protocol):
    """What this needs of the manager."""

    clock: Clock

    async def store(self) -> Store:
        """The store, once there is one."""

    async def notify(self, title: str, **content: Any) -> Any:
        """Send to the owner."""


class Ways:
    """All channels and rules, the administrator's and the owner's."""

    def __init__(
        self,
        inbox: Inbox,
        identity: Identity,
        given: Settings,
        *,
        schemes: Collection[str],
        limit: int,
        public_url: str,
        log: logging.Logger,
    ) -> None:
        """``given``: the administrator's channels and rules; ``schemes``: of the owner's channels."""
        self._inbox = inbox
        self._identity = identity
        self._given = given
        self._own = Settings()
        self._schemes = sorted(schemes)
        self._limit = limit
        self._public_url = public_url
        self._log = log
        self._channels: dict[str, Channel] = {}
        self._rules: list[Rule] = []
        self._by_topic: tuple[Rule, ...] = ()
        self._lanes: dict[str, Lane] = {}
        self._store: Store | None = None
        self._failing: set[str] = set()
        self._describing = Aside("notifications: channels")
        self._trying = Aside("notifications: test of a channel")
        self._tasks: set[asyncio.Task[None]] = set()
        self._changing = asyncio.Lock()

    @property
    def active(self) -> bool:
        """Whether any rule may send anything."""
        return bool(self._rules or self._by_topic)

    def plan(self, draft: Draft) -> Draft:
        """The draft with the ways that it goes out by, if any."""
        content = draft.content
        if content.get("source") == SOURCE and content.get("topic") == FAILED:
            return draft
        ways: list[Way] = []
        for rule in self._all_rules():
            if rule.holds_for(content):
                due = rule.due(max(draft.now, draft.deliver_at or draft.now))
                ways += [Way(rule.name, name, due) for name in rule.channels if self._reaches(name, draft)]
        return msgspec.structs.replace(draft, deliveries=tuple(ways)) if ways else draft

    def _all_rules(self) -> list[Rule]:
        """Those that are shown, and what the owner's preferences say of topics."""
        if any(rule.name == BY_TOPIC for rule in self._rules):
            return self._rules
        return [*self._rules, *self._by_topic]

    def _reaches(self, name: str, draft: Draft) -> bool:
        """On a server of several people nothing personal goes where another may read it."""
        channel = self._channels.get(name)
        if channel is None:
            return False
        if not self._identity.several:
            return not channel.personal
        everyone = draft.recipients[0].kind == "everyone"
        return everyone is not channel.personal

    def committed(self, drafts: Sequence[Draft]) -> None:
        """Tell the lanes what they have to look at."""
        for name in {way.channel for draft in drafts for way in draft.deliveries}:
            if name in self._lanes:
                self._lanes[name].look()

    async def start(self, store: Store) -> None:
        """Begin to work on an open store, before anything is posted."""
        self._store = store
        if (self._given.channels or self._given.rules) and not is_available():
            self._log.warning("Nothing is sent by delivery_channels: pip install jupyter-notifications[out]")
        with suppress(StoreUnavailable):  # What was set is read as soon as it can be.
            await self._read_own()
        await self._arrange()
        self._spawn(self._clear())
        if self._channels:
            self._spawn(self._warn())

    async def stop(self) -> None:
        """Leave nothing running. May be called more than once."""
        self._store = None
        for task in list(self._tasks):
            await end(task)
        lanes, self._lanes = self._lanes, {}
        await asyncio.gather(*(lane.stop() for lane in lanes.values()))

    def others_wrote(self) -> None:
        """Another server may have set something, or posted what is to go out."""
        if self._store is not None:
            self._spawn(self.read_again())

    async def read_again(self) -> None:
        """See what the owner has set by now. Raises nothing: what cannot be read is read later."""
        before = self._own, self._by_topic
        try:
            async with self._changing:
                await self._read_own()
                if before != (self._own, self._by_topic):
                    await self._arrange()
        except NotificationsError as error:
            self._log.debug("What others set about deliveries is read later: %s", error)
        self.look()

    def look(self) -> None:
        """There may be something due."""
        for lane in self._lanes.values():
            lane.look()

    async def _read_own(self) -> None:
        if self._store is None or self._identity.several:
            return
        self._own = Settings.of(await self._store.delivery_settings(OWNER))
        # Names of no channel are not remembered, or they would add up.
        known = [rule for rule in self._by_topic if self._channels.keys() >= set(rule.channels)]
        self._by_topic = by_topic(await self._store.preferences(OWNER), known)

    async def _arrange(self) -> None:
        """Make channels and lanes what the settings say; what goes on as it was is not disturbed."""
        if not is_available() or self._store is None:
            return
        channels: dict[str, Channel] = {}
        for settings, fixed in ((self._own, False), (self._given, True)):
            for name, address in settings.channels.items():
                known = self._channels.get(name)
                same = known is not None and known.fixed is fixed and known.is_at(address)
                channels[name] = known if known is not None and same else Channel(name, address, fixed=fixed)
        old, self._channels = self._channels, channels
        given = {rule.name for rule in self._given.rules}
        self._rules = [*self._given.rules, *(rule for rule in self._own.rules if rule.name not in given)]
        lanes, self._lanes = self._lanes, {}
        for name, channel in channels.items():
            rules = {rule.name: rule for rule in self._all_rules() if name in rule.channels}
            lane = lanes.get(name)
            if lane is not None and old.get(name) is channel and lane.rules == rules:
                self._lanes[name] = lanes.pop(name)
            elif rules:
                self._lanes[name] = self._lane(self._store, channel, rules)
        await asyncio.gather(*(lane.stop() for lane in lanes.values()))
        for lane in self._lanes.values():
            lane.start()

    def _lane(self, store: Store, channel: Channel, rules: Mapping[str, Rule]) -> Lane:
        return Lane(
            store,
            channel,
            rules,
            Judge(store, self._inbox.clock),
            limit=self._limit,
            public_url=self._public_url,
            told=self._told,
            clock=self._inbox.clock,
            log=self._log,
        )

    async def _warn(self) -> None:
        """Say which of the administrator's addresses are of no use."""
        await self._describe()
        for name, channel in self._channels.items():
            if channel.fixed and channel.problem is not None:
                self._log.warning('delivery_channels["%s"]: %s', name, channel.problem)

    async def _describe(self) -> None:
        """Find out where each channel leads, and what is wrong with it."""
        await self._describing.free()
        channels = [one for one in self._channels.values() if one.where is None]
        if channels:
            with suppress(TookTooLong):
                await self._describing.run(lambda: _look(channels), seconds=_LOOKING)

    async def _clear(self) -> None:
        while self._store is not None:
            try:
                if self.active:
                    await self._store.clear_deliveries(self._inbox.clock() - _REMEMBER)
            except NotificationsError as error:
                self._log.debug("What went out long ago is deleted later: %s", error)
            await asyncio.sleep(_CLEAR)

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _told(self, name: str, error: str | None) -> None:
        """Say in the inbox that a channel fails: once, until it works again."""
        if error is None:
            self._failing.discard(name)
            return
        if name in self._failing:
            return
        self._failing.add(name)
        self._log.error('A message to channel "%s" was given up: %s', name, error)
        if self._identity.several:
            return  # There is nobody here whose business it is.
        with suppress(NotificationsError):
            await self._inbox.notify(
                f'A message to "{name}" could not be sent',
                body=f"It was tried for hours, and has been given up. The last time: {error}",
                type="error",
                source=SOURCE,
                topic=FAILED,
                key=f"delivery {name}",
            )


def _look(channels: Sequence[Channel]) -> None:
    for channel in channels:
        channel.look()
