"""POST /api/events: one or many, always validated, durable before the answer, never a 5xx."""

from __future__ import annotations

import json
import random
import time
from typing import Any

import pytest
from traitlets.config import Config

from jupyter_notifications.errors import TooLarge
from jupyter_notifications.extension import NotificationsExtension
from jupyter_notifications.models import NOTIFICATION_SCHEMA_ID
from jupyter_notifications.services.events.handlers import _split
from tests.api_client import Api
from tests.conftest import server_config
from tests.people import ALICE, BOB, RecordingAuthorizer

from .conftest import RUN, Subscribe, event, schema


def notification(title: str = "Training finished", **content: Any) -> dict[str, Any]:
    return {"schema_id": NOTIFICATION_SCHEMA_ID, "version": "1", "data": {"title": title, **content}}


class TestOne:
    async def test_it_is_emitted(self, api: Api, bus: Any, subscribe: Subscribe) -> None:
        listener = await subscribe()
        answer = await api("POST", "/api/events", event("first", event_id="e-1"))
        assert (answer.status, answer.body) == (204, b"")
        frame = await listener.frame()
        assert frame.pop("__timestamp__")
        assert frame == {
            "schema_id": RUN,
            "name": "first",
            "__schema_version__": "1",
            "__metadata_version__": 1,
            "__event_id__": "e-1",
            "__sender__": None,
        }

    async def test_a_notification_is_in_the_store_when_it_is_answered(self, api: Api) -> None:
        answer = await api("POST", "/api/events", notification("Done", event_id="e-1"))
        assert answer.status == 204
        found = await api("GET", answer.headers["Location"].removeprefix(api.base_url.rstrip("/")))
        assert (found.json["title"], found.json["event_id"]) == ("Done", "e-1")

    async def test_sent_again_it_is_the_same(self, api: Api) -> None:
        first = await api("POST", "/api/events", {**notification(), "event_id": "e-1"})
        again = await api("POST", "/api/events", notification(event_id="e-1"))
        assert first.headers["Location"] == again.headers["Location"]
        assert len(await api.titles()) == 1

    @pytest.mark.parametrize(
        ("sent", "emitted"),
        [
            ("2022-05-26T13:50:00+05:00Z", "2022-05-26T13:50:00+05:00Z"),
            ("2022-05-26T13:50:00+05:00", "2022-05-26T08:50:00+00:00Z"),
            ("2022-05-26T13:50:00.25Z", "2022-05-26T13:50:00.250000+00:00Z"),
        ],
    )
    async def test_timestamps(
        self, api: Api, bus: Any, subscribe: Subscribe, sent: str, emitted: str
    ) -> None:
        listener = await subscribe()
        assert (await api("POST", "/api/events", event(timestamp=sent))).status == 204
        assert (await listener.frame())["__timestamp__"] == emitted

    async def test_it_is_validated_though_nobody_listens(self, api: Api, bus: Any) -> None:
        answer = await api("POST", "/api/events", event() | {"data": {"name": 1, "colour": "red"}})
        assert answer.status == 400
        assert set(answer.paths) == {"/data/name", "/data/colour"}


