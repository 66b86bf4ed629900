"""Requests by token: a script is let in as the server itself would, only without a login cookie."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from jupyter_server.auth.decorator import authorized
from jupyter_server.auth.identity import IdentityProvider, User
from jupyter_server.base.call_context import CallContext
from jupyter_server.base.handlers import APIHandler as CoreAPIHandler
from jupyter_server.base.handlers import AuthenticatedHandler
from jupyter_server.utils import url_path_join
from tornado import web
from tornado.httpclient import HTTPResponse
from traitlets.config import Config

from jupyter_notifications.extension import NotificationsExtension
from jupyter_notifications.services import token_requests
from jupyter_notifications.services.base import APIHandler
from tests.api_client import Api
from tests.conftest import server_config
from tests.people import ALICE, People


class _SaysWhoAsks:
    """Tells all that a handler can find out about who asks."""

    @web.authenticated
    @authorized("read", "notifications")
    async def get(self: Any) -> None:
        """Who it is."""
        self.finish(
            json.dumps(
                {
                    "username": len(self.current_user.username),
                    "name": self.current_user.display_name.split()[0],
                    "token_authenticated": self.token_authenticated,
                    "origin": self.check_origin(),
                    "in_context": CallContext.get(CallContext.JUPYTER_HANDLER) is self,
                }
            )
        )

    @web.authenticated
    @authorized("write", "notifications")
    async def post(self: Any) -> None:
        """The same for a change."""
        await _SaysWhoAsks.get.__wrapped__.__wrapped__(self)  # type: ignore[attr-defined]


class Ours(_SaysWhoAsks, APIHandler):
    """By our base."""


class Cores(_SaysWhoAsks, CoreAPIHandler):
    """By the server's."""


class Overridden(_SaysWhoAsks, APIHandler):
    """Logs in by the way that was right before jupyter_server 2."""

    def get_current_user(self) -> Any:
        """Always the same person."""
        return "x" * 7


@pytest.fixture(autouse=True)
def routes(extension: NotificationsExtension, jp_web_app: Any) -> None:
    base = jp_web_app.settings["base_url"]
    jp_web_app.add_handlers(
        ".*$",
        [
            (url_path_join(base, name.__name__.lower()), name)
            for name in (Ours, Cores, Overridden)
        ],
    )  # fmt: skip


async def ask(api: Api, path: str, method: str = "GET", **headers: str) -> HTTPResponse:
    answer: HTTPResponse = await api.http.fetch(
        api.base_url.rstrip("/") + path, method=method, headers=headers, raise_error=False,
        allow_nonstandard_methods=True, body=b"" if method == "POST" else None, follow_redirects=False,
    )  # fmt: skip
    return answer


def seen(answer: HTTPResponse) -> tuple[int, Any, str | None]:
    """What must be alike."""
    said = json.loads(answer.body) if answer.code == 200 else None
    return answer.code, said, answer.headers.get("Access-Control-Allow-Origin")


LOCAL = {"Origin": "http://localhost:1234"}
CASES: list[tuple[str, dict[str, str], bool]] = [
    # query, headers, whether a cookie comes with the answer
    ("", {"Authorization": "token {token}"}, False),
    ("", {"Authorization": "Bearer  {token}"}, False),
    ("", {"Authorization": "token {token}", "X-Requested-With": "x"}, False),
    ("?no_track_activity=1", {"Authorization": "token {token}"}, False),
    ("", {"Authorization": "token {token}", **LOCAL}, True),
    ("", {"Authorization": "token {token}", "Origin": "https://evil.example.org"}, True),
    ("", {"Authorization": "token {token}", "Referer": "http://localhost/"}, True),
    ("", {"Authorization": "token {token}", "Sec-Fetch-Site": "same-origin"}, True),
    ("", {"Authorization": "token {token}", "Sec-Fetch-Mode": "cors"}, True),
    ("", {"Authorization": "token {token}", "Cookie": "a=b"}, True),
    ("?token={token}", {}, True),
    ("?token=wrong", {"Authorization": "token {token}"}, False),
    ("?token={token}", {"Authorization": "token wrong"}, True),
    ("", {"Authorization": "token {token}x"}, False),
    ("", {"Authorization": "token \xe9"}, False),
    ("", {"Authorization": "token"}, False),
    ("", {"Authorization": "basic {token}"}, False),
    ("", {}, False),
    ("", {"Authorization": "token {token}", "Host": "evil.example.org"}, False),
]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(("query", "headers", "cookie"), CASES)
async def test_nothing_but_the_cookie_differs_from_the_server(
    api: Api, query: str, headers: dict[str, str], cookie: bool, method: str
) -> None:
    sent = {name: value.format(token=api.token) for name, value in headers.items()}
    query = query.format(token=api.token)
    ours = await ask(api, f"/ours{query}", method, **sent)
    cores = await ask(api, f"/cores{query}", method, **sent)
    assert seen(ours) == seen(cores)
    assert ("Set-Cookie" in ours.headers) is cookie


