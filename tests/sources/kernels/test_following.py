"""The source in a server of the test's own, with real kernels: those that were there before, and trouble."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_server.gateway.managers import GatewayKernelManager
from jupyter_server.serverapp import ServerApp
from traitlets.config import Config

from jupyter_notifications.errors import StoreUnavailable
from jupyter_notifications.extension import NotificationsExtension
from jupyter_notifications.models import OWNER
from jupyter_notifications.services.notifications import preferences
from jupyter_notifications.sources.kernels import source as module
from jupyter_notifications.sources.kernels.following import Following, Listener
from jupyter_notifications.sources.kernels.lifecycle import Lifecycle
from jupyter_notifications.sources.kernels.source import KernelsSource
from jupyter_notifications.sources.kernels.watch import KernelWatch

from ...conftest import server_config
from ...live_server import PATIENCE

RUN = "import time; time.sleep(0.3)"


@pytest.fixture
def jp_server_config(db_path: Path) -> Config:
    """A server whose own source is off: each test starts one when it wants."""
    config = server_config(db_path, run_threshold=0.2)
    config.KernelsSource.enabled = False
    config.KernelsSource.run_pause = 0.1
    config.AsyncIOLoopKernelRestarter.time_to_dead = 0.1
    # So that a kernel which is restarted can get other ports.
    config.KernelManager.cache_ports = False
    return config


class Sent:
    """Takes what a source sends; may refuse at first."""

    def __init__(self, refuse: int = 0) -> None:
        self.refuse = refuse
        self.tried: list[dict[str, Any]] = []
        self.there: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def __call__(self, title: str, **content: Any) -> object:
        """As the manager's ``notify``."""
        self.tried.append({"title": title, **content})
        if len(self.tried) <= self.refuse:
            msg = "the disk is full"
            raise StoreUnavailable(msg, retry_after=1)
        self.there.put_nowait(self.tried[-1])
        return None

    async def next(self) -> dict[str, Any]:
        """The next that is taken."""
        return await asyncio.wait_for(self.there.get(), PATIENCE)


@asynccontextmanager
async def running(source: KernelsSource) -> AsyncIterator[None]:
    """A source that is started, and is stopped in the end."""
    await source.start()
    try:
        yield
    finally:
        await source.stop()


Make = Callable[..., KernelsSource]


@pytest.fixture
def make(extension: NotificationsExtension, jp_serverapp: ServerApp) -> Make:
    """Makes a source for this server."""

    def make_source(send: Sent, *, several: bool = False) -> KernelsSource:
        return KernelsSource(jp_serverapp, send, several=several, parent=extension)

    return make_source


@asynccontextmanager
async def kernel(server: ServerApp, path: str | None = None) -> AsyncIterator[str]:
    """A kernel of the server that no request asked for; with a session, if there is a path."""
    manager: Any = server.kernel_manager
    kernel_id: str = await manager.start_kernel(kernel_name="python3")
    try:
        if path is not None:
            await server.session_manager.create_session(
                path=path, name=path, type="notebook", kernel_id=kernel_id
            )
        yield kernel_id
    finally:
        if kernel_id in manager:
            await manager.shutdown_kernel(kernel_id, now=True)


@asynccontextmanager
async def connected(server: ServerApp, kernel_id: str) -> AsyncIterator[AsyncKernelClient]:
    """A client of a kernel where that is now."""
    manager: Any = server.kernel_manager.get_kernel(kernel_id)
    client: AsyncKernelClient = manager.client()
    client.hb_channel.time_to_dead = 30.0
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=PATIENCE)
        yield client
    finally:
        client.stop_channels()


async def run(server: ServerApp, kernel_id: str, code: str = RUN) -> None:
    """Run a cell to its end, whatever that is."""
    async with connected(server, kernel_id) as client:
        await client.execute(code, reply=True, timeout=PATIENCE)


