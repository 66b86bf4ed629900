"""A server extension for tests: how long the server's event loop was kept from its other work.

A timer on the loop asks to be called every few milliseconds. What it is late by is the time that something
else held the loop: computing, or waiting for a disk. Time in which a thread of the server was ready to run,
perhaps with Python's one lock in its hands, and the operating system gave its core to another process, is no
fault of the server's and is taken off, where Linux counts it (``schedstat``). So is a full collection of
Python's garbage: it goes through all objects that a Jupyter server has, whatever was asked of it. How long
the longest took is told beside the lags.
"""

from __future__ import annotations

import asyncio
import gc
import json
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from tornado import web

__all__ = ["PATH"]

PATH = "api/lag-of-the-tests"
"""``GET`` answers ``{ticks, max_ms, p99_ms, over_50_ms, gc_max_ms}`` since the last ``GET``."""

_EVERY = 0.005
_THREADS = Path("/proc/self/task")


class Probe:
    """The timer, and what it found."""

    def __init__(self) -> None:
        self.lags: list[float] = []
        self.collections: list[float] = []
        self._collecting = 0.0
        self._began = 0.0
        gc.callbacks.append(self._collected)

    def start(self) -> None:
        """Begin, on the running loop."""
        self._loop = asyncio.get_running_loop()
        self._arm()

    def take(self) -> list[float]:
        """The lags in milliseconds since this was last called."""
        lags, self.lags = self.lags, []
        return lags

    def _collected(self, phase: str, info: dict[str, int]) -> None:
        if info["generation"] < 2:
            return
        if phase == "start":
            self._began = time.perf_counter()
        else:
            took = time.perf_counter() - self._began
            self._collecting += took
            self.collections.append(took * 1000)

    def _arm(self) -> None:
        self._due = time.perf_counter() + _EVERY
        self._collecting = 0.0
        self._robbed = _seconds_without_a_core()
        self._loop.call_later(_EVERY, self._tick)

    def _tick(self) -> None:
        late = time.perf_counter() - self._due
        robbed = _seconds_without_a_core() - self._robbed
        # A thread that ended takes its count along, which must not make the rest look late.
        self.lags.append(max(0.0, late - self._collecting - max(0.0, robbed)) * 1000)
        self._arm()


class LagHandler(APIHandler):
    """``GET api/lag-of-the-tests``."""

    @web.authenticated
    def get(self) -> None:
        """What was found since the last time."""
        probe = self.settings["lag_of_the_tests"]
        lags = sorted(probe.take()) or [0.0]
        collections, probe.collections = probe.collections, []
        self.finish(
            json.dumps(
                {
                    "ticks": len(lags),
                    "max_ms": round(lags[-1], 1),
                    "p99_ms": round(lags[int(len(lags) * 0.99)], 1),
                    "over_50_ms": sum(lag > 50 for lag in lags),
                    "gc_max_ms": round(max(collections, default=0.0), 1),
                }
            )
        )


def _seconds_without_a_core() -> float:
    """How long the threads that there are have been ready to run without running, since each began."""
    nanoseconds = 0
    with suppress(OSError):
        for thread in _THREADS.iterdir():
            with suppress(OSError, ValueError, IndexError):  # It may have ended just now.
                nanoseconds += int((thread / "schedstat").read_text().split()[1])
    return nanoseconds / 1e9


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(serverapp: Any) -> None:
    probe = Probe()
    serverapp.web_app.settings["lag_of_the_tests"] = probe
    route = url_path_join(serverapp.base_url, PATH)
    serverapp.web_app.add_handlers(".*$", [(route, LagHandler)])
    serverapp.io_loop.add_callback(probe.start)
