"""P1 and P2: notifications a second by ``POST /api/events``, singly and in batches, against the core's."""

from __future__ import annotations

import json
from contextlib import ExitStack

from . import load
from .caller import Answer, Caller
from .in_server import NOTIFICATION
from .measure import Goal, Plan, Report, Row, per_round
from .servers import Server, ours, post_only_token, stock

__all__ = ["batches", "one_by_one"]

BATCH = 100

#: As a kernel would say that a run has ended.
_EVENT = {
    "schema_id": NOTIFICATION,
    "version": "1",
    "data": {
        "title": "train.ipynb finished",
        "body": "All **42** cells ran in 3 min 12 s.",
        "type": "success",
        "source": "ipykernel",
        "topic": "run.finished",
        "link": "projects/analysis/train.ipynb",
    },
}


def one_by_one(plan: Plan) -> Report:
    """P1: a durable notification a request."""
    seconds = plan.size(2.0, 0.5)
    rows: list[Row] = []
    acknowledged, busiest = 0, 0.0
    with ExitStack() as stack:
        core = stack.enter_context(stock(plan.home / "core"))
        mine = stack.enter_context(ours(plan.home / "ours"))
        body = json.dumps(_EVENT).encode()
        kernel = mine.request("POST", "/api/events", body, token=post_only_token(mine))
        sides = {
            "core": (core, core.request("POST", "/api/events", body), 204),
            "user token": (mine, mine.request("POST", "/api/events", body), 204),
            "post-only token": (mine, kernel, 204),
            "GET /api": (core, core.request("GET", "/api"), 200),
        }
        before = stored(mine)
        for connections in (8, 32):
            rounds: list[dict[str, float]] = []
            # The first round warms up and is not kept.
            for number in range(1 + plan.count(7, quick=3)):
                each: dict[str, float] = {}
                for name, (server, request, status) in sides.items():
                    used = server.cpu_seconds()
                    outcome = load.run(
                        server.port, request, connections=connections, seconds=seconds if number else 0.3
                    )
                    answers = outcome.count(status)
                    each[f"{name}, CPU"] = 1e6 * (server.cpu_seconds() - used) / answers
                    acknowledged += answers if server is mine else 0
                    each[name] = answers / outcome.seconds
                    busiest = max(busiest, outcome.busy)
                if number:
                    rounds.append(each)
            where = f"{connections} connections"
            rows += [
                per_round(f"{where}, user token", "user token", "core", rounds, Goal(1.15), unit="/s"),
                per_round(
                    f"{where}, post-only token", "post-only token", "core", rounds, Goal(1.2), unit="/s"
                ),
                per_round(f"{where}, an empty answer", "GET /api", "core", rounds, None, unit="/s"),
                *(
                    per_round(
                        f"{where}, {name}, CPU time of the server",
                        "core, CPU",
                        f"{name}, CPU",
                        rounds,
                        None,
                        unit="µs",
                        called=("core", name),
                    )
                    for name in ("user token", "post-only token")
                ),
            ]
        checks = account(acknowledged, stored(mine) - before)
    checks["client busy at most"] = round(busiest, 2)
    return Report("P1", "durable notifications by POST /api/events", rows, checks)


def batches(plan: Plan) -> Report:
    """P2: a hundred in a request."""
    seconds = plan.size(2.0, 0.5)
    rounds: list[dict[str, float]] = []
    acknowledged = 0
    with stock(plan.home / "core") as core, ours(plan.home / "ours") as mine:
        single = core.request("POST", "/api/events", json.dumps(_EVENT).encode())
        batch = mine.request("POST", "/api/events", json.dumps([_EVENT] * BATCH).encode())
        load.run(core.port, single, connections=8, seconds=0.3)
        load.run(mine.port, batch, connections=8, seconds=0.3, check=all_taken)
        before = stored(mine)
        for _ in range(plan.count(7, quick=3)):
            used = core.cpu_seconds(), mine.cpu_seconds()
            one = load.run(core.port, single, connections=8, seconds=seconds)
            many = load.run(mine.port, batch, connections=8, seconds=seconds, check=all_taken)
            singles, batched = one.count(204), many.count(200) * BATCH
            acknowledged += batched
            rounds.append(
                {
                    "batches": batched / many.seconds,
                    "core": singles / one.seconds,
                    "batches, CPU": 1e6 * (mine.cpu_seconds() - used[1]) / batched,
                    "core, CPU": 1e6 * (core.cpu_seconds() - used[0]) / singles,
                }
            )
        checks = account(acknowledged, stored(mine) - before)
    where = "batches of 100, 8 connections"
    rows = [
        per_round(where, "batches", "core", rounds, Goal(30), unit="/s"),
        per_round(
            f"{where}, CPU time of the server",
            "core, CPU",
            "batches, CPU",
            rounds,
            None,
            unit="µs",
            called=("core", "batches"),
        ),
    ]
    return Report("P2", "durable notifications in batches", rows, checks)


def all_taken(answer: Answer) -> None:
    """Raise unless each item of a batch was taken."""
    if answer.status != 200 or answer.body.count(b'"status":204') != BATCH:
        msg = f"a batch was not taken whole: {answer.status} {answer.body[:500].decode()}"
        raise RuntimeError(msg)


def account(acknowledged: int, found: int) -> dict[str, int | float]:
    """What was answered against what is there."""
    return {"acknowledged": acknowledged, "stored": found, "lost": acknowledged - found}


def stored(server: Server) -> int:
    """How many notifications the inbox holds."""
    with Caller(server.port) as caller:
        answer = caller.ask(server.request("GET", "/api/notifications?state=all&limit=1"))
    return int(json.loads(answer.body)["total"])
