"""Holds ``docs/operators/security.md`` to the code: its tables are read, each number in them is tried."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

from jupyter_notifications.extension import NotificationsExtension
from jupyter_notifications.services import base
from jupyter_notifications.services.events import filters, handlers, outbox, registry, schema_rules, sockets
from jupyter_notifications.services.notifications import preferences, presence, rates
from jupyter_notifications.services.notifications.kernel_env import TOKEN, URL

from .api_client import Api
from .conftest import server_config
from .contract_routes import EVENT, ROWS, operations

PAGE = Path(__file__).parent.parent / "docs" / "operators" / "security.md"
TEXT = PAGE.read_text("utf-8")

UNITS = {"KiB": 1024, "MiB": 1024 * 1024}


@dataclass(frozen=True)
class Limit:
    """One row of the table of limits."""

    number: int
    answer: str
    setting: str


def table(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading, without its head."""
    section = TEXT.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    ends = next((n for n, line in enumerate(cells[2:], 2) if set("".join(line)) <= set("- ")), len(cells) + 1)
    return cells[2 : ends - 1]


def limits() -> dict[str, Limit]:
    """The table of limits by what is limited."""
    found = {}
    for what, limit, answer, setting in table("Limits"):
        number, _, unit = limit.partition(" ")
        found[what] = Limit(int(number.replace(",", "")) * UNITS.get(unit, 1), answer, setting.strip("`"))
    return found


LIMITS = limits()


def nested(levels: int) -> Any:
    """Objects in objects; the body and ``data`` are two of the levels."""
    value: Any = 1
    for _ in range(levels - 1):
        value = {"a": value}
    return value


def sized(size: int) -> bytes:
    """A notification of so many bytes."""
    small = json.dumps({"title": "t", "body": ""}).encode()
    return small + b" " * (size - len(small))


def data_of(size: int) -> dict[str, str]:
    """``data`` of so many bytes as JSON."""
    return {"a": "x" * (size - len('{"a":""}'))}


#: What has the size of a limit, and breaks no other rule: (method, path, body, query).
Asks = Callable[[int], tuple[str, str, Any, dict[str, Any]]]


def posts(content: Callable[[int], dict[str, Any]]) -> Asks:
    """A notification with this content."""
    return lambda n: ("POST", "/api/notifications", {"title": "t", **content(n)}, {})


def prefers(content: Callable[[int], dict[str, Any]]) -> Asks:
    """Preferences with this content."""
    return lambda n: ("PUT", "/api/notifications/preferences", content(n), {})


def registers(schema: Callable[[int], Any]) -> Asks:
    """A schema of a client."""
    head = {"version": "1", "type": "object"}
    return lambda n: (
        "POST",
        "/api/events/schemas",
        {"$id": f"https://example.org/{n}", **head, "properties": schema(n)},
        {},
    )


TRIED: dict[str, Asks] = {
    "body of a request": lambda n: ("POST", "/api/notifications", sized(n), {}),
    "batch": lambda n: ("POST", "/api/events", b"[" + b" " * (n - 2 - len(b"{}")) + b"{}]", {}),
    "events in a batch": lambda n: ("POST", "/api/events", [EVENT] * n, {}),
    "title": posts(lambda n: {"title": "ä" * n}),
    "body of a notification": posts(lambda n: {"body": "x" * n}),
    "data of a notification": posts(lambda n: {"data": data_of(n)}),
    "levels of nesting": posts(lambda n: {"data": nested(n)}),
    "link": posts(lambda n: {"link": "x" * n}),
    "buttons": posts(lambda n: {"actions": [{"label": "a", "link": "x"}] * n}),
    "recipients in a body": posts(lambda n: {"recipients": [f"{i}" for i in range(n)]}),
    "source, topic, group": posts(lambda n: dict.fromkeys(("source", "topic", "group"), "x" * n)),
    "key": posts(lambda n: {"key": "x" * n}),
    "event id": posts(lambda n: {"event_id": "x" * n}),
    "words to search for": lambda n: ("GET", "/api/notifications", None, {"q": "x" * n}),
    "entries on a page": lambda n: ("GET", "/api/notifications", None, {"limit": n}),
    "muted sources, muted topics": prefers(
        lambda n: {name: [f"{i}" for i in range(n)] for name in ("muted_sources", "muted_topics")}
    ),
    "topics with channels": prefers(lambda n: {"channels": {f"{i}": [] for i in range(n)}}),
}

#: Those that a request alone cannot show; the tests of their own parts do.
CONSTANTS = {
    "notifications at once after a pause": rates.BURST,
    "frames that wait for a slow socket": outbox.MAX_FRAMES,
    "bytes that wait for a slow socket": outbox.MAX_BYTES,
    "message to a socket": filters.MAX_MESSAGE,
    "message that a socket reads at all": sockets.MAX_SAID,
    "cells kept of a kernel and person": presence.MAX_CELLS,
    "kernels with cells kept of a person": presence.MAX_KERNELS_EACH,
    "kernels with cells kept of all people": presence.MAX_KERNELS,
    "filters of a socket": filters.MAX_FILTERS,
    "levels of filters": filters.MAX_DEPTH,
    "pings in ten seconds": sockets.MAX_PINGS,
    "schema of a client": registry.MAX_SCHEMA,
    "schemas of clients": registry.MAX_REGISTERED,
    "values in a schema, references followed": schema_rules.MAX_COST,
    "values of schema times values of event": registry.MAX_WORK,
}


@pytest.fixture
def jp_server_config(db_path: Path) -> Config:
    """A server on which all of it can be tried."""
    config = server_config(db_path, allow_to_others=True, schema_registration="all")
    config.ServerApp.identity_provider_class = "tests.people.People"
    return config


