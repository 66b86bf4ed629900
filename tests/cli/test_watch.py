"""``watch``: shows each entry once, as it arrives, whatever becomes of the server meanwhile."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ..live_server import live_server
from .conftest import PATIENCE, Shell

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


@contextmanager
def watching(shell: Shell, *options: str) -> Iterator[tuple[subprocess.Popen[str], Callable[[], str]]]:
    """A ``watch`` that has begun; the process, and what reads its next line."""
    process = shell.start("watch", *options)
    assert process.stdout is not None
    lines = iter(process.stdout.readline, "")
    begun = "Has it begun?"
    try:
        # It has, when it shows what is sent: nothing else tells.
        first = threading.Event()
        seen: list[str] = []

        def read() -> None:
            seen.append(next(lines, ""))
            first.set()

        thread = threading.Thread(target=read)
        thread.start()
        while not first.wait(0.2):
            shell("send", begun, "--key", "begun")
        thread.join()
        assert begun in seen[0], process.stderr.read() if process.stderr else ""

        def line() -> str:
            # What was sent more than once, to begin, may come more than once.
            return next(text for text in lines if begun not in text)

        yield process, line
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE)


def test_what_arrives_is_shown_once(shell: Shell) -> None:
    with watching(shell) as (_, line):
        shell("send", "First", "-t", "error", "--source", "watched")
        words = line().split()
        assert words[1:] == ["error", "watched", "First"]
        # Reading and archiving are no news, an update is.
        shell("read", shell.entry("First")["id"])
        shell("send", "Half", "--key", "k", "--progress", "50%", "-t", "in-progress", "--source", "watched")
        assert line().endswith("Half\n")
        # What goes on is not shown again and again.
        shell("send", "More", "--key", "k", "--progress", "60%", "-t", "in-progress", "--source", "watched")
        shell("send", "Done", "--key", "k", "-t", "success", "--source", "watched")
        assert line().endswith("Done\n")
        shell("send", "Evil \x1b]0;x\x07", "--source", "watched")
        assert line().endswith("Evil ␛]0;x␇\n")


def test_json_filters_and_the_count(shell: Shell) -> None:
    process = shell.start("watch", "--json", "--count", "2", "--source", "counted", "--type", "info")
    while process.poll() is None:
        shell("send", "Other", "--source", "counted")
        shell("send", "Wanted", "--source", "counted", "--type", "info")
    lines = process.communicate(timeout=PATIENCE)[0].splitlines()
    assert process.returncode == 0
    entries = [json.loads(line) for line in lines]
    assert [entry["title"] for entry in entries] == ["Wanted", "Wanted"]
    assert entries[0]["id"] != entries[1]["id"]
    sent = {entry["id"]: entry for entry in shell.json("list", "--source", "counted")}
    assert all(sent[entry["id"]] == entry for entry in entries)


def test_interrupting_it_is_quiet(shell: Shell) -> None:
    with watching(shell) as (process, _):
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=PATIENCE)
        assert (process.returncode, stderr) == (130, "")


def test_it_survives_restarts_of_the_server(tmp_path: Path) -> None:
    with live_server(tmp_path) as server:
        shell = Shell(server)
        context = watching(shell, "--json")
        process, line = context.__enter__()
        shell("send", "Before")
        assert json.loads(line())["title"] == "Before"
    try:
        # Another port and another token, as those of every start are.
        with live_server(tmp_path, token="another-token") as server:
            shell = Shell(server)
            for n in range(3):
                shell("send", f"After {n}")
            assert [json.loads(line())["title"] for _ in range(3)] == ["After 0", "After 1", "After 2"]
            process.send_signal(signal.SIGINT)
            _, stderr = process.communicate(timeout=PATIENCE)
    finally:
        context.__exit__(None, None, None)
    lost, back = stderr.splitlines()
    assert "waiting for it" in lost
    assert back == "jupyter notifications: the server is back"


def test_without_a_socket_it_asks_as_often_as_the_server_advises(tmp_path: Path) -> None:
    with live_server(tmp_path, "--NotificationsExtension.poll_interval=1") as server:
        asked: list[str] = []

        class Proxy(BaseHTTPRequestHandler):
            """Passes on requests, and no socket: as many a proxy does."""

            def do_GET(self) -> None:
                asked.append(self.path.partition("?")[0])
                if "Upgrade" in self.headers:
                    self.send_error(400)
                    return
                connection = HTTPConnection("127.0.0.1", server.port)
                connection.request("GET", self.path, headers={"Authorization": self.headers["Authorization"]})
                answer = connection.getresponse()
                body = answer.read()
                self.send_response(answer.status)
                for name in ("X-Poll-Interval", "Content-Type"):
                    self.send_header(name, answer.headers[name])
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                connection.close()

            def log_message(self, format: str, *args: object) -> None:
                """Keep the output of the tests free of it."""

        proxy = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
        thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            shell = Shell(server)
            where = ("--server", f"http://127.0.0.1:{proxy.server_port}/", "--token", server.token)
            with watching(shell, *where) as (_, line):
                shell("send", "By asking")
                assert "By asking" in line()
        finally:
            proxy.shutdown()
            thread.join()
            proxy.server_close()
    assert asked[:2] == ["/api/notifications", "/api/events/subscribe/notification"]
    assert set(asked[2:]) == {"/api/notifications/changes"}
