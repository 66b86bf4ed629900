"""The page of the results says what the results say."""

from __future__ import annotations

import re

import pytest

from benchmarks import pages, plot
from benchmarks.__main__ import PARTS
from benchmarks.results import read_all


def test_the_page_is_that_of_the_results() -> None:
    page = pages.PAGE.read_text(encoding="utf-8")
    assert pages.with_section(page, pages.section(read_all())) == page, "run: python -m benchmarks --docs"


def test_the_picture_is_that_of_the_results() -> None:
    picture = pages.PICTURE.read_text(encoding="utf-8")
    assert pages.digest(read_all()) in picture, "run: python -m benchmarks --docs"


def test_every_promise_is_explained_and_has_a_result() -> None:
    page = pages.PAGE.read_text(encoding="utf-8")
    explained = re.findall(r"^\| (P\d+) ", page.partition("## What is measured")[2], re.MULTILINE)
    assert explained == list(PARTS)
    assert [report.promise for report, _ in read_all()] == list(PARTS)


def test_what_is_drawn_has_a_goal_to_be_compared_with() -> None:
    drawn = [row for _, row in plot.plotted([report for report, _ in read_all()])]
    assert drawn
    assert all(row.goal is not None and row.goal.share(row.result) > 0 for row in drawn)


def test_markers_that_are_gone_are_missed() -> None:
    with pytest.raises(ValueError, match="results: begin"):
        pages.with_section("# Performance\n", "figures")


def test_only_what_is_between_the_markers_changes() -> None:
    page = "before\n<!-- results: begin -->\nold\n<!-- results: end -->\nafter\n"
    assert pages.with_section(page, "new\n") == (
        "before\n<!-- results: begin -->\n\nnew\n\n<!-- results: end -->\nafter\n"
    )
