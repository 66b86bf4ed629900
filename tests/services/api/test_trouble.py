"""R7 over HTTP: a store in trouble never stops the server, says so, keeps its file, and heals by itself."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

from jupyter_notifications.extension import NotificationsExtension
from jupyter_notifications.models import OWNER, Draft
from jupyter_notifications.storage.sqlite import SqliteStore

from ...api_client import Answer, Api
from ...conftest import server_config

UNKNOWN = "01900000-0000-7000-8000-000000000000"


async def writes(api: Api, id_: str = UNKNOWN) -> list[Answer]:
    """Try every way to write."""
    event = {
        "schema_id": "https://events.jupyter.org/jupyter_notifications/notification/v1",
        "version": "1",
        "data": {"title": "t"},
    }
    return [
        await api("POST", "/api/notifications", {"title": "t"}),
        await api("POST", "/api/events", event),
        await api("PATCH", "/api/notifications", {"read": True}),
        await api("DELETE", "/api/notifications"),
        await api("PATCH", f"/api/notifications/{id_}", {"read": True}),
        await api("DELETE", f"/api/notifications/{id_}"),
    ]


def assert_refused(answers: list[Answer], *, for_good: bool = False) -> None:
    """Each is 503 and says when to try again, unless that would be of no use."""
    for answer in answers:
        assert answer.status == 503
        assert answer.json["reason"] == "Store unavailable"
        assert answer.json["message"]
        assert for_good or answer.retry_after >= 1


async def status(api: Api) -> Any:
    """How the store says it is; never where it lies."""
    answer = await api("GET", "/api/notifications/status")
    assert b"sqlite3" not in answer.body.replace(b'"backend":"sqlite"', b"")
    assert b"/tmp" not in answer.body
    return answer.json


def content_of(path: Path) -> bytes:
    """A whole file."""
    return path.read_bytes()


class TestCannotBeOpened:
    """Where the file should be, no file can be."""

    @pytest.fixture
    def jp_server_config(self, tmp_path: Path) -> Config:
        (tmp_path / "a-file").write_text("not a directory")
        return server_config(tmp_path / "a-file" / "notifications.sqlite3")

    async def test_memory_takes_over_and_says_so(self, api: Api) -> None:
        told = await status(api)
        assert (told["durable"], told["writable"]) == (False, True)
        assert told["problem"]
        await api.post("kept for now")
        assert await api.titles() == ["kept for now"]
        assert (await api("PATCH", "/api/notifications", {"read": True})).json["changed"] == 1


class TestDamaged:
    """The file is not a database."""

    CONTENT = b"this is not a database, but it may be precious " * 200

    @pytest.fixture
    def jp_server_config(self, db_path: Path) -> Config:
        db_path.parent.mkdir(parents=True)
        db_path.write_bytes(self.CONTENT)
        return server_config(db_path)

    async def test_the_file_is_kept_and_nothing_is_written(
        self, api: Api, db_path: Path, jp_ws_fetch: Callable[..., Awaitable[Any]]
    ) -> None:
        told = await status(api)
        assert told["writable"] is False
        assert told["problem"]
        page = await api.inbox()
        assert (page["items"], page["unread"]) == ([], 0)
        assert (await api("GET", "/api/notifications/changes")).status == 200
        assert (await api("GET", f"/api/notifications/{UNKNOWN}")).status == 404
        assert_refused(await writes(api), for_good=True)
        socket = await jp_ws_fetch("/api/events/subscribe/notification")
        assert '"unread":0' in await socket.read_message()
        socket.close()
        assert content_of(db_path) == self.CONTENT

    async def test_the_rest_of_the_server_goes_on(self, api: Api) -> None:
        assert (await api("GET", "/api/contents", contract=False)).status == 200
        assert (await api("GET", "/api/events/schemas")).status == 200


class TestNewer:
    """A later version of the package made the file."""

    ID = "01900000-0000-7000-8000-000000000001"

    @pytest.fixture
    def jp_server_config(self, db_path: Path, jp_asyncio_loop: asyncio.AbstractEventLoop) -> Config:
        async def fill() -> None:
            store = SqliteStore(db_path)
            await store.open()
            await store.post([Draft(self.ID, {"title": "from before"}, (OWNER,), now=0)])
            await store.close()

        db_path.parent.mkdir(parents=True)
        jp_asyncio_loop.run_until_complete(fill())
        connection = sqlite3.connect(db_path)
        connection.execute("PRAGMA user_version = 9999")
        connection.close()
        return server_config(db_path)

    async def test_it_is_read_and_not_written(self, api: Api, db_path: Path) -> None:
        told = await status(api)
        assert told["writable"] is False
        assert told["problem"]
        assert await api.titles() == ["from before"], "reads where possible"
        assert_refused(await writes(api, self.ID), for_good=True)
        assert await api.titles() == ["from before"]
        connection = sqlite3.connect(db_path)
        assert connection.execute("PRAGMA user_version").fetchone() == (9999,)
        connection.close()


async def test_locked_meanwhile_and_healed(api: Api, db_path: Path) -> None:
    sent = await api.post("before")
    other = sqlite3.connect(db_path, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        refused = await api("POST", "/api/notifications", {"title": "meanwhile"})
        assert_refused([refused])
        assert await api.titles() == ["before"], "reads go on"
        assert (await api("GET", f"/api/notifications/{sent['id']}")).json == sent
        told = await status(api)
        assert told["writable"] is False
        assert told["problem"]
        other.execute("ROLLBACK")
    finally:
        other.close()
    await api.post("after")
    assert await api.titles() == ["after", "before"], "what was refused is not there"
    told = await status(api)
    assert (told["durable"], told["writable"], told["problem"]) == (True, True, None)


class TestNotStarted:
    """Between the first request and the end of the start."""

    async def test_it_says_when_to_come_back(self, api: Api, extension: NotificationsExtension) -> None:
        await extension.stop_extension()
        told = await status(api)
        assert (told["durable"], told["writable"]) == (False, False)
        assert_refused([await api("GET", "/api/notifications"), *await writes(api)])
