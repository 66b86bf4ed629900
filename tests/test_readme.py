"""Runs what the README shows: Python and curl against a real server, TypeScript through the compiler."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .live_server import LiveServer, execute, live_server

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
GUIDE = ROOT / "docs" / "developers" / "using-from-an-extension.md"


def snippets(page: Path, language: str) -> list[str]:
    """The blocks of a page in one language."""
    return re.findall(
        rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


def title(snippet: str) -> str:
    """The title that a snippet sends."""
    found = re.search(r"""notify\(\s*"([^"]+)"|"title": "([^"]+)\"""", snippet)
    assert found, snippet
    return found[1] or found[2]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server as everyone has it."""
    with live_server(tmp_path_factory.mktemp("readme")) as server:
        yield server


def test_python(server: LiveServer) -> None:
    (snippet,) = snippets(README, "python")
    with server.kernel() as kernel:
        assert "not sent" not in execute(kernel, snippet)
    (entry,) = [item for item in server.inbox() if item["title"] == title(snippet)]
    assert entry["type"] == "success"
    assert entry["body"] == "Accuracy **0.94** after 20 epochs."


def test_curl_in_a_shell_of_the_server(server: LiveServer) -> None:
    assert shutil.which("curl"), "curl is missing; `make test` installs it, or: apt-get install curl"
    (snippet,) = [block for block in snippets(README, "bash") if block.startswith("curl ")]
    # A shell that the server's kernel starts has the same variables as a terminal of JupyterLab.
    run = (
        "import subprocess\n"
        f"done = subprocess.run(['bash', '-euc', {snippet!r}], capture_output=True, text=True, timeout=60)\n"
        "assert done.returncode == 0, done.stderr\n"
        "print(done.stdout)"
    )
    with server.kernel() as kernel:
        answer = json.loads(execute(kernel, run))
    (entry,) = [item for item in server.inbox() if item["title"] == title(snippet)]
    assert entry["id"] == answer["id"]
    assert entry["type"] == "success"


def test_a_terminal_has_the_variables(server: LiveServer) -> None:
    # Terminals inherit the environment of the server's process, which Linux shows.
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux shows the environment of another process")
    websocket = pytest.importorskip("websocket")
    status, terminal = server.request("POST", "api/terminals")
    assert status == 200, terminal
    address = f"ws://127.0.0.1:{server.port}/terminals/websocket/{terminal['name']}?token={server.token}"
    socket = websocket.create_connection(address, timeout=30)
    try:
        socket.send(json.dumps(["stdin", 'echo "url=<$JUPYTER_NOTIFICATIONS_URL>"\r']))
        shown = ""
        while f"url=<{server.url}>" not in shown:
            kind, *content = json.loads(socket.recv())
            shown += content[0] if kind == "stdout" else ""
    finally:
        socket.close()
        server.request("DELETE", f"api/terminals/{terminal['name']}")


def test_typescript_compiles(tmp_path: Path) -> None:
    blocks = snippets(README, "typescript") + snippets(GUIDE, "typescript")
    assert len(blocks) >= 3
    for number, block in enumerate(blocks):
        (tmp_path / f"snippet{number}.ts").write_text(block)
    modules = ROOT / "node_modules"
    config = {
        "extends": str(ROOT / "tsconfigbase.json"),
        "compilerOptions": {
            "noEmit": True,
            "composite": False,
            "incremental": False,
            "noUnusedLocals": False,
            "noUnusedParameters": False,
            "rootDir": "/",
            "types": [],
            "baseUrl": str(ROOT),
            "paths": {"*": [f"{modules}/*", f"{modules}/@types/*"]},
        },
        "include": ["*.ts"],
    }
    (tmp_path / "tsconfig.json").write_text(json.dumps(config))
    done = subprocess.run(
        ["node", modules / "typescript" / "bin" / "tsc", "-p", tmp_path],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_is_short() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 120
