"""The server of the R6 tests: a real process, with a probe of its loop, to which anything may be said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..live_server import LiveServer, live_server
from .lag_probe import PATH

__all__ = ["LAG_MS", "Fuzzed", "fuzzed_server"]

LAG_MS = 100.0
"""R6: the loop is never held for longer."""

_CORES_PAGE = "Uncaught exception in write_error"


class Fuzzed:
    """A running server, and what the tests ask of it afterwards."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self.port = server.port
        self.token = server.token
        self._read = 0

    def lag(self) -> dict[str, Any]:
        """How long the loop was held since the last time, see the probe: ``{ticks, max_ms, …}``."""
        status, lag = self.server.request("GET", PATH)
        assert status == 200, lag
        return dict(lag)

    def assert_well(self) -> None:
        """It runs, takes a notification and gives it back, and has logged no fault of its own."""
        assert self.server.process.poll() is None, "".join(self.server.log[-50:])
        status, posted = self.server.request("POST", "api/notifications", {"title": "still here"})
        assert status == 201, posted
        status, found = self.server.request("GET", f"api/notifications/{posted['id']}")
        assert (status, found["title"]) == (200, "still here")
        log = self.server.log[self._read :]
        self._read += len(log)
        # The core's own page for an address that nobody serves fails at what is no UTF-8; the answer is 400.
        log = "".join(log).split(_CORES_PAGE)
        log = [line for n, part in enumerate(log) for line in _behind(part, n > 0).splitlines(keepends=True)]
        fault = next((n for n, line in enumerate(log) if "Traceback" in line or "Uncaught" in line), None)
        assert fault is None, "".join(log[max(0, fault - 3) : fault + 40])


def _behind(part: str, follows: bool) -> str:
    """The lines after a traceback, which has no level at the beginning of a line."""
    if not follows:
        return part
    lines = part.splitlines(keepends=True)[1:]
    first = next((n for n, line in enumerate(lines) if line.startswith("[")), len(lines))
    return "".join(lines[first:])


@contextmanager
def fuzzed_server(home: Path, *options: str) -> Iterator[Fuzzed]:
    """Start it. There is no limit on the rate, so that every request is looked at."""
    extensions = {"jupyter_notifications": True, "tests.reliability.lag_probe": True}
    with live_server(
        home,
        f"--ServerApp.jpserver_extensions={extensions}",
        "--NotificationsExtension.rate_limit=0",
        *options,
        extension=None,
    ) as server:
        fuzzed = Fuzzed(server)
        fuzzed.lag()
        yield fuzzed
