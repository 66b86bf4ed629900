"""P10: a center with very many notifications: opening it, and scrolling through them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median

from . import filling
from .apps import START, app_server
from .browser import Browser, browser
from .measure import Goal, Plan, Report, Row, Side, per_round
from .servers import lifted_limits

__all__ = ["Opened", "full_center", "rows"]

_FEW = 50
_AGAIN = 3

#: Pixels a frame: as a hand on a wheel does, and so that the end is soon there.
_SLOW, _FAST = 120, 2400
_FRAMES = 400


@dataclass
class Opened:
    """What was found in one application, in ms."""

    first: list[dict[str, float]] = field(default_factory=list)
    again: list[dict[str, float]] = field(default_factory=list)
    slow: list[float] = field(default_factory=list)
    fast: list[float] = field(default_factory=list)
    rest: list[float] = field(default_factory=list)


def full_center(plan: Plan) -> Report:
    """P10: a full and a small inbox in turn, each on a server of its own, in both applications."""
    sizes = {"many": int(plan.size(10_000, 500)), "few": _FEW}
    found = {app: Opened() for app in START}
    loaded: list[int] = []
    frames = 0
    with ExitStack() as stack:
        servers = {}
        for name, size in sizes.items():
            filling.fill(filling.store_file(plan.home / name), size)
            servers[name] = stack.enter_context(
                app_server(plan.home / name, name, ours=True, options=lifted_limits(), any_build=plan.quick)
            )
        page = stack.enter_context(browser(plan.home, list(servers.values())))
        # The first round fills the caches, and is not kept.
        for number in range(1 + plan.count(8, quick=1)):
            for app in START:
                first: dict[str, float] = {}
                again: dict[str, float] = {}
                for name in list(servers) if number % 2 else list(reversed(servers)):
                    with page.visiting(servers[name], app):
                        first[name], again[name] = page.open_center(), _again(page)
                if number:
                    found[app].first.append(first)
                    found[app].again.append(again)
        for _ in range(plan.count(3, quick=1)):
            for app in START:
                with page.visiting(servers["many"], app):
                    page.open_center()
                    loaded.append(page.load_all())
                    frames += _scroll(page, found[app])
    every = [row for app in START for row in rows(app, found[app], sizes["many"])]
    checks = {"entries that the list had at its end": min(loaded), "frames": frames}
    return Report("P10", f"the center with {sizes['many']:,} notifications", every, dict(checks))


def rows(app: str, found: Opened, many: int) -> Iterator[Row]:
    """What is told of an application."""
    called = (f"{many:,}", f"{_FEW}")
    goal = Goal(at_most=1.5)
    yield per_round(f"{app}, opened first", "many", "few", found.first, goal, unit="ms", called=called)
    yield per_round(f"{app}, opened again", "many", "few", found.again, goal, unit="ms", called=called)
    for name, longest in (("slowly", found.slow), ("to the end", found.fast)):
        yield _longest(f"{app}, scrolled {name}", longest, Goal(at_most=50))
    yield _longest(f"{app}, nothing moves", found.rest, None)


def _longest(name: str, longest: Sequence[float], goal: Goal | None) -> Row:
    values = list(longest)
    return Row(name, "longest frame", "ms", values, goal, {"page": Side("ms", values)}, "highest")


def _again(page: Browser) -> float:
    """Close the center and open it, a few times."""
    took = []
    for _ in range(_AGAIN):
        page.close_center()
        took.append(page.open_center())
    return median(took)


def _scroll(page: Browser, found: Opened) -> int:
    """Scroll through all that is loaded; how many frames that were."""
    found.rest.append(page.rest(_FRAMES))
    slow, counted = page.scroll(_SLOW, _FRAMES)
    fast, more = page.scroll(_FAST, 100 * _FRAMES)
    found.slow.append(slow)
    found.fast.append(fast)
    return counted + more
