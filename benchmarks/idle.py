"""P12: what an open tab costs a server while nothing happens, with and without the extension."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import in_server
from .apps import START, app_server, find_browser
from .caller import Caller
from .measure import Goal, Plan, Report, Row, Side, per_round
from .servers import PATIENCE, TOKEN, Server, running

__all__ = ["idle_tab"]

#: Paths of ours. The first is the core's, too, and its own page opens it once.
_OURS = ("/api/events", "/api/notifications")
_HINTS = "/api/events/subscribe/notification"


@dataclass
class Tab:
    """JupyterLab in a browser, and its server."""

    server: Server
    requests: Path

    def asked(self, *paths: str) -> int:
        """How many requests there were so far below these paths."""
        lines = self.requests.read_text(encoding="utf-8").splitlines() if self.requests.exists() else []
        return sum(line.split(" ")[1].startswith(paths) for line in lines)

    def wait_for(self, path: str, more_than: int = 0, *, seconds: float = PATIENCE) -> None:
        """Return when the page has asked for it. Raises ``RuntimeError`` if it does not."""
        deadline = time.monotonic() + seconds
        while self.asked(path) <= more_than:
            if time.monotonic() > deadline:
                msg = f"the page of the server {self.server.name} the extension never asked for {path}"
                raise RuntimeError(msg)
            time.sleep(0.1)


def idle_tab(plan: Plan) -> Report:
    """P12: minutes of doing nothing, in turn."""
    browser = find_browser()
    seconds, settle = plan.size(60, 15), plan.size(30, 10)
    rounds: list[dict[str, float]] = []
    ours: list[float] = []
    asked = 0
    with ExitStack() as stack:
        tabs = {
            name: stack.enter_context(_open_tab(plan.home / name, name, browser, any_build=plan.quick))
            for name in ("with", "without")
        }
        tabs["without"].wait_for("/api/events/subscribe")
        tabs["with"].wait_for(_HINTS)
        time.sleep(settle)
        for _ in range(plan.count(5, quick=3)):
            each: dict[str, float] = {}
            for name, tab in tabs.items():
                before, before_ours, used = tab.asked("/"), tab.asked(*_OURS), tab.server.cpu_seconds()
                time.sleep(seconds)
                each[name] = 1000 * (tab.server.cpu_seconds() - used) / seconds
                asked += tab.asked("/") - before
                if name == "with":
                    ours.append(tab.asked(*_OURS) - before_ours)
            rounds.append(each)
        alive = _still_there(tabs["with"])
    rows = [
        per_round("CPU of the server", "with", "without", rounds, Goal(at_most=1.05), unit="ms/s"),
        Row(
            f"requests of ours in {seconds:.0f} s",
            "counted",
            "requests",
            ours,
            Goal(at_most=0),
            {"with": Side("requests", ours)},
            "highest",
        ),
    ]
    checks: dict[str, int | float] = {
        "requests of JupyterLab meanwhile": asked - int(sum(ours)),
        "questions of the page after a post in the end": alive,
    }
    return Report("P12", "idle with one tab open", rows, checks)


def _still_there(tab: Tab) -> int:
    """Post, and see the page ask what is new: it has been awake and listening all the time."""
    before = tab.asked("/api/notifications/changes")
    with Caller(tab.server.port) as caller:
        body = json.dumps({"title": "Are you there?"}).encode()
        status = caller.ask(tab.server.request("POST", "/api/notifications", body)).status
    if status != 201:
        msg = f"the post was not taken: {status}"
        raise RuntimeError(msg)
    tab.wait_for("/api/notifications/changes", before, seconds=20)
    return tab.asked("/api/notifications/changes") - before


@contextmanager
def _open_tab(home: Path, name: str, browser: str, *, any_build: bool) -> Iterator[Tab]:
    """JupyterLab with one tab that shows it."""
    requests, page = home / "requests.log", home / "browser"
    extra = {in_server.REQUESTS: str(requests)}
    with app_server(home, name, ours=name == "with", extra=extra, any_build=any_build) as server:
        chromium = [
            *(browser, "--headless", "--disable-gpu", "--disable-quic", "--no-first-run"),
            *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
            # Without it a headless browser ends when the page is loaded.
            "--remote-debugging-port=0",
            f"--user-data-dir={page / 'profile'}",
            # Chromium refuses its sandbox to root.
            *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
            f"http://127.0.0.1:{server.port}{START['JupyterLab']}?token={TOKEN}",
        ]
        with running(chromium, page, {}):
            yield Tab(server, requests)
