"""The commands on servers of every kind of login, found from a terminal and from a kernel."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from jupyter_server.auth.security import passwd

from ..live_server import execute, live_server
from .conftest import COMMAND, Shell


def test_a_kernel_sends_and_reads_with_the_full_token_of_the_file(shell: Shell) -> None:
    code = (
        "import subprocess, json, os\n"
        f"command = {COMMAND!r}\n"
        "run = lambda *a: subprocess.run([*command, *a], capture_output=True, text=True)\n"
        "done = [run('send', 'From a kernel'), run('list', '--json', '-n', '1')]\n"
        # Without the file there is only the token that sends.
        "os.environ['JUPYTER_RUNTIME_DIR'] = '/nowhere'\n"
        "del os.environ['JPY_PARENT_PID']\n"
        "done += [run('send', 'Again'), run('list')]\n"
        "print(json.dumps([[d.returncode, d.stdout, d.stderr] for d in done]))"
    )
    with shell.server.kernel() as kernel:
        sent, listed, again, refused = json.loads(execute(kernel, code))
    assert sent == again == [0, "", ""]
    assert json.loads(listed[1])["title"] == "From a kernel"
    assert json.loads(listed[1])["source"] == "train.ipynb"
    assert refused[:2] == [1, ""]
    assert "only sends" in refused[2]
    assert "--token" in refused[2]


def test_a_server_with_a_password_only_says_what_to_do(tmp_path: Path) -> None:
    option = f"--PasswordIdentityProvider.hashed_password={passwd('open sesame')}"  # type: ignore[no-untyped-call]
    with live_server(tmp_path, option, token="") as server:
        shell = Shell(server)
        for arguments in (("list",), ("watch",), ("status",), ("read", "--all"), ("clear",)):
            said = shell(*arguments, status=1).stderr
            assert "wants a login" in said
            assert "--IdentityProvider.token" in said
        assert "wants a login" in shell("send", "Never", status=1).stderr
        # The command itself is not touched by it.
        assert "wants a login" in shell("run", "--", sys.executable, "-c", "exit(7)", status=7).stderr
        server.log_in("open sesame")
        with server.kernel() as kernel:
            execute(kernel, f"import subprocess; subprocess.run([*{COMMAND!r}, 'send', 'Known'], check=True)")
        assert [item["title"] for item in server.inbox()] == ["Known"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no unix sockets")
def test_a_server_on_a_unix_socket(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("s")
    with live_server(home, sock=home / "s") as server:
        shell = Shell(server)
        watching = shell.start("watch", "--count", "1", "--json")
        assert watching.stdout is not None
        shell("send", "Known", "--key", "k")
        # It may begin to watch only after that; an update is news as well.
        while watching.poll() is None:
            shell("send", "Updated", "--key", "k")
        assert json.loads(watching.communicate()[0])["key"] == "k"
        # The first one may have been what it saw.
        shell("send", "Updated", "--key", "k")
        assert [entry["title"] for entry in shell.json("list")] == ["Updated"]
        assert shell.json("status")[0]["server"]["url"] == server.url
        assert shell("list", "--server", server.url, env={"JUPYTER_RUNTIME_DIR": "/nowhere"}, status=1)


def test_a_hubs_variables(shell: Shell) -> None:
    # A token of the server stands for the hub's, whose own server is not here.
    variables = {
        "JUPYTER_RUNTIME_DIR": "/nowhere",
        "JUPYTERHUB_SERVICE_URL": shell.server.url,
        "JUPYTERHUB_API_TOKEN": shell.server.token,
    }
    shell("send", "By a hub", env=variables)
    assert shell.json("list", "-n", "1", env=variables)[0]["title"] == "By a hub"


def test_a_server_without_the_extension(tmp_path: Path) -> None:
    with live_server(tmp_path, extension=False) as server:
        for arguments in (("list",), ("send", "Never"), ("watch",)):
            assert "does not have jupyter_notifications" in Shell(server)(*arguments, status=1).stderr
        (said,) = Shell(server).json("doctor", status=1)
        (access,) = [one for one in said["findings"] if one["check"] == "access"]
        assert access["level"] == "fail"
        assert "enable the extension there" in access["advice"]
