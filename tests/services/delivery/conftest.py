"""Servers that send to a real web hook, and a way to wait for what becomes of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

from jupyter_notifications.extension import NotificationsExtension
from jupyter_notifications.services.delivery.lane import CLAIM
from jupyter_notifications.times import to_rfc3339

from ...api_client import Api
from ...channels.receivers import PATIENCE, WebHook, web_hook
from ...conftest import FakeClock, server_config


@pytest.fixture
def hook() -> Iterator[WebHook]:
    """Where the channel ``hook`` leads."""
    with web_hook() as server:
        yield server


def rule(**said: Any) -> dict[str, Any]:
    """A rule for that channel."""
    return {"name": "all", "channels": ["hook"], **said}


@pytest.fixture
def rules() -> list[dict[str, Any]]:
    """The rules of the administrator; tests override it."""
    return [rule()]


@pytest.fixture
def jp_server_config(db_path: Path, hook: WebHook, rules: list[dict[str, Any]]) -> Config:
    """A server with the channel and the rules."""
    return server_config(db_path, delivery_channels={"hook": hook.address("path")}, delivery_rules=rules)


class Outgoing:
    """What the owner sees of deliveries."""

    def __init__(self, api: Api, extension: NotificationsExtension, clock: FakeClock) -> None:
        self.api = api
        self.extension = extension
        self.clock = clock

    async def get(self, **query: Any) -> Any:
        """All of it."""
        answer = await self.api("GET", "/api/notifications/delivery", **query)
        assert answer.status == 200, answer.json
        return answer.json

    async def states(self) -> list[tuple[str | None, str, int]]:
        """Of the last deliveries: title, state, attempts."""
        return [(one.get("title"), self._state(one), one["attempts"]) for one in (await self.get())["recent"]]

    def _state(self, one: Any) -> str:
        claimed = one.get("next_at") == to_rfc3339(self.clock.now + CLAIM)
        return "claimed" if claimed and one["attempts"] else str(one["state"])

    async def wait(self, *wanted: tuple[str | None, str, int]) -> None:
        """Until these are the last deliveries, in any order."""
        deadline = time.monotonic() + PATIENCE
        while (found := await self.states()) and sorted(found, key=str) != sorted(wanted, key=str):
            assert time.monotonic() < deadline, found

    def advance(self, **by: float) -> None:
        """Let time pass, and let it be seen."""
        self.clock.advance(
            seconds=by.get("seconds", 0) + 60 * by.get("minutes", 0) + 3600 * by.get("hours", 0)
        )
        self.extension.delivery.look()

    async def change(self, body: object, status: int = 200) -> Any:
        """Set channels and rules."""
        answer = await self.api("PATCH", "/api/notifications/delivery", body)
        assert answer.status == status, answer.json
        return answer.json


@pytest.fixture
def out(clock: FakeClock, api: Api, extension: NotificationsExtension) -> Outgoing:
    """The deliveries of the test's server."""
    return Outgoing(api, extension, clock)
