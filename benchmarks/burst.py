"""P7: what a burst of events costs an open center, and how soon it shows the last one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from . import inbox
from .apps import START, app_server
from .browser import Browser, browser
from .measure import Goal, Plan, Report, Row, Side
from .servers import Server, lifted_limits

__all__ = ["burst"]

_CONNECTIONS = 8

#: Seconds after the last state was shown in which more requests would still come.
_AFTERWARDS = 2.0


def burst(plan: Plan) -> Report:
    """P7: bursts, in turn in both applications."""
    events = int(plan.size(1000, 200))
    requests: dict[str, list[float]] = {app: [] for app in START}
    late: dict[str, list[float]] = {app: [] for app in START}
    acknowledged = stored = 0
    with (
        app_server(
            plan.home / "server", "ours", ours=True, options=lifted_limits(), any_build=plan.quick
        ) as server,
        browser(plan.home, [server]) as page,
    ):
        for _ in range(plan.count(7, quick=1)):
            for app in START:
                inbox.empty(server)
                with page.visiting(server, app):
                    asked, waited = _one(page, server, events)
                requests[app].append(asked)
                late[app].append(waited)
                acknowledged += events
                stored += inbox.newest(server).unread
    rows = [row for app in START for row in _rows(app, events, requests[app], late[app])]
    checks = {"acknowledged": acknowledged, "stored": stored, "lost": acknowledged - stored}
    return Report("P7", f"a burst of {events:,} events with the center open", rows, dict(checks))


def _rows(app: str, events: int, requests: list[float], late: list[float]) -> Iterator[Row]:
    yield Row(
        f"{app}, requests of the page",
        f"for {events:,} events",
        "requests",
        requests,
        Goal(at_most=6),
        {"page": Side("requests", requests)},
        "highest",
    )
    yield Row(
        f"{app}, the last state on screen",
        "after the last answer",
        "ms",
        late,
        Goal(at_most=1000),
        {"page": Side("ms", late)},
    )


def _one(page: Browser, server: Server, events: int) -> tuple[int, float]:
    """How many requests the page made, and how late it was, in ms; not below 0: it may even be first."""
    # One that is there already, so that there is a first card.
    inbox.post(server, [0])
    page.open_center()
    page.compare_clocks()
    page.watch()
    page.shows("card", inbox.title(0))
    page.count_requests()
    last_answer = max(_post_all(server, events - 1))
    # Which of those under way at last is the last one, the server decided.
    shown = page.shows("card", inbox.newest(server).title)
    page.shows("badge", "99+")
    time.sleep(_AFTERWARDS)
    return page.requests, max(0.0, 1000 * (shown - last_answer))


def _post_all(server: Server, events: int) -> Iterator[float]:
    """Post events from number 1 on over several connections, as fast as they are taken; when each was."""
    shares = [range(1 + first, 1 + events, _CONNECTIONS) for first in range(_CONNECTIONS)]
    with ThreadPoolExecutor(_CONNECTIONS) as pool:
        for took in pool.map(lambda share: inbox.post(server, share), shares):
            yield from (answered for _, answered in took)
