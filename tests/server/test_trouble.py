"""R7 on a real server in a process of its own: its file is held, deleted, on a full disk; and it heals."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from ..live_server import PATIENCE, LiveServer, live_server
from ..reliability.plugin import Scale
from ..storage.trouble import EXCLUSIVE, filled, held_by_another_process, may_mount, small_disk
from .test_durability import everything, free_of_limits


def post(server: LiveServer, title: str, **more: Any) -> tuple[int, Any]:
    """Send one to oneself."""
    return server.request("POST", "api/notifications", {"title": title, **more})


def until(
    server: LiveServer, right: Callable[[dict[str, Any]], bool], seconds: float = PATIENCE
) -> dict[str, Any]:
    """Ask how the server is until that is right."""
    deadline = time.monotonic() + seconds
    while True:
        code, told = server.request("GET", "api/notifications/status")
        assert code == 200, told
        if right(told):
            return dict(told)
        assert time.monotonic() < deadline, (told, "".join(server.log[-20:]))
        threading.Event().wait(0.1)


def is_well(told: dict[str, Any]) -> bool:
    """Whether a server says that nothing is wrong."""
    return bool(told["durable"] and told["writable"] and told.get("problem") is None)


def stays_up(server: LiveServer) -> None:
    """It is the same process, and nothing went wrong in it but what was to go wrong."""
    assert server.process.poll() is None
    assert server.request("GET", "api/status")[0] == 200
    assert not [line for line in server.log if "Traceback" in line]


def test_held_at_the_start_then_let_go(tmp_path: Path, scale: Scale) -> None:
    """What came meanwhile is in the file afterwards, with what was there before."""
    path = tmp_path / "inbox.sqlite3"
    # A real server deletes what is too old, ten seconds after its start: as long as it waits for a held file.
    filled(path, now=round(time.time() * 1000))
    with ExitStack() as holder:
        holder.enter_context(held_by_another_process(path, *EXCLUSIVE))
        with live_server(tmp_path, *free_of_limits(tmp_path)) as server:
            told = until(server, lambda _: True)
            assert (told["durable"], told["writable"]) == (False, True)
            assert "only until the server stops" in told["problem"]
            sent = {}
            for n in range(20):
                code, answer = post(server, f"meanwhile {n}")
                assert code == 201
                sent[answer["id"]] = answer["title"]
            read, gone = list(sent)[:2]
            assert server.request("PATCH", f"api/notifications/{read}", {"read": True})[0] == 200
            assert server.request("DELETE", f"api/notifications/{gone}")[0] == 204
            del sent[gone]
            # Longer than a server waits for a file; in full, a whole minute.
            holding = time.monotonic() + scale.pick(1.0, 60.0)
            while time.monotonic() < holding:
                assert not until(server, lambda _: True)["durable"]
                threading.Event().wait(0.5)
            holder.close()
            until(server, is_well)
            found = everything(server)
            assert sent.items() <= found.items()
            assert len(found) == len(sent) + 3
            assert server.request("GET", f"api/notifications/{read}")[1]["read"]
            code, answer = post(server, "afterwards")
            assert code == 201
            sent[answer["id"]] = "afterwards"
            stays_up(server)
    with live_server(tmp_path, *free_of_limits(tmp_path)) as server:
        assert sent.items() <= everything(server).items()


def test_deleted_while_running(tmp_path: Path) -> None:
    """Nothing is acknowledged into a file that nobody will see again."""
    path = tmp_path / "inbox.sqlite3"
    kept: dict[str, str] = {}
    with live_server(tmp_path, *free_of_limits(tmp_path)) as server:
        assert post(server, "before")[0] == 201
        epoch = server.request("GET", "api/notifications")[1]["epoch"]
        for file in tmp_path.glob("inbox.sqlite3*"):
            file.unlink()
        refused = 0
        deadline = time.monotonic() + PATIENCE
        while len(kept) < 20:
            code, answer = post(server, f"after {len(kept)}")
            assert code in (201, 503), answer
            if code == 201:
                kept[answer["id"]] = answer["title"]
            refused += code == 503
            assert time.monotonic() < deadline
        assert refused
        assert is_well(until(server, is_well))
        page = server.request("GET", "api/notifications")[1]
        assert page["epoch"] != epoch
        assert everything(server) == kept
        stays_up(server)
    assert path.exists()
    with live_server(tmp_path, *free_of_limits(tmp_path)) as server:
        assert everything(server) == kept


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MiB, which a server of this process's own user can fill."""
    if not may_mount(tmp_path / "probe"):
        pytest.skip("no disk can be mounted here: tests/storage/test_disk.py tries it in a user namespace")
    with small_disk(tmp_path / "disk", "4m") as folder:
        yield folder


def test_a_full_disk_while_running(tmp_path: Path, disk: Path) -> None:
    """Posts stop while there is room for deleting; reads go on even if there is none at all."""
    options = (
        "--NotificationsExtension.rate_limit=0",
        f"--NotificationsExtension.db_path={disk / 'inbox.sqlite3'}",
        "--NotificationsExtension.disk_reserve=1",
    )
    kept: dict[str, str] = {}
    with live_server(tmp_path, *options) as server:
        body = "x" * 15_000
        while True:
            code, answer = post(server, f"{len(kept)}", body=body)
            if code != 201:
                break
            kept[answer["id"]] = answer["title"]
            assert len(kept) < 1_000
        assert (code, answer["reason"]) == (503, "Store unavailable")
        assert "almost full" in answer["message"]
        told = until(server, lambda told: "full" in (told["problem"] or ""))
        assert told["durable"]
        assert everything(server) == kept
        first, *_ = kept
        assert server.request("DELETE", f"api/notifications/{first}")[0] == 204
        del kept[first]
        # Somebody else uses up the rest.
        (disk / "ballast").write_bytes(b"")
        with (disk / "ballast").open("wb", buffering=0) as ballast:
            try:
                while ballast.write(b"x" * 4096) == 4096:
                    pass
            except OSError:
                pass
        for _ in range(3):
            assert post(server, "refused")[0] == 503
        assert everything(server) == kept
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        until(server, is_well)
        code, answer = post(server, "healed")
        assert code == 201
        kept[answer["id"]] = "healed"
        stays_up(server)
    with live_server(tmp_path, *options) as server:
        assert everything(server) == kept
