"""R5: nobody sees another's. Everyone there is, each route and socket, own, other's and absent ids."""

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

from ..api_client import Answer, Api
from ..contract_routes import ABSENT, REST, ROWS, SOCKETS, operations
from ..people import ALICE, BOB
from ..services.api.conftest import two_people

SECRET = "the-secret-of-alice"

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

HER_PREFERENCES = {
    "muted_sources": [SECRET],
    "muted_topics": [SECRET],
    "channels": {SECRET: [SECRET]},
    "quiet_hours": {"start": "22:00", "end": "07:00", "time_zone": "Europe/Berlin"},
}

#: Headers that differ between any two answers, whoever asks.
OF_THE_MOMENT = {"Date", "Etag", "Set-Cookie"}

#: Every way of being nobody: no token, an empty one, a guess, one that only looks like alice's.
NOBODY = [None, "", "guess", ALICE + "x", ALICE.upper(), "alice", "owner", "*"]

Subscribe = Callable[..., Awaitable[WebSocketClientConnection]]


def test_each_route_of_the_contract_has_its_row() -> None:
    assert set(operations()) == set(ROWS), "say in contract_routes.py who may do what there"


def describe(answer: Answer) -> tuple[int, bytes, dict[str, str]]:
    """All of an answer that says something about what was asked for."""
    headers = {name: value for name, value in answer.headers.get_all() if name not in OF_THE_MOMENT}
    return answer.status, answer.body, headers


def leaks(answer: Answer) -> bool:
    """Whether the secret is anywhere in an answer."""
    return SECRET.encode() in answer.body or SECRET in str(list(answer.headers.get_all()))


async def ask(api: Api, key: tuple[str, str], token: str | None, id_: str = ABSENT) -> Answer:
    """Use a route as intended."""
    method, path = key
    return await api(method, path.replace("{id}", id_), ROWS[key].body, token=token)


async def look(api: Api) -> dict[str, Any]:
    """Everything that alice can see of hers."""
    seen: dict[str, Any] = {}
    for key in REST:
        if key[0] == "GET" and ROWS[key].names == "nothing" and not key[1].endswith("/status"):
            answer = await ask(api, key, ALICE)
            assert answer.status == 200, (key, answer.body)
            # The first line of an export says when it was made.
            seen[key[1]] = answer.body.partition(b"\n")[2] if key[1].endswith("/export") else answer.body
    return seen


async def refusal(subscribe: Subscribe, path: str, token: str | None, in_query: str | None = None) -> int:
    """The status that a socket is refused with."""
    # Without such a header, the fixture would send the owner's token.
    headers = {"Authorization": "" if token is None else f"token {token}"}
    params = {} if in_query is None else {"token": in_query}
    with pytest.raises(HTTPClientError) as caught:
        await subscribe(path, params=params, headers=headers)
    return int(caught.value.code)


async def frames_until(socket: WebSocketClientConnection, sign: str) -> list[str]:
    """What a socket says up to the frame with a sign."""
    frames: list[str] = []
    while True:
        frame = await asyncio.wait_for(socket.read_message(), 20)
        assert isinstance(frame, str), "the socket was closed"
        frames.append(frame)
        if sign in frame:
            return frames


