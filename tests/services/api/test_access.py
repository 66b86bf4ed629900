"""R5: nobody sees another's. Every route and socket of the contract, for everyone there is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError
from tornado.websocket import WebSocketClientConnection
from traitlets.config import Config

from jupyter_notifications.extension import NotificationsExtension
from jupyter_notifications.models import NOTIFICATION_SCHEMA_ID

from ...api_client import Answer, Api, spec
from ...people import ALICE, BOB, RecordingAuthorizer
from .conftest import two_people

SECRET = "the-secret-of-alice"
ABSENT = "01900000-0000-7000-8000-000000000000"
SOCKETS = ("/api/events/subscribe", "/api/events/subscribe/notification", "/api/events/notifications")

#: What alice puts into each field that can hold a word.
PRIVATE: dict[str, Any] = {
    "title": SECRET,
    "body": SECRET,
    "source": SECRET,
    "topic": SECRET,
    "group": SECRET,
    "key": SECRET,
    "link": SECRET,
    "event_id": SECRET,
    "data": {SECRET: SECRET},
    "actions": [{"label": SECRET, "link": SECRET}],
}

EVENT = {"schema_id": NOTIFICATION_SCHEMA_ID, "version": "1", "data": {"title": "an event"}}

BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/api/events"): EVENT,
    ("POST", "/api/events/schemas"): {
        "$id": "https://example.org/s",
        "version": "1",
        "type": "object",
        "properties": {},
    },
    ("POST", "/api/notifications"): {"title": "a post"},
    ("PATCH", "/api/notifications"): {"read": True},
    ("PATCH", "/api/notifications/{id}"): {"read": True},
    ("PUT", "/api/notifications/preferences"): {"muted_sources": ["loud"]},
}

#: All routes that the contract has, without the sockets.
ROUTES = [
    (method.upper(), path)
    for path, operations in spec()["paths"].items()
    for method in operations
    if method in {"get", "post", "put", "patch", "delete"} and path not in SOCKETS
]

Subscribe = Callable[..., Awaitable[WebSocketClientConnection]]


async def ask(api: Api, method: str, path: str, token: str | None, id_: str = ABSENT) -> Answer:
    """Use a route as intended."""
    return await api(method, path.replace("{id}", id_), BODIES.get((method, path)), token=token)


async def refused_socket(subscribe: Subscribe, path: str, headers: dict[str, str]) -> int:
    """The status that a socket is refused with."""
    with pytest.raises(HTTPClientError) as caught:
        await subscribe(path, headers=headers)
    return int(caught.value.code)


async def frames_until(socket: WebSocketClientConnection, sign: str) -> list[str]:
    """What a socket says up to the frame with a sign."""
    frames: list[str] = []
    while True:
        frame = await asyncio.wait_for(socket.read_message(), 10)
        assert isinstance(frame, str), "the socket was closed"
        frames.append(frame)
        if sign in frame:
            return frames


class TestSeveralPeople:
    """Alice and bob on one server."""

    @pytest.fixture
    def jp_server_config(self, db_path: Path, authorizer: type[RecordingAuthorizer]) -> Config:
        return two_people(db_path, allow_to_others=True)

    async def test_no_one_gets_in(self, api: Api, jp_ws_fetch: Subscribe) -> None:
        nobody = {None, "", "guess", api.token}
        own = (await api.post(token=ALICE))["id"]
        for token in nobody:
            for method, path in ROUTES:
                for id_ in (own, ABSENT):
                    answer = await ask(api, method, path, token, id_)
                    assert answer.status == 403, (method, path, token)
                    assert set(answer.json) == {"message", "reason", "errors"}
            for path in SOCKETS:
                assert await refused_socket(jp_ws_fetch, path, {"Authorization": f"token {token}"}) == 403
        assert await api.titles(token=ALICE) == ["Training finished"]

    async def test_anothers_entry_is_like_none(self, api: Api) -> None:
        secret = await api.post(token=ALICE, **PRIVATE)
        before = await api.inbox(token=ALICE)
        for method, path in ROUTES:
            others = await ask(api, method, path, BOB, secret["id"])
            absent = await ask(api, method, path, BOB)
            if "{id}" in path:
                assert others.status == 404
                assert (others.json, others.body) == (absent.json, absent.body)
                assert set(others.headers) == set(absent.headers)
            for answer in (others, absent):
                assert SECRET.encode() not in answer.body
                assert SECRET not in str(list(answer.headers.get_all()))
        after = await api.inbox(token=ALICE)
        assert after == before, "not even a cursor of alice's moved"
        assert (await api("GET", f"/api/notifications/{secret['id']}", token=ALICE)).json == secret

    async def test_bob_cannot_find_out_by_searching(self, api: Api) -> None:
        await api.post(token=ALICE, **PRIVATE)
        start = await api.inbox(token=ALICE)
        for query in (
            {"q": SECRET},
            {"source": SECRET},
            {"topic": SECRET},
            {"group": SECRET},
            {"state": "all"},
        ):
            assert await api.titles(token=BOB, **query) == []
        for after in ("0" * 24, start["seq"]):
            changes = await api(
                "GET", "/api/notifications/changes", token=BOB, epoch=start["epoch"], after=after
            )
            assert (changes.json["items"], changes.json["removed"]) == ([], [])
        assert (await api("GET", "/api/notifications/status", token=BOB)).json["total"] == 0
        # Neither her key nor her event id is his.
        his = await api("POST", "/api/notifications", {**PRIVATE, "title": "his own"}, token=BOB)
        assert (his.status, his.json["title"]) == (201, "his own")
        assert await api.titles(token=ALICE) == [SECRET]

    async def test_sockets_carry_only_ones_own(self, api: Api, jp_ws_fetch: Subscribe) -> None:
        sockets = {
            (who, path): await jp_ws_fetch(path, headers={"Authorization": f"token {who}"})
            for who in (ALICE, BOB)
            for path in SOCKETS
        }
        await api.post(token=ALICE, **PRIVATE)
        await api("POST", "/api/events", {**EVENT, "data": {"title": f"{SECRET} by event"}}, token=ALICE)
        await api.post("for all", recipients=["*"], token=ALICE)
        bobs = await frames_until(sockets[BOB, SOCKETS[0]], "for all")
        alices = await frames_until(sockets[ALICE, SOCKETS[0]], "for all")
        assert SECRET not in "".join(bobs)
        assert sum(SECRET in frame for frame in alices) == 2
        for path in SOCKETS[1:]:
            hints = await frames_until(sockets[ALICE, path], '"unread":3')
            assert SECRET not in "".join(hints), "a hint is never the content"
            frames = await frames_until(sockets[BOB, path], '"unread":1')
            bobs_hints = [json.loads(frame) for frame in frames]
            assert [hint["unread"] for hint in bobs_hints] == [0, 1], (
                "bob hears of the broadcast and nothing else"
            )
            assert all(set(hint) == {"schema_id", "epoch", "seq", "unread"} for hint in bobs_hints)
        for socket in sockets.values():
            socket.close()

    async def test_each_route_asks_the_authorizer_for_its_own_action(
        self, api: Api, authorizer: type[RecordingAuthorizer], jp_ws_fetch: Subscribe
    ) -> None:
        for method, path in ROUTES:
            resource = "events" if path.startswith("/api/events") else "notifications"
            action = "read" if method == "GET" else "write"
            authorizer.asked.clear()
            await ask(api, method, path, ALICE)
            assert authorizer.asked[0] == ("alice", action, resource), (method, path)
            authorizer.refused = {(action, resource)}
            assert (await ask(api, method, path, ALICE)).status == 403, (method, path)
            authorizer.refused = set()
        authorizer.refused = {("read", "events"), ("execute", "events"), ("read", "notifications")}
        for path in SOCKETS:
            assert await refused_socket(jp_ws_fetch, path, {"Authorization": f"token {ALICE}"}) == 403

    async def test_a_notification_by_event_needs_leave_for_both(
        self, api: Api, authorizer: type[RecordingAuthorizer]
    ) -> None:
        authorizer.refused = {("write", "notifications")}
        assert (await api("POST", "/api/events", EVENT, token=ALICE)).status == 403
        assert await api.titles(token=ALICE) == []

    def test_no_token_is_exported(self, extension: NotificationsExtension) -> None:
        assert extension.identity.post_only_token is None


class TestOneOwner:
    """The owner of a stock server, and a kernel with the post-only token."""

    async def test_the_owner_may_everything(self, api: Api, jp_ws_fetch: Subscribe) -> None:
        own = (await api.post())["id"]
        for method, path in ROUTES:
            expected = {201, 204} if method == "POST" else {200, 204}
            if method == "DELETE" and path in {"/api/notifications", "/api/notifications/me"}:
                continue  # It would leave nothing for the others.
            if path == "/api/notifications/sent/{id}":
                continue  # There are no others to have sent anything to.
            assert (await ask(api, method, path, api.token, own)).status in expected, (method, path)
        for path in SOCKETS:
            (await jp_ws_fetch(path)).close()

    async def test_a_kernel_may_post_and_nothing_else(
        self, api: Api, extension: NotificationsExtension, jp_ws_fetch: Subscribe
    ) -> None:
        own = (await api.post(SECRET))["id"]
        token = extension.identity.post_only_token
        open_to_it = {("POST", "/api/notifications"), ("POST", "/api/events")}
        for method, path in ROUTES:
            answer = await ask(api, method, path, token, own)
            assert (answer.status != 403) == ((method, path) in open_to_it), (method, path, answer.body)
            assert SECRET.encode() not in answer.body
        for path in SOCKETS:
            assert await refused_socket(jp_ws_fetch, path, {"Authorization": f"token {token}"}) == 403
        assert sorted(await api.titles()) == sorted([SECRET, "a post", "an event"])

    async def test_the_kernels_token_opens_nothing_of_the_server(
        self, api: Api, extension: NotificationsExtension
    ) -> None:
        token = extension.identity.post_only_token
        for method, path in (
            ("GET", "/api/contents"),
            ("GET", "/api/kernels"),
            ("POST", "/api/kernels"),
            ("GET", "/api/me"),
        ):
            assert (await api(method, path, token=token, contract=False)).status == 403
        # Not in the address either, where it would end up in logs.
        answer = await api.raw(
            "POST", "/api/notifications", f"?token={token}", b'{"title": "t"}', login=False
        )
        assert answer.code == 403
        assert await api.titles() == []

    async def test_a_kernel_emits_only_notifications(
        self, api: Api, extension: NotificationsExtension
    ) -> None:
        token = extension.identity.post_only_token
        event = {
            "schema_id": "https://events.jupyter.org/jupyter_server/kernel_actions/v1",
            "version": "1",
            "data": {},
        }
        assert (await api("POST", "/api/events", event, token=token)).status == 403
        batch = await api("POST", "/api/events", [EVENT, event], token=token)
        assert batch.status == 403 or [item["status"] for item in batch.json][1] == 403

    async def test_a_kernel_learns_nothing_from_what_was_there(
        self, api: Api, extension: NotificationsExtension
    ) -> None:
        await api.post(SECRET, event_id="e", body=SECRET)
        await api.post(SECRET, source="s", key="k", body=SECRET)
        token = extension.identity.post_only_token
        for body in ({"title": "t", "event_id": "e"}, {"title": "t", "source": "s", "key": "k"}):
            answer = await api("POST", "/api/notifications", body, token=token)
            assert set(answer.json) == {"id", "recipients"}
            assert SECRET.encode() not in answer.body
