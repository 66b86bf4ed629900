"""Real kernels of a real server, and nobody's page open: what is told of their runs, and of their ends."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
from jupyter_client.blocking.client import BlockingKernelClient

from ...live_server import PATIENCE, LiveServer, execute, live_server

T = TypeVar("T")

THRESHOLD = 0.6
PAUSE = 0.2

#: A run that takes long enough to be told of, and one that does not.
LONG, SHORT = "import time; time.sleep(0.7)", "None"

SPECS = {
    "bash": [sys.executable, "-m", "bash_kernel", "-f", "{connection_file}"],
    "broken": [sys.executable, "-c", "raise SystemExit(3)", "{connection_file}"],
    "missing": ["no-such-program-anywhere", "{connection_file}"],
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One server for all; each test has notebooks of its own."""
    home = tmp_path_factory.mktemp("home")
    for name, argv in SPECS.items():
        folder = home / "data" / "kernels" / name
        folder.mkdir(parents=True)
        spec = {"argv": argv, "display_name": name.title(), "language": name}
        (folder / "kernel.json").write_text(json.dumps(spec))
    with live_server(
        home,
        f"--NotificationsExtension.run_threshold={THRESHOLD}",
        f"--KernelsSource.run_pause={PAUSE}",
        "--AsyncIOLoopKernelRestarter.time_to_dead=0.2",
        "--AsyncIOLoopKernelRestarter.restart_limit=2",
    ) as started:
        yield started


class Notebook:
    """A kernel that was started for a notebook, and a client that runs cells in it as a front end does."""

    def __init__(self, server: LiveServer, path: str, session: dict[str, Any]) -> None:
        self.server = server
        self.path = path
        self.session = session
        self.kernel_id: str = session["kernel"]["id"]
        self.client = BlockingKernelClient(
            connection_file=str(server.runtime / f"kernel-{self.kernel_id}.json")
        )
        self.client.load_connection_file()
        self.client.hb_channel.time_to_dead = 30.0
        self.client.start_channels()

    def queue(self, *cells: str, **options: Any) -> None:
        """Send all, and wait until the last one is answered."""
        sent = [self.client.execute(code, **options) for code in cells]
        for message in sent:
            while self.client.get_shell_msg(timeout=PATIENCE)["parent_header"]["msg_id"] != message:
                pass

    def rest(self) -> None:
        """Leave the kernel idle, so that what follows is another run."""
        time.sleep(PAUSE * 2)

    def act(self, action: str) -> None:
        """Interrupt or restart, by the server."""
        status, answer = self.server.request("POST", f"api/kernels/{self.kernel_id}/{action}")
        assert status in {200, 204}, answer

    def told(self, count: int = 1) -> list[dict[str, Any]]:
        """What is in the inbox about this notebook, newest first, once there are ``count``."""
        return wait_for(lambda: found if len(found := self.of_it()) >= count else [])

    def of_it(self) -> list[dict[str, Any]]:
        """The same as of now."""
        return [item for item in self.server.inbox() if self.path.rpartition("/")[2] in item["title"]]


