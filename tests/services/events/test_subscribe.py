"""/api/events/subscribe: what reaches it, whenever and however it was emitted, and its filters."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError

from jupyter_notifications.extension import NotificationsExtension
from tests.api_client import Api

from .conftest import RUN, Subscribe, event, schema

HINTS = "/api/events/subscribe/notification"


async def test_a_schema_registered_later_reaches_it(
    api: Api, extension: NotificationsExtension, subscribe: Subscribe
) -> None:
    listener = await subscribe()
    extension.events.event_logger.register_event_schema(schema("https://example.org/late"))
    await api("POST", "/api/events", event() | {"schema_id": "https://example.org/late"})
    assert (await listener.frame())["schema_id"] == "https://example.org/late"


async def test_what_the_server_emits_itself(bus: Any, subscribe: Subscribe) -> None:
    listener = await subscribe()
    bus.emit(schema_id=RUN, data={"name": "inside", "message": "hello"})
    frame = await listener.frame()
    assert (frame["name"], frame["message"], frame["__sender__"]) == ("inside", "hello", None)
    assert frame["__event_id__"]


async def test_modifiers_come_first(bus: Any, subscribe: Subscribe) -> None:
    bus.add_modifier(schema_id=RUN, modifier=lambda schema_id, data: {"name": "hidden"})
    listener = await subscribe()
    bus.emit(schema_id=RUN, data={"name": "secret"})
    assert (await listener.frame())["name"] == "hidden"


async def test_what_is_emitted_in_a_thread(bus: Any, subscribe: Subscribe) -> None:
    listener = await subscribe()
    await asyncio.to_thread(bus.emit, schema_id=RUN, data={"name": "thread"})
    assert (await listener.frame())["name"] == "thread"


async def test_what_is_not_json_is_told_as_well_as_it_can_be(bus: Any, subscribe: Subscribe) -> None:
    bus.register_event_schema(
        {"$id": "https://example.org/any", "version": "1", "properties": {"x": {}}, "type": "object"}
    )
    listener = await subscribe()
    bus.emit(schema_id="https://example.org/any", data={"x": ["\ud800", object]})
    assert (await listener.frame())["x"][0] == "\ud800"


async def test_the_query_filters(bus: Any, subscribe: Subscribe) -> None:
    bus.register_event_schema(schema("https://example.org/other"))
    bus.register_event_schema(schema("https://example.com/third"))
    only = await subscribe(schema_id=["https://example.org/ot*", "https://example.com/third"])
    for name in (RUN, "https://example.org/other", "https://example.com/third"):
        bus.emit(schema_id=name, data={"name": name})
    assert [(await only.frame())["schema_id"] for _ in range(2)] == [
        "https://example.org/other",
        "https://example.com/third",
    ]


async def test_filters_change_by_message(bus: Any, subscribe: Subscribe) -> None:
    listener = await subscribe(schema_id="https://example.org/none")
    bus.emit(schema_id=RUN, data={"name": "before"})
    filters = [{"prefix": {"name": "a"}}, {"not": {"exact": {"step": 3}}}]
    assert await listener.say({"filters": filters}) == {"filters": filters}
    for name, step in (("b", 1), ("a", 3), ("ab", 4)):
        bus.emit(schema_id=RUN, data={"name": name, "step": step})
    assert (await listener.frame())["name"] == "ab"
    assert await listener.say({"filters": []}) == {"filters": []}
    bus.emit(schema_id=RUN, data={"name": "everything"})
    assert (await listener.frame())["name"] == "everything"


BAD: list[tuple[Any, str | None]] = [
    ("", ""),
    ("not json", ""),
    ("[" * 5_000, ""),
    ('"\\ud800"', ""),
    (b"\xff\xfe", ""),
    ("x" * 20_000, None),
    ("null", ""),
    ("{}", ""),
    ({"filters": [], "more": 1}, ""),
    ({"filters": {}}, "/filters"),
    ({"filters": [3]}, "/filters/0"),
    ({"filters": [{"exact": {"a": "b"}, "prefix": {"a": "b"}}]}, "/filters/0"),
    ({"filters": [{"sql": "x"}]}, "/filters/0"),
    ({"filters": [{"exact": {}}]}, "/filters/0/exact"),
    (
        {"filters": [{"any": [{"exact": {"a": "b"}}, {"prefix": {"x/y": ""}}]}]},
        "/filters/0/any/1/prefix/x~1y",
    ),
]


async def test_a_bad_message_changes_nothing(bus: Any, subscribe: Subscribe) -> None:
    listener = await subscribe(schema_id=RUN)
    for message, path in BAD:
        answer = await listener.say(message)
        assert set(answer["error"]) == {"message", "reason", "errors"}
        paths = [error["path"] for error in answer["error"]["errors"]]
        assert paths == ([] if path is None else [path]), message
        bus.emit(schema_id=RUN, data={"name": "still"})
        assert (await listener.frame())["name"] == "still"


@pytest.mark.parametrize(
    "query", [{"schema_id": ""}, {"schema_id": [f"id{n}" for n in range(60)]}, {"schema_id": "x" * 2000}]
)
async def test_a_bad_query_is_refused_before_the_upgrade(subscribe: Subscribe, query: Any) -> None:
    with pytest.raises(HTTPClientError) as refused:
        await subscribe(**query)
    assert refused.value.code == 400
    assert refused.value.response is not None
    assert set(json.loads(refused.value.response.body)) == {"message", "reason", "errors"}


async def test_a_query_that_is_not_utf8(api: Api) -> None:
    response = await api.http.fetch(
        f"{api.base_url}api/events/subscribe?schema_id=%ff&no_track_activity=%ff",
        headers={"Authorization": f"token {api.token}"},
        raise_error=False,
    )
    assert response.code == 400
