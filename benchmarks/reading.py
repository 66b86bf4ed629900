"""P4 and P5: how long the questions of a page take over HTTP when there is much in the store."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from jupyter_notifications.models import Cursor

from .caller import Answer, Caller
from .filling import fill, store_file
from .measure import Goal, Plan, Report, per_round
from .servers import Server, ours

__all__ = ["big_and_small", "what_is_new"]

PAGE = 50


@dataclass(frozen=True)
class Question:
    """A request that is asked over and over, and what its answer must look like."""

    caller: Caller
    request: bytes
    check: Callable[[Answer], bool]

    def ask(self) -> float:
        """The milliseconds that it took. Raises ``RuntimeError`` if the answer is not the right one."""
        started = time.perf_counter()
        answer = self.caller.ask(self.request)
        taken = time.perf_counter() - started
        if answer.status != 200 or not self.check(answer):
            msg = f"wrong answer: {answer.status} {answer.body[:300].decode('utf-8', 'replace')}"
            raise RuntimeError(msg)
        return 1000 * taken


def big_and_small(plan: Plan) -> Report:
    """P4: a heavy inbox against a light one, and against an empty answer of the same server."""
    sizes = {"big": round(plan.size(1_000_000, 50_000)), "small": 1000}
    with ExitStack() as stack:
        questions: dict[str, Question] = {}
        for name, entries in sizes.items():
            home = plan.home / name
            fill(store_file(home), entries)
            server = stack.enter_context(ours(home, name))
            caller = stack.enter_context(Caller(server.port))
            for what, question in _questions(server, caller, entries).items():
                questions[f"{what}, {name}"] = question
        rounds = ask_in_turn(questions, plan.count(7, quick=3), asked=round(plan.size(150, 40)))
    twins: list[tuple[str, Goal | None]] = [
        ("newest 50", Goal(at_most=1.3)),
        ("page at 90 %", Goal(at_most=1.3)),
        ("unread count", Goal(at_most=1.3)),
        # The two servers themselves, which should be alike.
        ("GET /api", None),
    ]
    empty = [("newest 50", Goal(at_most=1.4)), ("page at 90 %", None), ("unread count", None)]
    rows = [
        per_round(
            what,
            f"{what}, big",
            f"{what}, small",
            rounds,
            goal,
            unit="ms p50",
            called=(f"{sizes['big']:,}", f"{sizes['small']:,} entries"),
        )
        for what, goal in twins
    ]
    rows += [
        per_round(
            what,
            f"{what}, big",
            "GET /api, big",
            rounds,
            goal,
            unit="ms p50",
            called=(what, "GET /api"),
        )
        for what, goal in empty
    ]
    asked = len(rounds) * len(questions) * round(plan.size(150, 40))
    return Report("P4", "reading a heavy inbox", rows, {"entries": sizes["big"], "right answers": asked})


def what_is_new(plan: Plan) -> Report:
    """P5: ``changes`` after one new notification, against an empty answer."""
    entries, asked = round(plan.size(100_000, 10_000)), round(plan.size(100, 30))
    rounds: list[dict[str, float]] = []
    home = plan.home / "ours"
    fill(store_file(home), entries)
    with ours(home) as server, Caller(server.port) as caller:
        empty = Question(caller, server.request("GET", "/api"), lambda _: True)
        for _ in range(plan.count(7, quick=3)):
            taken: dict[str, list[float]] = {"changes": [], "GET /api": []}
            for number in range(asked):
                taken["changes"].append(_one_new(server, caller, f"new {number}").ask())
                taken["GET /api"].append(empty.ask())
            rounds.append(medians(taken))
    row = per_round(
        f"changes after one new, {entries:,} entries",
        "changes",
        "GET /api",
        rounds,
        Goal(at_most=2),
        unit="ms p50",
    )
    checks: dict[str, int | float] = {"entries": entries, "right answers": asked * len(rounds)}
    return Report("P5", "what is new since a cursor", [row], checks)


def ask_in_turn(questions: Mapping[str, Question], rounds: int, *, asked: int) -> list[dict[str, float]]:
    """Ask each question so many times a round, one after the other in turn; the medians of each round."""
    for question in questions.values():
        for _ in range(5):
            question.ask()
    found: list[dict[str, float]] = []
    for _ in range(rounds):
        taken: dict[str, list[float]] = {name: [] for name in questions}
        for number in range(asked):
            # There and back, so that none is always asked right after the same other one.
            for name in list(questions)[:: 1 if number % 2 else -1]:
                taken[name].append(questions[name].ask())
        found.append(medians(taken))
    return found


def medians(taken: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """The median of each."""
    return {name: statistics.median(values) for name, values in taken.items()}


def _questions(server: Server, caller: Caller, entries: int) -> dict[str, Question]:
    """What a page asks, of an inbox whose entries are numbered in order of arrival."""
    # The entry with this number is the first behind the cursor: nine tenths are newer.
    deep = entries // 10
    cursor = Cursor(0, deep + 1)

    def page(first: int) -> Callable[[Answer], bool]:
        def check(answer: Answer) -> bool:
            # Quick, since it is part of the loop that keeps the server busy.
            return answer.body.count(b'"title":') == PAGE and f'run {first}"'.encode() in answer.body

        return check

    def unread(answer: Answer) -> bool:
        return int(json.loads(answer.body)["unread"]) == entries

    asked = {
        "newest 50": (f"/api/notifications?limit={PAGE}", page(entries)),
        "page at 90 %": (f"/api/notifications?limit={PAGE}&before={cursor}", page(deep)),
        "unread count": ("/api/notifications?state=unread&limit=1", unread),
        "GET /api": ("/api", lambda _: True),
    }
    return {
        name: Question(caller, server.request("GET", path), check) for name, (path, check) in asked.items()
    }


def _one_new(server: Server, caller: Caller, title: str) -> Question:
    """Post one, and ask what is new since before it."""
    head = json.loads(caller.ask(server.request("GET", "/api/notifications?limit=1")).body)
    body = json.dumps({"title": title, "source": "benchmarks"}).encode()
    if caller.ask(server.request("POST", "/api/notifications", body)).status != 201:
        msg = "the new notification was not taken"
        raise RuntimeError(msg)
    path = f"/api/notifications/changes?epoch={head['epoch']}&after={head['seq']}"

    def check(answer: Answer) -> bool:
        return [item["title"] for item in json.loads(answer.body)["items"]] == [title]

    return Question(caller, server.request("GET", path), check)
