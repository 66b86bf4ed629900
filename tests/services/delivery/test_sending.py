"""A server sends to a real web hook: once, again if that fails, later, or not at all; none holds it up."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

from jupyter_notifications.services.delivery import lane
from jupyter_notifications.services.delivery.lane import MAX_ATTEMPTS, pause_after
from jupyter_notifications.times import to_rfc3339

from ...api_client import Api
from ...channels.receivers import PATIENCE, WebHook
from ...conftest import NINE, server_config
from ...people import ALICE, BOB
from .conftest import Outgoing, rule


async def received(hook: WebHook, count: int) -> list[Any]:
    """What the hook got, as soon as it is so much."""
    return await asyncio.to_thread(hook.requests.wait, count)


class TestAtOnce:
    """The rule sends all."""

    async def test_one_message_for_one_notification(self, out: Outgoing, hook: WebHook, api: Api) -> None:
        posted = await api.post("Done", body="**b**", type="success", source="pytest")
        [message] = await received(hook, 1)
        assert (message["title"], message["message"]) == ("Done", "**b**\n\nSource: pytest")
        assert (message["type"], message["path"]) == ("success", "/path")
        await out.wait(("Done", "sent", 1))
        [recent] = (await out.get())["recent"]
        assert (recent["notification"], recent["channel"], recent["rule"]) == (posted["id"], "hook", "all")
        assert "next_at" not in recent

    async def test_a_batch(self, out: Outgoing, hook: WebHook, api: Api) -> None:
        event = {
            "schema_id": "https://events.jupyter.org/jupyter_notifications/notification/v1",
            "version": "1",
        }
        await api("POST", "/api/events", [{**event, "data": {"title": f"{n}"}} for n in range(5)])
        await received(hook, 5)
        assert hook.titles == [f"{n}" for n in range(5)]

    async def test_progress_is_not_sent_and_its_end_is(self, out: Outgoing, hook: WebHook, api: Api) -> None:
        await api.post("Training", type="in-progress", key="k", progress=0.5)
        await api.post("Trained", type="success", key="k")
        await received(hook, 1)
        await out.wait(("Trained", "sent", 1))

    async def test_what_comes_later_is_sent_then(self, out: Outgoing, hook: WebHook, api: Api) -> None:
        await api.post("later", deliver_at=to_rfc3339(NINE + 60_000))
        await api.post("now")
        await received(hook, 1)
        await out.wait(("now", "sent", 1), (None, "waiting", 0))
        out.clock.advance(seconds=61)
        out.extension.manager._look()
        await out.wait(("now", "sent", 1), ("later", "waiting", 0))
        out.advance(seconds=2)
        await received(hook, 2)
        assert hook.titles == ["now", "later"]

    async def test_a_link_to_a_file_is_left_out(self, out: Outgoing, hook: WebHook, api: Api) -> None:
        await api.post("Done", link="lab/tree/a.ipynb")
        [message] = await received(hook, 1)
        assert message["message"] == "Done"


class TestFailures:
    """The hook answers 500, does not answer, or is slow."""

    async def test_it_is_tried_again_with_growing_pauses(
        self, out: Outgoing, hook: WebHook, api: Api
    ) -> None:
        hook.answers = [500, 503]
        await api.post("Done")
        await out.wait(("Done", "waiting", 1))
        [recent] = (await out.get())["recent"]
        assert "500" in recent["error"]
        assert NINE + 24_000 <= at(recent["next_at"]) <= NINE + 36_000
        out.advance(seconds=36)
        await out.wait(("Done", "waiting", 2))
        assert len(hook.requests.items) == 2
        out.advance(seconds=72)
        await out.wait(("Done", "sent", 3))
        [recent] = (await out.get())["recent"]
        assert "error" not in recent

    async def test_it_is_given_up_and_the_inbox_says_so_once(
        self, out: Outgoing, hook: WebHook, api: Api
    ) -> None:
        hook.answers = [500] * MAX_ATTEMPTS * 2
        await api.post("one")
        await api.post("two")
        for attempts in range(1, MAX_ATTEMPTS):
            await out.wait(("one", "waiting", attempts), ("two", "waiting", attempts))
            out.advance(hours=2)
        await out.wait(("one", "failed", MAX_ATTEMPTS), ("two", "failed", MAX_ATTEMPTS))
        said = [item for item in (await api.inbox())["items"] if item.get("topic") == "delivery.failed"]
        assert [(one["title"], one["type"]) for one in said] == [
            ('A message to "hook" could not be sent', "error")
        ]
        assert "500" in said[0]["body"]
        assert len(hook.requests.items) == 2 * MAX_ATTEMPTS, "what is said of it does not go out"

    async def test_a_hook_that_hangs_holds_up_nobody(self, out: Outgoing, hook: WebHook, api: Api) -> None:
        hook.open.clear()
        await api.post("Done")
        await received(hook, 1)
        for n in range(10):
            await api.post(f"{n}")
        assert len(await api.titles()) == 11
        assert ("Done", "claimed", 1) in await out.states()
        hook.open.set()
        await received(hook, 11)

    async def test_one_message_at_a_time_also_if_nobody_waits_for_it_any_more(
        self, out: Outgoing, hook: WebHook, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(lane, "PATIENCE", 0.05)
        hook.open.clear()
        await api.post("one")
        await api.post("two")
        await out.wait(("one", "waiting", 1), ("two", "waiting", 0))
        found = {one["title"]: one.get("error") for one in (await out.get())["recent"]}
        assert "did not answer" in str(found["one"])
        assert hook.titles == ["one"]
        monkeypatch.setattr(lane, "PATIENCE", PATIENCE)
        hook.open.set()
        await received(hook, 2)
        assert hook.titles == ["one", "two"]

    async def test_the_server_stops_while_a_hook_hangs(
        self, out: Outgoing, hook: WebHook, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(lane, "_LAST", 0.05)
        hook.open.clear()
        await api.post("Done")
        await received(hook, 1)
        await asyncio.wait_for(out.extension.stop_extension(), 10)


def at(text: str) -> int:
    """A time of an answer."""
    return round(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


@pytest.mark.parametrize("jitter", [0.0, 0.5, 0.999])
def test_pauses_grow_to_an_hour(jitter: float) -> None:
    pauses = [pause_after(attempt, jitter) / 1000 for attempt in range(1, MAX_ATTEMPTS)]
    assert 24 <= pauses[0] <= 36
    assert 2880 <= pauses[-1] <= 4320
    assert pauses == sorted(pauses)
    assert 2 * 3600 < sum(pauses) < 4 * 3600


class TestStillUnread:
    """The rule sends what is unread after ten minutes."""

    @pytest.fixture
    def rules(self) -> list[dict[str, Any]]:
        return [rule(after=10)]

    async def test_after_ten_minutes_and_not_before(self, out: Outgoing, hook: WebHook, api: Api) -> None:
        await api.post("Done")
        out.advance(minutes=9)
        await out.wait(("Done", "waiting", 0))
        out.advance(minutes=1)
        await received(hook, 1)
        await out.wait(("Done", "sent", 1))

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"read": True}, "read"),
            ({"archived": True}, "archived"),
            ({"snoozed_until": "2099-01-01T00:00:00Z"}, "snoozed"),
            (None, "deleted"),
        ],
    )
    async def test_what_was_seen_to_is_skipped(
        self, out: Outgoing, hook: WebHook, api: Api, change: dict[str, Any] | None, reason: str
    ) -> None:
        path = f"/api/notifications/{(await api.post('Done'))['id']}"
        await api("DELETE", path) if change is None else await api("PATCH", path, change)
        out.advance(minutes=10)
        await out.wait((None if change is None else "Done", "skipped", 1))
        [recent] = (await out.get())["recent"]
        assert reason in recent["error"]
        assert hook.titles == []

    async def test_what_has_expired_or_is_muted_is_skipped(
        self, out: Outgoing, hook: WebHook, api: Api
    ) -> None:
        await api("PUT", "/api/notifications/preferences", {"muted_sources": ["noise"]})
        await api.post("old", expires_at=to_rfc3339(NINE + 300_000))
        await api.post("muted", source="noise")
        out.advance(minutes=10)
        out.extension.manager._look()
        await out.wait((None, "skipped", 1), ("muted", "skipped", 1))
        assert hook.titles == []

    async def test_it_says_what_it_says_by_then(self, out: Outgoing, hook: WebHook, api: Api) -> None:
        await api.post("first", key="k")
        await api.post("second", key="k")
        out.advance(minutes=10)
        await received(hook, 1)
        assert hook.titles == ["second"]
        await out.wait(("second", "sent", 1))

    async def test_what_goes_on_again_is_skipped(self, out: Outgoing, hook: WebHook, api: Api) -> None:
        await api.post("failed", key="k", type="error")
        await api.post("tries again", key="k", type="in-progress")
        out.advance(minutes=10)
        await out.wait(("tries again", "skipped", 1))


class TestQuietHours:
    """Held until they are over, unless the rule says otherwise."""

    @pytest.fixture
    def rules(self) -> list[dict[str, Any]]:
        return [rule(), rule(name="urgent", min_priority="urgent", quiet_hours="ignore")]

    async def test_held_until_they_are_over(self, out: Outgoing, hook: WebHook, api: Api) -> None:
        hours = {"start": "08:00", "end": "09:20", "time_zone": "UTC"}
        await api("PUT", "/api/notifications/preferences", {"quiet_hours": hours})
        await api.post("Done")
        for minutes in (0, 15):
            out.advance(minutes=minutes)
            await out.wait(("Done", "waiting", 0))
            [recent] = (await out.get())["recent"]
            wanted = NINE + (15 if minutes == 0 else 20) * 60_000
            while at(recent["next_at"]) != wanted:
                [recent] = (await out.get())["recent"]
        out.advance(minutes=5)
        await received(hook, 1)
        await out.wait(("Done", "sent", 1))

    async def test_do_not_disturb_without_an_end(self, out: Outgoing, hook: WebHook, api: Api) -> None:
        await api("PUT", "/api/notifications/preferences", {"do_not_disturb": True})
        await api.post("Done")
        await api("PUT", "/api/notifications/preferences", {})
        out.advance(minutes=15)
        await received(hook, 1)

    async def test_what_is_urgent_does_not_wait(self, out: Outgoing, hook: WebHook, api: Api) -> None:
        await api("PUT", "/api/notifications/preferences", {"do_not_disturb": True})
        await api.post("Fire", priority="urgent")
        await received(hook, 1)
        await out.wait(("Fire", "sent", 1), ("Fire", "waiting", 0))


class TestDigest:
    """Collected, each half hour."""

    @pytest.fixture
    def rules(self) -> list[dict[str, Any]]:
        return [rule(digest=30)]

    async def test_many_in_one(self, out: Outgoing, hook: WebHook, api: Api) -> None:
        out.advance(minutes=1)  # from a half hour, when it would be at once
        ids = [(await api.post(title, type=kind))["id"] for title, kind in THREE]
        await api("PATCH", f"/api/notifications/{ids[1]}", {"read": True})
        out.advance(minutes=28)
        await out.wait(*((title, "waiting", 0) for title, _ in THREE))
        out.advance(minutes=1)
        [message] = await received(hook, 1)
        await out.wait(("one", "sent", 1), ("two", "skipped", 1), ("three", "sent", 1))
        assert (message["title"], message["message"]) == ("2 notifications", "- one\n- [warning] three")

    async def test_it_stays_one_when_it_is_sent_again(self, out: Outgoing, hook: WebHook, api: Api) -> None:
        hook.answers = [500]
        out.advance(minutes=1)
        for title, kind in THREE:
            await api.post(title, type=kind)
        out.advance(minutes=29)
        await out.wait(*((title, "waiting", 1) for title, _ in THREE))
        out.advance(minutes=1)
        await out.wait(*((title, "sent", 2) for title, _ in THREE))
        assert hook.titles == ["3 notifications"] * 2
        assert hook.requests.items[1]["message"] == "- one\n- [error] two\n- [warning] three"
        assert hook.requests.items[1]["type"] == "failure"


THREE = [("one", "info"), ("two", "error"), ("three", "warning")]


class TestLimit:
    """Two messages an hour."""

    @pytest.fixture
    def jp_server_config(self, db_path: Path, hook: WebHook) -> Config:
        return server_config(
            db_path, delivery_channels={"hook": hook.address()}, delivery_rules=[rule()], delivery_limit=2
        )

    async def test_what_is_more_waits(self, out: Outgoing, hook: WebHook, api: Api) -> None:
        for n in range(4):
            await api.post(f"{n}")
        await out.wait(("0", "sent", 1), ("1", "sent", 1), ("2", "waiting", 0), ("3", "waiting", 0))
        out.advance(minutes=59)
        assert len(hook.requests.items) == 2
        out.advance(minutes=1)
        await received(hook, 4)


class TestSeveralPeople:
    """On their server a channel is for everyone's, or for one person's by their name."""

    @pytest.fixture
    def jp_server_config(self, db_path: Path, hook: WebHook) -> Config:
        config = server_config(
            db_path,
            allow_to_others=True,
            delivery_channels={"wall": hook.address("wall"), "own": hook.address("to/{username}")},
            delivery_rules=[{"name": "all", "channels": ["wall", "own"]}],
        )
        config.ServerApp.identity_provider_class = "tests.people.People"
        return config

    async def test_what_is_for_one_goes_to_them_and_what_is_for_all_to_the_wall(
        self, out: Outgoing, hook: WebHook, api: Api
    ) -> None:
        await api.post("private", token=ALICE)
        await api.post("for two", token=ALICE, recipients=["alice", "bob"])
        await api.post("for all", token=ALICE, recipients=["*"])
        got = {(one["title"], one["path"]) for one in await received(hook, 4)}
        assert got == {
            ("private", "/to/alice"),
            ("for two", "/to/alice"),
            ("for two", "/to/bob"),
            ("for all", "/wall"),
        }

    async def test_a_name_that_cannot_stand_in_an_address_gets_nothing(
        self, out: Outgoing, hook: WebHook, api: Api
    ) -> None:
        await api.post("t", token=ALICE, recipients=["eve@example.org,bob", "../x", "alice"])
        await received(hook, 1)
        await api.post("end", token=ALICE)
        await received(hook, 2)
        assert [one["path"] for one in hook.requests.items] == ["/to/alice"] * 2

    async def test_people_see_their_own_and_set_nothing(self, out: Outgoing, hook: WebHook, api: Api) -> None:
        await api.post("private", token=ALICE)
        await received(hook, 1)
        seen = await out.get(token=BOB)
        assert seen["recent"] == []
        assert (seen["editable"], seen["schemes"]) == (False, [])
        assert seen["channels"] == [{"name": "own", "kind": "json", "where": "", "fixed": True}]
        assert [one["channels"] for one in seen["rules"]] == [["own"]]
        assert len((await out.get(token=ALICE))["recent"]) == 1
        for method, path, body in (
            ("PATCH", "", {"channels": {"mine": "json://127.0.0.1"}}),
            ("POST", "/test", {"channel": "own"}),
        ):
            answer = await api(method, f"/api/notifications/delivery{path}", body, token=ALICE)
            assert answer.status == 403, answer.json


@pytest.fixture
def no_rules(db_path: Path) -> Config:
    """For servers of which nothing goes out."""
    return server_config(db_path)


class TestWithoutRules:
    """Nothing is planned, asked or kept."""

    @pytest.fixture
    def jp_server_config(self, no_rules: Config) -> Config:
        return no_rules

    async def test_a_post_is_not_looked_at(
        self, out: Outgoing, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(out.extension.delivery, "plan", None)
        await api.post("Done")
        assert (await out.get())["recent"] == []
        assert out.extension.delivery._lanes == {}
