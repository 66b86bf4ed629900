"""Which server a command speaks to, and with which token."""

from __future__ import annotations

import json
import os
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from jupyter_notifications.cli.servers import for_reading, for_sending, is_same
from jupyter_notifications.client import NoServerError

#: Of a process that is alive as long as this test is.
PID = os.getpid()


def described(folder: Path, **changes: Any) -> dict[str, str]:
    """Variables that lead to a runtime file of a running server."""
    info = {
        "url": "http://localhost:2/b/",
        "hostname": "localhost",
        "port": 2,
        "sock": "",
        "secure": False,
        "base_url": "/b/",
        "token": "full",
        "pid": PID,
        "root_dir": "/",
        **changes,
    }
    (folder / f"jpserver-{PID}.json").write_text(json.dumps(info))
    return {"JUPYTER_RUNTIME_DIR": str(folder)}


def options(server: str | None = None, token: str | None = None) -> Namespace:
    """What the parser makes of --server and --token."""
    return Namespace(server=server, token=token)


EXPORTED = {"JUPYTER_NOTIFICATIONS_URL": "http://127.0.0.1:2/b/", "JUPYTER_NOTIFICATIONS_TOKEN": "post-only"}


def test_reading_takes_the_full_token_of_the_same_server(tmp_path: Path) -> None:
    environ = EXPORTED | described(tmp_path)
    assert for_sending(options(), environ).token == "post-only"
    # And where that file says: the two names may lead to different servers.
    assert for_reading(options(), environ)[:2] == ("http://localhost:2/b/", "full")
    assert for_reading(options(token="mine"), environ)[:2] == ("http://127.0.0.1:2/b/", "mine")


@pytest.mark.parametrize(
    "changes", [{"port": 3, "url": "http://localhost:3/b/"}, {"url": "http://localhost:2/c/"}, {"token": ""}]
)
def test_a_token_of_another_server_is_not_taken(tmp_path: Path, changes: dict[str, Any]) -> None:
    environ = EXPORTED | described(tmp_path, **changes)
    assert for_reading(options(), environ)[:2] == ("http://127.0.0.1:2/b/", "post-only")


def test_a_token_of_a_server_that_is_gone_is_not_taken(tmp_path: Path) -> None:
    gone = 2**22 + 1
    assert for_reading(options(), EXPORTED | described(tmp_path, pid=gone)).token == "post-only"


def test_an_address_that_is_given(tmp_path: Path) -> None:
    environ = described(tmp_path)
    assert for_sending(options("http://127.0.0.1:2/b"), environ).token == "full"
    assert for_sending(options("http://elsewhere:2/b"), environ).token == ""
    assert for_sending(options("http://elsewhere/?token=t"), environ)[:2] == ("http://elsewhere/", "t")
    # The variable's token goes to the variable's address, or with none to the one that is given.
    assert for_sending(options("http://elsewhere/"), EXPORTED).token == ""
    alone = {"JUPYTER_NOTIFICATIONS_TOKEN": "t"}
    assert for_sending(options("http://elsewhere/"), alone).token == "t"


@pytest.mark.parametrize(
    "name",
    [f"{PID}", f"jpserver-{PID}", f"jpserver-{PID}.json", "{path}"],
    ids=["its process", "its name", "its file's name", "its path"],
)
def test_a_runtime_file_that_is_given(tmp_path: Path, name: str) -> None:
    environ = described(tmp_path)
    path = tmp_path / f"jpserver-{PID}.json"
    assert for_sending(options(name.format(path=path)), environ)[:2] == ("http://localhost:2/b/", "full")


def test_a_runtime_file_that_is_none(tmp_path: Path) -> None:
    environ = described(tmp_path)
    with pytest.raises(NoServerError, match="no server runs as '12'"):
        for_sending(options("12"), environ)
    (tmp_path / "broken.json").write_text("[]")
    with pytest.raises(NoServerError, match="cannot be read"):
        for_sending(options("broken"), environ)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://localhost:1/", "http://127.0.0.1:1", True),
        ("http://[::1]:1/a/", "http://LOCALHOST:1/a", True),
        ("http://host/", "http://host:80/", True),
        ("https://host/", "https://host:443/", True),
        ("http://host/", "https://host/", False),
        ("http://host:1/a/", "http://host:1/b/", False),
        ("http+unix://%2Ftmp%2Fs/", "http+unix://%2Ftmp%2Fs", True),
        ("http+unix://%2Ftmp%2FS/", "http+unix://%2Ftmp%2Fs/", False),
        ("http://host:x/", "http://host:x/", False),
    ],
)
def test_the_same_server(one: str, other: str, same: bool) -> None:
    assert is_same(one, other) is same