BAD: list[tuple[Any, int, list[str]]] = [
    (b"", 400, [""]),
    (b"{", 400, [""]),
    (b"\xff\xfe", 400, [""]),
    (b'{"schema_id": "\xff"}', 400, [""]),
    (b"NaN", 400, [""]),
    (b'{"schema_id":"https://example.org/run","version":"1","data":{"name":NaN}}', 400, [""]),
    (b'{"schema_id":"https://example.org/run","version":"1","data":{"name":"\\ud800"}}', 400, [""]),
    (b"[" * 100_000, 400, [""]),
    (b'{"a":' * 40 + b"1" + b"}" * 40, 400, [""]),
    (b"{" + b" " * 70_000 + b"}", 413, []),
    (b"null", 400, [""]),
    (b"3", 400, [""]),
    (b'"text"', 400, [""]),
    ({}, 400, ["/schema_id"]),
    ({"schema_id": RUN, "data": {}}, 400, ["/version"]),
    ({"schema_id": RUN, "version": "1"}, 400, ["/data"]),
    (event(sender="somebody"), 400, ["/sender"]),
    (event() | {"data": []}, 400, ["/data"]),
    (event() | {"data": None}, 400, ["/data"]),
    (event() | {"schema_id": 3}, 400, ["/schema_id"]),
    (event() | {"schema_id": "https://example.org/none"}, 400, ["/schema_id"]),
    (event() | {"version": 2}, 400, ["/version"]),
    (event() | {"version": True}, 400, ["/version"]),
    (event() | {"version": None}, 400, ["/version"]),
    (event(timestamp="yesterday"), 400, ["/timestamp"]),
    (event(timestamp=None), 400, ["/timestamp"]),
    (event(timestamp="2022-02-30T00:00:00Z"), 400, ["/timestamp"]),
    (event(event_id=""), 400, ["/event_id"]),
    (event(event_id="a b"), 400, ["/event_id"]),
    (event(event_id="line\n"), 400, ["/event_id"]),
    (event(event_id=7), 400, ["/event_id"]),
    (event() | {"data": {"name": "x", "schema_id": "y"}}, 400, ["/data/schema_id"]),
    (event() | {"data": {"name": "x", "__timestamp__": "y"}}, 400, ["/data/__timestamp__"]),
    (event() | {"data": {"name": "x", "__schema__": "y"}}, 400, ["/data/__schema__"]),
    (event() | {"data": {}}, 400, ["/data/name"]),
    (notification(""), 400, ["/data/title"]),
    (notification("x" * 257), 400, ["/data/title"]),
    (notification(link="javascript:alert(1)"), 400, ["/data/link"]),
    (notification(sender="somebody"), 400, ["/data/sender"]),
    (notification(data={"x": "y" * 9000}), 400, ["/data/data"]),
    (notification(event_id="a") | {"event_id": "b"}, 400, ["/data/event_id"]),
]


async def test_bad_input_is_named(api: Api, bus: Any) -> None:
    # One server for all: starting one takes longer than asking it.
    for body, status, paths in BAD:
        answer = await api("POST", "/api/events", body)
        assert (answer.status, answer.paths) == (status, paths), body
        assert set(answer.json) == {"message", "reason", "errors"}
        assert "Traceback" not in answer.body.decode()
    assert (await api("POST", "/api/events", event())).status == 204


async def test_one_bad_item_fails_alone(api: Api, bus: Any, subscribe: Subscribe) -> None:
    """The same bad bodies, as items between good ones."""
    listener = await subscribe()
    for body, status, paths in BAD:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        if (
            not isinstance(body, bytes)
            or raw in {b"null", b"3", b'"text"'}
            or b"ud800" in raw
            or b"NaN" in raw
        ):
            good = json.dumps(event("good")).encode()
            answer = await api("POST", "/api/events", b"[" + good + b"," + raw + b"," + good + b"]")
            assert [item["status"] for item in answer.json] == [204, status, 204]
            assert [error["path"] for error in answer.json[1]["errors"]] == paths
            assert (await listener.frame())["name"] == (await listener.frame())["name"] == "good"


async def test_random_bodies_never_break_it(api: Api, bus: Any, subscribe: Subscribe) -> None:
    """The client refuses any 5xx; the sockets go on."""
    listener = await subscribe(schema_id=RUN)
    dice = random.Random(7)
    values: list[Any] = [
        None, True, 0, -1.5, 2**70, "", "x", "\0", "\u2028", "*", "1", [], {}, [[]], RUN,
        NOTIFICATION_SCHEMA_ID,
        {"name": 1}, {"title": {}}, {"title": "x", "recipients": [None]}, {"title": "x", "actions": [1]},
        {"title": "x", "deliver_at": 3}, {"title": "\0"}, {"name": "x", "": ""}, "9999-99-99T99:99:99Z",
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    ]  # fmt: skip
    names = ["schema_id", "version", "data", "timestamp", "event_id", "", "sender"]

    def body() -> Any:
        good = event() if dice.random() < 0.5 else notification()
        return {**good, **{dice.choice(names): dice.choice(values) for _ in range(dice.randint(1, 3))}}

    for _ in range(150):
        await api("POST", "/api/events", body())
    for _ in range(20):
        answer = await api("POST", "/api/events", [body() for _ in range(50)])
        assert len(answer.json) == 50
        assert all(item["status"] < 500 for item in answer.json)
    await api("POST", "/api/events", event("the end"))
    await listener.frames_until("the end")


