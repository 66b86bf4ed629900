"""The benchmarks against real servers, as short as can be: they measure, and all that was sent is there."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import importing, load, posting, reading, recipients, starting
from benchmarks.caller import Caller
from benchmarks.measure import Plan
from benchmarks.servers import ROOT, Server, bare_loop, ours, stock
from benchmarks.sockets import Farm


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """One round."""
    return Plan(tmp_path, rounds=1, quick=True)


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with our extension."""
    with ours(tmp_path_factory.mktemp("ours")) as server:
        yield server


def test_posts_are_counted_in_the_store(plan: Plan) -> None:
    report = posting.one_by_one(plan)
    assert report.checks["acknowledged"] == report.checks["stored"] > 50
    assert [row.name for row in report.rows if row.goal] == [
        f"{connections} connections, {token} token"
        for connections in (8, 32)
        for token in ("user", "post-only")
    ]
    assert all(row.result > 0 for row in report.rows)


def test_each_kind_of_server_sends_every_event_to_every_socket(tmp_path: Path, mine: Server) -> None:
    with stock(tmp_path / "core") as core, bare_loop(tmp_path / "bare") as bare:
        for server in (core, mine, bare):
            with Farm(server, 3) as farm:
                assert farm.emit(5) > 0
                assert farm.received == [5, 5, 5]
                # And again over the same sockets.
                assert farm.emit(32) > 0
                assert farm.received == [32, 32, 32]


def test_an_event_that_is_refused_is_noticed(mine: Server) -> None:
    request = mine.request("POST", "/api/events", b'{"schema_id": "no such"}')
    with pytest.raises(RuntimeError, match="400"):
        load.run(mine.port, request, connections=2, seconds=0.05).count(204)


def test_a_wrong_page_is_noticed(mine: Server) -> None:
    with Caller(mine.port) as caller:
        question = reading.Question(
            caller, mine.request("GET", "/api"), lambda answer: b"no such" in answer.body
        )
        with pytest.raises(RuntimeError, match="wrong answer"):
            question.ask()


def test_pages_of_a_filled_store(plan: Plan) -> None:
    report = reading.what_is_new(plan)
    assert report.checks["right answers"] > 0
    assert report.rows[0].result > 0


def test_one_event_to_ten_thousand(plan: Plan) -> None:
    report = recipients.many_recipients(plan)
    # To all: once for the inboxes, then measured alone and with others waiting.
    assert report.checks["rows"] > 30_000
    assert len(report.rows) == 4


def test_starts_and_imports(plan: Plan) -> None:
    [first, ready, used] = starting.first_answer(plan).rows
    assert first.sides["with"].values[0] > 0
    assert ready.result >= first.result
    assert 0 < used.sides["without"].values[0] < first.sides["without"].values[0] * 4
    [*_, brought] = importing.import_notify(plan).rows
    assert brought.result == 0


def test_the_command_writes_a_result_and_says_what_it_found() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "P13", "--quick", "--rounds", "2"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode in {0, 1}, done.stderr
    assert "notify / http.client" in done.stdout
    written = json.loads((ROOT / ".make" / "benchmarks" / "p13.json").read_text())
    assert written["promise"] == "P13"
    assert len(written["rows"][0]["values"]) == 2
