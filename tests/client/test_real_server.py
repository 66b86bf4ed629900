"""``notify`` against a real server, from a real kernel, with no configuration, however people log in."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_server.auth.security import passwd

from jupyter_notifications import Client
from jupyter_notifications.client import NotificationsWarning, RefusedError, UnreachableError

from ..live_server import LiveServer, clean_environment, execute, live_server

CELL = 'from jupyter_notifications import notify; notify("Training finished", type="success")'


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server as everyone has it: a token, and here a base URL as well."""
    with live_server(tmp_path_factory.mktemp("stock"), base_url="/some/where/") as server:
        yield server


def titles(server: LiveServer) -> list[str]:
    """What is in the inbox, newest first."""
    return [item["title"] for item in server.inbox()]


def assert_training_finished(server: LiveServer) -> None:
    """One such entry is in the inbox, from the notebook, unread."""
    (entry,) = [item for item in server.inbox() if item["title"] == "Training finished"]
    assert entry["type"] == "success"
    assert entry["source"] == "train.ipynb"
    assert "read" not in entry
    assert "sender" not in entry


def test_a_cell_on_a_server_with_a_token(stock: LiveServer) -> None:
    with stock.kernel() as kernel:
        printed = execute(kernel, CELL)
    assert "Sent(" in printed or printed == ""
    assert_training_finished(stock)


def test_a_cell_on_a_server_with_a_password_only(tmp_path: Path) -> None:
    option = f"--PasswordIdentityProvider.hashed_password={passwd('open sesame')}"  # type: ignore[no-untyped-call]
    with live_server(tmp_path, option, token="") as server:
        server.log_in("open sesame")
        with server.kernel() as kernel:
            execute(kernel, CELL)
        assert_training_finished(server)


def test_a_cell_on_a_server_without_login(tmp_path: Path) -> None:
    with live_server(tmp_path, "--ServerApp.disable_check_xsrf=True", token="") as server:
        with server.kernel() as kernel:
            execute(kernel, CELL)
        assert_training_finished(server)
        # From outside, by the runtime file alone, which has no token.
        sent = Client(server.url).notify("from outside", raise_errors=True)
        assert sent is not None


