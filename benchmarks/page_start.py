"""P9: how long a page takes to start, with and without the extension, and how much of ours it loads."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

from .apps import BUILT, START, app_server
from .browser import Visit, browser
from .measure import Goal, Plan, Report, Row, Side, per_round

__all__ = ["page_start", "zipped"]

#: Below which the paths of the files begin.
_FILES = f"/extensions/{BUILT.name}/"

#: The starts that fill the caches: compiled code is kept only after a file has been run a few times.
_UNKEPT = 6


def page_start(plan: Plan) -> Report:
    """P9: starts in turn, with everything in the browser's cache, one application after the other.

    A page finds some of what the one before it had compiled. So each start follows one of the other side of
    the same application: with, without, with, without. A round is a start and the one before it, so each side
    is as often the earlier as the later one.
    """
    visits: dict[str, list[dict[str, Visit]]] = {}
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(
                app_server(plan.home / name, name, ours=name == "with", any_build=plan.quick)
            )
            for name in ("with", "without")
        }
        page = stack.enter_context(browser(plan.home, list(servers.values())))
        for app in START:
            found: list[tuple[str, Visit]] = []
            for number in range(_UNKEPT + 1 + plan.count(48, quick=2)):
                name = list(servers)[number % 2]
                with page.visiting(servers[name], app, bell=name == "with") as visit:
                    found.append((name, visit))
            visits[app] = [dict(pair) for pair in pairwise(found[_UNKEPT:])]
    rows = [row for app in START for row in _rows(app, visits[app])]
    files = {f"files of ours in {app}": len(visits[app][0]["with"].files) for app in START}
    return Report(
        "P9", "start of a page", rows, {"starts": sum(1 + len(pairs) for pairs in visits.values()), **files}
    )


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
