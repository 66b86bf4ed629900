"""Preferences over HTTP: kept, private, answered with what follows from them now."""

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

PATH = "/api/notifications/preferences"
NOTHING = {"muted_sources": [], "muted_topics": [], "do_not_disturb": False, "channels": {}, "quiet": False}
FULL: dict[str, Any] = {
    "muted_sources": ["nbconvert"],
    "muted_topics": ["cell.finished"],
    "do_not_disturb": False,
    "do_not_disturb_until": "2026-11-23T12:00:00.000Z",
    "quiet_hours": {"start": "22:00", "end": "07:00", "time_zone": "Europe/Berlin", "days": [0, 6]},
    "channels": {"cell.failed": ["e-mail"]},
    "run_threshold": 60,
}


async def test_at_first_nothing_is_set(api: Api) -> None:
    assert (await api("GET", PATH)).json == NOTHING


async def test_what_is_set_replaces_all(clock: FakeClock, api: Api) -> None:
    put = await api("PUT", PATH, FULL)
    assert (put.status, put.json) == (200, {**FULL, "quiet": False})
    assert (await api("GET", PATH)).json == put.json
    # As it was answered, with what is computed.
    assert (await api("PUT", PATH, put.json)).json == put.json
    assert (await api("PUT", PATH, {"do_not_disturb": True})).json == {
        **NOTHING,
        "do_not_disturb": True,
        "quiet": True,
    }
    assert (await api("PUT", PATH, {})).json == NOTHING


async def test_quiet_goes_by_the_servers_clock(clock: FakeClock, api: Api) -> None:
    # 09:00 UTC is 10:00 in Berlin.
    hours = {"start": "10:30", "end": "11:00", "time_zone": "Europe/Berlin"}
    await api("PUT", PATH, {"quiet_hours": hours, "quiet": True})
    before = await api("GET", PATH)
    assert before.json["quiet"] is False
    same = await api("GET", PATH, headers={"If-None-Match": before.headers["Etag"]})
    assert same.status == 304
    clock.advance(seconds=1800)
    during = await api("GET", PATH, headers={"If-None-Match": before.headers["Etag"]})
    assert (during.status, during.json["quiet"]) == (200, True)
    assert during.json["quiet_until"] == "2026-11-23T10:00:00.000Z"


async def test_what_is_muted_arrives_as_read(api: Api) -> None:
    await api("PUT", PATH, {"muted_sources": ["loud"], "muted_topics": ["cell.finished"]})
    assert (await api.post("a", source="loud"))["read"] is True
    assert (await api.post("b", source="other", topic="cell.finished"))["read"] is True
    assert "read" not in await api.post("c", source="other", topic="cell.failed")
    assert (await api.inbox())["unread"] == 1
    await api("PUT", PATH, {})
    assert "read" not in await api.post("d", source="loud")


async def test_all_that_is_wrong_is_said_and_nothing_is_kept(api: Api) -> None:
    answer = await api("PUT", PATH, {"mute": 1, "muted_topics": [""], "quiet_hours": {"start": "25:00"}})
    assert answer.status == 400
    assert answer.paths == [
        "/mute",
        "/muted_topics/0",
        "/quiet_hours/start",
        "/quiet_hours/end",
        "/quiet_hours/time_zone",
    ]
    assert (await api("GET", PATH)).json == NOTHING


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b'{"do_not_disturb": NaN}', 400),
        (b'{"channels": {"\\ud800": []}}', 400),
        (b'{"muted_sources": ["' + b"x" * 65536 + b'"]}', 413),
    ],
)
async def test_a_bad_body(api: Api, body: bytes, status: int) -> None:
    assert (await api("PUT", PATH, body)).status == status


async def test_a_parameter_is_refused(api: Api) -> None:
    for method, body in (("GET", None), ("PUT", {})):
        answer = await api(method, PATH, body, full="yes")
        assert (answer.status, answer.paths) == (400, ["/full"])


async def test_other_tabs_hear_of_it(api: Api, jp_ws_fetch: Callable[..., Awaitable[Any]]) -> None:
    socket = await jp_ws_fetch("/api/events/subscribe/notification")
    first = json.loads(await asyncio.wait_for(socket.read_message(), 10))
    await api("PUT", PATH, FULL)
    hint = json.loads(await asyncio.wait_for(socket.read_message(), 10))
    assert hint["seq"] > first["seq"]
    socket.close()


class TestSeveral:
    """Two people."""

    @pytest.fixture
    def jp_server_config(self, db_path: Path, authorizer: type[RecordingAuthorizer]) -> Config:
        return two_people(db_path)

    async def test_each_has_their_own(self, api: Api) -> None:
        await api("PUT", PATH, FULL, token=ALICE)
        assert (await api("GET", PATH, token=BOB)).json == NOTHING
        assert (await api("GET", PATH, token=ALICE)).json["muted_sources"] == ["nbconvert"]

    async def test_the_authorizer_decides(self, api: Api, authorizer: type[RecordingAuthorizer]) -> None:
        authorizer.refused = {("write", "notifications")}
        assert (await api("PUT", PATH, FULL, token=ALICE)).status == 403
        assert (await api("GET", PATH, token=ALICE)).status == 200
        authorizer.refused = {("read", "notifications")}
        assert (await api("GET", PATH, token=ALICE)).status == 403
