"""What the owner sets: changes that are taken, and those that are refused without a word of an address."""

from __future__ import annotations

from typing import Any

import pytest
from traitlets import TraitError

from jupyter_notifications.errors import InvalidInput
from jupyter_notifications.extension import NotificationsExtension
from jupyter_notifications.services.delivery.settings import Settings, changed
from jupyter_notifications.services.delivery.traits import given_settings

SECRET = "s3cret"
MAIL = f"mailto://ana:{SECRET}@example.org"
HOOK = f"json://example.org/{SECRET}"
RULE = {"name": "errors", "channels": ["mail"], "types": ["error"]}

GIVEN = given_settings({"ops": HOOK}, [{"name": "all", "channels": ["ops"]}])
SCHEMES = ["mailto", "json"]


def change(body: object, own: Settings | None = None) -> Settings:
    """The settings after a change."""
    return changed(body, own or Settings(), GIVEN, SCHEMES)


def names(settings: Settings) -> tuple[list[str], list[str]]:
    """Of channels and rules."""
    return sorted(settings.channels), [rule.name for rule in settings.rules]


def test_channels_are_added_replaced_and_deleted_by_name() -> None:
    own = change({"channels": {"mail": MAIL, "hook": HOOK}})
    assert names(own) == (["hook", "mail"], [])
    own = change({"channels": {"mail": HOOK, "hook": None, "absent": None}}, own)
    assert dict(own.channels) == {"mail": HOOK}


def test_rules_are_replaced_all_or_stay() -> None:
    own = change({"channels": {"mail": MAIL}, "rules": [RULE]})
    assert names(change({"channels": {"hook": HOOK}}, own)) == (["hook", "mail"], ["errors"])
    assert names(change({"rules": []}, own)) == (["mail"], [])


def test_rules_may_use_channels_of_the_administrator() -> None:
    assert names(change({"rules": [{"name": "mine", "channels": ["ops"]}]})) == ([], ["mine"])


def test_what_was_served_may_be_sent_back() -> None:
    served = [rule.to_wire() for rule in GIVEN.rules]
    assert names(change({"rules": [*served, {"name": "mine", "channels": ["ops"]}]})) == ([], ["mine"])


def test_they_are_kept_as_they_are() -> None:
    own = change({"channels": {"mail": MAIL}, "rules": [{**RULE, "after": 5, "digest": "daily"}]})
    assert Settings.of(own.to_kept()) == own


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ([], ""),
        ({}, ""),
        ({"x": 1}, "/x"),
        ({"channels": []}, "/channels"),
        ({"channels": {f"https://x/{SECRET}": "x"}}, "/channels"),
        ({"channels": {"mail": SECRET}}, "/channels/mail"),
        ({"channels": {"mail": 1}}, "/channels/mail"),
        ({"channels": {"mail": f"slack://{SECRET}"}}, "/channels/mail"),
        ({"channels": {"mail": f"file:///{SECRET}"}}, "/channels/mail"),
        ({"channels": {"mail": MAIL + "?to={username}"}}, "/channels/mail"),
        ({"channels": {"ops": MAIL}}, "/channels/ops"),
        ({"channels": {"ops": None}}, "/channels/ops"),
        ({"channels": {f"c{n}": MAIL for n in range(21)}}, "/channels"),
        ({"rules": {}}, "/rules"),
        ({"rules": None}, "/rules"),
        ({"rules": 1}, "/rules"),
        ({"rules": [1]}, "/rules/0"),
        ({"rules": [RULE]}, "/rules/0/channels/0"),
        ({"rules": [{"name": "all", "channels": ["ops"]}]}, "/rules/0/name"),
        ({"rules": [{"name": "a", "channels": ["ops"]}] * 2}, "/rules/1/name"),
        ({"rules": [{"name": f"{n}", "channels": ["ops"]} for n in range(51)]}, "/rules"),
    ],
)
def test_what_is_refused(body: object, path: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        change(body)
    assert [error.path for error in raised.value.errors] == [path]
    assert SECRET not in str(raised.value) + str(raised.value.errors)


def test_a_channel_that_a_rule_uses_stays() -> None:
    own = change({"channels": {"mail": MAIL}, "rules": [RULE]})
    with pytest.raises(InvalidInput, match="is used by the rule"):
        change({"channels": {"mail": None}}, own)
    assert names(change({"channels": {"mail": None}, "rules": []}, own)) == ([], [])


def test_no_more_than_twenty_in_all() -> None:
    own = change({"channels": {f"c{n}": MAIL for n in range(20)}})
    with pytest.raises(InvalidInput, match="in all"):
        change({"channels": {"mail": MAIL}}, own)


@pytest.mark.parametrize(
    "traits",
    [
        {"delivery_channels": MAIL},
        {"delivery_channels": {"mail": SECRET}},
        {"delivery_channels": {f"x/{SECRET}": MAIL}},
        {"delivery_channels": {"mail": {"url": SECRET}}},
        {"delivery_rules": [{"name": "x", "channels": []}]},
        {"delivery_rules": [{**RULE, "nonsense": SECRET}]},
        {"delivery_rules": RULE},
        {"delivery_limit": -1},
        {"public_url": "/lab"},
        {"public_url": f"https://example.org/?token={SECRET}"},
    ],
)
def test_traits_that_are_wrong_say_so_and_no_secret(traits: dict[str, Any]) -> None:
    with pytest.raises(TraitError) as raised:
        NotificationsExtension(**traits)
    assert next(iter(traits)) in str(raised.value)
    assert f":{SECRET}@" not in str(raised.value)
    assert SECRET not in str(raised.value) or "delivery_rules" in traits


def test_a_rule_of_the_administrator_names_a_channel_that_is_there() -> None:
    with pytest.raises(TraitError, match="delivery_rules/0/channels/0: is not the name of a channel"):
        given_settings({"mail": MAIL}, [{"name": "x", "channels": ["mall"]}])


def test_the_administrators_channels_may_have_any_scheme_and_a_place_for_a_name() -> None:
    given = given_settings({"x": "dbus://", "mail": MAIL + "?to={username}"}, [])
    assert sorted(given.channels) == ["mail", "x"]