def test_each_limit_is_tried_or_is_a_constant_or_a_setting() -> None:
    settings = {what for what, limit in LIMITS.items() if limit.setting}
    assert set(TRIED) | set(CONSTANTS) | settings == set(LIMITS)


@pytest.mark.parametrize("what", TRIED)
async def test_a_limit_is_where_the_page_says(api: Api, what: str) -> None:
    from .people import ALICE

    limit = LIMITS[what]
    method, path, body, query = TRIED[what](limit.number)
    assert (await api(method, path, body, token=ALICE, **query)).status in {200, 201, 204}
    method, path, body, query = TRIED[what](limit.number + 1)
    assert (await api(method, path, body, token=ALICE, **query)).status == int(limit.answer)


@pytest.mark.parametrize("what", CONSTANTS)
def test_a_constant_is_what_the_page_says(what: str) -> None:
    assert LIMITS[what].number == CONSTANTS[what]


def test_settings_stand_beside_their_limits() -> None:
    traits = NotificationsExtension.class_own_traits(config=True)
    for what, limit in LIMITS.items():
        if limit.setting:
            default = traits[limit.setting].default()
            assert what in CONSTANTS or limit.number == default, what


def test_other_numbers() -> None:
    assert f"at most {base.MOST_ERRORS} of the things that are wrong" in TEXT
    assert (handlers.MAX_EVENT, preferences.MAX_MUTED) == (64 * 1024, 200)
    for name in (URL, TOKEN):
        assert f"`{name}`" in TEXT


def test_the_table_of_routes_is_that_of_the_contract() -> None:
    listed = {
        tuple(name.strip("`").split(" ")): (action.strip("`"), resource.strip("`"), kernels == "yes")
        for name, action, resource, kernels in table("Routes")
    }
    alias = listed.pop(("GET", "/api/events/notifications"))
    assert alias == listed["GET", "/api/events/subscribe/notification"]
    assert listed == {key: (ROWS[key].action, ROWS[key].resource, ROWS[key].kernels) for key in operations()}


async def test_the_table_of_headers_is_what_is_sent(api: Api) -> None:
    from .people import ALICE

    answers = {
        "every answer, errors too": [
            await api("GET", "/api/notifications", token=ALICE),
            await api("GET", "/api/notifications", token=None),
            await api("GET", "/api/notifications", token=ALICE, nonsense="1"),
            await api("POST", "/api/notifications", {"title": "t"}, token=ALICE),
            await api("DELETE", "/api/notifications/me", token=ALICE),
        ],
        "the export": [await api("GET", "/api/notifications/export", token=ALICE)],
        "405": [await api("PUT", "/api/notifications", token=ALICE, contract=False)],
        "the list and the changes": [
            await api("GET", "/api/notifications", token=ALICE),
            await api("GET", "/api/notifications/changes", token=ALICE),
        ],
        "answers to `GET`": [await api("GET", "/api/notifications", token=ALICE)],
    }
    answers["every answer"] = [*answers["every answer, errors too"], *answers["the export"], *answers["405"]]
    tried = 0
    for header, on, _, why in table("Headers"):
        assert why
        name, _, value = header.strip("`").partition(": ")
        for answer in answers.get(on, []):
            assert value in answer.headers[name], (header, on)
            tried += 1
    assert tried > 20
    # Those that need trouble or settings have tests of their own.
    assert {on for _, on, _, _ in table("Headers")} - set(answers) == {
        "429 and 503",
        "as configured, or by token",
    }


REFUSED: dict[str, Any] = {
    "`pattern`": {"pattern": "a"},
    "`patternProperties`": {"patternProperties": {"a": {}}},
    "`format: regex`": {"format": "regex"},
    "`format: iri`, `iri-reference`, `uri-template`": {"format": "uri-template"},
    "`$ref` to elsewhere": {"$ref": "https://example.org/other"},
    "`$ref` in a circle": {"$ref": "#/properties/a"},
    "`$id` inside": {"$id": "https://example.org/inner"},
}


async def test_refused_keywords_are_refused(api: Api) -> None:
    from .people import ALICE

    section = TEXT.split("Refused are:", 1)[1].split("\n## ", 1)[0]
    listed = re.findall(r"^\| (`.*?) +\|", section, re.MULTILINE)
    assert set(listed) == set(REFUSED)
    for name, schema in REFUSED.items():
        method, path, body, _ = registers(lambda _, schema=schema: {"a": schema})(1)  # type: ignore[misc]
        answer = await api(method, path, body, token=ALICE)
        assert answer.status == 400, name
        assert answer.paths[0].startswith("/properties/a"), name
    method, path, body, _ = registers(lambda _: {"a": {"type": "string"}})(1)
    assert (await api(method, path, body, token=ALICE)).status == 201
    taken = {**body, "title": "another"}
    assert (await api(method, path, taken, token=ALICE)).status == 409
    for bad in (
        "https://events.jupyter.org/x",
        "relative",
        "https://example.org/ä",
        "https://example.org/#a",
    ):
        assert (await api(method, path, {**body, "$id": bad}, token=ALICE)).status == 400, bad


def test_what_can_be_switched_off_can_be() -> None:
    traits = NotificationsExtension.class_own_traits(config=True)
    named = [
        cell
        for row in table("What administrators can switch off")
        for cell in re.findall(r"`(\w+) = ", row[1])
    ]
    assert {"storage", "schema_registration", "allowed_commands", "replace_core_event_routes"} <= set(named)
    assert set(named) <= set(traits)
    assert traits["allow_to_others"].default() is False
