"""The side of pytest: ``--soak``, how large the reliability tests are, what becomes of their figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import pytest

from . import docs
from .figures import Figures, save

__all__ = ["Scale", "figures", "scale"]

T = TypeVar("T")

_FIGURES = pytest.StashKey[Figures]()

#: Seconds that one test may take in full.
_PATIENCE = 1800


@dataclass(frozen=True)
class Scale:
    """How large a test is. There is one code path for both sizes."""

    full: bool

    def pick(self, short: T, full: T) -> T:
        """The one of two values that belongs to this size."""
        return full if self.full else short


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="run the reliability tests in full")
    parser.addoption("--keep-figures", action="store_true", help="write what was measured to the results")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_FIGURES] = Figures()
    config.pluginmanager.register(_Counter(config.stash[_FIGURES]))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--soak"):
        for item in items:
            item.add_marker(pytest.mark.timeout(_PATIENCE))


class _Counter:
    """Counts the tests of each promise."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            self._figures.count(report.nodeid, report.outcome, report.duration)


@pytest.fixture(scope="session")
def scale(pytestconfig: pytest.Config) -> Scale:
    """Short, or with ``--soak`` full."""
    return Scale(bool(pytestconfig.getoption("--soak")))


@pytest.fixture(scope="session")
def figures(pytestconfig: pytest.Config) -> Figures:
    """Where a test notes what it measured."""
    return pytestconfig.stash[_FIGURES]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table; what ``make soak`` ran is also kept, and put into the page."""
    figures = config.stash[_FIGURES]
    soak = config.getoption("--soak")
    if not any(run.figures or soak for run in figures.runs.values()):
        return
    if config.getoption("--keep-figures"):
        save(figures)
        docs.renew()
    terminalreporter.section("reliability, in full" if soak else "reliability, in short")
    for line in docs.plain(figures):
        terminalreporter.write_line(line)