def wait_for(look: Callable[[], T]) -> T:
    """Look until there is something."""
    deadline = time.monotonic() + PATIENCE
    while not (seen := look()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return seen


@contextmanager
def notebook(server: LiveServer, path: str, kernel: str = "python3") -> Iterator[Notebook]:
    """A notebook with a kernel that is ready; both are gone in the end."""
    name = path.rpartition("/")[2]
    status, session = server.request(
        "POST",
        "api/sessions",
        {"path": path, "name": name, "type": "notebook", "kernel": {"name": kernel}},
    )
    assert status == 201, session
    opened = Notebook(server, path, session)
    try:
        opened.client.wait_for_ready(timeout=PATIENCE)
        yield opened
    finally:
        opened.client.stop_channels()
        server.request("DELETE", f"api/sessions/{session['id']}")


def test_runs_of_python(server: LiveServer) -> None:
    with notebook(server, "work/my runs.ipynb") as opened:
        # Nothing of these: too short, and silent.
        opened.queue(SHORT, "1/0")
        opened.rest()
        opened.queue(LONG, silent=True)
        opened.rest()
        opened.queue(LONG, SHORT)
        opened.queue(SHORT)  # as programs do that send one after the other
        [finished] = opened.told()
        assert finished["title"] == "my runs.ipynb finished"
        assert finished["body"].startswith("3 cells in ")
        assert (finished["type"], finished["topic"]) == ("success", "run.finished")
        assert (finished["source"], finished["priority"]) == ("kernels", "high")
        assert finished["link"] == "work/my%20runs.ipynb"

        opened.queue(SHORT, LONG + "; raise ValueError('no *such* thing')", SHORT, LONG)
        failed = opened.told(2)[0]
        assert failed["title"] == "my runs.ipynb failed"
        assert "ValueError: no *such* thing" in failed["body"]
        assert "Traceback" not in failed["body"]
        assert "2 cells in " in failed["body"]
        assert (failed["type"], failed["topic"]) == ("error", "run.failed")

        opened.client.execute("import time; print('there', flush=True); time.sleep(60)")
        wait_for(lambda: opened.client.get_iopub_msg(timeout=PATIENCE)["msg_type"] == "stream")
        time.sleep(THRESHOLD)
        opened.act("interrupt")
        interrupted = opened.told(3)[0]
        assert interrupted["title"] == "my runs.ipynb interrupted"
        assert interrupted["body"].startswith("1 cell in ")
        assert (interrupted["type"], interrupted["topic"]) == ("warning", "run.interrupted")


def test_runs_of_another_language(server: LiveServer) -> None:
    with notebook(server, "shell.ipynb", "bash") as opened:
        opened.queue("sleep 0.7", "echo there")
        [finished] = opened.told()
        assert finished["body"].startswith("2 cells in ")

        opened.queue("seq 300; sleep 0.7; false")
        failed = opened.told(2)[0]
        assert failed["title"] == "shell.ipynb failed"
        # The error of this kernel has no name, and comes without a topic.
        assert "```\n1\n```" in failed["body"]

        # It has no error of its own for this.
        opened.client.execute("echo there; sleep 60")
        wait_for(lambda: opened.client.get_iopub_msg(timeout=PATIENCE)["msg_type"] == "stream")
        time.sleep(THRESHOLD)
        opened.act("interrupt")
        assert opened.told(3)[0]["title"] == "shell.ipynb interrupted"


def test_a_kernel_that_prints_a_lot(server: LiveServer) -> None:
    # While it is noisy it is asked for less, which must not be what matters; the more so after a restart.
    code = "import time\nfor i in range(150): print(i, flush=True); time.sleep(0.004)\n"
    with notebook(server, "noisy.ipynb") as opened:
        opened.queue(code + "raise KeyError('at the end')")
        assert "KeyError: 'at the end'" in opened.told()[0]["body"]
        opened.client.execute("import time; time.sleep(60)")
        time.sleep(THRESHOLD + 0.2)
        opened.act("restart")
        opened.client.wait_for_ready(timeout=PATIENCE)
        opened.queue(code, "raise KeyError('again')")
        assert "KeyError: 'again'" in opened.told(2)[0]["body"]
        # Of the run that the restart cut off they know who asked for it.
        assert len(opened.of_it()) == 2


def test_a_kernel_that_is_killed(server: LiveServer) -> None:
    with notebook(server, "killed.ipynb") as opened:
        pid = int(execute(opened.client, "import os; print(os.getpid())"))
        opened.client.execute("import time; time.sleep(60)")
        time.sleep(0.3)
        os.kill(pid, signal.SIGKILL)
        [restarted] = opened.told()
        assert restarted["title"] == "The kernel of killed.ipynb died and was restarted"
        assert "ended by SIGKILL" in restarted["body"]
        assert "It was running, for " in restarted["body"]
        assert "memory: " not in restarted["body"]
        assert (restarted["type"], restarted["topic"]) == ("error", "kernel.restarted")
        assert restarted["link"] == "killed.ipynb"
        # The same listener hears the next process.
        opened.client.wait_for_ready(timeout=PATIENCE)
        opened.queue(LONG)
        assert opened.told(2)[0]["title"] == "killed.ipynb finished"


def test_kernels_that_do_not_start(server: LiveServer) -> None:
    def ask(kernel: str) -> tuple[int, Any]:
        name = f"{kernel}.ipynb"
        return server.request(
            "POST",
            "api/sessions",
            {"path": name, "name": name, "type": "notebook", "kernel": {"name": kernel}},
        )

    assert ask("missing")[0] == 500
    assert ask("broken")[0] == 201

    def told() -> dict[str, dict[str, Any]]:
        found = {
            item.get("link", ""): item
            for item in server.inbox()
            if item.get("topic") == "kernel.start_failed"
        }
        return found if len(found) == 2 else {}

    found = wait_for(told)
    assert found["missing.ipynb"]["title"] == "The kernel of missing.ipynb could not start"
    assert "no-such-program-anywhere" in found["missing.ipynb"]["body"]
    assert found["broken.ipynb"]["title"] == "The kernel of broken.ipynb could not start"
    assert "exit code 3" in found["broken.ipynb"]["body"]
    assert found["broken.ipynb"]["type"] == "error"