class TestSeveralPeople:
    """Alice and bob on one server, where they may write to each other."""

    @pytest.fixture
    def jp_server_config(self, db_path: Path) -> Config:
        return two_people(db_path, allow_to_others=True)

    @pytest.fixture
    def ids(self, api: Api, jp_asyncio_loop: asyncio.AbstractEventLoop) -> dict[str, str]:
        """What alice has, by what an id in a path can be an id of."""
        return jp_asyncio_loop.run_until_complete(self.fill(api))

    async def fill(self, api: Api) -> dict[str, str]:
        """An entry, one that waits, one in the archive, a message to somebody else, and preferences."""
        entry = await api.post(token=ALICE, **PRIVATE)
        await api.post(SECRET, token=ALICE, deliver_at="2036-01-01T00:00:00Z")
        gone = await api.post(SECRET, token=ALICE)
        await api("PATCH", f"/api/notifications/{gone['id']}", {"archived": True}, token=ALICE)
        sent = await api(
            "POST", "/api/notifications", {"title": SECRET, "recipients": ["carol"]}, token=ALICE
        )
        kept = await api("PUT", "/api/notifications/preferences", HER_PREFERENCES, token=ALICE)
        assert kept.status == 200, kept.body
        return {"entry": entry["id"], "sent": sent.json["id"], "nothing": ABSENT}

    async def test_no_one_gets_in(self, api: Api, ids: dict[str, str], jp_ws_fetch: Subscribe) -> None:
        before = await look(api)
        for token in [*NOBODY, api.token]:
            for key in REST:
                for id_ in {ids[ROWS[key].names], ABSENT}:
                    answer = await ask(api, key, token, id_)
                    assert answer.status == 403, (key, token)
                    assert set(answer.json) == {"message", "reason", "errors"}
                    assert not leaks(answer), (key, token)
            for path in SOCKETS:
                assert await refusal(jp_ws_fetch, path, token) == 403, (path, token)
        assert await look(api) == before

    async def test_what_is_anothers_is_like_what_is_not_there(self, api: Api, ids: dict[str, str]) -> None:
        before = await look(api)
        for key in REST:
            theirs = await ask(api, key, BOB, ids[ROWS[key].names])
            absent = await ask(api, key, BOB)
            if ROWS[key].names != "nothing":
                assert theirs.status == 404, key
                assert describe(theirs) == describe(absent), key
            assert not leaks(theirs), key
            assert not leaks(absent), key
        assert await look(api) == before, "not even a cursor of alice's moved"

    async def test_each_id_works_for_its_owner_only_where_it_belongs(
        self, api: Api, ids: dict[str, str]
    ) -> None:
        """The other half: the same requests that bob cannot make are alice's to make."""
        order = {"GET": 0, "POST": 1, "PUT": 2, "PATCH": 3, "DELETE": 4}
        # First what names an entry, then what sweeps them all away.
        for key in sorted(REST, key=lambda key: (order[key[0]], ROWS[key].names == "nothing")):
            answer = await ask(api, key, ALICE, ids[ROWS[key].names])
            for_an_owner = ROWS[key].owner or key == ("POST", "/api/events/schemas")
            allowed = {403} if for_an_owner else {200, 201, 204}
            assert answer.status in allowed, (key, answer.status, answer.body)

    async def test_nothing_can_be_found_out_by_searching(self, api: Api, ids: dict[str, str]) -> None:
        mine = await api.inbox(token=ALICE)
        words: list[dict[str, Any]] = [{name: SECRET} for name in ("q", "source", "topic", "group")]
        for query in words:
            for state in ("inbox", "all", "archived", "snoozed", "unread"):
                assert await api.titles(token=BOB, state=state, **query) == []
                assert await api.titles(token=BOB, state=state, before=mine["seq"]) == []
            swept = await api("DELETE", "/api/notifications", token=BOB, **query)
            assert swept.json["changed"] == 0
        for after in ("0" * 24, mine["seq"], "f" * 24):
            changes = await api(
                "GET", "/api/notifications/changes", token=BOB, epoch=mine["epoch"], after=after
            )
            assert (changes.json["items"], changes.json["removed"]) == ([], [])
        status = (await api("GET", "/api/notifications/status", token=BOB)).json
        assert (status["total"], status["unread"]) == (0, 0)
        # Neither her key nor her event id is his: both make something of his own.
        his = await api("POST", "/api/notifications", {**PRIVATE, "title": "his own"}, token=BOB)
        assert (his.status, his.json["title"]) == (201, "his own")
        assert SECRET in await api.titles(token=ALICE)

    async def test_an_etag_of_alices_is_worth_nothing_to_bob(self, api: Api, ids: dict[str, str]) -> None:
        for key in REST:
            if key[0] == "GET" and ROWS[key].names == "nothing" and "status" not in key[1]:
                hers = await ask(api, key, ALICE)
                if "Etag" not in hers.headers:
                    continue
                tag = {"If-None-Match": hers.headers["Etag"]}
                his = await api("GET", key[1], token=BOB, headers=tag)
                same = (await ask(api, key, BOB)).body == hers.body
                assert his.status == (304 if same else 200), key
                assert not leaks(his)
        page = await api("GET", "/api/notifications", token=ALICE)
        tag = {"If-None-Match": page.headers["Etag"]}
        assert (await api("GET", "/api/notifications", token=ALICE, headers=tag)).status == 304
        assert (await api("GET", "/api/notifications", token=BOB, headers=tag)).status == 200
        assert (await api("GET", "/api/notifications", token=None, headers=tag)).status == 403
        other = await api(
            "GET", f"/api/notifications/{ids['entry']}", token=BOB, headers={"If-None-Match": "*"}
        )
        assert other.status == 404

    async def test_sockets_carry_only_ones_own(
        self, api: Api, ids: dict[str, str], jp_ws_fetch: Subscribe
    ) -> None:
        hers = await api.inbox(token=ALICE)
        place = {"epoch": hers["epoch"], "after": hers["seq"]}
        sockets = {
            (who, path): await jp_ws_fetch(path, params=place, headers={"Authorization": f"token {who}"})
            for who in (ALICE, BOB)
            for path in SOCKETS
        }
        # Filters show nothing that is not there anyhow.
        await sockets[BOB, SOCKETS[0]].write_message(
            json.dumps({"filters": [{"any": [{"exact": {"sender": "alice"}}, {"not": {"exact": {"x": 1}}}]}]})
        )
        await frames_until(sockets[BOB, SOCKETS[0]], '"filters"')
        await api.post(f"{SECRET} by post", token=ALICE)
        await api("POST", "/api/events", event(f"{SECRET} by event"), token=ALICE)
        await api("POST", "/api/events", [event(f"{SECRET} by batch")], token=ALICE)
        await api("PATCH", f"/api/notifications/{ids['entry']}", {"read": True}, token=ALICE)
        await api("DELETE", f"/api/notifications/{ids['entry']}", token=ALICE)
        await api.post("for all", recipients=["*"], token=ALICE)
        bobs = await frames_until(sockets[BOB, SOCKETS[0]], "for all")
        alices = await frames_until(sockets[ALICE, SOCKETS[0]], "for all")
        assert SECRET not in "".join(bobs)
        assert len(bobs) == 1, "not even that something came for alice"
        assert sum(SECRET in frame for frame in alices) >= 3
        for path in SOCKETS[1:]:
            frames = [json.loads(frame) for frame in await frames_until(sockets[BOB, path], '"unread":1')]
            assert [frame["unread"] for frame in frames] == [0, 1], "one greeting, one broadcast"
            assert all(set(frame) <= {"schema_id", "epoch", "seq", "unread", "changed"} for frame in frames)
        for socket in sockets.values():
            socket.close()


