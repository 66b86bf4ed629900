"""The owner of a one-person server sets channels and rules, tries them, and never sees an address again."""

from __future__ import annotations

import asyncio
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

from ...api_client import Api
from ...channels.receivers import WebHook
from ...conftest import server_config
from .conftest import Outgoing, rule

SECRET = "s3cret"


@pytest.fixture
def jp_server_config(db_path: Path, hook: WebHook) -> Config:
    """A server with a channel of the administrator."""
    return server_config(
        db_path,
        delivery_channels={"ops": hook.address("ops")},
        delivery_rules=[{"name": "ops", "channels": ["ops"], "types": ["error"]}],
        public_url="https://jupyter.example.org/user/ana/",
    )


async def received(hook: WebHook, count: int) -> list[Any]:
    """What the hook got, as soon as it is so much."""
    return await asyncio.to_thread(hook.requests.wait, count)


async def test_what_there_is_at_first(out: Outgoing, hook: WebHook) -> None:
    seen = await out.get()
    assert (seen["available"], seen["editable"], seen["recent"]) == (True, True, [])
    assert {"mailto", "slack"} <= set(seen["schemes"])
    assert seen["channels"] == [{"name": "ops", "kind": "json", "where": "JSON, 127.0.0.1", "fixed": True}]
    assert [(one["name"], one["fixed"]) for one in seen["rules"]] == [("ops", True)]


async def test_a_channel_of_ones_own_is_used_at_once_and_kept(
    out: Outgoing, hook: WebHook, api: Api, db_path: Path
) -> None:
    seen = await out.change({"channels": {"hook": hook.address(SECRET)}, "rules": [rule()]})
    assert SECRET not in json.dumps(seen)
    assert [(one["name"], one["fixed"]) for one in seen["channels"]] == [("hook", False), ("ops", True)]
    await api.post("Done", body="b", link="lab/tree/a.ipynb")
    [message] = await received(hook, 1)
    assert (message["title"], message["path"]) == ("Done", f"/{SECRET}")
    assert message["message"] == "b\n\nhttps://jupyter.example.org/user/ana/lab/tree/a.ipynb"
    await out.wait(("Done", "sent", 1))
    assert stat.S_IMODE(db_path.stat().st_mode) == 0o600  # noqa: ASYNC240 - a moment
    # What it answers may be sent back.
    again = await out.change({"rules": seen["rules"]})
    assert again["rules"] == seen["rules"]


async def test_a_rule_that_is_gone_sends_nothing_more(out: Outgoing, hook: WebHook, api: Api) -> None:
    await out.change({"channels": {"hook": hook.address()}, "rules": [rule(after=5)]})
    await api.post("Done")
    await out.wait(("Done", "waiting", 0))
    await out.change({"channels": {"hook": None}, "rules": []})
    await out.wait(("Done", "skipped", 0))
    out.advance(minutes=5)
    await api.post("Error", type="error")
    await received(hook, 1)
    assert hook.titles == ["Error"]


async def test_a_rule_that_is_off_sends_nothing_until_it_is_on_again(
    out: Outgoing, hook: WebHook, api: Api
) -> None:
    await out.change({"channels": {"hook": hook.address()}, "rules": [rule(after=5)]})
    await api.post("Before")
    await out.wait(("Before", "waiting", 0))
    off = await out.change({"rules": [rule(after=5, enabled=False)]})
    assert {one["name"]: one["enabled"] for one in off["rules"]} == {"ops": True, "all": False}
    await api.post("Meanwhile")
    out.advance(minutes=5)
    await out.wait(("Before", "skipped", 1))
    [recent] = (await out.get())["recent"]
    assert recent["error"] == "The rule is switched off."
    await out.change({"rules": [rule(enabled=True)]})
    await api.post("After")
    await received(hook, 1)
    assert hook.titles == ["After"]


async def test_topics_of_the_preferences_go_to_the_channels_that_they_name(
    out: Outgoing, hook: WebHook, api: Api
) -> None:
    before = await out.change({"channels": {"hook": hook.address()}})
    wanted = {"run.*": ["hook", "no-such"], "told": ["hook"]}
    await api("PUT", "/api/notifications/preferences", {"channels": wanted})
    for title, topic in (("A", "run.failed"), ("B", "other"), ("C", "told"), ("D", None)):
        await api.post(title, **({} if topic is None else {"topic": topic}))
    await out.wait(("A", "sent", 1), ("C", "sent", 1))
    assert {one["rule"] for one in (await out.get())["recent"]} == {"by topic"}
    assert sorted(hook.titles) == ["A", "C"]
    # They are no rules that one could see, change or remove here.
    assert (await out.get())["rules"] == before["rules"]

    # What waits for the end of do not disturb goes nowhere, if it is no more to go out by then.
    quiet = {"do_not_disturb": True, "channels": wanted}
    await api("PUT", "/api/notifications/preferences", quiet)
    await api.post("E", topic="told")
    await out.wait(("A", "sent", 1), ("C", "sent", 1), ("E", "waiting", 0))
    await api("PUT", "/api/notifications/preferences", {})
    await api.post("F", topic="told")
    out.advance(minutes=15)
    await out.wait(("A", "sent", 1), ("C", "sent", 1), ("E", "skipped", 1))
    assert sorted(hook.titles) == ["A", "C"]


