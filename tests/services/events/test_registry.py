"""Schemas: what is told of them, what a client may register, and files on the Jupyter path."""

from __future__ import annotations

import json
import logging
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from jupyter_events import EventLogger
from traitlets.config import Config

from jupyter_notifications.errors import InvalidInput
from jupyter_notifications.extension import NotificationsExtension
from jupyter_notifications.models import NOTIFICATION_SCHEMA_ID
from jupyter_notifications.schemas import Schemas
from jupyter_notifications.services.events.registry import MAX_REGISTERED, Registry
from tests.api_client import Api
from tests.conftest import server_config
from tests.people import ALICE

from .conftest import RUN, Subscribe, event, schema


class TestTelling:
    async def test_all_in_short(self, api: Api, bus: Any) -> None:
        answer = await api("GET", "/api/events/schemas")
        known = {item["schema_id"]: item for item in answer.json["schemas"]}
        assert known[RUN] == {
            "schema_id": RUN,
            "version": "1",
            "title": "Run",
            "description": "A run that changed.",
            "properties": ["name", "step", "message"],
        }
        assert NOTIFICATION_SCHEMA_ID in known
        assert "https://events.jupyter.org/jupyter_server/contents_service/v1" in known

    async def test_one_whole(self, api: Api, bus: Any) -> None:
        assert (await api("GET", "/api/events/schemas", schema_id=RUN)).json == schema()
        assert (await api("GET", "/api/events/schemas", schema_id="https://example.org/no")).status == 404

    @pytest.mark.parametrize("query", [{}, {"schema_id": RUN}])
    async def test_etag(self, api: Api, bus: Any, query: dict[str, Any]) -> None:
        first = await api("GET", "/api/events/schemas", **query)
        known = {"If-None-Match": first.headers["ETag"]}
        again = await api("GET", "/api/events/schemas", headers=known, **query)
        assert (again.status, again.body) == (304, b"")
        await api("POST", "/api/events/schemas", schema("https://example.org/new"))
        changed = await api("GET", "/api/events/schemas", headers=known, **query)
        assert changed.status == (304 if query else 200)

    async def test_nobody(self, api: Api) -> None:
        assert (await api("GET", "/api/events/schemas", token=None)).status == 403
        assert (await api("POST", "/api/events/schemas", schema(), token=None)).status == 403


