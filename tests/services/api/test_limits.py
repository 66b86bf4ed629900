"""Every limit has its 4xx, with the path of the field; just below it passes. Bad input is never a 5xx."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

from ...api_client import Api
from ...conftest import server_config

LINK = "https://example.org/"

UNKNOWN = "01900000-0000-7000-8000-000000000000"


def nested(levels: int) -> Any:
    """An object with that many levels."""
    value: Any = 1
    for _ in range(levels):
        value = {"a": value}
    return value


BEYOND: list[tuple[dict[str, Any], str]] = [
    ({}, "/title"),
    ({"title": ""}, "/title"),
    ({"title": "x" * 257}, "/title"),
    ({"title": 5}, "/title"),
    ({"title": None}, "/title"),
    ({"body": "x" * 16385}, "/body"),
    ({"body": "ä" * 8193}, "/body"),
    ({"type": "fatal"}, "/type"),
    ({"source": ""}, "/source"),
    ({"source": "x" * 129}, "/source"),
    ({"topic": "x" * 129}, "/topic"),
    ({"group": "x" * 129}, "/group"),
    ({"key": "x" * 257}, "/key"),
    ({"priority": "now"}, "/priority"),
    ({"progress": 1.01}, "/progress"),
    ({"progress": -0.1}, "/progress"),
    ({"progress": True}, "/progress"),
    ({"link": "x" * 2049}, "/link"),
    ({"link": "javascript:alert(1)"}, "/link"),
    ({"link": "//evil.example"}, "/link"),
    ({"link": "/etc/passwd"}, "/link"),
    ({"link": "a/../../b"}, "/link"),
    ({"link": "a\\b"}, "/link"),
    ({"link": "http:///nowhere"}, "/link"),
    ({"link": "data:text/html,x"}, "/link"),
    ({"link": "java\tscript:alert(1)"}, "/link"),
    ({"actions": [{"label": "a", "link": LINK}] * 5}, "/actions"),
    ({"actions": [{"link": LINK}]}, "/actions/0/label"),
    ({"actions": [{"label": "a"}]}, "/actions/0"),
    ({"actions": [{"label": "a", "link": LINK, "command": "docmanager:open"}]}, "/actions/0"),
    ({"actions": [{"label": "a", "link": LINK, "args": {}}]}, "/actions/0/args"),
    ({"actions": [{"label": "a", "link": "javascript:x"}]}, "/actions/0/link"),
    ({"actions": [{"label": "x" * 65, "link": LINK}]}, "/actions/0/label"),
    (
        {"actions": [{"label": "a", "link": LINK}, {"label": "b", "command": "terminal:create-new"}]},
        "/actions/1/command",
    ),
    ({"deliver_at": "tomorrow"}, "/deliver_at"),
    ({"expires_at": "2026-13-01T00:00:00Z"}, "/expires_at"),
    ({"deliver_at": "2026-01-02T00:00:00Z", "expires_at": "2026-01-01T00:00:00Z"}, "/expires_at"),
    ({"data": {"x": "y" * 8192}}, "/data"),
    ({"data": []}, "/data"),
    ({"event_id": ""}, "/event_id"),
    ({"event_id": "x" * 129}, "/event_id"),
    ({"event_id": "a b"}, "/event_id"),
    ({"recipients": []}, "/recipients"),
    ({"recipients": [str(number) for number in range(101)]}, "/recipients"),
    ({"recipients": ["a", "a"]}, "/recipients"),
    ({"recipients": ["*", "bob"]}, "/recipients"),
    ({"recipients": ["bob"]}, "/recipients"),
    ({"recipients": "*"}, "/recipients"),
    ({"sender": "root"}, "/sender"),
    ({"id": "x"}, "/id"),
    ({"read": True}, "/read"),
    ({"schema_id": "x"}, "/schema_id"),
    ({"__timestamp__": "2026-01-01T00:00:00Z"}, "/__timestamp__"),
    ({"nonsense": 1}, "/nonsense"),
]


async def test_beyond_a_limit(api: Api) -> None:
    wrong = []
    for content, path in BEYOND:
        answer = await api("POST", "/api/notifications", {"title": "t", **content} if content else {})
        if answer.status != 400 or path not in answer.paths:
            wrong.append((str(content)[:60], path, answer.status, answer.json))
    assert wrong == []
    assert await api.titles(state="all") == []


async def test_at_the_limits(api: Api) -> None:
    full: dict[str, Any] = {
        "title": "😀" * 256,
        "body": "ä" * 8192,
        "source": "x" * 128,
        "topic": "x" * 128,
        "group": "x" * 128,
        "key": "x" * 256,
        "progress": 0,
        "link": LINK + "x" * (2048 - len(LINK)),
        "actions": [{"label": "x" * 64, "link": LINK}] * 4,
        "data": {"x": "y" * (8192 - len('{"x":""}'))},
        "event_id": "x" * 128,
    }
    assert (await api("POST", "/api/notifications", full)).status == 201
    assert (await api("POST", "/api/notifications", {"title": "t", "data": nested(30)})).status == 201


async def test_all_that_is_wrong_is_said_at_once(api: Api) -> None:
    answer = await api("POST", "/api/notifications", {"title": "", "type": "x", "nonsense": 1})
    assert {"/title", "/type", "/nonsense"} <= set(answer.paths)


BAD_BODIES: list[tuple[str, bytes, int]] = [
    ("empty", b"", 400),
    ("blank", b"  \n", 400),
    ("not JSON", b"{", 400),
    ("not UTF-8", b'{"title": "\xff"}', 400),
    ("UTF-16", '{"title": "t"}'.encode("utf-16"), 400),
    ("NaN", b'{"title": "t", "progress": NaN}', 400),
    ("Infinity", b'{"title": "t", "data": {"x": Infinity}}', 400),
    ("too great a number", b'{"title": "t", "data": {"x": 1e999}}', 400),
    ("a lone surrogate", b'{"title": "\\ud800"}', 400),
    ("a lone surrogate as a key", b'{"title": "t", "data": {"\\udfff": 1}}', 400),
    ("an array", b'[{"title": "t"}]', 400),
    ("a string", b'"title"', 400),
    ("null", b"null", 400),
    ("nested 33", json.dumps({"title": "t", "data": nested(32)}).encode(), 400),
    ("nested 100,000", b'{"title": "t", "data": ' + b"[" * 30_000 + b"]" * 30_000 + b"}", 400),
    ("a form", b"title=t", 400),
    ("too large", b'{"title": "' + b"x" * 65536 + b'"}', 413),
]


@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_a_bad_body_is_the_senders_fault(api: Api, method: str) -> None:
    await api.post("there before")
    wrong = []
    for name, body, status in BAD_BODIES:
        answer = await api(method, "/api/notifications", body)
        if answer.status != status or not answer.json["message"] or b"Traceback" in answer.body:
            wrong.append((name, answer.status, answer.body))
    assert wrong == []
    assert await api.titles() == ["there before"]


async def test_a_nul_is_kept_or_refused_but_never_cuts(api: Api) -> None:
    answer = await api("POST", "/api/notifications", {"title": "before\x00after", "data": {"\x00": "\x00"}})
    if answer.status == 201:
        assert answer.json["title"] == "before\x00after"
        assert (await api.inbox())["items"] == [answer.json]
    else:
        assert answer.status == 400
    assert (await api("GET", "/api/notifications", q="\x00")).status in {200, 400}


@pytest.mark.parametrize("path", ["", "/changes", "/status"])
async def test_a_query_that_is_not_utf8(api: Api, path: str) -> None:
    answer = await api.raw("GET", f"/api/notifications{path}", "?q=%ff&state=%ff")
    assert answer.code == 400
    assert set(json.loads(answer.body)) == {"message", "reason", "errors"}


BAD_PARAMETERS: list[tuple[str, dict[str, Any], str]] = [
    ("/api/notifications", {"limit": "0"}, "/limit"),
    ("/api/notifications", {"limit": "101"}, "/limit"),
    ("/api/notifications", {"before": "yesterday"}, "/before"),
    ("/api/notifications", {"state": "gone"}, "/state"),
    ("/api/notifications", {"q": "x" * 257}, "/q"),
    ("/api/notifications", {"offset": "10"}, "/offset"),
    ("/api/notifications/changes", {"after": "1"}, "/after"),
    ("/api/notifications/changes", {"limit": "many"}, "/limit"),
    ("/api/notifications/status", {"state": "all"}, "/state"),
    (f"/api/notifications/{UNKNOWN}", {"full": "yes"}, "/full"),
]


async def test_a_bad_parameter_is_named(api: Api) -> None:
    for path, query, at in BAD_PARAMETERS:
        answer = await api("GET", path, **query)
        assert (answer.status, answer.paths) == (400, [at]), (path, query)
    for method in ("POST", "PATCH"):
        answer = await api(method, "/api/notifications", {"title": "t"}, limit="5")
        assert (answer.status, answer.paths) == (400, ["/limit"])


class TestRate:
    """A server that counts."""

    @pytest.fixture
    def jp_server_config(self, db_path: Path) -> Config:
        # So slow that the machine's speed plays no part.
        return server_config(db_path, rate_limit=0.001)

    async def test_a_burst_then_429(self, api: Api) -> None:
        for number in range(100):
            await api.post(str(number))
        refused = await api("POST", "/api/notifications", {"title": "one too many"})
        assert refused.status == 429
        assert 900 <= refused.retry_after <= 1000
        assert (await api.inbox())["unread"] == 100
        # Reading and tidying up are not posting.
        assert (await api("PATCH", "/api/notifications", {"read": True})).json["changed"] == 100
