"""Programs find their server by what their surroundings leave them: real processes, with just that."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from ..live_server import LiveServer, clean_environment, execute, free_port, live_server
from ..people import ALICE

#: Tries it in each way, each more than once.
EVERY_WAY = """\
import asyncio, threading
from jupyter_notifications import anotify, notify, track
from jupyter_notifications.tqdm import trange

def tell():
    for _ in range(2):
        assert notify("in the program") is None

tell()
thread = threading.Thread(target=tell)
thread.start()
thread.join()
assert asyncio.run(anotify("awaited")) is None
with track("Copying") as task:
    task.update(0.5)
for _ in trange(3, desc="Epochs", disable=None):
    pass
print("the run goes on")
"""


def run(code: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a program with nothing but these variables."""
    return subprocess.run(
        [sys.executable, "-W", "always", "-c", code],
        env=dict(environment), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.fixture(scope="module")
def standard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server of somebody who has set nothing: its runtime files are where they are for everyone."""
    home = tmp_path_factory.mktemp("standard")
    runtime = home / ".local" / "share" / "jupyter" / "runtime"
    with live_server(home, base_url="/base/", env={"JUPYTER_RUNTIME_DIR": str(runtime)}) as server:
        yield server


@pytest.mark.skipif(sys.platform != "linux", reason="the standard places of other systems are elsewhere")
def test_a_job_that_has_only_a_home(standard: LiveServer) -> None:
    # What cron leaves.
    cron = {"HOME": str(standard.home), "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "LOGNAME": "somebody"}
    done = run("from jupyter_notifications import notify; notify('nightly', raise_errors=True)", cron)
    assert done.returncode == 0, done.stderr
    assert "nightly" in [item["title"] for item in standard.inbox()]


@pytest.mark.skipif(sys.platform != "linux", reason="the standard places of other systems are elsewhere")
def test_a_job_that_outlives_its_kernel_and_lost_the_variables(standard: LiveServer) -> None:
    # A scheduler that passes JPY_PARENT_PID of a server which is gone: the file of one that runs is found.
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    left = {"HOME": str(standard.home), "JPY_PARENT_PID": str(child.pid), "PATH": os.defpath}
    done = run("from jupyter_notifications import notify; notify('outlived', raise_errors=True)", left)
    assert done.returncode == 0, done.stderr
    assert "outlived" in [item["title"] for item in standard.inbox()]


def test_a_kernel_of_a_hub(tmp_path: Path) -> None:
    """A server of several people, as a hub's is: nothing is exported, its runtime file has no token."""
    port = free_port()
    hub = {
        # The address to listen on, as hubs in containers give it.
        "JUPYTERHUB_SERVICE_URL": f"http://0.0.0.0:{port}/user/alice/",
        "JUPYTERHUB_SERVICE_PREFIX": "/user/alice/",
        "JUPYTERHUB_API_TOKEN": ALICE,
        # A shell that the hub was started from must not win over the hub.
        "JUPYTER_NOTIFICATIONS_URL": "http://127.0.0.1:1/",
        "JUPYTER_NOTIFICATIONS_TOKEN": "of another server",
    }
    people = "--ServerApp.identity_provider_class=tests.people.People"
    with live_server(tmp_path, people, token="", base_url="/user/alice/", port=port, env=hub) as server:
        server.token = ALICE
        with server.kernel() as kernel:
            execute(
                kernel,
                "from jupyter_notifications import Client, notify\n"
                "from jupyter_notifications.client import discover\n"
                "assert discover().found_by == 'JUPYTERHUB_SERVICE_URL', discover()\n"
                "notify('from a hub', raise_errors=True)",
            )
        (entry,) = server.inbox()
        assert (entry["title"], entry["source"]) == ("from a hub", "train.ipynb")
        # Alice wrote to herself.
        assert entry["sender"] == "alice"


@pytest.fixture
def nobody(tmp_path: Path) -> dict[str, str]:
    """The variables of somebody who has no server at all."""
    return clean_environment() | {"HOME": str(tmp_path), "JUPYTER_RUNTIME_DIR": str(tmp_path / "none")}


def test_without_a_server_it_is_said_once_and_the_run_goes_on(nobody: dict[str, str]) -> None:
    done = run(EVERY_WAY, nobody)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "the run goes on\n"
    assert done.stderr.count("NotificationsWarning") == 1, done.stderr
    warned = "<string>:7: NotificationsWarning: Notification not sent: no Jupyter server was found; "
    assert f"{warned}set JUPYTER_NOTIFICATIONS_URL and JUPYTER_NOTIFICATIONS_TOKEN" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "call", ["notify('x', raise_errors=True)", "asyncio.run(anotify('x', raise_errors=True))"]
)
def test_without_a_server_it_is_raised_if_asked_for(nobody: dict[str, str], call: str) -> None:
    done = run(f"import asyncio\nfrom jupyter_notifications import anotify, notify\n{call}", nobody)
    assert done.returncode == 1
    assert "NoServerError: no Jupyter server was found" in done.stderr
    assert "NotificationsWarning" not in done.stderr
