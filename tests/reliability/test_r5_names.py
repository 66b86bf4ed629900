"""R5 for people with odd names: a name is never more than a name, and never like another."""

from __future__ import annotations

import itertools
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

from ..anyone import token_of
from ..api_client import Api
from ..conftest import server_config

#: Names that would mean something, if they were taken for more than a name.
NAMES = (
    "*", "owner", "user:alice", "user:", "everyone", "kernel", "None", "null", "anonymous", "", " ", "alice",
    "Alice", "alice ", " alice", "alice\n", "ALICE", "al\u0069\u0307ce", "\u0430lice", "alice\u200b",
    "ali\u00adce", "jose\u0301", "jos\u00e9", "\ufb01", "fi", "\u0130", "i\u0307", "\u00df", "ss", "💥",
    "👩\u200d👧", "a/b", "a%2fb", "%", "_", "' OR 1=1 --", '"', "{}", "[]", "-1", "0", "a\x00b", "a", "b",
    "\x00", "x" * 256, "x" * 257, "x" * 10_000, "../..", "\\", "http://x", "<b>", "\u202eecila",
)  # fmt: skip


@pytest.fixture
def jp_server_config(db_path: Path) -> Config:
    """Everyone is who they say they are, and may write to everyone."""
    config = server_config(db_path, allow_to_others=True, retention_entries=0)
    config.ServerApp.identity_provider_class = "tests.anyone.Anyone"
    return config


async def titles(api: Api, name: str) -> list[str]:
    """What somebody has in their inbox."""
    return await api.titles(token=token_of(name), limit=100)


async def test_each_name_has_an_inbox_of_its_own(api: Api) -> None:
    got_in: list[str] = []
    for index, name in enumerate(NAMES):
        answer = await api("POST", "/api/notifications", {"title": f"of {index}"}, token=token_of(name))
        assert answer.status in {201, 403}, (name, answer.status, answer.body)
        if answer.status == 201:
            got_in.append(name)
    assert len(got_in) > len(NAMES) - 4
    for name in got_in:
        assert await titles(api, name) == [f"of {NAMES.index(name)}"], name
    # And what one deletes is theirs alone.
    for name in got_in[::2]:
        await api("DELETE", "/api/notifications", token=token_of(name))
        await api("DELETE", "/api/notifications/me", token=token_of(name))
    for name in got_in[1::2]:
        assert await titles(api, name) == [f"of {NAMES.index(name)}"], name


async def test_a_recipient_is_meant_exactly(api: Api) -> None:
    """Not in another case, not in another form of Unicode, not with what cannot be seen."""
    sendable = [name for name in NAMES if name != "*" and 1 <= len(name) <= 256 and "\x00" not in name]
    for name in sendable:
        data: dict[str, Any] = {"title": f"to {NAMES.index(name)}", "recipients": [name]}
        answer = await api("POST", "/api/notifications", data, token=token_of("sender"))
        assert answer.status == 201, (name, answer.body)
        assert answer.json["recipients"] == 1, "whether such a person is there is not told"
    for name in sendable:
        assert await titles(api, name) == [f"to {NAMES.index(name)}"], name
    assert await titles(api, "sender") == []
    assert await titles(api, "nobody was written to") == []


async def test_names_that_look_alike_are_in_the_list(api: Api) -> None:
    """The test above would show nothing if no two of the names were alike."""
    folded = [unicodedata.normalize("NFKC", name).casefold().strip() for name in NAMES]
    alike = [a for a, b in itertools.combinations(folded, 2) if a == b]
    assert len(alike) >= 6


async def test_the_name_of_a_star_is_not_everyone(api: Api) -> None:
    star = token_of("*")
    await api("POST", "/api/notifications", {"title": "of the star"}, token=star)
    for name in ("alice", "owner", "*"):
        await api("GET", "/api/notifications", token=token_of(name))
    await api(
        "POST", "/api/notifications", {"title": "for all", "recipients": ["*"]}, token=token_of("alice")
    )
    assert await titles(api, "*") == ["for all", "of the star"]
    assert await titles(api, "owner") == ["for all"]
    # What the star forgets is the star's.
    await api("DELETE", "/api/notifications/me", token=star)
    assert await titles(api, "owner") == ["for all"]


@pytest.mark.parametrize(
    "where", ["sender", "__sender__", "id", "read", "arrived", "inbox", "recipient", "from"]
)
async def test_a_body_cannot_say_who_sent_it(api: Api, where: str) -> None:
    data = {"title": "t", where: "bob"}
    alice = token_of("alice")
    assert (await api("POST", "/api/notifications", data, token=alice)).status == 400
    event = {"schema_id": "https://events.jupyter.org/jupyter_notifications/notification/v1", "version": "1"}
    assert (await api("POST", "/api/events", {**event, "data": data}, token=alice)).status == 400
    outer = {**event, "data": {"title": "t"}, where: "bob"}
    assert (await api("POST", "/api/events", outer, token=alice)).status == 400
    [item] = (await api("POST", "/api/events", [outer], token=alice)).json
    assert item["status"] == 400
    assert await titles(api, "alice") == []


async def test_the_sender_is_who_asked(api: Api) -> None:
    data = {"title": "t", "source": "bob", "recipients": ["carol"]}
    await api("POST", "/api/notifications", data, token=token_of("alice"))
    [item] = (await api.inbox(token=token_of("carol")))["items"]
    assert (item["sender"], item["source"]) == ("alice", "bob")


class TestWhatASenderLearns:
    """How many have read it, and nothing else about whom it was sent to."""

    async def sent(self, api: Api) -> dict[str, Any]:
        page = await api("GET", "/api/notifications/sent", token=token_of("alice"))
        [item] = page.json["items"]
        return dict(item)

    async def test_not_what_became_of_it(self, api: Api) -> None:
        data = {"title": "t", "recipients": ["bob", "carol"]}
        id_ = (await api("POST", "/api/notifications", data, token=token_of("alice"))).json["id"]
        before = await self.sent(api)
        await api("GET", "/api/notifications", token=token_of("bob"))
        await api("PATCH", f"/api/notifications/{id_}", {"archived": True}, token=token_of("bob"))
        later = {"snoozed_until": "2036-01-01T00:00:00Z"}
        await api("PATCH", f"/api/notifications/{id_}", later, token=token_of("carol"))
        assert await self.sent(api) == before

    async def test_an_id_of_theirs_opens_nothing(self, api: Api) -> None:
        data = {"title": "t", "recipients": ["bob"]}
        id_ = (await api("POST", "/api/notifications", data, token=token_of("alice"))).json["id"]
        for method, body in (("GET", None), ("PATCH", {"read": True}), ("DELETE", None)):
            answer = await api(method, f"/api/notifications/{id_}", body, token=token_of("alice"))
            assert answer.status == 404
        assert await titles(api, "bob") == ["t"]
