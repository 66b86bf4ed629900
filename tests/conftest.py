"""Fixtures for all tests: a started server with our extension, its people, a clock, and an honest client."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jupyter_server.serverapp import ServerApp
from traitlets.config import Config

if TYPE_CHECKING:  # Tests without a server do not load one.
    from jupyter_notifications.extension import NotificationsExtension

    from .api_client import Api

pytest_plugins = ["pytest_jupyter.jupyter_server", "tests.reliability.plugin"]

#: 2026-11-23T09:00:00Z
NINE = 1_795_424_400_000


@dataclass
class FakeClock:
    """A clock that stands still until it is told to go on."""

    now: int = NINE

    def __call__(self) -> int:
        return self.now

    def advance(self, *, seconds: float) -> None:
        """Let time pass, also backwards."""
        self.now += round(seconds * 1000)


@pytest.fixture(autouse=True)
def jp_server_cleanup(jp_asyncio_loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """Stop the server of a test that had one; the plugin's own fixture makes one where there was none."""
    yield
    if ServerApp.initialized():
        app = ServerApp.instance()
        jp_asyncio_loop.run_until_complete(app._cleanup())
        if hasattr(app, "kernel_manager"):
            app.kernel_manager.context.destroy()
        ServerApp.clear_instance()


@pytest.fixture
def db_path(tmp_path: Path) -> Path:
    """Where the notifications of the test's server are."""
    return tmp_path / "inbox" / "notifications.sqlite3"


@pytest.fixture
def jp_server_config(db_path: Path) -> Config:
    """A server with our extension; tests override it, or ask for a fixture that does."""
    return server_config(db_path)


def server_config(db_path: Path, **traits: Any) -> Config:
    """Configuration of a server with our extension and its traits."""
    return Config(
        {
            "ServerApp": {"jpserver_extensions": {"jupyter_notifications": True}},
            "NotificationsExtension": {"db_path": str(db_path), "rate_limit": 0, **traits},
        }
    )


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """The time of the server, in whatever order a test asks for the two."""
    fake = FakeClock()
    monkeypatch.setattr("jupyter_notifications.extension.NotificationsExtension.clock", fake)
    return fake


@pytest.fixture(autouse=True)
def clock_first(request: pytest.FixtureRequest) -> None:
    """The clock must be there before the server is."""
    if "clock" in request.fixturenames:
        request.getfixturevalue("clock")


@pytest.fixture
def jp_serverapp(jp_serverapp: ServerApp, jp_asyncio_loop: asyncio.AbstractEventLoop) -> ServerApp:
    """The server with its extensions started, which the plugin's own fixture leaves out."""
    jp_asyncio_loop.run_until_complete(jp_serverapp._post_start())  # type: ignore[no-untyped-call]
    return jp_serverapp


@pytest.fixture
def extension(jp_serverapp: ServerApp) -> NotificationsExtension:
    """Our extension in the test's server."""
    [app] = jp_serverapp.extension_manager.extension_apps["jupyter_notifications"]
    return app  # type: ignore[no-any-return]


@pytest.fixture
def api(
    extension: NotificationsExtension, http_server_client: Any, jp_serverapp: ServerApp, jp_base_url: str
) -> Api:
    """Asks the server over HTTP, and holds every answer to ``openapi.yaml``."""
    from .api_client import Api

    return Api(http_server_client, jp_base_url, jp_serverapp.identity_provider.token)
