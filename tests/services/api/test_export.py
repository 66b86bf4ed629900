"""All of one's data, as a file; and to be forgotten."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.auth.identity import User
from openapi_schema_validator import OAS31Validator
from tornado.iostream import IOStream
from tornado.simple_httpclient import HTTPStreamClosedError
from tornado.tcpclient import TCPClient
from traitlets.config import Config

from jupyter_notifications.errors import StoreUnavailable
from jupyter_notifications.extension import NotificationsExtension
from jupyter_notifications.models import OWNER, Draft, Page
from jupyter_notifications.services.notifications import export

from ...api_client import Answer, Api, spec
from ...conftest import FakeClock
from ...people import ALICE, BOB, RecordingAuthorizer
from .conftest import two_people

PATH = "/api/notifications/export"
ME = "/api/notifications/me"


def lines(answer: Answer) -> list[dict[str, Any]]:
    """What is in a file."""
    assert answer.body.endswith(b"\n")
    return [json.loads(line) for line in answer.body.splitlines()]


def fill(extension: NotificationsExtension, count: int) -> Any:
    """Many entries, faster than by HTTP."""
    drafts = [
        Draft(f"{n:08}-0000-7000-8000-000000000000", {"title": str(n)}, (OWNER,), 0) for n in range(count)
    ]
    return extension.manager._commit(drafts)


async def test_the_file(clock: FakeClock, api: Api) -> None:
    await api("PUT", "/api/notifications/preferences", {"muted_sources": ["loud"]})
    ids = [(await api.post(title, body="**x**"))["id"] for title in ("a", "b", "c")]
    await api("PATCH", f"/api/notifications/{ids[0]}", {"archived": True})
    await api("PATCH", f"/api/notifications/{ids[1]}", {"snoozed_until": "2026-11-24T00:00:00Z"})
    answer = await api("GET", PATH)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="notifications-2026-11-23.jsonl"'
    assert "no-store" in answer.headers["Cache-Control"]
    about, kept, *entries, end = lines(answer)
    assert (about["kind"], about["format"], about["exported"]) == ("about", 1, "2026-11-23T09:00:00.000Z")
    assert (kept["kind"], kept["muted_sources"]) == ("preferences", ["loud"])
    served = (await api.inbox(state="all"))["items"]
    assert entries == [{"kind": "notification", **item} for item in served]
    assert {entry["title"] for entry in entries} == {"a", "b", "c"}
    assert end == {"kind": "end", "notifications": 3, "sent": 0, "scheduled": 0}


async def test_what_waits_is_in_it_until_it_is_delivered(clock: FakeClock, api: Api) -> None:
    await api.post("later", deliver_at="2026-11-23T10:00:00Z")
    [*_, waiting, end] = lines(await api("GET", PATH))
    assert (waiting["kind"], waiting["title"]) == ("scheduled", "later")
    assert waiting["deliver_at"] == "2026-11-23T10:00:00.000Z"
    assert (end["notifications"], end["scheduled"]) == (0, 1)


async def test_an_empty_inbox(api: Api) -> None:
    assert [line["kind"] for line in lines(await api("GET", PATH))] == ["about", "preferences", "end"]
    answer = await api("GET", PATH, format="csv")
    assert (answer.status, answer.paths) == (400, ["/format"])


async def test_each_line_is_as_the_contract_says(api: Api) -> None:
    await api.post("t", key="k", progress=0.5, data={"a": 1})
    contract = OAS31Validator({"$ref": "#/components/schemas/ExportLine", "components": spec()["components"]})
    for line in lines(await api("GET", PATH)):
        contract.validate(line)
    assert not contract.is_valid({"kind": "nonsense"})


async def test_many_pages_hold_each_entry_once(api: Api, extension: NotificationsExtension) -> None:
    await fill(extension, 350)
    titles = [line["title"] for line in lines(await api("GET", PATH)) if line["kind"] == "notification"]
    assert titles == [str(number) for number in reversed(range(350))]


async def test_no_more_than_a_page_is_ever_held(
    extension: NotificationsExtension, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(extension, 350)
    manager = extension.manager
    asked: list[int] = []
    list_ = manager.list

    async def counted(*given: Any, limit: int, **named: Any) -> Page:
        asked.append(limit)
        return await list_(*given, limit=limit, **named)

    monkeypatch.setattr(manager, "list", counted)
    parts = export.lines(manager, manager.identity.asker(User(username="random")))
    seen = 0
    async for part in parts:
        seen += len(part)
        assert len(part) <= 100
        assert len(asked) * 100 <= seen + 200, "read as it is taken, not ahead"
    assert asked == [100] * 4


async def test_it_ends_when_the_client_goes(
    api: Api,
    extension: NotificationsExtension,
    jp_http_port: int,
    jp_base_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    began, gone, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()
    asked = 0
    list_ = extension.manager.list

    async def endless(*given: Any, **named: Any) -> Page:
        nonlocal asked
        asked += 1
        began.set()
        await gone.wait()
        page = await list_(*given, **named)
        # As if there were no end.
        return Page(page.items, page.head.seq, page.head)

    real = export.lines

    async def watched(*given: Any) -> Any:
        try:
            async for part in real(*given):
                yield part
        finally:
            ended.set()

    await api.post("t")
    monkeypatch.setattr(extension.manager, "list", endless)
    monkeypatch.setattr(export, "lines", watched)
    stream: IOStream = await TCPClient().connect("127.0.0.1", jp_http_port)
    request = [
        f"GET {jp_base_url.rstrip('/')}{PATH} HTTP/1.1",
        "Host: localhost",
        f"Authorization: token {api.token}",
    ]
    await stream.write("\r\n".join([*request, "", ""]).encode())
    await asyncio.wait_for(stream.read_until(b'"kind":"preferences"'), 10)
    await asyncio.wait_for(began.wait(), 10)
    stream.close()
    gone.set()
    await asyncio.wait_for(ended.wait(), 10)
    assert asked < 1000


async def test_a_store_that_fails_before_it_begins_is_503(
    api: Api, extension: NotificationsExtension, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*given: Any) -> Any:
        msg = "locked"
        raise StoreUnavailable(msg, retry_after=5)

    monkeypatch.setattr(extension.manager, "preferences", refuse)
    answer = await api("GET", PATH)
    assert (answer.status, answer.retry_after) == (503, 5)


async def test_a_store_that_fails_half_way_cuts_the_file_off(
    api: Api,
    extension: NotificationsExtension,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await fill(extension, 250)
    list_, asked = extension.manager.list, 0

    async def failing(*given: Any, **named: Any) -> Page:
        nonlocal asked
        asked += 1
        if asked == 2:
            msg = "locked"
            raise StoreUnavailable(msg)
        return await list_(*given, **named)

    monkeypatch.setattr(extension.manager, "list", failing)
    with pytest.raises(HTTPStreamClosedError):
        await api.http.fetch(api.base_url.rstrip("/") + PATH, headers={"Authorization": f"token {api.token}"})
    assert "An export was cut off" in caplog.text
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert (await api("GET", PATH)).status == 200, "the server goes on"


async def test_forget_me(api: Api, clock: FakeClock) -> None:
    await api("PUT", "/api/notifications/preferences", {"muted_sources": ["loud"]})
    before = await api.inbox()
    await api.post("a", event_id="e")
    await api.post("later", deliver_at="2026-11-23T10:00:00Z")
    assert (await api("DELETE", ME)).status == 204
    assert [line["kind"] for line in lines(await api("GET", PATH))] == ["about", "preferences", "end"]
    assert (await api("GET", "/api/notifications/preferences")).json["muted_sources"] == []
    cursor = {"epoch": before["epoch"], "after": before["seq"]}
    assert (await api("GET", "/api/notifications/changes", **cursor)).json["reset"] is True
    assert (await api("POST", "/api/notifications", {"title": "a", "event_id": "e"})).status == 201, "unknown"
    assert (await api("DELETE", ME, sure="yes")).status == 400


class TestSeveral:
    """Two people who may write to each other."""

    @pytest.fixture
    def jp_server_config(self, db_path: Path, authorizer: type[RecordingAuthorizer]) -> Config:
        return two_people(db_path, allow_to_others=True, rate_limit=0.001)

    async def test_the_file_is_ones_own(self, api: Api) -> None:
        await api.post("lunch?", recipients=["bob"], token=ALICE)
        await api.post("secret", token=ALICE)
        answer = await api("GET", PATH, token=ALICE)
        about, _, *rest, end = lines(answer)
        assert about["username"] == "alice"
        assert [(line["kind"], line["title"]) for line in rest] == [
            ("notification", "secret"),
            ("sent", "lunch?"),
        ]
        assert (end["notifications"], end["sent"]) == (1, 1)
        assert b"secret" not in (await api("GET", PATH, token=BOB)).body

    async def test_forgetting_one_leaves_the_others(self, api: Api) -> None:
        await api.post("lunch?", recipients=["bob"], token=ALICE)
        await api.post("mine", token=ALICE)
        await api.post("his", token=BOB)
        assert (await api("DELETE", ME, token=ALICE)).status == 204
        assert await api.titles(token=ALICE) == []
        assert (await api("GET", "/api/notifications/sent", token=ALICE)).json["items"] == []
        assert await api.titles(token=BOB) == ["his", "lunch?"]

    async def test_broadcasts_after_it_are_news(self, api: Api) -> None:
        await api.inbox(token=ALICE)
        await api.post("old news", recipients=["*"], token=BOB)
        await api("DELETE", ME, token=ALICE)
        assert (await api.inbox(token=ALICE))["unread"] == 0, "from before her first visit"
        await api.post("news", recipients=["*"], token=BOB)
        assert (await api.inbox(token=ALICE))["unread"] == 1

    async def test_it_is_no_way_round_the_rate(self, api: Api) -> None:
        for number in range(100):
            await api.post(str(number), token=ALICE)
        assert (await api("DELETE", ME, token=ALICE)).status == 204
        assert (await api("POST", "/api/notifications", {"title": "t"}, token=ALICE)).status == 429

    async def test_the_authorizer_decides(self, api: Api, authorizer: type[RecordingAuthorizer]) -> None:
        await api.post("mine", token=ALICE)
        authorizer.refused = {("write", "notifications")}
        assert (await api("DELETE", ME, token=ALICE)).status == 403
        assert await api.titles(token=ALICE) == ["mine"]
        authorizer.refused = {("read", "notifications")}
        assert (await api("GET", PATH, token=ALICE)).status == 403