def test_a_server_without_login_that_checks_writes(tmp_path: Path) -> None:
    with live_server(tmp_path, token="") as server:
        assert Client(server.url).notify("from outside", raise_errors=True) is not None
        assert titles(server) == ["from outside"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no unix sockets")
def test_a_cell_on_a_server_on_a_unix_socket(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("s")
    with live_server(home, sock=home / "s") as server:
        with server.kernel() as kernel:
            execute(kernel, CELL)
        assert_training_finished(server)
        assert Client(server.url, server.token).notify("by address", raise_errors=True) is not None


def test_a_kernel_from_the_runtime_file_alone(stock: LiveServer) -> None:
    # A server whose version does not export the variables, or a program that clears them.
    with stock.kernel() as kernel:
        execute(
            kernel,
            "import os\n"
            "for name in ('URL', 'TOKEN'): os.environ.pop('JUPYTER_NOTIFICATIONS_' + name, None)\n"
            "from jupyter_notifications import notify\n"
            "assert notify('by the runtime file', raise_errors=True).created",
        )
    assert titles(stock).count("by the runtime file") == 1


def test_what_takes_a_while_in_a_cell(stock: LiveServer) -> None:
    with stock.kernel() as kernel:
        execute(kernel, "%load_ext jupyter_notifications")
        execute(kernel, "%%notify Sum\nsum(range(1000))")
        execute(
            kernel,
            "from jupyter_notifications import track\n"
            "with track('Copying') as task:\n"
            "    for step in range(200): task.update(step / 200)",
        )
        execute(
            kernel, "from jupyter_notifications.tqdm import trange\nfor _ in trange(50, desc='Epochs'): pass"
        )
    entries = {item["title"]: item for item in stock.inbox()}
    for title in ("Sum finished", "Copying finished", "Epochs finished"):
        assert entries[title]["type"] == "success"
        assert entries[title]["source"] == "train.ipynb"
        # It is for whoever went away meanwhile.
        assert "read" not in entries[title]
    assert not {"Copying", "Epochs"} & set(entries)


def test_a_terminal_or_scheduler_that_no_server_started(tmp_path: Path) -> None:
    with live_server(tmp_path) as server:
        environment = clean_environment() | {"JUPYTER_RUNTIME_DIR": str(server.runtime)}
        code = (
            "from jupyter_notifications import notify; assert notify('from cron', raise_errors=True).created"
        )
        subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=60)
        assert titles(server) == ["from cron"]


def test_a_program_that_a_cell_starts(stock: LiveServer) -> None:
    with stock.kernel() as kernel:
        execute(
            kernel,
            "import subprocess, sys\n"
            "code = 'import jupyter_notifications as j; j.notify(\"from a program\", raise_errors=True)'\n"
            "subprocess.run([sys.executable, '-c', code], check=True)",
        )
    assert titles(stock).count("from a program") == 1


def test_a_cell_that_awaits_and_threads(stock: LiveServer) -> None:
    with stock.kernel() as kernel:
        execute(
            kernel,
            "import asyncio, threading\n"
            "from jupyter_notifications import notify\n"
            "async def work(): notify('from a coroutine', raise_errors=True)\n"
            "await work()\n"
            "await asyncio.to_thread(notify, 'from a thread', raise_errors=True)",
        )
    assert {"from a coroutine", "from a thread"} <= set(titles(stock))


def test_a_hubs_variables(stock: LiveServer) -> None:
    # A token of the server stands for the hub's, whose own server is not here.
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from jupyter_notifications import notify; notify('by a hub', raise_errors=True)",
        ],
        env=clean_environment()
        | {"JUPYTERHUB_SERVICE_URL": stock.url, "JUPYTERHUB_API_TOKEN": stock.token, "HOME": str(stock.home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert titles(stock).count("by a hub") == 1


def test_the_answer_is_the_entry(stock: LiveServer) -> None:
    client = Client(stock.url, stock.token, raise_errors=True)
    sent = client.notify("with everything", "*body*", key="k", progress=0.5, data={"n": [1]}, priority="low")
    assert sent is not None
    assert sent.created
    status, entry = stock.request("GET", f"api/notifications/{sent.id}")
    assert status == 200
    assert entry == sent.notification
    assert entry["event_id"] == sent.event_id


def test_the_same_event_id_is_one_entry(stock: LiveServer) -> None:
    client = Client(stock.url, stock.token, raise_errors=True)
    first = client.notify("only once", event_id="the-same")
    again = client.notify("only once", event_id="the-same")
    assert first is not None
    assert again is not None
    assert (first.created, again.created) == (True, False)
    assert first.id == again.id
    assert titles(stock).count("only once") == 1


def test_the_same_key_is_one_entry(stock: LiveServer) -> None:
    client = Client(stock.url, stock.token, raise_errors=True)
    ids = {
        sent.id
        for step in range(3)
        if (sent := client.notify(f"step {step}", key="steps", progress=step / 2, type="in-progress"))
    }
    assert len(ids) == 1
    assert [title for title in titles(stock) if title.startswith("step ")] == ["step 2"]


def test_what_the_server_refuses_names_the_field(stock: LiveServer) -> None:
    client = Client(stock.url, stock.token)
    with pytest.warns(NotificationsWarning, match="progress"):
        assert client.notify("too far", progress=7) is None
    with pytest.raises(RefusedError) as caught:
        client.notify("too far", progress=7, raise_errors=True)
    assert caught.value.status == 400
    assert [path for path, _ in caught.value.errors] == ["/progress"]
    with pytest.raises(RefusedError, match="title"):
        client.notify("x" * 257, raise_errors=True)
    assert "too far" not in titles(stock)


def test_a_wrong_token(stock: LiveServer) -> None:
    with pytest.warns(NotificationsWarning, match="the token was found by the url given"):
        assert Client(stock.url, "wrong").notify("never") is None
    with pytest.warns(NotificationsWarning, match="wants a login"):
        assert Client(stock.url).notify("never") is None
    assert "never" not in titles(stock)


def test_a_server_without_the_extension(tmp_path: Path) -> None:
    with live_server(tmp_path, extension=False) as server, pytest.raises(RefusedError, match="does not have"):
        Client(server.url, server.token).notify("never", raise_errors=True)


def test_a_server_that_is_gone(tmp_path: Path) -> None:
    with live_server(tmp_path) as server:
        client = Client(server.url, server.token)
        assert client.notify("here", raise_errors=True) is not None
    with pytest.raises(UnreachableError, match="cannot be reached"):
        client.notify("gone", raise_errors=True)


def test_the_exported_token_posts_and_nothing_else(stock: LiveServer) -> None:
    with stock.kernel() as kernel:
        printed = execute(
            kernel,
            "import os, json; print(json.dumps([os.environ['JUPYTER_NOTIFICATIONS_URL'], "
            "os.environ['JUPYTER_NOTIFICATIONS_TOKEN']]))",
        )
    url, token = json.loads(printed)
    assert url == stock.url
    assert token != stock.token
    assert Client(url, token).notify("with the kernels' token", raise_errors=True) is not None
    authorization = {"Authorization": f"token {token}"}
    for method, path in (("GET", "api/notifications"), ("GET", "api/contents"), ("GET", "api/kernels")):
        status, _ = stock.request(method, path, headers=authorization)
        assert status == 403, (method, path)
