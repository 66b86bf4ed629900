"""R6 in short form: whatever is sent, the answer is in the contract, and never the server's fault."""

from __future__ import annotations

import json
import random
from typing import Any

from ...api_client import Api
from .test_limits import UNKNOWN

# fmt: off
FIELDS = (
    "title", "body", "type", "source", "topic", "group", "key", "recipients", "priority", "progress", "link",
    "actions", "deliver_at", "expires_at", "data", "event_id", "sender", "id", "read", "archived",
    "snoozed_until", "__schema__", "schema_id",
)

WORDS = (
    "", " ", "x", "*", "owner", "in-progress", "../..", "//x", "http://", "\x00", "\u202e", "😀" * 70,
    "ä" * 17000, "2026-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999+00:00",
    "' OR 1=1 --", "%", "_", '"', "NEAR(", "f" * 24, "0" * 24, UNKNOWN, "-1", "1e309", "true", "null",
    "\\", "{}", "٣",
)

PARAMETERS = (
    "state", "type", "source", "topic", "group", "q", "limit", "before", "after", "epoch", "up_to", "other",
)
# fmt: on

NUMBERS = (0, -1, 1, 0.5, 1e308, -1e-308, 2**53, 2**63, 2**64, 10**30)


def value(chance: random.Random, depth: int = 0) -> Any:
    """Some JSON."""
    kind = chance.randrange(8 if depth < 4 else 5)
    if kind == 0:
        return chance.choice((None, True, False))
    if kind == 1:
        return chance.choice(NUMBERS)
    if kind < 5:
        return chance.choice(WORDS)
    if kind == 5:
        return [value(chance, depth + 1) for _ in range(chance.randrange(5))]
    names = FIELDS if depth < 2 else ("label", "link", "command", "args", "", "\x00", "a/b~c")
    return {chance.choice(names): value(chance, depth + 1) for _ in range(chance.randrange(6))}


def body(chance: random.Random) -> bytes:
    """A body: mostly JSON, sometimes with a byte changed or cut."""
    content = value(chance)
    if isinstance(content, dict):
        content = {"title": "t", **content}
    elif chance.random() < 0.7:
        content = {"title": "t", chance.choice(FIELDS): content}
    raw = bytearray(json.dumps(content, ensure_ascii=chance.random() < 0.5).encode())
    if raw and chance.random() < 0.2:
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    if chance.random() < 0.1:
        del raw[chance.randrange(len(raw) + 1) :]
    return bytes(raw)


async def test_any_request_gets_an_answer_of_the_contract(api: Api) -> None:
    chance = random.Random(20261123)
    sent = await api.post("there")
    places = (
        ("GET", ""), ("POST", ""), ("PATCH", ""), ("GET", "/changes"), ("GET", "/status"),
        ("GET", f"/{sent['id']}"), ("PATCH", f"/{sent['id']}"), ("DELETE", f"/{UNKNOWN}"),
    )  # fmt: skip
    seen: set[int] = set()
    for _ in range(400):
        method, place = chance.choice(places)
        names = chance.sample(PARAMETERS, chance.choice((0, 0, 1, 1, 2)))
        query: dict[str, Any] = {name: chance.choice(WORDS)[:300] for name in names}
        raw = body(chance) if method in {"POST", "PATCH"} else None
        answer = await api(method, f"/api/notifications{place}", raw, **query)
        assert answer.status != 503, (method, place, query, raw)
        seen.add(answer.status)
        if answer.status >= 400:
            assert answer.json["message"]
    assert {200, 201, 400, 404} <= seen, "the dice were not loaded"
    # And what was taken can all be given back.
    page = await api.inbox(state="all", limit=100)
    assert page["total"] == len(page["items"]) > 1
