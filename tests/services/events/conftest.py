"""Fixtures for the event routes: a schema to emit by, and sockets that say what they got."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect
from traitlets.config import Config

from jupyter_notifications.extension import NotificationsExtension
from tests.api_client import Api
from tests.conftest import server_config
from tests.people import People

#: Longer than anything takes that works, on a busy machine.
PATIENCE = 20.0

RUN = "https://example.org/run"


def schema(id: str = RUN, **properties: Any) -> dict[str, Any]:
    """A schema like those that extensions bring."""
    return {
        "$id": id,
        "version": "1",
        "title": "Run",
        "description": "A run that changed.",
        "type": "object",
        "additionalProperties": False,
        "required": ["name"],
        "properties": {
            "name": {"type": "string", "maxLength": 20000},
            "step": {"type": "integer"},
            "message": {"type": "string"},
            **properties,
        },
    }


def event(name: str = "first", **more: Any) -> dict[str, Any]:
    """An event of that schema."""
    return {"schema_id": RUN, "version": "1", "data": {"name": name}, **more}


class Listener:
    """A client of a socket."""

    def __init__(self, connection: WebSocketClientConnection) -> None:
        self.connection = connection
        self.over = False

    async def frame(self) -> Any:
        """The next frame as JSON; ``None`` when the socket is closed."""
        text = await asyncio.wait_for(self.connection.read_message(), PATIENCE)
        self.over = text is None
        return None if text is None else json.loads(text)

    async def frames_until(self, name: str) -> list[Any]:
        """All frames up to the event of this name, which is not among them."""
        frames = []
        while (frame := await self.frame())["name"] != name:
            frames.append(frame)
        return frames

    async def say(self, message: object) -> Any:
        """Send a message and give the next frame."""
        text = message if isinstance(message, (str, bytes)) else json.dumps(message)
        await self.connection.write_message(text, binary=isinstance(text, bytes))
        return await self.frame()

    def close(self) -> None:
        """Go."""
        self.connection.close()


Subscribe = Callable[..., Awaitable[Listener]]


@pytest.fixture
def subscribe(api: Api, jp_http_port: int, jp_asyncio_loop: asyncio.AbstractEventLoop) -> Iterator[Subscribe]:
    """``await subscribe(token=..., schema_id=...)`` opens a socket, which is closed after the test."""
    opened: list[Listener] = []

    async def open_socket(
        path: str = "/api/events/subscribe",
        *,
        token: str | None = None,
        headers: dict[str, str] | None = None,
        **query: Any,
    ) -> Listener:
        url = f"ws://localhost:{jp_http_port}{api.base_url.rstrip('/')}{path}?{urlencode(query, doseq=True)}"
        sent = {"Authorization": f"token {token or api.token}", **(headers or {})}
        opened.append(Listener(await websocket_connect(HTTPRequest(url, headers=sent))))
        return opened[-1]

    async def close_all() -> None:
        for listener in opened:
            listener.close()
        for listener in opened:
            while not listener.over:
                await listener.frame()

    yield open_socket
    jp_asyncio_loop.run_until_complete(close_all())


@pytest.fixture
def bus(extension: NotificationsExtension) -> Any:
    """The server's ``EventLogger``, with a schema of somebody else."""
    logger = extension.events.event_logger
    logger.register_event_schema(schema())
    return logger


@pytest.fixture
def two_people(db_path: Any) -> Config:
    """Configuration of a server of Alice and Bob."""
    config = server_config(db_path)
    config.ServerApp.identity_provider_class = People
    return config


async def eventually(condition: Callable[[], bool]) -> None:
    """Give the loop turns until something holds; fails if it never does."""
    limit = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < limit, "it never came about"
        await asyncio.sleep(0)