async def test_while_the_store_is_away(api: Api, bus: Any, extension: NotificationsExtension) -> None:
    await extension.manager.stop()
    refused = await api("POST", "/api/events", notification())
    assert refused.status == 503
    assert refused.retry_after > 0
    answer = await api("POST", "/api/events", [event(), notification()])
    assert [item["status"] for item in answer.json] == [204, 503]


class TestBatch:
    async def test_answers_are_in_order(self, api: Api, bus: Any, subscribe: Subscribe) -> None:
        listener = await subscribe(schema_id=RUN)
        batch = [
            event("one", event_id="e-1"),
            notification("Two"),
            event() | {"data": {}},
            notification("Four", event_id="e-4"),
            notification("Again", event_id="e-4"),
            event("six"),
        ]
        answer = await api("POST", "/api/events", batch)
        assert answer.status == 200
        assert [item["status"] for item in answer.json] == [204, 204, 400, 204, 204, 204]
        one, two, three, four, again, six = answer.json
        assert one == {"status": 204, "event_id": "e-1"}
        assert three["errors"] == [{"path": "/data/name", "message": "is required"}]
        assert four["id"] == again["id"] != two["id"]
        assert six["event_id"]
        assert [(await listener.frame())["name"] for _ in range(2)] == ["one", "six"]
        assert await api.titles() == ["Four", "Two"]

    async def test_a_thousand_reach_a_socket_that_reads(
        self, api: Api, bus: Any, subscribe: Subscribe
    ) -> None:
        listener = await subscribe()
        answer = await api("POST", "/api/events", [event(str(number)) for number in range(1000)])
        assert {item["status"] for item in answer.json} == {204}
        assert [(await listener.frame())["name"] for _ in range(1000)] == [str(n) for n in range(1000)]

    async def test_what_is_no_batch(self, api: Api) -> None:
        for body, status in (
            (b"[]", 400),
            (b"[1,", 400),
            (b"[" + b"1," * 1000 + b"1]", 413),
            (b"[" + b" " * (1024 * 1024) + b"1]", 413),
            (b"[NaN," + b"1," * 1000 + b"1]", 413),
            ("[{}]".encode("utf-16-le"), 400),
        ):
            assert (await api("POST", "/api/events", body)).status == status

    @pytest.mark.parametrize("first", ["1", "NaN"])
    def test_too_many_items_are_counted_and_not_looked_at(self, first: str) -> None:
        body = f"[{first}{',1' * 500_000}]".encode()
        began = time.perf_counter()
        json.loads(body)
        only_read = time.perf_counter() - began
        began = time.perf_counter()
        with pytest.raises(TooLarge):
            _split(body)
        # Writing each item again took thirty times as long, and stopped the server for a second.
        assert time.perf_counter() - began < 6 * only_read

    async def test_an_item_is_no_larger_than_an_event(self, api: Api, bus: Any) -> None:
        answer = await api("POST", "/api/events", [event("x" * 70_000), event()])
        assert [item["status"] for item in answer.json] == [413, 204]


