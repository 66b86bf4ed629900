"""P9: how long a page takes to start, with and without the extension, and how much of ours it loads."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from .apps import BUILT, START, app_server
from .browser import Visit, browser
from .measure import Goal, Plan, Report, Row, Side, per_round

__all__ = ["page_start", "zipped"]

#: Below which the paths of the files begin.
_FILES = f"/extensions/{BUILT.name}/"


def page_start(plan: Plan) -> Report:
    """P9: starts in turn, with everything in the browser's cache, and the order turned round each time."""
    visits: dict[str, list[dict[str, Visit]]] = {app: [] for app in START}
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(
                app_server(plan.home / name, name, ours=name == "with", any_build=plan.quick)
            )
            for name in ("with", "without")
        }
        page = stack.enter_context(browser(plan.home, list(servers.values())))
        # The first ones fill the caches, and are not kept.
        for number in range(2 + plan.count(16, quick=2)):
            names = list(servers) if number % 2 else list(reversed(servers))
            for app in START:
                pair: dict[str, Visit] = {}
                for name in names:
                    with page.visiting(servers[name], app, bell=name == "with") as visit:
                        pair[name] = visit
                if number > 1:
                    visits[app].append(pair)
    rows = [row for app in START for row in _rows(app, visits[app])]
    files = {f"files of ours in {app}": len(visits[app][0]["with"].files) for app in START}
    return Report("P9", "start of a page", rows, {"starts": 4 * len(visits["JupyterLab"]), **files})


def _rows(app: str, pairs: Sequence[dict[str, Visit]]) -> Iterator[Row]:
    restored = [{name: visit.restored for name, visit in pair.items()} for pair in pairs]
    busy = [{name: visit.busy for name, visit in pair.items()} for pair in pairs]
    yield per_round(f"{app}, until it is there", "with", "without", restored, Goal(at_most=1.03), unit="ms")
    yield per_round(f"{app}, work of the page's main thread", "with", "without", busy, None, unit="ms")
    bells = [pair["with"] for pair in pairs]
    yield Row(
        f"{app}, the bell",
        "after the application",
        "ms",
        [(visit.bell or 0) - visit.restored for visit in bells],
    )
    loaded = [zipped(visit.files) / 1024 for visit in bells]
    yield Row(
        f"{app}, loaded before the center opens",
        "gzip",
        "KiB",
        loaded,
        Goal(at_most=40),
        {"with": Side("KiB", loaded)},
        "highest",
    )


def zipped(paths: Sequence[str], built: Path = BUILT) -> int:
    """Bytes of the files at these paths, each packed by itself as a server does, each counted once."""
    names = {path.partition(_FILES)[2] for path in paths}
    return sum(len(gzip.compress((built / name).read_bytes(), compresslevel=6)) for name in sorted(names))
