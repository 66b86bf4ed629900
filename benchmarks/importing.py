"""P13: how long ``notify`` takes to import in a fresh interpreter, and what it brings along."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from .measure import Goal, Plan, Report, Row, Side, per_round
from .servers import environment

__all__ = ["import_notify"]

_STATEMENTS = {
    "notify": "from jupyter_notifications import notify",
    "http.client": "import http.client",
    # What is put off until the first call; in a kernel much of it is there already.
    "notify, ready": (
        "from jupyter_notifications import notify\nimport jupyter_notifications.client.transport"
    ),
}

#: What only a server needs.
_OF_A_SERVER = (
    *(
        "aiosqlite",
        "jupyter_core",
        "jupyter_events",
        "jupyter_server",
        "sqlite3",
        "tornado",
        "traitlets",
        "zmq",
    ),
    *("jupyter_notifications.extension", "jupyter_notifications.services", "jupyter_notifications.storage"),
)

_PROGRAM = """
import time
started = time.perf_counter()
{statement}
taken = time.perf_counter() - started
import json, sys
print(json.dumps([taken, list(sys.modules)]))
"""


def import_notify(plan: Plan) -> Report:
    """P13: pairs of fresh interpreters, one after the other in turn."""
    rounds: list[dict[str, float]] = []
    brought: list[float] = []
    # The first pair compiles, and is not kept.
    for number in range(1 + plan.count(31, quick=7)):
        each: dict[str, float] = {}
        for name, statement in _STATEMENTS.items():
            taken, modules = _import(statement, plan.home)
            each[name] = 1000 * taken
            if name != "http.client":
                brought.append(sum(_is_of_a_server(module) for module in modules))
        if number:
            rounds.append(each)
    rows = [
        per_round("import", "notify", "http.client", rounds, Goal(at_most=1.3), unit="ms"),
        per_round(
            "import with what the first call loads", "notify, ready", "http.client", rounds, None, unit="ms"
        ),
        Row(
            "modules of a server that came along",
            "in sys.modules",
            "modules",
            brought,
            Goal(at_most=0),
            {"notify": Side("modules", brought)},
            "highest",
        ),
    ]
    return Report("P13", "import of notify in a fresh interpreter", rows)


def _import(statement: str, home: Path) -> tuple[float, list[str]]:
    """The seconds that it took, and all modules that are there then."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(statement=statement)],
        cwd=home,
        env=environment(home),
        check=True,
        capture_output=True,
        text=True,
    )
    taken, modules = json.loads(done.stdout)
    return float(taken), list(modules)


def _is_of_a_server(module: str) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in _OF_A_SERVER)
