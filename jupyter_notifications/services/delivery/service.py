"""What people ask about deliveries: where they go, by which rules, to change that, and to try it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

from ...channels.apprise import is_available
from ...channels.message import Message
from ...deliveries import Delivery as Row
from ...errors import Forbidden, InvalidInput, NotFound, TooMany
from ...identity import Asker
from ...models import JSON, OWNER, Millis
from .lane import send
from .settings import changed
from .ways import Ways

__all__ = ["Delivery"]

#: What an answer has of the last deliveries.
RECENT = 20

_PAGE = 100

_TEST = Message(
    "A test from Jupyter", "Whoever set up this channel wanted to know whether messages arrive. This one did."
)


class Delivery(Ways):
    """The ways out of one server, as people see them."""

    def editable(self) -> bool:
        """Whether people may set channels and rules: where there is one person, who could do so anyway."""
        return is_available() and not self._identity.several

    async def described(self, asker: Asker) -> JSON:
        """All that the asker may know. Raises ``StoreUnavailable``."""
        rows = await self.rows(asker, limit=RECENT)
        return {
            "available": is_available(),
            "editable": self.editable(),
            "schemes": self._schemes if self.editable() else [],
            **await self.shown(),
            "recent": [row.to_wire() for row in rows],
        }

    async def rows(
        self, asker: Asker, *, limit: int, before: tuple[Millis, int] | None = None
    ) -> Sequence[Row]:
        """The asker's deliveries, the latest change first."""
        return await (await self._inbox.store()).deliveries(asker.inbox, limit=limit, before=before)

    async def shown(self, *, own: bool = False) -> JSON:
        """Channels and rules, those alone that concern the people of this server; or the ``own`` ones."""
        await self._describe()
        several = self._identity.several
        channels: list[JSON] = []
        for name, channel in sorted(self._channels.items()):
            if (several and not channel.personal) or (own and channel.fixed):
                continue
            # Where the administrator sends it is nobody else's business.
            one: JSON = {"name": name, "kind": channel.kind, "fixed": channel.fixed}
            one["where"] = "" if several else channel.where or ""
            if channel.problem is not None and not several:
                one["problem"] = channel.problem
            channels.append(one)
        names = {one["name"] for one in channels}
        rules: list[JSON] = []
        for rule in self._rules:
            reached = [name for name in rule.channels if name in names or not several]
            if reached and not (own and rule.fixed):
                rules.append({**rule.to_wire(), "channels": reached})
        return {"channels": channels, "rules": rules}

    async def change(self, body: object) -> None:
        """Set channels and rules of the owner. Raises ``Forbidden``, ``InvalidInput`` and what stores do."""
        self._check_editable()
        store = await self._inbox.store()
        async with self._changing:
            await self._read_own()
            new = changed(body, self._own, self._given, self._schemes)
            gone = {rule.name for rule in self._own.rules} - {rule.name for rule in new.rules}
            await store.keep_delivery_settings(OWNER, new.to_kept(), sorted(gone), self._inbox.clock())
            self._own = new
            await self._arrange()

    async def test(self, body: object) -> str | None:
        """Send a test message; what went wrong, if it did.

        Raises ``Forbidden``, ``InvalidInput``, ``NotFound`` and, while another is on its way, ``TooMany``.
        """
        self._check_editable()
        if not isinstance(body, dict) or set(body) != {"channel"} or not isinstance(body["channel"], str):
            raise InvalidInput.at("/channel", "must name a channel, and nothing else may be there")
        channel = self._channels.get(body["channel"])
        if channel is None:
            msg = "no such channel"
            raise NotFound(msg)
        if self._trying.busy:
            msg = "a message is being sent"
            raise TooMany(msg, retry_after=5)
        return await send(self._trying, channel, _TEST, None)

    async def export(self, asker: Asker) -> AsyncGenerator[list[JSON], None]:
        """The owner's settings, without secrets, and the deliveries that are remembered."""
        if self._own.channels or self._own.rules:
            yield [{"kind": "delivery-settings", **await self.shown(own=True)}]
        before: tuple[Millis, int] | None = None
        while rows := await self.rows(asker, limit=_PAGE, before=before):
            yield [{"kind": "delivery", **row.to_wire()} for row in rows]
            before = rows[-1].updated, rows[-1].n

    def _check_editable(self) -> None:
        if not self.editable():
            msg = "channels are set by the administrator of this server"
            raise Forbidden(msg)
