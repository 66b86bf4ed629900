"""Who may use which route: what the authorizer is asked and heeded for, and what the kernels' token opens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError
from tornado.websocket import WebSocketClientConnection
from traitlets.config import Config

from jupyter_notifications.extension import NotificationsExtension

from ...api_client import Answer, Api
from ...conftest import server_config
from ...contract_routes import ABSENT, EVENT, REST, ROWS, SOCKETS
from ...people import ALICE, RecordingAuthorizer
from .conftest import two_people

SECRET = "what-the-owner-keeps"

#: Everything that the authorizer can be asked, as ``configuration.md`` has it.
PAIRS = {
    ("read", "notifications"), ("write", "notifications"), ("write", "notifications-others"),
    ("read", "events"), ("write", "events"), ("execute", "events"),
}  # fmt: skip

#: Those with a second question, which depends on what is sent.
ASKS_MORE = {("POST", "/api/events"): ("write", "notifications")}

Subscribe = Callable[..., Awaitable[WebSocketClientConnection]]


async def ask(api: Api, key: tuple[str, str], token: str | None, id_: str = ABSENT) -> Answer:
    """Use a route as intended."""
    method, path = key
    return await api(method, path.replace("{id}", id_), ROWS[key].body, token=token)


async def opens(subscribe: Subscribe, path: str, token: str) -> bool:
    """Whether a socket opens; else it is refused with 403."""
    try:
        (await subscribe(path, headers={"Authorization": f"token {token}"})).close()
    except HTTPClientError as error:
        assert error.code == 403  # noqa: PT017 - that it is raised at all is for the caller to judge
        return False
    return True


class TestTheAuthorizer:
    """On a server of several people."""

    @pytest.fixture
    def jp_server_config(self, db_path: Path, authorizer: type[RecordingAuthorizer]) -> Config:
        return two_people(db_path, allow_to_others=True, schema_registration="all")

    async def test_each_route_is_refused_by_its_own_pair_and_by_no_other(
        self, api: Api, authorizer: type[RecordingAuthorizer]
    ) -> None:
        # In an order that mixes verbs: what a decorator remembers of one must not count for another.
        for key in [*REST, *reversed(REST)]:
            needed = {(ROWS[key].action, ROWS[key].resource), *([ASKS_MORE[key]] if key in ASKS_MORE else [])}
            for pair in needed:
                authorizer.refused = {pair}
                answer = await ask(api, key, ALICE)
                assert answer.status == 403, (key, pair)
                assert f"not authorized to {pair[0]} on resource: {pair[1]}" in answer.json["message"]
            authorizer.refused = PAIRS - needed
            answer = await ask(api, key, ALICE)
            if ROWS[key].owner:
                # Refused by ourselves, when the authorizer has let it pass.
                assert "not authorized" not in answer.json["message"], key
            else:
                assert answer.status != 403, key

    async def test_each_route_asks_for_whom_it_is(
        self, api: Api, authorizer: type[RecordingAuthorizer]
    ) -> None:
        for key in REST:
            authorizer.asked.clear()
            await ask(api, key, ALICE)
            asked: list[tuple[str, str, str]] = [("alice", ROWS[key].action, ROWS[key].resource)]
            asked += [("alice", *ASKS_MORE[key])] if key in ASKS_MORE else []
            assert authorizer.asked == asked, key

    async def test_each_socket_is_refused_by_its_own_pair_and_by_no_other(
        self, api: Api, authorizer: type[RecordingAuthorizer], jp_ws_fetch: Subscribe
    ) -> None:
        for path in SOCKETS:
            row = ROWS["GET", path if ("GET", path) in ROWS else "/api/events/subscribe/notification"]
            authorizer.refused = {(row.action, row.resource)}
            assert not await opens(jp_ws_fetch, path, ALICE)
            authorizer.refused = PAIRS - {(row.action, row.resource)}
            assert await opens(jp_ws_fetch, path, ALICE)

    async def test_writing_to_others_is_a_question_of_its_own(
        self, api: Api, authorizer: type[RecordingAuthorizer]
    ) -> None:
        for recipients in (["bob"], ["*"], ["alice", "bob"]):
            data = {"title": "t", "recipients": recipients}
            event = {**EVENT, "data": data}
            authorizer.refused = {("write", "notifications-others")}
            assert (await api("POST", "/api/notifications", data, token=ALICE)).status == 403
            assert (await api("POST", "/api/events", event, token=ALICE)).status == 403
            [item] = (await api("POST", "/api/events", [event], token=ALICE)).json
            assert item["status"] == 403
            authorizer.refused = set()
            assert (await api("POST", "/api/notifications", data, token=ALICE)).status == 201
        authorizer.refused = {("write", "notifications-others")}
        to_herself = {"title": "t", "recipients": ["alice"]}
        assert (await api("POST", "/api/notifications", to_herself, token=ALICE)).status == 201

    def test_no_token_is_exported(self, extension: NotificationsExtension) -> None:
        assert extension.identity.post_only_token is None


class TestAServerThatTrustsTheNetwork:
    """With the core's looser settings our routes are as closed as ever."""

    @pytest.fixture(params=[True, False], ids=["open by default", "closed by default"])
    def jp_server_config(self, db_path: Path, request: pytest.FixtureRequest) -> Config:
        config = server_config(db_path)
        config.ServerApp.allow_unauthenticated_access = request.param
        config.ServerApp.allow_remote_access = True
        config.ServerApp.allow_origin = "*"
        return config

    async def test_no_one_gets_in(self, api: Api, jp_ws_fetch: Subscribe) -> None:
        for key in REST:
            for headers in ({}, {"Host": "evil.example"}, {"Origin": "http://evil.example"}):
                answer = await api(
                    key[0],
                    key[1].replace("{id}", ABSENT),
                    ROWS[key].body,
                    token=None,
                    headers=dict(headers),
                )
                assert answer.status == 403, (key, headers)
        for path in SOCKETS:
            assert not await opens(jp_ws_fetch, path, "guess")


