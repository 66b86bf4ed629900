"""What the owner of a one-person server sets: reads it, and changes what was set before by it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...channels.address import address_error, is_personal, scheme_of
from ...errors import FieldError, InvalidInput
from ...models import JSON
from .rules import NAME, Rule, problems_of_rule

__all__ = ["Settings", "changed", "problems_of_channels", "problems_of_rules"]

MAX_CHANNELS = 20
MAX_RULES = 50


@dataclass(frozen=True, slots=True)
class Settings:
    """Addresses by the names of their channels, and rules."""

    channels: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()

    @classmethod
    def of(cls, kept: JSON | None) -> Settings:
        """As the store keeps them."""
        if kept is None:
            return cls()
        return cls(dict(kept["channels"]), tuple(Rule.of(rule) for rule in kept["rules"]))

    def to_kept(self) -> JSON:
        """For the store."""
        return {"channels": dict(self.channels), "rules": [rule.to_wire() for rule in self.rules]}


def changed(body: object, own: Settings, given: Settings, schemes: Collection[str]) -> Settings:
    """The owner's settings after a change; ``given`` are the administrator's.

    Raises ``InvalidInput``, which names all that is wrong at once, and no address.
    """
    if not isinstance(body, dict):
        raise InvalidInput.at("", "must be an object")
    _refuse([*_problems_of_body(body, given, schemes)])
    channels = {**own.channels, **body.get("channels", {})}
    channels = {name: address for name, address in channels.items() if address is not None}
    if len(channels) > MAX_CHANNELS:
        raise InvalidInput.at("/channels", f"must be at most {MAX_CHANNELS} in all")
    known = {**given.channels, **channels}
    if "rules" in body:
        taken = [rule.name for rule in given.rules]
        _refuse([*problems_of_rules(body["rules"], [*known], taken)])
        rules = tuple(Rule.of(rule) for rule in body["rules"] if rule.get("fixed") is not True)
    else:
        rules = own.rules
        for rule in rules:
            missing = [name for name in rule.channels if name not in known]
            if missing:
                raise InvalidInput.at(f"/channels/{missing[0]}", f'is used by the rule "{rule.name}"')
    return Settings(channels, rules)


def _refuse(errors: list[FieldError]) -> None:
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise InvalidInput(f"{errors[0].path}: {errors[0].message}{more}", errors)


def _problems_of_body(
    body: dict[str, Any], given: Settings, schemes: Collection[str]
) -> Iterator[FieldError]:
    for name in body:
        if name not in {"channels", "rules"}:
            yield FieldError(f"/{str(name)[:64]}", "is not one of channels, rules")
    if not body:
        yield FieldError("", "must have channels, or rules, or both")
    if "channels" in body:
        yield from problems_of_channels(body["channels"], "/channels", given.channels, schemes)


def problems_of_channels(
    value: object, path: str, taken: Collection[str] = (), schemes: Collection[str] | None = None
) -> Iterator[FieldError]:
    """What is wrong with channels. With ``schemes`` they are the owner's: begin so, or are ``None``."""
    if not isinstance(value, dict):
        yield FieldError(path, "must be an object of names, each with an address")
        return
    if schemes is not None and len(value) > MAX_CHANNELS:
        yield FieldError(path, f"must be at most {MAX_CHANNELS}")
        return
    for name, address in value.items():
        # A name that is wrong may be an address that was put in the wrong place.
        good = isinstance(name, str) and NAME.fullmatch(name) is not None
        where = f"{path}/{name}" if good else path
        if not good:
            yield FieldError(where, "has a name that is not 1 to 64 of A-Z a-z 0-9 _ . - and spaces")
        elif name in taken:
            yield FieldError(where, "is the name of a channel of the administrator")
        elif schemes is None:
            if (error := address_error(address)) is not None:
                yield FieldError(where, error)
        elif address is not None:
            error = address_error(address)
            if error is None and scheme_of(address) not in schemes:
                error = "must begin with one of the schemes that this server allows"
            if error is None and is_personal(address):
                error = "must not have {username}: there is one person"
            if error is not None:
                yield FieldError(where, error)


def problems_of_rules(
    value: object, channels: Collection[str], taken: Collection[str] = (), path: str = "/rules"
) -> Iterator[FieldError]:
    """What is wrong with rules. Those of the administrator, which are sent back, are nobody's business."""
    if not isinstance(value, list) or len(value) > MAX_RULES:
        yield FieldError(path, f"must be a list of at most {MAX_RULES} rules")
        return
    names: set[str] = set()
    for index, rule in enumerate(value):
        where = f"{path}/{index}"
        if isinstance(rule, dict) and rule.get("fixed") is True:
            continue
        yield from problems_of_rule(rule, where, [*channels])
        name = rule.get("name") if isinstance(rule, dict) else None
        if isinstance(name, str):
            if name in names or name in taken:
                yield FieldError(f"{where}/name", "is the name of another rule")
            names.add(name)