async def test_a_kernel_that_was_there_before(make: Make, jp_serverapp: ServerApp) -> None:
    sent = Sent()
    async with kernel(jp_serverapp) as kernel_id, running(make(sent)):
        await run(jp_serverapp, kernel_id)
        told = await sent.next()
        assert told["title"] == "Python 3 (ipykernel) finished"
        assert told["body"].startswith("1 cell in ")
        assert "link" not in told
        assert told["recipients"] is None
        # The same kernel, which is elsewhere now.
        manager: Any = jp_serverapp.kernel_manager.get_kernel(kernel_id)
        before = manager.iopub_port
        await manager.restart_kernel(now=True, newports=True)
        assert manager.iopub_port != before
        await run(jp_serverapp, kernel_id, RUN + "; 1/0")
        assert "ZeroDivisionError: division by zero" in (await sent.next())["body"]
    assert len(sent.tried) == 2


async def test_whom_nobody_knows_nobody_tells(make: Make, jp_serverapp: ServerApp) -> None:
    sent, others = Sent(), Sent()
    async with kernel(jp_serverapp) as kernel_id, running(make(sent, several=True)), running(make(others)):
        await run(jp_serverapp, kernel_id)
        await others.next()
    assert sent.tried == []


async def test_what_pages_say(make: Make, jp_serverapp: ServerApp, extension: NotificationsExtension) -> None:
    sent, presence = Sent(), extension.manager.presence
    async with kernel(jp_serverapp, "work/a.ipynb") as kernel_id, running(make(sent)):
        presence.look("a page", OWNER, "work/a.ipynb")
        await run(jp_serverapp, kernel_id, RUN + "  # while it is looked at")
        await asyncio.sleep(0.3)  # Longer than the pause: what is waited for is that nothing comes.
        presence.look("a page", OWNER, "work/another.ipynb")
        async with connected(jp_serverapp, kernel_id) as client:
            request = client.execute(RUN)
            presence.ran(OWNER, kernel_id, request, "cell-7")
            told = await sent.next()
        assert told["link"] == "work/a.ipynb#cell=cell-7"
        assert told["title"] == "a.ipynb finished"
    assert len(sent.tried) == 1


async def test_each_person_says_from_when_on(
    make: Make, jp_serverapp: ServerApp, extension: NotificationsExtension
) -> None:
    sent = Sent()
    async with kernel(jp_serverapp) as kernel_id, running(make(sent)):
        await extension.manager.keep_preferences(OWNER, preferences.read({"run_threshold": 0}))
        await run(jp_serverapp, kernel_id, "1")
        await sent.next()
        await extension.manager.keep_preferences(OWNER, preferences.read({"run_threshold": 3600}))
        await run(jp_serverapp, kernel_id)
        await asyncio.sleep(0.3)  # Longer than the pause, as above.
        await extension.manager.keep_preferences(OWNER, preferences.read({}))
        await run(jp_serverapp, kernel_id)
        await sent.next()
    assert len(sent.tried) == 2


