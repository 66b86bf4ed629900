"""What one sent to others: how many have read it, and taking it back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

from ...api_client import Api
from ...conftest import FakeClock
from ...people import ALICE, BOB, RecordingAuthorizer
from .conftest import two_people

PATH = "/api/notifications/sent"
ABSENT = f"{PATH}/01900000-0000-7000-8000-000000000000"


async def test_on_a_server_of_one_person_nothing_is_sent_to_others(api: Api) -> None:
    own = await api.post("to myself")
    assert (await api("GET", PATH)).json == {"items": [], "next": None}
    for path in (f"{PATH}/{own['id']}", ABSENT):
        assert (await api("DELETE", path)).status == 404
    assert await api.titles() == ["to myself"]


async def test_what_is_no_id(api: Api) -> None:
    answer = await api("GET", PATH, before="yesterday")
    assert (answer.status, answer.paths) == (400, ["/before"])
    assert (await api("GET", PATH, limit="0")).paths == ["/limit"]
    assert (await api("DELETE", f"{PATH}/0", contract=False)).status == 404


class TestSeveral:
    """Two people who may write to each other."""

    @pytest.fixture
    def jp_server_config(self, db_path: Path, authorizer: type[RecordingAuthorizer]) -> Config:
        return two_people(db_path, allow_to_others=True)

    async def sent(self, api: Api, token: str = ALICE, **query: Any) -> list[Any]:
        """What one sent."""
        answer = await api("GET", PATH, token=token, **query)
        assert answer.status == 200
        return list(answer.json["items"])

    async def test_how_many_have_read_it(self, api: Api, clock: FakeClock) -> None:
        letter = await api.post("lunch?", recipients=["bob", "carol"], source="s", token=ALICE)
        await api.post("to myself", token=ALICE)
        [item] = await self.sent(api)
        assert item == {
            "title": "lunch?",
            "source": "s",
            "id": letter["id"],
            "created": "2026-11-23T09:00:00.000Z",
            "recipients": 2,
            "everyone": False,
            "read_by": 0,
        }
        assert await self.sent(api, BOB) == []
        path = f"/api/notifications/{letter['id']}"
        assert (await api("PATCH", path, {"read": True}, token=BOB)).status == 200
        assert (await self.sent(api))[0]["read_by"] == 1
        await api("DELETE", path, token=BOB)
        assert (await self.sent(api))[0]["read_by"] == 1, "read is read"

    async def test_broadcasts_and_what_waits(self, api: Api, clock: FakeClock) -> None:
        await api.inbox(token=BOB)
        await api.post("to all", recipients=["*"], token=ALICE)
        await api.post("later", recipients=["bob"], deliver_at="2026-11-23T10:00:00Z", token=ALICE)
        later, everyones = await self.sent(api)
        assert (everyones["everyone"], everyones["recipients"]) == (True, 0)
        assert later["deliver_at"].startswith("2026-11-23T10:00:00")
        assert (await api("DELETE", f"{PATH}/{later['id']}", token=ALICE)).status == 204
        assert len(await self.sent(api)) == 1

    async def test_pages(self, api: Api) -> None:
        for number in range(5):
            await api.post(str(number), recipients=["bob"], token=ALICE)
        seen: list[str] = []
        before: dict[str, Any] = {}
        while True:
            page = (await api("GET", PATH, token=ALICE, limit=2, **before)).json
            seen += [item["title"] for item in page["items"]]
            if page["next"] is None:
                break
            before = {"before": page["next"]}
        assert seen == ["4", "3", "2", "1", "0"]

    async def test_nothing_new_is_304(self, api: Api) -> None:
        letter = await api.post("t", recipients=["bob"], token=ALICE)
        tag = (await api("GET", PATH, token=ALICE)).headers["Etag"]
        assert (await api("GET", PATH, token=ALICE, headers={"If-None-Match": tag})).status == 304
        await api("PATCH", f"/api/notifications/{letter['id']}", {"read": True}, token=BOB)
        assert (await api("GET", PATH, token=ALICE, headers={"If-None-Match": tag})).status == 200

    async def test_taken_back(self, api: Api) -> None:
        start = await api.inbox(token=BOB)
        letter = await api.post("oops", recipients=["bob"], token=ALICE)
        path = f"{PATH}/{letter['id'].upper()}"
        assert (await api("DELETE", path, token=ALICE)).status == 204
        assert (await api.inbox(token=BOB, state="all"))["items"] == []
        assert (await api.inbox(token=BOB))["unread"] == 0
        cursor = {"epoch": start["epoch"], "after": start["seq"]}
        changes = await api("GET", "/api/notifications/changes", token=BOB, **cursor)
        assert changes.json["removed"] == [letter["id"]]
        assert await self.sent(api) == []
        again = await api("DELETE", path, token=ALICE)
        absent = await api("DELETE", ABSENT, token=ALICE)
        assert (again.status, again.json) == (absent.status, absent.json) == (404, absent.json)

    async def test_only_the_sender_takes_it_back(self, api: Api) -> None:
        letter = await api.post("hi", recipients=["bob"], token=ALICE)
        own = await api.post("to myself", token=BOB)
        absent = await api("DELETE", ABSENT, token=BOB)
        for id_ in (letter["id"], own["id"]):
            answer = await api("DELETE", f"{PATH}/{id_}", token=BOB)
            assert (answer.status, answer.json) == (404, absent.json)
        assert await api.titles(token=BOB) == ["to myself", "hi"]

    async def test_its_recipients_hear_of_it(
        self, api: Api, jp_ws_fetch: Callable[..., Awaitable[Any]]
    ) -> None:
        letter = await api.post("oops", recipients=["bob"], token=ALICE)
        socket = await jp_ws_fetch(
            "/api/events/subscribe/notification", headers={"Authorization": f"token {BOB}"}
        )
        first = json.loads(await asyncio.wait_for(socket.read_message(), 10))
        assert first["unread"] == 1
        await api("DELETE", f"{PATH}/{letter['id']}", token=ALICE)
        assert json.loads(await asyncio.wait_for(socket.read_message(), 10))["unread"] == 0
        socket.close()

    async def test_the_authorizer_decides(self, api: Api, authorizer: type[RecordingAuthorizer]) -> None:
        letter = await api.post("hi", recipients=["bob"], token=ALICE)
        authorizer.refused = {("write", "notifications")}
        assert (await api("DELETE", f"{PATH}/{letter['id']}", token=ALICE)).status == 403
        authorizer.refused = {("read", "notifications")}
        assert (await api("GET", PATH, token=ALICE)).status == 403