class TestRegistering:
    async def test_it_is_used_at_once(self, api: Api, subscribe: Subscribe) -> None:
        listener = await subscribe()
        answer = await api("POST", "/api/events/schemas", schema())
        assert (answer.status, answer.json["schema_id"]) == (201, RUN)
        assert (await api("POST", "/api/events", event() | {"data": {}})).status == 400
        assert (await api("POST", "/api/events", event("good"))).status == 204
        assert (await listener.frame())["name"] == "good"

    async def test_again_and_another(self, api: Api) -> None:
        assert (await api("POST", "/api/events/schemas", schema())).status == 201
        assert (await api("POST", "/api/events/schemas", schema())).status == 200
        answer = await api("POST", "/api/events/schemas", schema(more={"type": "string"}))
        assert answer.status == 409
        # 1 and true are the same to Python, and not the same schema.
        assert (await api("POST", "/api/events/schemas", schema() | {"x": 1})).status == 409

    async def test_there_is_an_end(self, api: Api) -> None:
        for number in range(MAX_REGISTERED):
            answer = await api("POST", "/api/events/schemas", schema(f"https://example.org/{number}"))
            assert answer.status == 201
        assert (await api("POST", "/api/events/schemas", schema("https://example.org/x"))).status == 429
        assert (await api("POST", "/api/events/schemas", schema("https://example.org/0"))).status == 200

    async def test_an_expensive_event_is_refused(self, api: Api) -> None:
        """Within the limits, a schema and an event could still cost minutes together."""
        branches = [{"type": "null"} for _ in range(400)]
        costly = schema(many={"type": "array", "items": {"anyOf": branches}})
        assert (await api("POST", "/api/events/schemas", costly)).status == 201
        answer = await api("POST", "/api/events", event() | {"data": {"name": "x", "many": [1] * 60}})
        assert (answer.status, answer.paths) == (400, ["/data"])
        assert (await api("POST", "/api/events", event())).status == 204

    def doubling(self, depth: int) -> dict[str, Any]:
        chain: dict[str, Any] = {
            f"d{n}": {"allOf": [{"$ref": f"#/definitions/d{n + 1}"}] * 2} for n in range(depth)
        }
        return {
            **schema(),
            "definitions": {**chain, f"d{depth}": {}},
            "allOf": [{"$ref": "#/definitions/d0"}],
        }

    BAD: list[tuple[Any, str]] = [
        ([], ""),
        ("text", ""),
        ({}, "/$id"),
        (schema("relative"), "/$id"),
        (schema("https://example.org/#x"), "/$id"),
        (schema("https://example.org/" + "x" * 600), "/$id"),
        (schema("https://exämple.org/"), "/$id"),
        (schema("https://[bad/"), "/$id"),
        (schema("https://events.jupyter.org/mine/v1"), "/$id"),
        (schema("HTTP://Events.Jupyter.ORG/mine/v1"), "/$id"),
        (schema("https://events.jupyter.org./mine"), "/$id"),
        (schema("https://x@events.jupyter.org/mine"), "/$id"),
        (schema() | {"version": 1}, "/version"),
        (schema() | {"version": ""}, "/version"),
        (schema() | {"properties": []}, "/properties"),
        (schema() | {"title": 3}, "/title"),
        (schema(x={"type": "colour"}), "/properties/x/type"),
        (schema(x={"minLength": "three"}), "/properties/x/minLength"),
        (schema(x={"multipleOf": 0}), "/properties/x/multipleOf"),
        (schema(x=3), "/properties/x"),
        (schema(__x={}), "/properties"),
        (schema(x={"pattern": "(a+)+$"}), "/properties/x/pattern"),
        (schema(x={"patternProperties": {"a": {}}}), "/properties/x/patternProperties"),
        (schema(x={"format": "regex"}), "/properties/x/format"),
        (schema(x={"items": [{"not": {"pattern": "a"}}]}), "/properties/x/items/0/not/pattern"),
        (schema(x={"$ref": "https://example.org/other"}), "/properties/x/$ref"),
        (schema(x={"$ref": "file:///etc/passwd"}), "/properties/x/$ref"),
        (schema(x={"$ref": "other.json#/a"}), "/properties/x/$ref"),
        (schema(x={"$ref": "#/nothing"}), "/properties/x/$ref"),
        (schema(x={"$ref": "#name"}), "/properties/x/$ref"),
        (schema(x={"$ref": "#/title"}), "/properties/x/$ref"),
        (schema(x={"$ref": "#"}), "/properties/x/$ref"),
        (schema(x={"$ref": "#/properties/x"}), "/properties/x/$ref"),
        (schema(x={"$ref": "#/properties/y"}, y={"$ref": "#/properties/x"}), "/properties/x/$ref/$ref"),
        (schema(x={"$id": "https://example.org/inner"}), "/properties/x/$id"),
        (
            schema(x={"$ref": "#/default/y"}) | {"default": {"y": {"pattern": "a"}}},
            "/properties/x/$ref/pattern",
        ),
        (schema(x={"enum": list(range(5000))}), ""),
    ]

    async def test_bad_ones_are_refused_and_poison_nothing(self, api: Api) -> None:
        # One server for all: starting one takes longer than asking it.
        for body, path in self.BAD:
            answer = await api("POST", "/api/events/schemas", body)
            assert (answer.status, answer.paths) == (400, [path]), (body, answer.body)
        assert (await api("POST", "/api/events/schemas", schema())).status == 201
        assert (await api("POST", "/api/events", event())).status == 204

    async def test_a_chain_that_doubles_is_refused(self, api: Api) -> None:
        assert (await api("POST", "/api/events/schemas", self.doubling(3))).status == 201
        answer = await api("POST", "/api/events/schemas", self.doubling(60) | {"$id": RUN + "/2"})
        assert (answer.status, answer.paths) == (400, [""])

    async def test_words_in_examples_are_only_words(self, api: Api) -> None:
        harmless = schema(
            pattern={"type": "string", "examples": [{"pattern": "x"}], "default": {"$ref": "x"}}
        )
        assert (await api("POST", "/api/events/schemas", harmless)).status == 201

    async def test_too_large(self, api: Api) -> None:
        large = schema() | {"description": "x" * 33_000}
        assert (await api("POST", "/api/events/schemas", large)).status == 413

    async def test_yaml_is_not_json(self, api: Api) -> None:
        answer = await api("POST", "/api/events/schemas", yaml.safe_dump(schema()).encode())
        assert answer.status == 400


