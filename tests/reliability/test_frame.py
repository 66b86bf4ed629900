"""The frame of the reliability tests: figures are gathered, kept, and the page says the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from . import docs
from .figures import PROMISES, ROOT, Figures, load, promise_of, save, shown_by


def test_the_page_says_what_the_last_runs_measured() -> None:
    text = docs.PAGE.read_text("utf-8")
    assert docs.renewed(text, load()) == text, "run: python -m tests.reliability.docs"


def test_the_page_speaks_of_each_promise() -> None:
    text = docs.PAGE.read_text("utf-8")
    assert [promise for promise in PROMISES if f"## {promise}:" not in text] == []


@pytest.mark.parametrize("promise", PROMISES)
def test_each_promise_has_its_tests(promise: str) -> None:
    names = shown_by(promise)
    assert names
    for name in names:
        file, _, test = name.partition("::")
        assert f"def {test}" in (ROOT / file).read_text("utf-8")
        assert promise_of(f"{file}::{test or 'test_any'}[case]") == promise


def test_figures_are_kept_by_promise(tmp_path: Path) -> None:
    path = tmp_path / "results" / "soak.json"
    first = Figures()
    first.record("R2", entries=1000)
    first.record("R2", duplicates=0, p99_ms=1.5)
    first.count("tests/reliability/test_r2_idempotency.py::test_it", "passed", 3.0)
    first.record("R1", lost=1)
    first.count("tests/reliability/test_r1_kill.py::test_it", "failed", 2.0)
    save(first, path)
    second = Figures()
    second.record("R1", lost=0)
    second.count("tests/reliability/test_r1_kill.py::test_it", "passed", 2.0)
    second.count("tests/reliability/test_r1_kill.py::test_other", "skipped", 0.0)
    save(second, path)

    kept = load(path)["promises"]
    assert list(kept) == ["R1", "R2"]
    assert (kept["R1"]["outcome"], kept["R1"]["tests"], kept["R1"]["figures"]) == ("kept", 1, {"lost": 0})
    assert kept["R2"]["figures"] == {"entries": 1000, "duplicates": 0, "p99_ms": 1.5}
    with pytest.raises(KeyError):
        first.record("R12", lost=0)

    # What another machine measured is not to be compared with it.
    told = json.loads(path.read_text())
    path.write_text(json.dumps({**told, "machine": {**told["machine"], "cores": 1000}}))
    save(second, path)
    assert list(load(path)["promises"]) == ["R1"]


def test_nothing_run_is_nothing_kept() -> None:
    figures = Figures()
    figures.record("R3", gaps=0)
    assert figures.runs["R3"].outcome == "broken"
    figures.count("tests/reliability/test_r3_resume.py::test_it", "passed", 1.0)
    assert figures.runs["R3"].outcome == "kept"
    figures.count("tests/test_links.py::test_good_ones", "failed", 1.0)
    assert figures.runs["R3"].outcome == "kept"


def test_a_page_without_markers_is_not_touched() -> None:
    with pytest.raises(ValueError, match="markers"):
        docs.renewed("# A page", {"machine": {}, "promises": {}})