class TestAccess:
    async def test_nobody(self, api: Api, bus: Any) -> None:
        assert (await api("POST", "/api/events", event(), token=None)).status == 403
        assert (await api("POST", "/api/events", event(), token="wrong")).status == 403

    async def test_a_kernel_may_only_notify(
        self, api: Api, bus: Any, extension: NotificationsExtension
    ) -> None:
        token = extension.identity.post_only_token
        assert (await api("POST", "/api/events", event(), token=token)).status == 403
        assert (await api("POST", "/api/events", notification(), token=token)).status == 204
        answer = await api("POST", "/api/events", [event(), notification("Two")], token=token)
        assert [item["status"] for item in answer.json] == [403, 204]
        assert await api.titles() == ["Two", "Training finished"]

    async def test_a_kernel_may_read_and_register_nothing(
        self, api: Api, extension: NotificationsExtension
    ) -> None:
        token = extension.identity.post_only_token
        for path in ("/api/events/schemas", "/api/notifications/status", "/api/notifications"):
            assert (await api("GET", path, token=token)).status == 403
        assert (await api("POST", "/api/events/schemas", schema(), token=token)).status == 403

    class TestAuthorizer:
        @pytest.fixture
        def jp_server_config(self, db_path: Any) -> Config:
            RecordingAuthorizer.refused = {("write", "notifications")}
            RecordingAuthorizer.asked = []
            config = server_config(db_path)
            config.ServerApp.authorizer_class = RecordingAuthorizer
            return config

        async def test_a_notification_needs_its_own_leave(self, api: Api, bus: Any) -> None:
            assert (await api("POST", "/api/events", event())).status == 204
            assert (await api("POST", "/api/events", notification())).status == 403
            answer = await api("POST", "/api/events", [event(), notification()])
            assert [item["status"] for item in answer.json] == [204, 403]
            RecordingAuthorizer.refused = {("write", "events")}
            assert (await api("POST", "/api/events", event())).status == 403

    class TestTwoPeople:
        @pytest.fixture
        def jp_server_config(self, two_people: Config) -> Config:
            return two_people

        async def test_the_server_says_who_sent_it(self, api: Api, bus: Any, subscribe: Subscribe) -> None:
            listener = await subscribe(token=BOB)
            assert (await api("POST", "/api/events", event(), token=ALICE)).status == 204
            assert (await listener.frame())["__sender__"] == "alice"

        async def test_to_others_only_where_the_server_allows_it(self, api: Api) -> None:
            to_bob = notification("For Bob", recipients=["bob"])
            answer = await api("POST", "/api/events", to_bob, token=ALICE)
            assert answer.status == 403
            assert await api.titles(token=BOB) == []


class TestCompatibility:
    """What JupyterLab's EventManager counts on."""

    async def test_the_methods_of_the_core(self, api: Api) -> None:
        assert (await api("GET", "/api/events", contract=False)).status == 405

    async def test_a_string_version_and_a_number_are_the_same(self, api: Api, bus: Any) -> None:
        assert (await api("POST", "/api/events", event() | {"version": 1})).status == 204


class TestCoreRoutesKept:
    @pytest.fixture
    def jp_server_config(self, db_path: Any) -> Config:
        return server_config(db_path, replace_core_event_routes=False)

    async def test_the_core_answers(self, api: Api) -> None:
        # The core takes what nobody listens to, unseen: the very fault that ours does not have.
        answer = await api("POST", "/api/events", [event()], contract=False)
        assert answer.status == 400
        assert "errors" not in answer.json
        assert (await api("GET", "/api/events/schemas")).status == 200

    async def test_a_notification_reaches_the_owner_all_the_same(
        self, api: Api, subscribe: Subscribe
    ) -> None:
        core, hints = await subscribe(), await subscribe("/api/events/subscribe/notification")
        assert (await hints.frame())["unread"] == 0
        assert (await api("POST", "/api/events", notification("By the core"))).status == 204
        assert (await hints.frame())["unread"] == 1
        assert await api.titles() == ["By the core"]
        # Anybody may listen to the core's socket, so it does not say what it is.
        assert (await core.frame())["title"] == "A notification"

    class TestTwoPeople:
        @pytest.fixture
        def jp_server_config(self, two_people: Config) -> Config:
            two_people.NotificationsExtension.replace_core_event_routes = False
            return two_people

        async def test_it_is_no_way_around_the_rules(self, api: Api, subscribe: Subscribe) -> None:
            hints = await subscribe("/api/events/subscribe/notification", token=ALICE)
            assert (await hints.frame())["unread"] == 0
            await api("POST", "/api/events", notification("For Bob", recipients=["bob"]), token=ALICE)
            await api("POST", "/api/events", notification("For me"), token=ALICE)
            assert (await hints.frame())["unread"] == 1
            assert (await api.inbox(token=ALICE))["items"][0]["sender"] == "alice"
            assert await api.titles(token=BOB) == []