class TestWhoMay:
    @pytest.fixture
    def jp_server_config(self, two_people: Config, request: pytest.FixtureRequest, db_path: Path) -> Config:
        several, rule = request.param
        config = two_people if several else server_config(db_path)
        config.NotificationsExtension.schema_registration = rule
        return config

    @pytest.mark.parametrize(
        ("jp_server_config", "status"),
        [
            ((False, "off"), 403),
            ((False, "owner"), 201),
            ((False, "all"), 201),
            ((True, "off"), 403),
            ((True, "owner"), 403),
            ((True, "all"), 201),
        ],
        indirect=["jp_server_config"],
    )
    async def test_the_trait_decides(self, api: Api, status: int, extension: NotificationsExtension) -> None:
        token = ALICE if extension.identity.several else api.token
        assert (await api("POST", "/api/events/schemas", schema(), token=token)).status == status


class TestFiles:
    async def test_good_ones_are_registered_and_bad_ones_logged(
        self, api: Api, extension: NotificationsExtension, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        files: dict[str, Any] = {
            "mine/good.yaml": schema("https://example.org/a", name={"type": "string", "pattern": "^[a-z]+$"}),
            "mine/deep/number.yaml": schema("https://example.org/b") | {"version": 1},
            "not-yaml.yaml": "a: [",
            "list.yaml": ["x"],
            "regex.yaml": schema("https://example.org/c", name={"pattern": "("}),
            "nowhere.yaml": schema("https://example.org/d", name={"$ref": "https://example.org/x"}),
            "no-type.yaml": schema("https://example.org/e", name={"type": "colour"}),
            "twice.yaml": schema("https://example.org/a"),
        }
        for name, content in files.items():
            path = tmp_path / "events" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content if isinstance(content, str) else json.dumps(content))
        await extension.events.registry.load_files([tmp_path / "events", tmp_path / "absent"])
        registered = (await api("GET", "/api/events/schemas")).json["schemas"]
        ours = {
            item["schema_id"]: item["version"] for item in registered if "example.org" in item["schema_id"]
        }
        assert ours == {"https://example.org/a": "1", "https://example.org/b": "1"}
        for name in ("not-yaml", "list", "regex", "nowhere", "no-type", "twice"):
            assert any(f"{name}.yaml" in r.message for r in caplog.records if r.levelname == "WARNING"), name
        caplog.clear()
        await extension.events.registry.load_files([tmp_path / "events" / "mine"])
        assert not [r for r in caplog.records if r.levelname == "WARNING"], "the same again is no fault"

    class TestOnTheJupyterPath:
        @pytest.fixture
        def jp_environ(self, jp_environ: Any, jp_data_dir: Path) -> Any:
            folder = jp_data_dir / "events" / "of-an-extension"
            folder.mkdir(parents=True)
            (folder / "v1.yaml").write_text(yaml.safe_dump(schema("https://example.org/shipped")))
            return jp_environ

        async def test_they_are_found_at_start(self, api: Api) -> None:
            answer = await api("GET", "/api/events/schemas", schema_id="https://example.org/shipped")
            assert answer.json["title"] == "Run"


DEAR: dict[str, dict[str, Any]] = {
    "anyOf": {"anyOf": [*[{"type": "null"}] * 400, {}]},
    "allOf": {"allOf": [{"not": {"type": "null"}}] * 300},
    "$ref": {"anyOf": [*[{"$ref": "#/definitions/a"}] * 200, {}]},
    "oneOf": {"oneOf": [*[{"const": number} for number in range(400)], {}]},
}


class TestWork:
    @pytest.mark.parametrize("dialect", DEAR)
    def test_no_event_of_a_clients_schema_stops_the_server_for_long(self, dialect: str) -> None:
        logger = EventLogger()
        logger.register_handler(logging.NullHandler())  # As the tap does, it makes every emit validate.
        schemas = Schemas(logger)
        registry = Registry(logger, schemas, log=logging.getLogger("tests"))
        each = {"properties": {"values": {"type": "array", "items": DEAR[dialect]}}}
        registry.register(schema() | each | {"required": [], "definitions": {"a": {"type": "null"}}})
        data: dict[str, Any] = {"values": []}
        with suppress(InvalidInput):
            for _ in range(10_000):
                registry.check_work(RUN, data)
                data["values"].append("text")
        data["values"].pop()
        assert 0 < len(data["values"]) < 9_999
        measure = jsonschema.Draft7Validator({"items": {"anyOf": [{"type": "null"}, {}]}})
        spent, known = [], []
        for _ in range(5):
            began = time.process_time()
            schemas.validate(RUN, "1", data)
            logger.emit(schema_id=RUN, data=data)
            spent.append(time.process_time() - began)
            began = time.process_time()
            measure.validate(["text"] * 1000)
            known.append(time.process_time() - began)
        # The measure takes a sixtieth of a second or less.
        assert min(spent) < 6 * min(known), f"{min(spent):.4f} s against {min(known):.4f} s"
