"""Where the client finds the server: in what order, and what it makes of what it finds."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from jupyter_core.paths import jupyter_runtime_dir

from jupyter_notifications.client import NoServerError, discover
from jupyter_notifications.client.discovery import runtime_directory

EXPORTED = {"JUPYTER_NOTIFICATIONS_URL": "http://127.0.0.1:1/a/", "JUPYTER_NOTIFICATIONS_TOKEN": "post-only"}
HUB = {"JUPYTERHUB_SERVICE_URL": "http://127.0.0.1:3/user/ada/", "JUPYTERHUB_API_TOKEN": "of-the-hub"}
INFO = {
    "url": "http://localhost:2/b/",
    "hostname": "localhost",
    "port": 2,
    "sock": "",
    "secure": False,
    "base_url": "/b/",
    "token": "of-the-server",
    "password": False,
}


def parent(folder: Path, **changes: Any) -> dict[str, str]:
    """The variables of a kernel whose server wrote such a runtime file."""
    path = folder / "jpserver-4321.json"
    path.write_text(json.dumps(INFO | changes))
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    return {"JPY_PARENT_PID": "4321", "JUPYTER_RUNTIME_DIR": str(folder)}


def test_the_order(tmp_path: Path) -> None:
    runtime = parent(tmp_path)
    everything = EXPORTED | runtime | HUB
    assert discover("http://x/", "y", environ=everything)[:2] == ("http://x/", "y")
    assert discover(environ=everything)[:2] == ("http://127.0.0.1:1/a/", "post-only")
    assert discover(environ=runtime | HUB)[:2] == ("http://localhost:2/b/", "of-the-server")
    assert discover(environ=HUB)[:2] == ("http://127.0.0.1:3/user/ada/", "of-the-hub")
    with pytest.raises(NoServerError, match="no Jupyter server was found; set JUPYTER_NOTIFICATIONS_URL"):
        discover(environ={"JUPYTER_RUNTIME_DIR": str(tmp_path / "nowhere")})


def test_a_runtime_file_without_a_token_comes_last(tmp_path: Path) -> None:
    runtime = parent(tmp_path, token="", password=True)
    assert discover(environ=runtime | HUB).token == "of-the-hub"
    assert discover(environ=runtime)[:2] == ("http://localhost:2/b/", "")


def test_a_found_token_is_never_sent_to_a_given_address(tmp_path: Path) -> None:
    assert discover("http://elsewhere/", environ=EXPORTED | parent(tmp_path) | HUB).token == ""


def test_a_given_token_goes_to_the_server_that_was_found(tmp_path: Path) -> None:
    for found in (EXPORTED, parent(tmp_path), HUB):
        assert discover(None, "mine", environ=found).token == "mine"


def test_an_address_as_jupyter_prints_it() -> None:
    assert discover("http://localhost:8888/x/?token=abc", environ={})[:2] == (
        "http://localhost:8888/x/",
        "abc",
    )


@pytest.mark.parametrize(
    ("hostname", "here"), [("0.0.0.0", "127.0.0.1"), ("", "127.0.0.1"), ("*", "127.0.0.1"), ("::", "[::1]")]
)
def test_a_server_that_listens_everywhere_is_on_this_machine(
    tmp_path: Path, hostname: str, here: str
) -> None:
    found = parent(tmp_path, hostname=hostname, url="http://name-of-a-container:2/b/")
    assert discover(environ=found).url == f"http://{here}:2/b/"
    found = parent(tmp_path, hostname=hostname, secure=True)
    assert discover(environ=found).url == f"https://{here}:2/b/"


def test_a_server_on_a_unix_socket(tmp_path: Path) -> None:
    found = parent(tmp_path, sock="/tmp/A b.sock", url="http+unix://whatever/b/")
    assert discover(environ=found).url == "http+unix://%2Ftmp%2FA%20b.sock/b/"


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("http://0.0.0.0:8888/user/ada/", "http://127.0.0.1:8888/user/ada/"),
        ("http://[::]:8888/user/ada/", "http://[::1]:8888/user/ada/"),
        ("http://:8888/user/ada/", "http://127.0.0.1:8888/user/ada/"),
        ("https://host:8888/user/ada/", "https://host:8888/user/ada/"),
    ],
)
def test_the_address_of_a_hub_can_be_connected_to(given: str, wanted: str) -> None:
    assert discover(environ=HUB | {"JUPYTERHUB_SERVICE_URL": given}).url == wanted


@pytest.mark.parametrize("content", ["", "not json", "[]", "{}", '{"hostname": "h"}', '{"sock": 3}'])
def test_a_broken_runtime_file_is_named(tmp_path: Path, content: str) -> None:
    found = parent(tmp_path)
    (tmp_path / "jpserver-4321.json").write_text(content)
    with pytest.raises(NoServerError, match=r"jpserver-4321\.json cannot be read"):
        discover(environ=found)


@pytest.mark.parametrize("pid", ["", "../4321", "x", "٣"])
def test_a_parent_that_is_no_process_is_none(tmp_path: Path, pid: str) -> None:
    with pytest.raises(NoServerError, match="no Jupyter server was found"):
        discover(environ=parent(tmp_path) | {"JPY_PARENT_PID": pid})


@pytest.mark.parametrize("url", ["http://[::1", "http://[::1/b"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(NoServerError, match="is not an address"):
        discover(url, environ={})
    with pytest.raises(NoServerError, match="is not an address"):
        discover(environ=HUB | {"JUPYTERHUB_SERVICE_URL": url})


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"XDG_DATA_HOME": "/somewhere/share"},
        {"JUPYTER_DATA_DIR": "/somewhere/data"},
        {"JUPYTER_DATA_DIR": "/somewhere/data", "JUPYTER_RUNTIME_DIR": "/somewhere/runtime"},
    ],
)
def test_the_runtime_directory_is_jupyters(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    monkeypatch.delenv("JUPYTER_PLATFORM_DIRS", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert runtime_directory(os.environ) == jupyter_runtime_dir()


def test_the_runtime_directory_of_other_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    # As jupyter_core.paths says; its own functions cannot be asked about another system.
    home = Path.home().resolve()
    monkeypatch.setattr(sys, "platform", "darwin")
    assert runtime_directory({}) == f"{home}/Library/Jupyter/runtime"
    monkeypatch.setattr(sys, "platform", "win32")
    assert runtime_directory({"APPDATA": "/roaming"}) == "/roaming/jupyter/runtime"
    assert runtime_directory({}) == f"{home}/.jupyter/data/runtime"
