"""One server of one person and one of two, with all the packages that notifications come from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ..live_server import LiveServer
from ..people import ALICE, BOB
from .real import As, server_with

#: So that no test waits for long.
QUICK = (
    "--SchedulerSource.interval=0.2",
    "--ResourcesSource.interval=0.2",
    "--TaskRunner.poll_interval=1",
)


@pytest.fixture(scope="package")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server of one person."""
    home = tmp_path_factory.mktemp("one")
    with server_with(
        home,
        ("jupyter_scheduler", "jupyter_server_ydoc", "jupyter_server_fileid", "jupyter_resource_usage"),
        *QUICK,
        env={"MEM_LIMIT": str(2**50)},
    ) as server:
        yield server


@pytest.fixture
def owner(one: LiveServer) -> As:
    """The one person."""
    return As(one, one.token)


@pytest.fixture(scope="package")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server of Alice and Bob."""
    with server_with(
        tmp_path_factory.mktemp("two"),
        ("jupyter_scheduler", "jupyter_server_ydoc", "jupyter_server_fileid"),
        *QUICK,
        people=True,
    ) as server:
        yield server


@pytest.fixture
def alice(two: LiveServer) -> As:
    """One of two people."""
    return As(two, ALICE)


@pytest.fixture
def bob(two: LiveServer) -> As:
    """The other one."""
    return As(two, BOB)