def event(title: str) -> dict[str, Any]:
    """A notification as an event."""
    row = ROWS["POST", "/api/events"].body
    return {**row, "data": {"title": title}}


class TestOneOwner:
    """The owner of a stock server, and a kernel with the post-only token."""

    async def test_nobody_else_gets_in(self, api: Api, jp_ws_fetch: Subscribe) -> None:
        own = (await api.post(SECRET))["id"]
        for token in [*NOBODY, ALICE, api.token[:-1], api.token + "0"]:
            for key in REST:
                for id_ in (own, ABSENT):
                    answer = await ask(api, key, token, id_)
                    assert answer.status == 403, (key, token)
                    assert not leaks(answer)
            for path in SOCKETS:
                assert await refusal(jp_ws_fetch, path, token) == 403
        assert await api.titles() == [SECRET]

    async def test_the_owner_may_everything(self, api: Api, jp_ws_fetch: Subscribe) -> None:
        ids = {"entry": (await api.post())["id"], "nothing": ABSENT, "sent": ABSENT}
        for path in SOCKETS:
            (await jp_ws_fetch(path)).close()
        order = {"GET": 0, "POST": 1, "PUT": 2, "PATCH": 3, "DELETE": 4}
        for key in sorted(REST, key=lambda key: (order[key[0]], ROWS[key].names == "nothing")):
            answer = await ask(api, key, api.token, ids[ROWS[key].names])
            # Nobody else is there to send to, and no channel to try.
            is_absent = ROWS[key].names == "sent" or ROWS[key].body == {"channel": "absent"}
            allowed = {404} if is_absent else {200, 201, 204}
            assert answer.status in allowed, (key, answer.status, answer.body)

    async def test_a_kernel_may_post_and_nothing_else(
        self, api: Api, extension: NotificationsExtension, jp_ws_fetch: Subscribe
    ) -> None:
        own = (await api.post(SECRET, body=SECRET))["id"]
        token = extension.identity.post_only_token
        assert token is not None
        for key in REST:
            for id_ in (own, ABSENT):
                answer = await ask(api, key, token, id_)
                assert (answer.status != 403) == ROWS[key].kernels, (key, answer.body)
                assert not leaks(answer), key
        for path in SOCKETS:
            assert await refusal(jp_ws_fetch, path, token) == 403
            assert await refusal(jp_ws_fetch, path, None, in_query=token) == 403
        assert sorted(await api.titles()) == sorted([SECRET, "a post", "an event", "a post", "an event"])
