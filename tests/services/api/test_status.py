"""How the store is, in words for monitors, and the advice for clients that poll."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

from jupyter_notifications._version import __version__
from jupyter_notifications.errors import StoreUnavailable
from jupyter_notifications.extension import NotificationsExtension
from jupyter_notifications.storage.base import StoreStatus

from ...api_client import Api
from ...conftest import FakeClock, server_config
from ...people import ALICE, BOB, RecordingAuthorizer
from .conftest import two_people

PATH = "/api/notifications/status"
POLLED = ("/api/notifications", "/api/notifications/changes")


async def test_counts_by_state(clock: FakeClock, api: Api) -> None:
    ids = [(await api.post(title))["id"] for title in "abcde"]
    await api("PATCH", f"/api/notifications/{ids[0]}", {"archived": True})
    await api("PATCH", f"/api/notifications/{ids[1]}", {"snoozed_until": "2026-11-24T00:00:00Z"})
    await api("PATCH", f"/api/notifications/{ids[2]}", {"read": True})
    status = (await api("GET", PATH)).json
    assert status["counts"] == {"inbox": 3, "unread": 2, "archived": 1, "snoozed": 1, "all": 5}
    assert (status["total"], status["unread"]) == (3, 2)


async def test_what_a_monitor_wants(api: Api, db_path: Path) -> None:
    status = (await api("GET", PATH)).json
    assert (status["health"], status["room"], status["journal"]) == ("ok", True, "wal")
    assert status["size"] >= 4096
    assert status["retention"] == {"days": 90, "entries": 10_000}
    assert status["poll_interval"] == 60
    assert status["version"] == __version__
    assert str(db_path.parent) not in str(status), "no path"


async def test_it_answers_while_the_store_does_not(
    api: Api, extension: NotificationsExtension, monkeypatch: pytest.MonkeyPatch
) -> None:
    await api.post("t")
    store = await extension.manager.store()
    well = await store.status()

    async def refuse(*given: Any, **named: Any) -> Any:
        msg = "locked"
        raise StoreUnavailable(msg)

    async def ill() -> StoreStatus:
        return replace(well, writable=False, problem="It is locked.")

    monkeypatch.setattr(store, "list", refuse)
    monkeypatch.setattr(store, "status", ill)
    status = (await api("GET", PATH)).json
    assert (status["health"], status["problem"], status["poll_interval"]) == ("failing", "It is locked.", 240)
    assert set(status["counts"].values()) == {0}


async def test_the_advice_for_clients_that_poll(api: Api) -> None:
    for path in POLLED:
        first = await api("GET", path)
        assert first.headers["X-Poll-Interval"] == "60"
        again = await api("GET", path, headers={"If-None-Match": first.headers["Etag"]})
        assert (again.status, again.headers["X-Poll-Interval"]) == (304, "60")
    assert "X-Poll-Interval" not in (await api("GET", PATH)).headers


class TestOther:
    """Other settings."""

    @pytest.fixture
    def jp_server_config(self, db_path: Path) -> Config:
        return server_config(
            db_path,
            poll_interval=0,
            retention_days=0.5,
            retention_entries=0,
            journal_mode="delete",
            disk_reserve=1,
        )

    async def test_no_advice_and_what_is_set(self, api: Api) -> None:
        for path in POLLED:
            assert "X-Poll-Interval" not in (await api("GET", path)).headers
        status = (await api("GET", PATH)).json
        assert status["poll_interval"] == 0
        assert status["retention"] == {"days": 0.5, "entries": 0}
        assert status["journal"] == "delete"


class TestFull:
    """A disk that has less room than is to be kept free."""

    @pytest.fixture
    def jp_server_config(self, db_path: Path) -> Config:
        return server_config(db_path, disk_reserve=2**40)

    async def test_it_says_so(self, api: Api) -> None:
        answer = await api("POST", "/api/notifications", {"title": "t"})
        assert answer.status == 503
        status = (await api("GET", PATH)).json
        assert (status["health"], status["room"]) == ("failing", False)
        assert (await api("GET", "/api/notifications")).headers["X-Poll-Interval"] == "240"


class TestSeveral:
    """Two people."""

    @pytest.fixture
    def jp_server_config(self, db_path: Path, authorizer: type[RecordingAuthorizer]) -> Config:
        return two_people(db_path)

    async def test_counts_are_the_askers(self, api: Api) -> None:
        for number in range(3):
            await api.post(str(number), token=ALICE)
        assert (await api("GET", PATH, token=ALICE)).json["counts"]["all"] == 3
        assert set((await api("GET", PATH, token=BOB)).json["counts"].values()) == {0}
