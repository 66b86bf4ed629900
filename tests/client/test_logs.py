"""Log records in the inbox: one entry a place in the code, nothing that floods, nothing that loops."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from jupyter_notifications import Client, NotificationHandler
from jupyter_notifications.client import NotificationsWarning

from .scripted_server import Scripted, scripted_server
from .test_task import CREATED, bodies


@pytest.fixture
def server() -> Iterator[Scripted]:
    """Takes everything."""
    with scripted_server(CREATED) as started:
        yield started


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    """A logger of the test's own."""
    logger = logging.getLogger("etl.load")
    logger.propagate = False
    yield logger
    for handler in list(logger.handlers):
        logger.removeHandler(handler)


def handle(log: logging.Logger, url: str, **options: Any) -> NotificationHandler:
    """Have a handler on a logger."""
    handler = NotificationHandler(client=Client(url), **options)
    log.addHandler(handler)
    return handler


def test_an_error(server: Scripted, log: logging.Logger) -> None:
    handler = handle(log, server.url)
    log.warning("not shown")
    log.error("Row %d is **bad**\nand more", 7)
    handler.flush()
    (body,) = bodies(server)
    assert body["title"] == "Row 7 is **bad**"
    assert body["body"] == "```\nand more\n```"
    assert (body["type"], body["source"], body["topic"]) == ("error", "etl.load", "log.error")
    assert "priority" not in body


@pytest.mark.parametrize(
    ("level", "kind", "priority"),
    [(logging.INFO, "info", None), (logging.WARNING, "warning", None), (logging.CRITICAL, "error", "high")],
)
def test_levels(server: Scripted, log: logging.Logger, level: int, kind: str, priority: str | None) -> None:
    handler = handle(log, server.url, level=logging.DEBUG)
    log.setLevel(logging.DEBUG)
    log.log(level, "Said")
    handler.flush()
    (body,) = bodies(server)
    assert (body["type"], body.get("priority")) == (kind, priority)


@pytest.mark.parametrize("with_traceback", [False, True])
@pytest.mark.parametrize("formatter", [None, logging.Formatter("%(levelname)s: %(message)s")])
def test_an_exception(
    server: Scripted, log: logging.Logger, with_traceback: bool, formatter: logging.Formatter | None
) -> None:
    handler = handle(log, server.url, with_traceback=with_traceback)
    handler.setFormatter(formatter)
    try:
        raise ValueError("no data")
    except ValueError:
        log.exception("Loading failed")
    handler.flush()
    (body,) = bodies(server)
    assert body["title"] == ("ERROR: Loading failed" if formatter else "Loading failed")
    assert "ValueError: no data" in body["body"]
    assert ("Traceback" in body["body"]) == with_traceback


def test_one_place_is_one_entry(server: Scripted, log: logging.Logger) -> None:
    handler = handle(log, server.url)
    for row in range(500):
        log.error("Row %d is bad", row)
    log.error("Another place")
    handler.flush()
    sent = bodies(server)
    assert len({body["key"] for body in sent}) == 2
    assert len(sent) < 50
    assert [(body["title"], body.get("body")) for body in sent if body["title"].startswith("Row")][-1] == (
        "Row 499 is bad",
        "500 times so far.",
    )


def test_what_goes_wrong_with_sending_is_not_sent(log: logging.Logger) -> None:
    warnings_log = logging.getLogger("py.warnings")
    with scripted_server((400, {"message": "No"})) as server:
        handler = handle(warnings_log, server.url, level=logging.WARNING)
        try:
            warnings_log.warning("Something")
            with pytest.warns(NotificationsWarning):
                handler.flush()
        finally:
            warnings_log.removeHandler(handler)
        assert len(bodies(server)) == 1


def test_a_record_that_cannot_be_written_does_not_stop_the_program(
    server: Scripted, log: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = handle(log, server.url)
    # Not by the logger: pytest listens there as well, and lets such a record fail.
    handler.handle(log.makeRecord(log.name, logging.ERROR, __file__, 1, "%d", ("no number",), None))
    handler.flush()
    assert bodies(server) == []
    assert "--- Logging error ---" in capsys.readouterr().err