async def test_a_script_is_a_new_person_each_time_as_on_the_server(
    api: Api, monkeypatch: pytest.MonkeyPatch, extension: NotificationsExtension
) -> None:
    asked: list[str] = []
    authorizer = extension.serverapp.authorizer  # type: ignore[union-attr]

    def note(handler: Any, user: User, action: str, resource: str) -> bool:
        asked.append(user.username)
        return True

    monkeypatch.setattr(type(authorizer), "is_authorized", lambda self, *args: note(*args))
    for path in ("/ours", "/ours", "/cores", "/cores"):
        assert (await ask(api, path, Authorization=f"token {api.token}")).code == 200
    assert len(set(asked)) == 4
    assert {len(name) for name in asked} == {32}


@pytest.mark.parametrize("shown", [True, False])
async def test_such_a_user_is_like_those_that_the_provider_makes(
    api: Api, monkeypatch: pytest.MonkeyPatch, extension: NotificationsExtension, shown: bool
) -> None:
    monkeypatch.setattr(token_requests, "is_shown", lambda *_: shown)
    monkeypatch.setattr("jupyter_server.auth.utils.moons_of_jupyter", ["Io"])
    users: list[User] = []
    authorizer = extension.serverapp.authorizer  # type: ignore[union-attr]

    def note(_: Any, handler: Any, user: User, *about: str) -> bool:
        users.append(user)
        return True

    monkeypatch.setattr(type(authorizer), "is_authorized", note)
    for path in ("/ours", "/cores"):
        assert (await ask(api, path, Authorization=f"token {api.token}")).code == 200
    ours, cores = users
    assert ours.username != cores.username
    assert replace(ours, username="x") == replace(cores, username="x")


class TestOldWay:
    """A handler with its own ``get_current_user``, which the plain provider still asks."""

    @pytest.fixture
    def jp_server_config(self, db_path: Any) -> Config:
        config = server_config(db_path)
        config.ServerApp.identity_provider_class = IdentityProvider
        return config

    async def test_it_is_heeded(self, api: Api) -> None:
        with pytest.warns(DeprecationWarning, match="get_current_user"):
            answer = await ask(api, "/overridden", Authorization=f"token {api.token}")
        assert json.loads(answer.body)["username"] == 7


class TestOtherProviders:
    """Whose token it is, only they know."""

    @pytest.fixture
    def jp_server_config(self, db_path: Any) -> Config:
        config = server_config(db_path)
        config.ServerApp.identity_provider_class = People
        return config

    async def test_they_are_asked(self, api: Api) -> None:
        answer = await ask(api, "/ours", Authorization=f"token {ALICE}")
        assert json.loads(answer.body)["username"] == len("alice")
        assert "Set-Cookie" in answer.headers
        assert (await ask(api, "/ours", Authorization=f"token {api.token}")).code == 403


@pytest.mark.parametrize("header", ["token ", "token", "token x", "bearer \t"])
async def test_where_there_is_no_token_nothing_is_one(
    api: Api, extension: NotificationsExtension, header: str
) -> None:
    provider: Any = extension.serverapp.identity_provider  # type: ignore[union-attr]
    provider.hashed_password = "argon2:nobody-knows"
    provider.token = ""
    assert provider.auth_enabled
    assert (await ask(api, "/ours", Authorization=header)).code == 403


async def test_a_name_that_matters_is_kept_by_the_cookie(api: Api, extension: NotificationsExtension) -> None:
    """With ``inbox = "user"`` each random name has an inbox, to which a client comes back by its cookie."""
    extension.identity.several = True
    answer = await ask(api, "/ours", Authorization=f"token {api.token}")
    assert answer.code == 200
    assert "Set-Cookie" in answer.headers


@pytest.mark.parametrize("place", ["handler", "class", "instance"])
async def test_what_was_replaced_is_heeded(
    api: Api, jp_serverapp: Any, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    provider = jp_serverapp.identity_provider

    async def nobody(*_: Any) -> None:
        return None

    if place == "handler":
        monkeypatch.setattr(AuthenticatedHandler, "get_current_user", lambda self: None)
    elif place == "class":
        monkeypatch.setattr(type(provider), "get_user_token", nobody)
    else:
        monkeypatch.setattr(provider, "get_user_token", nobody)
    sent = {"Authorization": f"token {api.token}"}
    ours, cores = await ask(api, "/ours", **sent), await ask(api, "/cores", **sent)
    assert seen(ours) == seen(cores)
    assert place == "handler" or ours.code == 403
    assert ours.code == 403 or "Set-Cookie" in ours.headers, "it went the server's own way"
