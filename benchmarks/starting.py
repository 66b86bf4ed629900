"""P11: how long a server takes from its command to its first answer, with and without the extension."""

from __future__ import annotations

import time
from pathlib import Path

from .caller import Caller
from .measure import Goal, Plan, Report, Row, Side
from .servers import PATIENCE, Server, free_port, jupyter_command, running

__all__ = ["first_answer"]

_PAUSE = 0.002


def first_answer(plan: Plan) -> Report:
    """P11: pairs of starts, one after the other in turn."""
    extensions = {"without": {}, "with": {"jupyter_notifications": True}}
    pairs: list[dict[str, float]] = []
    # The first pair compiles what Python compiles once, makes the store's file, and is not kept.
    for number in range(1 + plan.count(11, quick=3)):
        pair: dict[str, float] = {}
        for name, wanted in extensions.items():
            pair |= _start(plan.home / name, name, wanted)
        if number:
            pairs.append(pair)
    sides = {name: Side("ms", [pair[name] for pair in pairs]) for name in (*extensions, "store ready")}
    rows = [
        Row(
            "to the first answer",
            "with - without",
            "ms",
            [pair["with"] - pair["without"] for pair in pairs],
            Goal(at_most=150),
            {name: sides[name] for name in extensions},
        ),
        Row(
            "until notifications are taken",
            "store ready - without",
            "ms",
            [pair["store ready"] - pair["without"] for pair in pairs],
            None,
            {"store ready": sides["store ready"]},
        ),
        Row(
            "to the first answer, CPU time of the server",
            "with - without",
            "ms",
            [pair["with, CPU"] - pair["without, CPU"] for pair in pairs],
            None,
            {name: Side("ms", [pair[f"{name}, CPU"] for pair in pairs]) for name in extensions},
        ),
    ]
    return Report("P11", "start of a server", rows, {"starts": 2 * len(pairs)})


def _start(home: Path, name: str, extensions: dict[str, bool]) -> dict[str, float]:
    """The milliseconds to the first answer, and with our extension to that of the inbox."""
    port = free_port()
    command = jupyter_command(home, port, {"jupyter_notifications": False, **extensions})
    started = time.perf_counter()
    with running(command, home, {}) as process:
        server = Server(name, process, port, home)
        _wait(server, "/api")
        found = {name: 1000 * (time.perf_counter() - started), f"{name}, CPU": 1000 * server.cpu_seconds()}
        if extensions:
            _wait(server, "/api/notifications?limit=1")
            found["store ready"] = 1000 * (time.perf_counter() - started)
    return found


def _wait(server: Server, path: str) -> None:
    """Ask without a pause worth mentioning until the answer is 200."""
    deadline = time.perf_counter() + PATIENCE
    while time.perf_counter() < deadline and server.process.poll() is None:
        try:
            with Caller(server.port) as caller:
                if caller.ask(server.request("GET", path)).status == 200:
                    return
        except OSError:
            pass
        time.sleep(_PAUSE)
    msg = f"the server {server.name} the extension does not answer"
    raise RuntimeError(msg)
