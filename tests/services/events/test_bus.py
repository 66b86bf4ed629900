"""Notifications on the event bus: emitted in the server they are stored, and nobody else there reads them."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from typing import Any

import pytest
from traitlets.config import Config

from jupyter_notifications.extension import NotificationsExtension
from jupyter_notifications.models import NOTIFICATION_SCHEMA_ID
from jupyter_notifications.schemas import Schemas
from jupyter_notifications.services.events.bus import REDACTED
from tests.api_client import Api
from tests.people import ALICE, BOB

from .conftest import Subscribe, eventually

SECRET = "the password is swordfish"


class Ears:
    """All that others on the bus can hear by."""

    def __init__(self, event_logger: Any) -> None:
        self.sink = io.StringIO()
        self.heard: list[dict[str, Any]] = []
        event_logger.register_handler(logging.StreamHandler(self.sink))
        event_logger.add_listener(schema_id=NOTIFICATION_SCHEMA_ID, listener=self.listen)

    async def listen(self, logger: Any, schema_id: str, data: dict[str, Any]) -> None:
        self.heard.append(data)

    @property
    def logged(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.sink.getvalue().splitlines()]


@pytest.fixture
def event_logger(extension: NotificationsExtension) -> Any:
    return extension.events.event_logger


@pytest.fixture
def ears(event_logger: Any) -> Ears:
    return Ears(event_logger)


def emit(event_logger: Any, title: str = SECRET, **content: Any) -> None:
    event_logger.emit(schema_id=NOTIFICATION_SCHEMA_ID, data={"title": title, **content})


def test_the_redacted_form_satisfies_the_schema(event_logger: Any) -> None:
    Schemas(event_logger).validate(NOTIFICATION_SCHEMA_ID, "1", REDACTED)


async def test_what_is_emitted_reaches_the_owner_and_nobody_else(
    api: Api, event_logger: Any, ears: Ears, subscribe: Subscribe
) -> None:
    listener = await subscribe()
    emit(event_logger, body=SECRET, data={"key": SECRET})
    frame = await listener.frame()
    assert (frame["title"], frame["data"]) == (SECRET, {"key": SECRET})
    assert await api.titles() == [SECRET]
    await eventually(lambda: bool(ears.heard))
    assert ears.heard == [REDACTED]
    assert SECRET not in ears.sink.getvalue()
    assert [entry["title"] for entry in ears.logged] == [REDACTED["title"]]


async def test_what_comes_by_http_rings_once_without_content(
    api: Api, event_logger: Any, ears: Ears, subscribe: Subscribe
) -> None:
    listener = await subscribe()
    for path, body in (
        ("/api/notifications", {"title": SECRET}),
        ("/api/events", {"schema_id": NOTIFICATION_SCHEMA_ID, "version": "1", "data": {"title": SECRET}}),
    ):
        before = len(ears.heard)
        assert (await api("POST", path, body)).status in {201, 204}
        await eventually(lambda before=before: len(ears.heard) > before)  # type: ignore[misc]
    assert ears.heard == [REDACTED, REDACTED]
    assert SECRET not in ears.sink.getvalue()
    assert [(await listener.frame())["title"] for _ in range(2)] == [SECRET, SECRET]
    # The bell did not come back as a notification, nor on the socket as an event.
    await api.post("The last")
    assert (await listener.frame())["title"] == "The last"
    assert await api.titles() == ["The last", SECRET, SECRET]


async def test_the_same_event_id_is_one_notification(
    api: Api, event_logger: Any, subscribe: Subscribe
) -> None:
    listener = await subscribe()
    emit(event_logger, "Once", event_id="e-1")
    emit(event_logger, "Once", event_id="e-1")
    emit(event_logger, "Then")
    assert [(await listener.frame())["title"] for _ in range(2)] == ["Once", "Then"]
    assert await api.titles() == ["Then", "Once"]


async def test_what_breaks_a_rule_is_logged_without_its_content(
    event_logger: Any, api: Api, caplog: pytest.LogCaptureFixture, subscribe: Subscribe
) -> None:
    listener = await subscribe()
    emit(event_logger, SECRET, link=f"javascript:{SECRET}")
    emit(event_logger, "Good")
    assert (await listener.frame())["title"] == "Good"
    assert await api.titles() == ["Good"]
    [record] = [r for r in caplog.records if "was not stored" in r.message]
    assert "/link" in record.message
    assert SECRET not in record.message


async def test_stopping_loses_nothing_that_was_emitted(
    event_logger: Any, extension: NotificationsExtension, api: Api
) -> None:
    for number in range(20):
        emit(event_logger, str(number))
    await extension.events.stop()
    assert sorted(map(int, await api.titles())) == list(range(20))


async def test_a_failing_sink_of_somebody_else_harms_nobody(
    event_logger: Any, api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    called = asyncio.Event()

    def fail(schema_id: str, data: Any) -> Any:
        called.set()
        raise RuntimeError(schema_id)

    event_logger.add_modifier(schema_id=NOTIFICATION_SCHEMA_ID, modifier=fail)
    await api.post("Stored")
    await asyncio.wait_for(called.wait(), 20)
    assert await api.titles() == ["Stored"]


class TestTwoPeople:
    @pytest.fixture
    def jp_server_config(self, two_people: Config) -> Config:
        return two_people

    async def test_without_recipients_it_is_refused_and_logged(
        self, event_logger: Any, api: Api, caplog: pytest.LogCaptureFixture, subscribe: Subscribe
    ) -> None:
        listener = await subscribe(token=BOB)
        emit(event_logger, "For whom?")
        emit(event_logger, "For Bob", recipients=["bob"])
        assert (await listener.frame())["title"] == "For Bob"
        assert await api.titles(token=ALICE) == []
        assert await api.titles(token=BOB) == ["For Bob"]
        assert any("was not stored" in r.message and "/recipients" in r.message for r in caplog.records)


class TestDoorbell:
    """It rings where somebody may hear it, and costs nothing where nobody can."""

    @pytest.fixture
    def rung(self, event_logger: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        emitted: list[str] = []
        emit_it = event_logger.emit

        def note(*, schema_id: str, **more: Any) -> Any:
            emitted.append(schema_id)
            return emit_it(schema_id=schema_id, **more)

        monkeypatch.setattr(event_logger, "emit", note)
        return emitted

    async def test_nobody_there(self, api: Api, rung: list[str], subscribe: Subscribe) -> None:
        # A socket of ours is no ear: it gets notifications from the inbox.
        listener = await subscribe()
        await api.post("Quiet")
        assert (await listener.frame())["title"] == "Quiet"
        assert rung == []

    @pytest.mark.parametrize("ear", ["listener", "unmodified listener", "log sink", "modifier"])
    async def test_somebody_there(self, api: Api, event_logger: Any, rung: list[str], ear: str) -> None:
        async def listen(logger: Any, schema_id: str, data: Any) -> None:
            """Hear."""

        if ear == "log sink":
            event_logger.register_handler(logging.NullHandler())
        elif ear == "modifier":
            event_logger.add_modifier(schema_id=NOTIFICATION_SCHEMA_ID, modifier=lambda schema_id, data: data)
        else:
            event_logger.add_listener(
                schema_id=NOTIFICATION_SCHEMA_ID, listener=listen, modified=ear == "listener"
            )
        await api.post("Loud")
        await eventually(lambda: rung == [NOTIFICATION_SCHEMA_ID])

    async def test_an_event_logger_that_is_not_the_known_one(
        self, api: Api, event_logger: Any, rung: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(event_logger, "_modifiers", {})
        await api.post("Loud")
        await eventually(lambda: rung == [NOTIFICATION_SCHEMA_ID])
