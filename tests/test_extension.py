"""The extension's traits, its wiring, and that it leaves nothing behind."""

from __future__ import annotations

import asyncio
import os
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp
from jupyter_server.services.events.handlers import EventHandler as CoreEventHandler
from traitlets import TraitError
from traitlets.config import Config

from jupyter_notifications.errors import StoreUnavailable
from jupyter_notifications.extension import NotificationsExtension
from jupyter_notifications.models import OWNER
from jupyter_notifications.services.notifications.kernel_env import (
    CERTIFICATE,
    TOKEN,
    URL,
    KernelEnvironment,
    local_url,
)
from jupyter_notifications.services.notifications.manager import NotificationManager
from jupyter_notifications.storage.base import Store
from jupyter_notifications.storage.guarded import open_store

from .api_client import Api
from .conftest import server_config
from .services.api.conftest import two_people

EVENT_OF_THE_CORE = "https://events.jupyter.org/jupyter_server/contents_service/v1"


def test_the_names_that_are_fixed() -> None:
    traits = NotificationsExtension.class_own_traits(config=True)
    assert set(traits) == {
        "allow_to_others",
        "allowed_commands",
        "db_path",
        "db_patience",
        "delivery_channels",
        "delivery_limit",
        "delivery_rules",
        "delivery_schemes",
        "disk_reserve",
        "inbox",
        "journal_mode",
        "max_sockets",
        "poll_interval",
        "public_url",
        "rate_limit",
        "replace_core_event_routes",
        "retention_days",
        "retention_entries",
        "run_threshold",
        "schema_registration",
        "storage",
    }
    for name, trait in traits.items():
        assert trait.help.strip(), f"{name} has no help"


def test_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path))
    app = NotificationsExtension()
    assert app.db_path == str(tmp_path / "jupyter_notifications" / "notifications.sqlite3")
    assert (app.inbox, app.allow_to_others, app.replace_core_event_routes) == ("auto", False, True)
    assert (app.schema_registration, app.storage) == ("owner", "sqlite")
    assert (app.rate_limit, app.max_sockets, app.poll_interval) == (20, 64, 60)
    assert (app.retention_days, app.retention_entries) == (90, 10_000)
    assert (app.journal_mode, app.disk_reserve, app.db_patience) == ("auto", 50, 5)
    assert (app.delivery_channels, app.delivery_rules, app.delivery_limit) == ({}, [], 60)
    assert app.allowed_commands == ["docmanager:open", "docmanager:save-all", "filebrowser:open-path"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("inbox", "everyone"),
        ("storage", "postgresql"),
        ("schema_registration", "yes"),
        ("rate_limit", -1),
        ("rate_limit", float("nan")),
        ("rate_limit", float("inf")),
        ("max_sockets", -1),
        ("retention_days", -1),
        ("retention_days", float("inf")),
        ("retention_entries", -1),
        ("poll_interval", -60),
        ("disk_reserve", -1),
        ("journal_mode", "off"),
        ("db_patience", -0.1),
        ("db_path", ""),
        ("db_path", "a\0b"),
        ("db_path", "/"),
        ("allowed_commands", [1]),
    ],
)
def test_a_wrong_setting_is_refused(name: str, value: object) -> None:
    with pytest.raises(TraitError):
        NotificationsExtension(**{name: value})


def test_a_path_is_made_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert NotificationsExtension(db_path="~/a.sqlite3").db_path == str(tmp_path / "a.sqlite3")
    assert NotificationsExtension(db_path="b.sqlite3").db_path == str(tmp_path / "b.sqlite3")


def test_other_code_finds_the_manager(extension: NotificationsExtension, jp_serverapp: ServerApp) -> None:
    settings = jp_serverapp.web_app.settings
    assert isinstance(settings["jupyter_notifications"], NotificationManager)
    assert settings["jupyter_notifications_identity"] is extension.identity


@pytest.fixture
def threads_before() -> set[threading.Thread]:
    """The threads there are before the server."""
    return set(threading.enumerate())


