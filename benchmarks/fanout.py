"""P3: one event to many sockets, against the core's and a bare tornado loop; and how soon it is there."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack

from . import emitter
from .caller import split
from .in_server import NOTIFICATION
from .measure import Goal, Plan, Report, Row, Side, per_round
from .posting import account, stored
from .servers import Server, bare_loop, ours, stock
from .sockets import Farm, allow_many_files

__all__ = ["fan_out"]

#: Events that are under way at once. No side drops any, and each sends while the client reads.
WINDOW = 32

_NUMBER = re.compile(rb"paced-(\d{6})")


def fan_out(plan: Plan) -> Report:
    """P3: messages a second to 100 and to 500 sockets, then 20 events a second to 100."""
    allow_many_files()
    rows: list[Row] = []
    checks: dict[str, int | float] = {"messages": 0}
    with ExitStack() as stack:
        servers = [
            stack.enter_context(stock(plan.home / "core")),
            stack.enter_context(ours(plan.home / "ours")),
            stack.enter_context(bare_loop(plan.home / "bare")),
        ]
        for count, goal in ((100, Goal(3.8)), (500, Goal(5.0))):
            rounds = _throughput(plan, servers, count, checks)
            name = f"{count} sockets"
            rows += [
                per_round(name, "ours", "core", rounds, goal, unit="messages/s"),
                per_round(name, "ours", "bare loop", rounds, Goal(0.9), unit="messages/s"),
                *(
                    per_round(
                        f"{name}, CPU time of the server",
                        f"{base}, CPU",
                        "ours, CPU",
                        rounds,
                        None,
                        unit="µs",
                        called=(base, "ours"),
                    )
                    for base in ("core", "bare loop")
                ),
            ]
        rows += _paced_rows(plan, servers[0], servers[1], checks)
    return Report("P3", "fan-out of an event to sockets", rows, checks)


def _throughput(
    plan: Plan, servers: list[Server], count: int, checks: dict[str, int | float]
) -> list[dict[str, float]]:
    seconds = plan.size(1.5, 0.5)
    rounds: list[dict[str, float]] = []
    with ExitStack() as stack:
        farms = {server.name: stack.enter_context(Farm(server, count)) for server in servers}
        for farm in farms.values():
            farm.emit(WINDOW)
        for _ in range(plan.count(7, quick=3)):
            each: dict[str, float] = {}
            for server in servers:
                name, farm = server.name, farms[server.name]
                taken, bursts, used = 0.0, 0, server.cpu_seconds()
                while taken < seconds:
                    taken += farm.emit(WINDOW)
                    bursts += 1
                messages = bursts * WINDOW * count
                checks["messages"] += messages
                each[name] = messages / taken
                each[f"{name}, CPU"] = 1e6 * (server.cpu_seconds() - used) / messages
            rounds.append(each)
    return rounds


def _paced_rows(plan: Plan, core: Server, mine: Server, checks: dict[str, int | float]) -> list[Row]:
    """From before a POST until it is read from each socket; ours stores it first, the core emits it."""
    rate, sockets = 20, 100
    events = round(plan.size(5.0, 2.0) * rate)

    def generic(number: int) -> bytes:
        data = {**emitter.event(number), "path": f"projects/paced-{number:06d}.ipynb"}
        return json.dumps({"schema_id": emitter.SCHEMA_ID, "version": "1", "data": data}).encode()

    def durable(number: int) -> bytes:
        data = {"title": f"paced-{number:06d}.ipynb finished", "type": "success", "source": "ipykernel"}
        return json.dumps({"schema_id": NOTIFICATION, "version": "1", "data": data}).encode()

    before = stored(mine)
    rounds: list[dict[str, float]] = []
    with Farm(core, sockets) as theirs, Farm(mine, sockets) as own:
        for number in range(1 + plan.count(5, quick=3)):
            each: dict[str, float] = {}
            for name, server, farm, body in (("core", core, theirs, generic), ("ours", mine, own, durable)):
                # The first round warms up and is not kept.
                waits = sorted(_paced(server, farm, body, events if number else rate, rate))
                each[f"{name} p50"] = 1000 * waits[len(waits) // 2]
                each[f"{name} p99"] = 1000 * waits[len(waits) * 99 // 100]
                checks["messages"] += len(waits)
            if number:
                rounds.append(each)
    kept = account(rate + events * len(rounds), stored(mine) - before)
    checks.update({f"paced, {name}" if name != "lost" else name: value for name, value in kept.items()})
    return [
        Row(
            name=f"20/s to 100 sockets, {point}, store included",
            figure="ours / core",
            unit="×",
            values=[each[f"ours {point}"] / each[f"core {point}"] for each in rounds],
            goal=Goal(at_most=0.6),
            sides={
                side: Side("ms", [each[f"{side} {point}"] for each in rounds]) for side in ("ours", "core")
            },
        )
        for point in ("p50", "p99")
    ]


def _paced(server: Server, farm: Farm, body: Callable[[int], bytes], events: int, rate: int) -> list[float]:
    """The seconds that each event took to each socket."""
    sent: list[float] = []
    waits: list[float] = []

    def got(_: int, payload: bytes) -> None:
        found = _NUMBER.search(payload)
        if found:
            waits.append(time.perf_counter() - sent[int(found[1])])

    answers, received = 0, b""
    with socket.create_connection(("127.0.0.1", server.port)) as http:
        http.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        farm.watch(http)
        try:
            started = time.perf_counter()
            deadline = started + events / rate + 30
            while answers < events or len(waits) < events * len(farm):
                now = time.perf_counter()
                if now > deadline:
                    msg = f"{server.name}: {events * len(farm) - len(waits)} messages did not come"
                    raise RuntimeError(msg)
                due = started + len(sent) / rate
                if len(sent) < events and now >= due:
                    request = server.request("POST", "/api/events", body(len(sent)))
                    sent.append(time.perf_counter())
                    http.sendall(request)
                    continue
                wait = max(0.0, due - now) if len(sent) < events else 1.0
                if -1 not in farm.read(timeout=wait, on_frame=got):
                    continue
                received += http.recv(65536)
                while (found := split(received)) is not None:
                    received = received[found[1] :]
                    answers += 1
                    if found[0].status != 204:
                        msg = f"{server.name} answers {found[0].status}"
                        raise RuntimeError(msg)
        finally:
            farm.unwatch(http)
    return waits
