"""Whose inbox a request is about: one owner on a stock server, a person each with any other provider."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jupyter_server.auth.identity import (
    IdentityProvider,
    LegacyIdentityProvider,
    PasswordIdentityProvider,
    User,
)
from jupyter_server.auth.security import passwd
from jupyter_server.serverapp import ServerApp
from traitlets.config import Config

from jupyter_notifications.extension import NotificationsExtension
from jupyter_notifications.identity import Identity
from jupyter_notifications.models import OWNER, user

from .api_client import Api
from .browser import log_in_by_password, log_in_by_token, with_xsrf
from .conftest import server_config
from .people import People


@pytest.mark.parametrize("provider", [IdentityProvider, PasswordIdentityProvider])
def test_stock_servers_have_one_person(provider: type[IdentityProvider]) -> None:
    identity = Identity(provider())
    assert not identity.several
    for name in ("random-1", "random-2"):
        asker = identity.asker(User(username=name))
        assert (asker.inbox, asker.sender, asker.post_only) == (OWNER, None, False)


class RenamedProvider(IdentityProvider):
    """A subclass that changes nothing might know people all the same."""


@pytest.mark.parametrize("provider", [People, RenamedProvider, LegacyIdentityProvider])
def test_any_other_provider_knows_people(provider: type[IdentityProvider]) -> None:
    identity = Identity(provider())
    assert identity.several
    assert identity.post_only_token is None
    asker = identity.asker(User(username="alice", display_name="bob"))
    assert (asker.inbox, asker.sender) == (user("alice"), "alice")


def test_a_username_is_never_the_owner_or_everyone() -> None:
    identity = Identity(People())
    keys = {
        identity.asker(User(username=name)).inbox.key
        for name in ("owner", "*", "user:alice", "Alice", "alice")
    }
    assert keys == {"user:owner", "user:*", "user:user:alice", "user:Alice", "user:alice"}


def test_the_trait_decides_without_looking_at_the_provider() -> None:
    assert Identity(IdentityProvider(), "user").several
    assert Identity(IdentityProvider(), "user").post_only_token is None
    assert not Identity(People(), "owner").several
    assert Identity(People(), "owner").asker(User(username="bob")).inbox == OWNER


def test_the_post_only_token_is_long_and_new_each_time() -> None:
    first, second = (Identity(IdentityProvider()) for _ in range(2))
    assert first.post_only_token is not None
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", first.post_only_token)
    assert first.is_post_only(first.post_only_token)
    assert not second.is_post_only(first.post_only_token)
    for wrong in ("", first.post_only_token[:-1], "ä" * 43, "\ud800"):
        assert not first.is_post_only(wrong)


def test_nothing_is_the_post_only_token_of_a_server_of_several_people() -> None:
    identity = Identity(People())
    for token in ("", "None"):
        assert not identity.is_post_only(token)


async def test_the_owner_is_one_by_token_from_two_browsers_and_from_a_kernel(
    api: Api, extension: NotificationsExtension
) -> None:
    browsers = [await log_in_by_token(api) for _ in range(2)]
    names = [(await api("GET", "/api/me", token=None, headers=h, contract=False)).json for h in browsers]
    assert names[0]["identity"]["username"] != names[1]["identity"]["username"], "two random usernames"
    await api.post("by token")
    await api.post("by kernel", token=extension.identity.post_only_token)
    sent = await api(
        "POST", "/api/notifications", {"title": "by cookie"}, token=None, headers=with_xsrf(browsers[0])
    )
    assert sent.status == 201
    assert "sender" not in sent.json
    expected = ["by cookie", "by kernel", "by token"]
    assert await api.titles() == expected
    for headers in browsers:
        answer = await api("GET", "/api/notifications", token=None, headers=headers)
        assert [item["title"] for item in answer.json["items"]] == expected
    # Read in one browser is read in the other.
    one = f"/api/notifications/{sent.json['id']}"
    await api("PATCH", one, {"read": True}, token=None, headers=with_xsrf(browsers[0]))
    assert (await api("GET", one, token=None, headers=browsers[1])).json["read"] is True


class TestPassword:
    """A server with a password and no token."""

    @pytest.fixture
    def jp_server_config(self, db_path: Path) -> Config:
        config = server_config(db_path)
        config.PasswordIdentityProvider.hashed_password = passwd("secret", algorithm="sha1")  # type: ignore[no-untyped-call]
        return config

    async def test_two_logins_are_one_owner(self, api: Api, jp_serverapp: ServerApp) -> None:
        assert type(jp_serverapp.identity_provider) is PasswordIdentityProvider
        jp_serverapp.identity_provider.token = ""
        for title in ("first", "second"):
            cookies = await log_in_by_password(api, "secret")
            sent = await api(
                "POST", "/api/notifications", {"title": title}, token=None, headers=with_xsrf(cookies)
            )
            assert sent.status == 201
        listed = await api("GET", "/api/notifications", token=None, headers=cookies)
        assert [item["title"] for item in listed.json["items"]] == ["second", "first"]

    async def test_a_wrong_password_sees_nothing(self, api: Api) -> None:
        with pytest.raises(AssertionError, match="not taken"):
            await log_in_by_password(api, "guess")
        assert (await api("GET", "/api/notifications", token=None)).status == 403