async def test_stopping_leaves_nothing(
    threads_before: set[threading.Thread], extension: NotificationsExtension, api: Api, db_path: Path
) -> None:
    await api.post("t")
    assert os.environ[URL]
    # The pool of asyncio itself is not ours to end.
    ours = {t for t in set(threading.enumerate()) - threads_before if not t.name.startswith("asyncio_")}
    assert ours, "the store works in a thread"
    await extension.stop_extension()
    await extension.stop_extension()
    for thread in ours:
        thread.join(10)
        assert not thread.is_alive(), thread.name
    assert URL not in os.environ
    assert TOKEN not in os.environ
    tasks = {task.get_name() for task in asyncio.all_tasks()}
    assert not [name for name in tasks if name.startswith("notifications")]
    assert os.path.exists(db_path)  # noqa: PTH110, ASYNC240


async def test_a_server_that_stops_before_it_started(jp_configurable_serverapp: Any) -> None:
    app = jp_configurable_serverapp()
    [extension] = app.extension_manager.extension_apps["jupyter_notifications"]
    await extension.stop_extension()
    await NotificationsExtension().stop_extension()


async def test_a_server_that_stops_while_it_starts(
    jp_configurable_serverapp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening, go_on = asyncio.Event(), asyncio.Event()
    stores: list[Store] = []

    async def slowly(path: Path | None, **given: Any) -> Store:
        assert (given["patience"], given["journal"], given["reserve"]) == (5.0, "auto", 50 * 2**20)
        opening.set()
        await go_on.wait()
        stores.append(await open_store(path, **given))
        return stores[0]

    monkeypatch.setattr("jupyter_notifications.extension.open_store", slowly)
    app = jp_configurable_serverapp()
    [extension] = app.extension_manager.extension_apps["jupyter_notifications"]
    start = asyncio.ensure_future(extension._start_jupyter_server_extension(app))
    await asyncio.wait_for(opening.wait(), 10)
    stop = asyncio.ensure_future(extension.stop_extension())
    await asyncio.sleep(0)
    assert not stop.done()
    go_on.set()
    await asyncio.wait_for(asyncio.gather(start, stop), 30)
    with pytest.raises(StoreUnavailable):
        await stores[0].head(OWNER, 0)


class TestKernels:
    """What the kernels of a stock server find."""

    @pytest.fixture(autouse=True)
    def inherited(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(URL, "http://another.server/")
        monkeypatch.setenv(TOKEN, "another-servers-token")

    async def test_the_url_leads_here_and_the_token_posts(
        self, api: Api, extension: NotificationsExtension, jp_http_port: int, jp_base_url: str
    ) -> None:
        assert os.environ[URL] == f"http://localhost:{jp_http_port}{jp_base_url}"
        assert os.environ[TOKEN] == extension.identity.post_only_token != api.token
        await api.post("from a kernel", token=os.environ[TOKEN])
        assert await api.titles() == ["from a kernel"]
        await extension.stop_extension()
        assert os.environ[URL] == "http://another.server/", "as it was"
        assert os.environ[TOKEN] == "another-servers-token"


class TestKernelsOfSeveralPeople(TestKernels):
    """Kernels of a server of several people find nothing, not even what the server itself inherited."""

    @pytest.fixture
    def jp_server_config(self, db_path: Path) -> Config:
        return two_people(db_path)

    async def test_the_url_leads_here_and_the_token_posts(  # type: ignore[override]
        self, extension: NotificationsExtension
    ) -> None:
        assert URL not in os.environ
        assert TOKEN not in os.environ
        await extension.stop_extension()
        assert os.environ[URL] == "http://another.server/"


def test_an_environment_is_put_back() -> None:
    environ = {URL: "before", "OTHER": "x"}
    environment = KernelEnvironment(environ)
    environment.export("http://here/", "t")
    environment.hide()
    assert environ == {"OTHER": "x"}
    environment.export("http://here/", "t")
    assert environ == {URL: "http://here/", TOKEN: "t", "OTHER": "x"}
    environment.restore()
    environment.restore()
    assert environ == {URL: "before", "OTHER": "x"}


def test_kernels_find_the_certificate_from_wherever_they_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    environ = {CERTIFICATE: "of the person"}
    environment = KernelEnvironment(environ)
    environment.hide()
    environment.export("http://here/", "t")
    assert environ[CERTIFICATE] == "of the person"
    environment.export("https://here/", "t", "mycert.pem")
    assert environ[CERTIFICATE] == str(tmp_path / "mycert.pem")
    environment.restore()
    assert environ == {CERTIFICATE: "of the person"}


class ListeningSocket:
    """A socket as tornado keeps it."""

    def __init__(self, port: int) -> None:
        import socket

        self.family = socket.AF_INET
        self.port = port

    def getsockname(self) -> tuple[str, int]:
        return ("127.0.0.1", self.port)


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        ({"ip": "localhost"}, "http://localhost:8888/"),
        ({"ip": ""}, "http://127.0.0.1:8888/"),
        ({"ip": "0.0.0.0"}, "http://127.0.0.1:8888/"),
        ({"ip": "::"}, "http://[::1]:8888/"),
        ({"ip": "fe80::1"}, "http://[fe80::1]:8888/"),
        ({"ip": "10.0.0.5", "base_url": "/user/a%40b/"}, "http://10.0.0.5:8888/user/a%40b/"),
        ({"ip": "localhost", "base_url": "/lab"}, "http://localhost:8888/lab/"),
        ({"ip": "localhost", "certfile": "cert.pem"}, "https://localhost:8888/"),
        ({"ip": "localhost", "port": 0}, "http://localhost:40404/"),
        ({"sock": "/run/a b/j.sock", "base_url": "/x/"}, "http+unix://%2Frun%2Fa%20b%2Fj.sock/x/"),
    ],
)
def test_local_url(server: dict[str, Any], expected: str) -> None:
    http_server = SimpleNamespace(_sockets={1: ListeningSocket(40404)})
    app = {"port": 8888, "base_url": "/", "sock": "", "certfile": "", "http_server": http_server, **server}
    assert local_url(SimpleNamespace(**app)) == expected  # type: ignore[arg-type]


