"""A kernel that Linux ends for want of memory, in a control group that has little of it."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ...live_server import PATIENCE, execute, live_server

#: Bytes: enough for a server and a kernel, and less than the kernel will ask for.
LITTLE, MUCH = 600 * 2**20, 2**30

#: The system is to take the kernel, not the server; and would rather use each page than promise it.
GREEDY = f"""
with open("/proc/self/oom_score_adj", "w") as file:
    file.write("1000")
much = bytearray({MUCH})
much[::4096] = b"x" * len(much[::4096])
"""


@contextmanager
def little_memory() -> Iterator[Path]:
    """A control group of ours with ``LITTLE`` memory; skips where none may be made."""
    try:
        lines = Path("/proc/self/cgroup").read_text(encoding="ascii").splitlines()
        own = next(line.split(":", 2)[2] for line in lines if "memory" in line.split(":")[1].split(","))
        group = Path("/sys/fs/cgroup/memory", own.lstrip("/"), f"jupyter-notifications-{os.getpid()}")
        group.mkdir()
    except (OSError, StopIteration):
        pytest.skip("no control group with a limit of memory can be made here")
    try:
        try:
            (group / "memory.limit_in_bytes").write_text(str(LITTLE), encoding="ascii")
        except OSError:
            pytest.skip("no limit of memory can be set here")
        yield group
    finally:
        group.rmdir()


def test_a_kernel_that_the_system_ends_for_want_of_memory(tmp_path: Path) -> None:
    with little_memory() as group:
        enter = f'echo $$ > "{group}/cgroup.procs" && exec "$@"'
        with live_server(
            tmp_path,
            "--AsyncIOLoopKernelRestarter.time_to_dead=0.2",
            command=("sh", "-c", enter, "sh", sys.executable, "-m", "jupyter_server"),
        ) as server:
            with server.kernel("big.ipynb") as kernel:
                pid = int(execute(kernel, "import os; print(os.getpid())"))
                assert str(pid) in (group / "cgroup.procs").read_text(encoding="ascii").split()
                kernel.execute(GREEDY)
                deadline = time.monotonic() + PATIENCE
                while not (told := server.inbox()):
                    assert time.monotonic() < deadline, "".join(server.log)
                    threading.Event().wait(0.1)
                # A server cannot shut down a kernel while it starts it again.
                kernel.wait_for_ready(timeout=PATIENCE)
            [restarted] = told
            assert restarted["title"] == "The kernel of big.ipynb died and was restarted"
            assert "ended by SIGKILL, probably for want of memory" in restarted["body"]
            assert (restarted["type"], restarted["topic"]) == ("error", "kernel.restarted")
            # The server is another process, and was spared.
            assert server.process.poll() is None
