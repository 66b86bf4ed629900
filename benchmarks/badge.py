"""P8: how soon after a post the badge of an idle page shows it."""

from __future__ import annotations

import statistics
import time

from . import inbox
from .apps import START, app_server
from .browser import Browser, browser
from .caller import Caller
from .measure import Goal, Plan, Report, Row, Side
from .servers import Server, lifted_limits

__all__ = ["badge", "row"]

_QUESTIONS = 100

#: Seconds between two posts: the page has long asked what was new, and waits for the next hint. They differ,
#: so that no timer of the page or the server beats the same time.
_PAUSES = (1.3, 1.9, 1.6, 1.45, 1.75)


def badge(plan: Plan) -> Report:
    """P8: posts one by one, in turn in both applications."""
    rounds: dict[str, list[tuple[list[float], float]]] = {app: [] for app in START}
    posts = int(plan.size(10, 3))
    with (
        app_server(
            plan.home / "server", "ours", ours=True, options=lifted_limits(), any_build=plan.quick
        ) as server,
        browser(plan.home, [server]) as page,
    ):
        for _ in range(plan.count(6, quick=1)):
            for app in START:
                inbox.empty(server)
                with page.visiting(server, app):
                    rounds[app].append((_posts(page, server, posts), _get_api(server)))
    rows = [each for app in START for each in (row(app, rounds[app]), _slowest(app, rounds[app]))]
    checks = {"posts to each application": posts * len(rounds["JupyterLab"])}
    return Report("P8", "from a post to the badge", rows, dict(checks))


def row(app: str, rounds: list[tuple[list[float], float]]) -> Row:
    """What is left of the median wait without three times that of ``GET /api``, in each round, in ms."""
    waits = [statistics.median(each) for each, _ in rounds]
    asked = [get_api for _, get_api in rounds]
    return Row(
        app,
        "POST to badge - 3 GET /api",
        "ms",
        [wait - 3 * get_api for wait, get_api in zip(waits, asked, strict=True)],
        Goal(at_most=50),
        {"POST to badge": Side("ms", waits), "GET /api": Side("ms", asked)},
    )


def _slowest(app: str, rounds: list[tuple[list[float], float]]) -> Row:
    slowest = [max(waits) for waits, _ in rounds]
    return Row(f"{app}, the slowest of {len(rounds[0][0])}", "POST to badge", "ms", slowest)


def _posts(page: Browser, server: Server, posts: int) -> list[float]:
    """Milliseconds from before each post until the badge that counts it is on screen."""
    page.compare_clocks()
    page.watch()
    waits = []
    for number in range(1, 1 + posts):
        time.sleep(_PAUSES[number % len(_PAUSES)])
        [(before, _)] = inbox.post(server, [number])
        waits.append(1000 * (page.shows("badge", str(number)) - before))
    return waits


def _get_api(server: Server) -> float:
    """The median of the milliseconds that ``GET /api`` takes."""
    request, took = server.request("GET", "/api"), []
    with Caller(server.port) as caller:
        for _ in range(_QUESTIONS):
            before = time.perf_counter()
            caller.ask(request)
            took.append(1000 * (time.perf_counter() - before))
    return statistics.median(took)