async def test_what_cannot_be_stored_is_tried_again(
    make: Make, jp_serverapp: ServerApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_AGAIN", (0.01, 0.01))
    sent = Sent(refuse=2)
    async with kernel(jp_serverapp) as kernel_id, running(make(sent)):
        await run(jp_serverapp, kernel_id)
        await sent.next()
        # As one post, if one of them was stored after all.
        assert len({tried["event_id"] for tried in sent.tried}) == 1
        assert len(sent.tried) == 3
        # And it goes on.
        await run(jp_serverapp, kernel_id)
        await sent.next()


async def test_a_server_that_stops(make: Make, jp_serverapp: ServerApp) -> None:
    sent = Sent()
    async with kernel(jp_serverapp, "a.ipynb") as kernel_id:
        async with running(make(sent)), connected(jp_serverapp, kernel_id) as client:
            client.execute("print('there', flush=True); import time; time.sleep(60)")
            while (await client.get_iopub_msg(timeout=PATIENCE))["msg_type"] != "stream":
                pass
            await asyncio.sleep(0.3)  # The threshold.
        told = await sent.next()
        assert told["title"] == "a.ipynb interrupted"
        assert told["body"].endswith("the server was stopped.")
        assert told["topic"] == "run.interrupted"
    assert len(sent.tried) == 1


async def test_a_kernel_that_nobody_uses(
    make: Make, jp_serverapp: ServerApp, jp_fetch: Callable[..., Awaitable[Any]]
) -> None:
    manager, sent = jp_serverapp.kernel_manager, Sent()
    manager.cull_idle_timeout, manager.cull_interval = 1, 1
    async with running(make(sent)):
        # The server's timer begins in this request, and has it at hand for ever.
        asked = {"path": "a.ipynb", "name": "a.ipynb", "type": "notebook", "kernel": {"name": "python3"}}
        await jp_fetch("api", "sessions", method="POST", body=json.dumps(asked))
        culled = await sent.next()
        assert culled["title"] == "The kernel of a.ipynb was stopped"
        assert (culled["topic"], culled["link"]) == ("kernel.culled", "a.ipynb")
        # What somebody shuts down is not, however long it was idle.
        async with kernel(jp_serverapp) as kernel_id:
            unused: Any = manager.get_kernel(kernel_id)
            unused.last_activity -= timedelta(days=1)
            await jp_fetch("api", "kernels", kernel_id, method="DELETE")
            assert kernel_id not in manager
    assert len(sent.tried) == 1


async def test_a_kernel_that_was_ended_for_want_of_memory(jp_serverapp: ServerApp) -> None:
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    counts = iter([1, 1, 2])
    async with kernel(jp_serverapp) as kernel_id:
        manager = jp_serverapp.kernel_manager.get_kernel(kernel_id)
        watch = KernelWatch(manager, pause=0.1, on_run=lambda run: None, log=jp_serverapp.log)
        life = Lifecycle(
            manager,
            watch,
            lambda say: told.put_nowait(say("The kernel")),
            lambda run: None,
            kills=lambda: next(counts),
        )
        try:
            await run(jp_serverapp, kernel_id, "1")
            life.look()
            before = manager.iopub_port
            provisioner: Any = manager.provisioner
            os.kill(provisioner.pid, signal.SIGKILL)
            said = await asyncio.wait_for(told.get(), PATIENCE)
            assert "probably for want of memory" in said["body"]
            while manager.iopub_port == before:  # noqa: ASYNC110 - nothing else says that it is there again
                await asyncio.sleep(0.02)
            await run(jp_serverapp, kernel_id, "1")
        finally:
            life.close()
            watch.close()


def test_kernels_out_of_reach(jp_serverapp: ServerApp, caplog: pytest.LogCaptureFixture) -> None:
    class Manager(dict[str, AsyncKernelManager]):
        """Kernels that run elsewhere, as those behind a gateway do: they have no ports here."""

        list_kernel_ids = dict.keys

        def get_kernel(self, kernel_id: str) -> AsyncKernelManager:
            return self[kernel_id]

    gone: list[str] = []

    class Hearing(Listener):
        def on_gone(self, kernel_id: str) -> None:
            gone.append(kernel_id)

    remote: AsyncKernelManager = GatewayKernelManager(parent=jp_serverapp.kernel_manager)  # type: ignore[no-untyped-call]
    manager = Manager(one=remote)

    async def look() -> None:
        following = Following(manager, Hearing(), pause=0.1, log=logging.getLogger("test"))
        with caplog.at_level(logging.INFO, "test"):
            assert following.look()
            assert following.look()
            following.restarted("one")
            following.interrupted("one")
        assert [record.message for record in caplog.records if record.name == "test"] == [
            "The runs of kernel one are not followed: it has no connection from this machine"
        ]
        manager.clear()
        assert not following.look()
        assert gone == ["one"]
        following.close()

    asyncio.run(look())