class TestTheKernelsToken:
    """On a server of one person."""

    async def test_it_opens_nothing_else_of_the_server(
        self, api: Api, extension: NotificationsExtension
    ) -> None:
        token = extension.identity.post_only_token
        for method, path in (
            ("GET", "/api/contents"),
            ("GET", "/api/kernels"),
            ("POST", "/api/kernels"),
            ("GET", "/api/sessions"),
            ("GET", "/api/me"),
            ("GET", "/api/status"),
            ("POST", "/api/shutdown"),
        ):
            assert (await api(method, path, token=token, contract=False)).status == 403

    async def test_it_counts_in_the_header_only(self, api: Api, extension: NotificationsExtension) -> None:
        """Elsewhere it would end up in logs."""
        token = extension.identity.post_only_token
        body = b'{"title": "t"}'
        for query in (f"?token={token}", f"?_xsrf={token}", f"?access_token={token}"):
            assert (await api.raw("POST", "/api/notifications", query, body, login=False)).code == 403
        for header in (f"Basic {token}", f"token{token}", f"token {token} x", f"{token}", f"token {token}x"):
            answer = await api(
                "POST", "/api/notifications", body, token=None, headers={"Authorization": header}
            )
            assert answer.status == 403, header
        assert await api.titles() == []

    async def test_it_emits_only_notifications(self, api: Api, extension: NotificationsExtension) -> None:
        token = extension.identity.post_only_token
        event = {
            "schema_id": "https://events.jupyter.org/jupyter_server/kernel_actions/v1",
            "version": "1",
            "data": {},
        }
        assert (await api("POST", "/api/events", event, token=token)).status == 403
        batch = await api("POST", "/api/events", [EVENT, event], token=token)
        assert [item["status"] for item in batch.json] == [204, 403]

    async def test_it_learns_nothing_from_what_was_there(
        self, api: Api, extension: NotificationsExtension
    ) -> None:
        await api.post(SECRET, event_id="e", body=SECRET)
        await api.post(SECRET, source="s", key="k", body=SECRET)
        token = extension.identity.post_only_token
        bodies: list[dict[str, Any]] = [
            {"title": "t", "event_id": "e"},
            {"title": "t", "source": "s", "key": "k"},
        ]
        for body in bodies:
            answer = await api("POST", "/api/notifications", body, token=token)
            assert set(answer.json) == {"id", "recipients"}
            assert SECRET.encode() not in answer.body

    async def test_it_is_new_at_each_start_and_long(self, extension: NotificationsExtension) -> None:
        from jupyter_notifications.identity import Identity

        assert extension.serverapp is not None
        token = extension.identity.post_only_token
        other = Identity(extension.serverapp.identity_provider).post_only_token
        assert token is not None
        assert other is not None
        assert token != other
        assert len(token) >= 43, "32 random bytes"