class TestCoreRoutesKept:
    """``replace_core_event_routes = False``."""

    @pytest.fixture
    def jp_server_config(self, db_path: Path) -> Config:
        return server_config(db_path, replace_core_event_routes=False)

    async def test_the_cores_handlers_answer(self, api: Api, extension: NotificationsExtension) -> None:
        patterns = {handler[0] for handler in extension.handlers}
        assert "/api/events" not in patterns
        assert "/api/events/subscribe" not in patterns
        event = {"schema_id": EVENT_OF_THE_CORE, "version": "1", "data": {"nonsense": True}}
        answer = await api("POST", "/api/events", event, contract=False)
        assert answer.status in {204, 400}
        assert not answer.json or "errors" not in answer.json, "the core's words, not ours"
        # What is only ours is still there.
        assert (await api("GET", "/api/events/schemas")).status == 200
        await api.post("t")
        assert await api.titles() == ["t"]


async def test_ours_are_matched_before_the_cores(api: Api) -> None:
    event = {"schema_id": EVENT_OF_THE_CORE, "version": "1", "data": {"nonsense": True}}
    assert (await api("POST", "/api/events", event)).status == 400
    assert CoreEventHandler.auth_resource == "events"


class TestMemory:
    """``storage = "memory"``."""

    @pytest.fixture
    def jp_server_config(self, db_path: Path) -> Config:
        return server_config(db_path, storage="memory")

    async def test_nothing_is_written(self, api: Api, db_path: Path) -> None:
        await api.post("t")
        status = (await api("GET", "/api/notifications/status")).json
        assert (status["durable"], status["writable"]) == (False, True)
        assert not db_path.parent.exists()
