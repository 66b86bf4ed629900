"""The administrator's settings of deliveries: traits that say what is wrong with them, and no address."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn
from urllib.parse import urlsplit

from traitlets import Dict, List, TraitError, Unicode

from ...errors import FieldError
from .rules import Rule
from .settings import Settings, problems_of_channels, problems_of_rules

__all__ = ["SCHEMES", "ChannelAddresses", "DeliveryRules", "PublicUrl", "given_settings", "usable_settings"]

#: Services on the internet, or one's own, that take a message and do nothing else with it.
SCHEMES = [
    "discord",
    "gchat",
    "gotify",
    "gotifys",
    "json",
    "jsons",
    "mailto",
    "mailtos",
    "matrix",
    "matrixs",
    "mmost",
    "mmosts",
    "ntfy",
    "ntfys",
    "pbul",
    "pover",
    "rocket",
    "rockets",
    "signal",
    "signals",
    "slack",
    "tgram",
    "wxteams",
    "workflows",
    "zulip",
]


class ChannelAddresses(Dict):
    """Names with addresses, which hold secrets: no error repeats what it was given."""

    def validate(self, obj: Any, value: Any) -> dict[str, str]:
        """A good name for each address. Raises ``TraitError``."""
        valid: dict[str, str] = dict(super().validate(obj, value) or {})
        _raise(self.name, problems_of_channels(valid, ""))
        return valid

    def error(self, obj: Any, value: Any, error: Any = None, info: Any = None) -> NoReturn:  # noqa: ARG002
        """Without the value."""
        msg = f"{self.name} must be a dict of names, each with an address"
        raise TraitError(msg)


class DeliveryRules(List):  # type: ignore[type-arg]
    """Rules as the API has them."""

    def validate(self, obj: Any, value: Any) -> list[dict[str, Any]]:
        """Whether each is well-formed; ``given_settings`` looks whether its channels are there."""
        valid: list[dict[str, Any]] = list(super().validate(obj, value) or [])
        named = [
            name
            for rule in valid
            if isinstance(rule, dict) and isinstance(rule.get("channels"), list)
            for name in rule["channels"]
        ]
        _raise(self.name, problems_of_rules(valid, named, path=""))
        return valid


class PublicUrl(Unicode):  # type: ignore[type-arg]
    """The address of the server as people's browsers have it; empty if nobody said."""

    def validate(self, obj: Any, value: Any) -> str:
        """An address of http or https without anything but a path."""
        text = str(super().validate(obj, value))
        parts = urlsplit(text)
        if text and (
            parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment
        ):
            msg = f"{self.name} must be the http or https address of this server, with its base URL"
            raise TraitError(msg)
        return text


def given_settings(channels: Mapping[str, str], rules: Sequence[Mapping[str, Any]]) -> Settings:
    """The administrator's settings. Raises ``TraitError`` for a rule whose channel is not there."""
    _raise("delivery_rules", problems_of_rules(list(rules), list(channels), path=""))
    return Settings(dict(channels), tuple(Rule.of(rule, fixed=True) for rule in rules))


def usable_settings(
    channels: Mapping[str, str], rules: Sequence[Mapping[str, Any]], log: logging.Logger
) -> Settings:
    """The same; rules that are wrong are logged, and cost nobody their inbox."""
    try:
        return given_settings(channels, rules)
    except TraitError as error:
        log.error("Nothing is sent by delivery_rules: %s", error)
        return given_settings(channels, [])


def _raise(name: str | None, problems: Any) -> None:
    found: list[FieldError] = list(problems)
    if found:
        msg = "; ".join(f"{name}{problem.path}: {problem.message}" for problem in found)
        raise TraitError(msg)
