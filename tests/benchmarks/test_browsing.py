"""The benchmarks of pages: what they make of what the browser told, and that it tells it."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from benchmarks import badge, burst, full_center, inbox, page_start
from benchmarks.apps import app_server
from benchmarks.browser import browser
from benchmarks.measure import Plan
from benchmarks.servers import lifted_limits


def test_a_post_may_take_as_long_as_three_requests_and_a_frame_or_three() -> None:
    row = badge.row("JupyterLab", [([40.0, 20.0, 90.0], 2.0), ([70.0, 60.0, 65.0], 5.0)])
    assert row.values == [34.0, 50.0]
    assert row.met is True
    assert [side.values for side in row.sides.values()] == [[40.0, 65.0], [2.0, 5.0]]
    assert badge.row("JupyterLab", [([57.0], 2.0)]).met is False


def test_the_full_center_is_judged_by_its_twin_and_by_its_longest_frame() -> None:
    found = full_center.Opened(
        first=[{"many": 30.0, "few": 20.0}],
        again=[{"many": 32.0, "few": 20.0}],
        slow=[17.0, 51.0],
        fast=[17.0, 50.0],
        rest=[400.0],
    )
    rows = list(full_center.rows("Notebook 7", found, 10_000))
    assert [row.met for row in rows] == [True, False, False, True, None]
    assert list(rows[0].sides) == ["10,000", "50"]


def test_each_file_is_packed_by_itself_and_counted_once(tmp_path: Path) -> None:
    texts = {"core/static/a.js": b"a" * 5000, "lab-extension/static/b.js": b"b" * 300}
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(text)
    paths = [f"/lab/extensions/@jupyter-notifications/{name}" for name in (*texts, "core/static/a.js")]
    assert page_start.zipped(paths, tmp_path) == sum(
        len(gzip.compress(text, compresslevel=6)) for text in texts.values()
    )
    with pytest.raises(FileNotFoundError):
        page_start.zipped([*paths, "/lab/extensions/@jupyter-notifications/core/static/c.js"], tmp_path)


def test_an_open_center_shows_a_burst(tmp_path: Path) -> None:
    report = burst.burst(Plan(tmp_path, rounds=1, quick=True))
    assert report.checks == {"acknowledged": 400, "stored": 400, "lost": 0}
    requests, late = report.rows[:2]
    assert requests.result >= 1
    assert late.result >= 0


def test_what_the_browser_tells(tmp_path: Path) -> None:
    with (
        app_server(tmp_path / "server", "ours", ours=True, options=lifted_limits(), any_build=True) as server,
        browser(tmp_path, [server]) as page,
    ):
        inbox.post(server, range(1, 31))
        with page.visiting(server, "Notebook 7") as visit:
            assert visit.restored > 0
            assert visit.bell is not None
            assert visit.busy > 0
            assert page_start.zipped(visit.files) > 5000
            page.compare_clocks()
            page.watch()
            [(before, _)] = inbox.post(server, [31])
            # A clock that is off by an hour would be noticed here.
            assert 0 < page.shows("badge", "31") - before < 60
            assert page.open_center() > 0
            assert page.load_all() == 31
            longest, frames = page.scroll(20, 1000)
            assert longest > 0
            assert frames > 10
            page.close_center()
            with pytest.raises(RuntimeError, match="still no no such title in the card"):
                page.shows("card", "no such title", seconds=0.5)
            page.count_requests()
            assert page.requests == 0
