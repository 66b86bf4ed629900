"""A Chromium that is driven from here: a process of Node with Playwright, which takes one command a line."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from .apps import START, find_browser
from .servers import PATIENCE, ROOT, Server

__all__ = ["Browser", "Visit", "browser"]

_DRIVER = ROOT / "benchmarks" / "driver" / "driver.mjs"
_PLAYWRIGHT = ROOT / "ui-tests" / "node_modules" / "playwright-core" / "package.json"

#: How often the clocks are compared; the quickest answer says most.
_LOOKS = 20


@dataclass(frozen=True)
class Visit:
    """A page that was opened. Times are milliseconds from the navigation."""

    restored: float
    bell: float | None
    busy: float
    """For how long its main thread worked."""
    files: tuple[str, ...]
    """The paths of our labextensions' files that it loaded."""


class Browser:
    """A browser with at most one page."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._ahead = 0.0

    def login(self, server: Server) -> None:
        """Let the browser in."""
        self._ask("login", url=f"http://127.0.0.1:{server.port}", token=server.token)

    def visit(self, server: Server, app: str, *, bell: bool = True) -> Visit:
        """Open an application, and wait until it is there."""
        found = self._ask("visit", url=f"http://127.0.0.1:{server.port}{START[app]}", bell=bell)
        return Visit(found["restored"], found.get("bell"), found["busy"], tuple(found["files"]))

    def leave(self) -> None:
        """Close the page."""
        self._ask("leave")

    @contextmanager
    def visiting(self, server: Server, app: str, *, bell: bool = True) -> Iterator[Visit]:
        """Open an application, and close its page afterwards."""
        try:
            yield self.visit(server, app, bell=bell)
        finally:
            self.leave()

    def compare_clocks(self) -> None:
        """Learn how far the page's clock is ahead of ours, to half the time of a question."""
        best = float("inf")
        for _ in range(_LOOKS):
            before = time.time()
            theirs = self._probe("now") / 1000
            after = time.time()
            if after - before < best:
                best, self._ahead = after - before, theirs - (before + after) / 2

    def watch(self) -> None:
        """Note from now on what the badge and the first card show."""
        self._probe("watch")

    def shows(self, what: str, text: str, *, seconds: float = PATIENCE) -> float:
        """Wait until the ``badge`` or the first ``card`` shows a text; since when, in our clock's seconds."""
        return float(self._probe("shows", what, text, 1000 * seconds)) / 1000 - self._ahead

    def open_center(self) -> float:
        """Open the center; milliseconds until cards are on screen."""
        return float(self._probe("open"))

    def close_center(self) -> None:
        """Close the center."""
        self._probe("close")

    def load_all(self) -> int:
        """Load the list to its end; how many entries it has."""
        return int(self._probe("loadAll")["size"])

    def scroll(self, step: float, frames: int) -> tuple[float, int]:
        """Scroll from the top by so many pixels a frame; the longest frame in ms, and how many there were."""
        found = self._probe("scroll", step, frames)
        return float(found["longest"]), int(found["frames"])

    def rest(self, frames: int) -> float:
        """The longest of so many frames in which nothing is done, in ms."""
        return float(self._probe("rest", frames)["longest"])

    def count_requests(self) -> None:
        """Count the page's requests to ``/api/notifications`` from now on."""
        self._ask("count")

    @property
    def requests(self) -> int:
        """How many there were."""
        return int(self._ask("counted"))

    def _probe(self, name: str, *args: object) -> Any:
        return self._ask("probe", name=name, args=list(args))

    def _ask(self, command: str, **args: object) -> Any:
        sent, received = cast("IO[str]", self._process.stdin), cast("IO[str]", self._process.stdout)
        try:
            sent.write(json.dumps({"command": command, **args}) + "\n")
            sent.flush()
        except OSError as error:
            msg = f"the browser is gone: {error}"
            raise RuntimeError(msg) from error
        line = received.readline()
        if not line:
            msg = "the browser is gone"
            raise RuntimeError(msg)
        answer = json.loads(line)
        if "error" in answer:
            msg = f"the browser, asked to {command}: {answer['error']}"
            raise RuntimeError(msg)
        return answer["value"]


@contextmanager
def browser(home: Path, servers: Sequence[Server]) -> Iterator[Browser]:
    """A browser with a new profile, let in by these servers."""
    node = shutil.which("node")
    if not node or not _PLAYWRIGHT.is_file():
        msg = "the browser's driver is not installed: make .make/ui-tests"
        raise RuntimeError(msg)
    process = subprocess.Popen(
        [node, str(_DRIVER), str(home / "profile"), find_browser()],
        cwd=home,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        opened = Browser(process)
        for server in servers:
            opened.login(server)
        yield opened
    finally:
        # The end of its input tells it to close the browser.
        for stream in (process.stdin, process.stdout):
            cast("IO[str]", stream).close()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
