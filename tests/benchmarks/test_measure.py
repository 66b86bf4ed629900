"""Figures, goals and tables."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from benchmarks import results, table
from benchmarks.measure import Goal, Plan, Report, Row, Side, Spread, per_round
from benchmarks.servers import ROOT

ROUNDS = [{"ours": 30.0, "core": 10.0}, {"ours": 10.0, "core": 10.0}, {"ours": 40.0, "core": 20.0}]


def test_the_ratio_is_taken_within_each_round() -> None:
    row = per_round("posts", "ours", "core", ROUNDS, Goal(2.0), unit="/s")
    assert row.values == [3.0, 1.0, 2.0]
    assert (row.result, row.spread.low, row.spread.high) == (2.0, 1.0, 3.0)
    assert row.sides["core"] == Side("/s", [10.0, 10.0, 20.0])
    assert row.met is True
    assert per_round("posts", "ours", "core", ROUNDS, Goal(2.1), unit="/s").met is False
    assert per_round("posts", "ours", "core", ROUNDS, None, unit="/s").met is None


def test_a_longest_wait_is_judged_by_the_longest() -> None:
    waits = [5.0, 6.0, 101.0]
    assert Row("wait", "longest", "ms", waits, Goal(at_most=100)).met is True
    assert Row("wait", "longest", "ms", waits, Goal(at_most=100), judged_by="highest").met is False


def test_more_of_the_goal_is_better_whichever_way_it_goes() -> None:
    assert Goal(at_least=2.0).share(3.0) == 1.5
    assert Goal(at_most=3.0).share(2.0) == 1.5
    assert Goal(at_most=100).share(-1.0) == float("inf")


def test_quartiles() -> None:
    assert Spread.of([1.0, 2.0, 3.0, 4.0, 5.0]) == Spread(3.0, 1.0, 5.0, 2.0, 4.0)
    assert Spread.of([7.0]) == Spread(7.0, 7.0, 7.0, 7.0, 7.0)


def test_what_was_lost_is_not_met() -> None:
    row = per_round("posts", "ours", "core", ROUNDS, Goal(2.0), unit="/s")
    assert Report("P1", "posts", [row], {"acknowledged": 5, "lost": 0}).met
    assert not Report("P1", "posts", [row], {"acknowledged": 5, "lost": 1}).met
    missed = per_round("posts", "ours", "core", ROUNDS, Goal(9.0), unit="/s")
    assert not Report("P1", "posts", [row, missed]).met


def test_rounds_of_a_plan() -> None:
    assert Plan(Path()).count(7, quick=3) == 7
    assert Plan(Path(), quick=True).count(7, quick=3) == 3
    assert Plan(Path(), rounds=2, quick=True).count(7, quick=3) == 2


def test_a_result_is_read_as_it_was_written(tmp_path: Path) -> None:
    row = per_round("posts", "ours", "core", ROUNDS, Goal(2.0), unit="/s")
    report = Report("P1", "posts", [row], {"lost": 0}, 1.5)
    file = results.write(report, results.surroundings(tmp_path), tmp_path)
    read, whole = results.read(file)
    assert read == report
    assert whole["rows"][0]["result"] == 2.0
    assert results.read_all(tmp_path) == [(read, whole)]


def test_a_result_names_neither_machine_nor_path(tmp_path: Path) -> None:
    text = str(results.surroundings(tmp_path))
    assert socket.gethostname() not in text
    assert str(tmp_path) not in text
    assert str(ROOT) not in text


def test_the_table_says_what_was_missed() -> None:
    row = per_round("posts", "ours", "core", ROUNDS, Goal(2.5), unit="/s")
    text = table.console([Report("P1", "posts", [row], {"lost": 3})])
    assert table.rows([Report("P1", "posts", [row])])[0][3:7] == ("2 ×", "1 – 3", "≥ 2.50 ×", "no")  # noqa: RUF001
    assert " no " in text
    assert "P1: lost 3" in text


@pytest.mark.parametrize(
    ("value", "shown"), [(12345.6, "12,346"), (23.456, "23.5"), (1.234, "1.23"), (3.0, "3"), (0, "0")]
)
def test_digits(value: float, shown: str) -> None:
    assert table.number(value) == shown
