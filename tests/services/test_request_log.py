"""The log of requests: nothing that somebody would see or count is left out."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

import pytest
from jupyter_server.log import log_request
from jupyter_server.prometheus.metrics import HTTP_REQUEST_DURATION_SECONDS

from jupyter_notifications.services import request_log
from jupyter_notifications.services.request_log import is_shown
from tests.api_client import Api


def counted(status: int) -> float:
    """How many answers of this status the server's metrics know for the list of notifications."""
    labels = {
        "handler": "jupyter_notifications.services.notifications.handlers.InboxHandler",
        "method": "GET",
        "status_code": str(status),
    }
    [metric] = HTTP_REQUEST_DURATION_SECONDS.collect()
    total: float = sum(
        sample.value
        for sample in metric.samples
        if sample.name.endswith("_count") and sample.labels == labels
    )
    return total


@pytest.fixture
def worded(monkeypatch: pytest.MonkeyPatch, api: Api, jp_web_app: Any) -> list[int]:
    """The status of each request that the server worded a line for."""
    statuses: list[int] = []

    def note(handler: Any, **more: Any) -> None:
        statuses.append(handler.get_status())
        log_request(handler, **more)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(request_log, "log_request", note)
    monkeypatch.setitem(jp_web_app.settings, "log_function", partial(note, record_prometheus_metrics=True))
    return statuses


async def test_what_nobody_would_see_is_counted_all_the_same(
    api: Api, worded: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_log, "is_shown", lambda *_: False)
    before = counted(200)
    await api("GET", "/api/notifications")
    assert (worded, counted(200)) == ([], before + 1)
    refused = counted(400)
    await api("GET", "/api/notifications", limit=0)
    assert (worded, counted(400)) == ([400], refused + 1)


async def test_what_somebody_would_see_is_worded(
    api: Api, worded: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    before = counted(200)
    with caplog.at_level(logging.DEBUG):
        await api("GET", "/api/notifications")
    assert (worded, counted(200)) == ([200], before + 1)


async def test_metrics_that_are_switched_off_stay_off(
    api: Api, worded: list[int], jp_web_app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_log, "is_shown", lambda *_: False)
    function = partial(jp_web_app.settings["log_function"].func, record_prometheus_metrics=False)
    monkeypatch.setitem(jp_web_app.settings, "log_function", function)
    before = counted(200)
    await api("GET", "/api/notifications")
    assert (worded, counted(200)) == ([], before)


async def test_a_log_function_of_somebody_else_is_called(
    api: Api, jp_web_app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []
    monkeypatch.setitem(
        jp_web_app.settings, "log_function", lambda handler: heard.append(handler.get_status())
    )
    await api("GET", "/api/notifications")
    assert heard == [200]


class TestIsShown:
    @pytest.fixture
    def logger(self) -> logging.Logger:
        logger = logging.Logger("child", logging.DEBUG)
        logger.parent = logging.Logger("parent", logging.ERROR)
        return logger

    @staticmethod
    def handler(level: int) -> logging.Handler:
        handler = logging.NullHandler()
        handler.setLevel(level)
        return handler

    def test_without_a_handler(self, logger: logging.Logger) -> None:
        assert not is_shown(logger, logging.DEBUG)

    def test_by_the_handlers_level(self, logger: logging.Logger) -> None:
        logger.addHandler(self.handler(logging.INFO))
        assert is_shown(logger, logging.INFO)
        assert not is_shown(logger, logging.DEBUG)

    def test_a_parents_handler_counts_and_its_level_does_not(self, logger: logging.Logger) -> None:
        assert logger.parent is not None
        logger.parent.addHandler(self.handler(logging.DEBUG))
        assert is_shown(logger, logging.DEBUG)
        logger.propagate = False
        assert not is_shown(logger, logging.DEBUG)

    def test_by_its_own_level(self, logger: logging.Logger) -> None:
        logger.addHandler(self.handler(logging.DEBUG))
        logger.setLevel(logging.INFO)
        assert not is_shown(logger, logging.DEBUG)