async def test_names_of_no_channel_do_not_add_up(out: Outgoing, api: Api) -> None:
    for number in range(3):
        await api("PUT", "/api/notifications/preferences", {"channels": {"a": [f"none-{number}", "ops"]}})
    names = [name for rule in out.extension.delivery._by_topic for name in rule.channels]
    assert sorted(names) == ["none-2", "ops"]


async def test_a_rule_that_is_named_so_goes_first(out: Outgoing, hook: WebHook, api: Api) -> None:
    rules = [rule(name="by topic", topics=["a"])]
    await out.change({"channels": {"hook": hook.address()}, "rules": rules})
    await api("PUT", "/api/notifications/preferences", {"channels": {"b": ["hook"]}})
    await api.post("B", topic="b")
    await api.post("A", topic="a")
    await out.wait(("A", "sent", 1))
    assert hook.titles == ["A"]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"channels": {"x": f"file:///{SECRET}"}}, "/channels/x"),
        ({"channels": {"ops": f"json://{SECRET}"}}, "/channels/ops"),
        ({"rules": [rule()]}, "/rules/0/channels/0"),
        ({}, ""),
    ],
)
async def test_what_is_refused(out: Outgoing, body: object, path: str) -> None:
    answer = await out.change(body, 400)
    assert [error["path"] for error in answer["errors"]] == [path]
    assert SECRET not in json.dumps(answer)


async def test_a_test_message(out: Outgoing, hook: WebHook, api: Api) -> None:
    route = "/api/notifications/delivery/test"
    assert (await api("POST", route, {"channel": "ops"})).json == {"sent": True}
    hook.answers = [500]
    answer = (await api("POST", route, {"channel": "ops"})).json
    assert answer["sent"] is False
    assert "500" in answer["error"]
    assert [(await api("POST", route, body)).status for body in ({"channel": "x"}, {}, {"channel": 1})] == [
        404,
        400,
        400,
    ]


async def test_one_test_at_a_time(out: Outgoing, hook: WebHook, api: Api) -> None:
    route = "/api/notifications/delivery/test"
    hook.open.clear()
    first = asyncio.ensure_future(api("POST", route, {"channel": "ops"}))
    await received(hook, 1)
    assert (await api("POST", route, {"channel": "ops"})).status == 429
    hook.open.set()
    assert (await first).json == {"sent": True}


async def test_an_address_of_no_use_says_so(out: Outgoing) -> None:
    seen = await out.change({"channels": {"x": f"slack://{SECRET}"}})
    [one] = [one for one in seen["channels"] if one["name"] == "x"]
    assert "not a slack address" in one["problem"]
    assert SECRET not in json.dumps(seen)


async def test_export_and_forget_me(out: Outgoing, hook: WebHook, api: Api) -> None:
    await out.change({"channels": {"hook": hook.address(SECRET)}, "rules": [rule()]})
    await api.post("Done")
    await out.wait(("Done", "sent", 1))
    exported = (await api("GET", "/api/notifications/export")).body.decode()
    lines = [json.loads(line) for line in exported.splitlines()]
    [settings] = [line for line in lines if line["kind"] == "delivery-settings"]
    assert [one["name"] for one in settings["channels"]] == ["hook"]
    assert [one["name"] for one in settings["rules"]] == ["all"]
    [delivery] = [line for line in lines if line["kind"] == "delivery"]
    assert (delivery["title"], delivery["state"]) == ("Done", "sent")
    assert SECRET not in exported
    assert (await api("DELETE", "/api/notifications/me")).status == 204
    seen = await out.get()
    assert (seen["recent"], [one["name"] for one in seen["channels"]]) == ([], ["ops"])
    await api.post("Error", type="error")
    await received(hook, 2)
    assert [one["path"] for one in hook.requests.items] == [f"/{SECRET}", "/ops"]


class TestWrongRules:
    """One of the administrator's rules names a channel that is not there."""

    @pytest.fixture
    def jp_server_config(self, db_path: Path, hook: WebHook) -> Config:
        return server_config(db_path, delivery_channels={"ops": hook.address()}, delivery_rules=[rule()])

    async def test_nobody_loses_their_inbox(self, out: Outgoing, api: Api) -> None:
        await api.post("Done")
        seen = await out.get()
        assert (seen["rules"], seen["recent"]) == ([], [])
        assert await api.titles() == ["Done"]
