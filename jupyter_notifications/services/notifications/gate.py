"""What a notification passes before it is stored: validity, allowed commands, leave to write, the rate."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Container

from ...errors import Forbidden
from ...identity import Asker, Identity
from ...models import Clock, Draft
from ...schemas import Schemas
from .drafts import address, check_commands, make_draft, merge_event_id
from .rates import Rates

__all__ = ["Gate", "MayWriteOthers"]

#: Asks the authorizer whether this person may write to others; only called when it matters.
MayWriteOthers = Callable[[], Awaitable[bool]]


def _full_price(draft: Draft) -> float:  # noqa: ARG001 - the same for each
    return 1.0


class Gate:
    """The rules for what comes in."""

    def __init__(
        self,
        identity: Identity,
        schemas: Schemas,
        rates: Rates,
        *,
        allow_to_others: bool,
        allowed_commands: Container[str],
        clock: Clock,
    ) -> None:
        self._identity = identity
        self._schemas = schemas
        self._rates = rates
        self._allow_to_others = allow_to_others
        self._allowed_commands = allowed_commands
        self._clock = clock

    def draft(self, asker: Asker | None, data: object, event_id: str | None) -> tuple[Draft, bool]:
        """Validate, and say whether the result reaches the asker; ``None`` is code in the server's process.

        Raises ``InvalidInput``.
        """
        valid = self._schemas.validate_notification(data)
        check_commands(valid, self._allowed_commands)
        addressed = address(asker, valid.get("recipients"), several=self._identity.several)
        draft = make_draft(
            valid,
            addressed,
            sender=asker.sender if asker is not None else None,
            event_id=merge_event_id(valid.get("event_id"), event_id),
            now=self._clock(),
        )
        return draft, addressed.own

    async def admit(
        self,
        asker: Asker,
        data: object,
        event_id: str | None,
        may_write_others: MayWriteOthers,
        *,
        cost: Callable[[Draft], float] = _full_price,
    ) -> tuple[Draft, bool]:
        """The same for somebody's request, which also needs leave and has a rate.

        What is refused costs nothing: only a valid post counts. Raises ``Forbidden`` and ``TooMany`` besides.
        """
        draft, own = self.draft(asker, data, event_id)
        others = draft.recipients != (asker.inbox,)
        if others and not (self._allow_to_others and await may_write_others()):
            msg = "may not write to other people on this server"
            raise Forbidden(msg)
        self._rates.take(asker.inbox, cost(draft))
        return draft, own

    def refund(self, asker: Asker, cost: float) -> None:
        """Give back what was taken for a post that turned out to be a repetition."""
        self._rates.give_back(asker.inbox, cost)

    def forget(self, asker: Asker) -> None:
        """Drop what is known of the asker's rate, unless it still limits them."""
        self._rates.forget(asker.inbox)
