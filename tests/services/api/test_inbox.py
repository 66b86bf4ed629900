"""The routes of one's own inbox, each answer held to ``openapi.yaml``."""

from __future__ import annotations

import re
import uuid
from urllib.parse import urlsplit

import pytest

from ...api_client import Api
from ...conftest import FakeClock

ABSENT = "/api/notifications/01900000-0000-7000-8000-000000000000"

FULL = {
    "title": "Training finished",
    "body": "**98 %** on the test set",
    "type": "success",
    "source": "ipykernel",
    "topic": "cell.finished",
    "group": "train.ipynb",
    "key": "run-1",
    "priority": "high",
    "progress": 1,
    "link": "work/train.ipynb#cell=4c1e0a",
    "actions": [
        {"label": "Log", "link": "https://example.org/log?run=1"},
        {"label": "Open", "command": "docmanager:open", "args": {"path": "train.ipynb"}},
    ],
    "expires_at": "2099-01-01T00:00:00Z",
    "data": {"accuracy": 0.98, "ä": [1, None, {"x": "😀"}]},
    "event_id": "run-1.end",
}


async def test_what_is_posted_is_served(api: Api) -> None:
    sent = await api("POST", "/api/notifications", FULL)
    assert sent.status == 201
    assert uuid.UUID(sent.json["id"]).version == 7
    got = await api("GET", f"/api/notifications/{sent.json['id']}")
    assert got.json == sent.json
    assert {name: got.json[name] for name in FULL} == FULL
    assert set(got.json) - set(FULL) == {"id", "arrived", "created", "updated"}, "absent means unset"
    page = await api.inbox()
    assert page["items"] == [sent.json]
    assert (page["unread"], page["total"], page["next"]) == (1, 1, None)


async def test_location_leads_to_the_entry(api: Api) -> None:
    sent = await api("POST", "/api/notifications", {"title": "t"})
    path = urlsplit(sent.headers["Location"]).path
    assert path.startswith(api.base_url)
    got = await api("GET", "/" + path.removeprefix(api.base_url))
    assert got.json["id"] == sent.json["id"]


async def test_the_same_event_id_changes_nothing(api: Api) -> None:
    first = await api("POST", "/api/notifications", {"title": "one", "event_id": "e"})
    again = await api("POST", "/api/notifications", {"title": "other", "event_id": "e"})
    assert (first.status, again.status) == (201, 200)
    assert again.json == first.json
    assert await api.titles() == ["one"]


async def test_the_same_source_and_key_update_in_place(api: Api) -> None:
    first = await api.post("Training", source="s", key="k", type="in-progress", progress=0.5)
    await api.post("Other")
    assert (await api.inbox())["unread"] == 1, "what is in progress is not unread"
    again = await api("POST", "/api/notifications", {"title": "Done", "source": "s", "key": "k"})
    assert (again.status, again.json["id"]) == (200, first["id"])
    assert "progress" not in again.json
    page = await api.inbox()
    assert [item["title"] for item in page["items"]] == ["Other", "Done"], "it keeps its place"
    assert page["unread"] == 2


async def test_pages_hold_every_entry_once_while_more_arrive(api: Api) -> None:
    for number in range(7):
        await api.post(str(number))
    page = await api.inbox(limit=3)
    seen = [item["title"] for item in page["items"]]
    await api.post("late")
    while page["next"] is not None:
        page = await api.inbox(limit=3, before=page["next"])
        seen += [item["title"] for item in page["items"]]
    assert seen == ["6", "5", "4", "3", "2", "1", "0"]


async def test_filters(api: Api) -> None:
    await api.post("Apple pie", type="error", source="kitchen", topic="cell.failed", group="g1")
    await api.post("Banana", body="with **apple** sauce", type="info", source="shop", topic="t", group="g2")
    assert await api.titles(type="error") == ["Apple pie"]
    assert await api.titles(source="shop") == ["Banana"]
    assert await api.titles(topic="cell.failed") == ["Apple pie"]
    assert await api.titles(group="g2") == ["Banana"]
    assert await api.titles(q="apple") == ["Banana", "Apple pie"]
    assert await api.titles(q="apple", source="kitchen") == ["Apple pie"]
    assert await api.titles(q='apple" OR * NEAR( -') == [], "a search is words, not a language"
    assert "total" not in await api.inbox(q="apple")


async def test_read_archive_snooze_delete(clock: FakeClock, api: Api) -> None:
    one = f"/api/notifications/{(await api.post('one'))['id']}"
    await api.post("two")

    read = await api("PATCH", one, {"read": True})
    assert read.json["read"] is True
    assert (await api.inbox())["unread"] == 1
    assert await api.titles(state="unread") == ["two"]
    unread = await api("PATCH", one, {"read": False})
    assert "read" not in unread.json

    await api("PATCH", one, {"archived": True})
    assert await api.titles() == ["two"]
    assert await api.titles(state="archived") == ["one"]
    assert sorted(await api.titles(state="all")) == ["one", "two"]
    await api("PATCH", one, {"archived": False})

    snoozed = await api("PATCH", one, {"snoozed_until": "2026-11-23T10:00:00+00:00"})
    assert snoozed.json["snoozed_until"] == "2026-11-23T10:00:00.000Z"
    assert await api.titles() == ["two"]
    assert await api.titles(state="snoozed") == ["one"]
    assert (await api.inbox())["unread"] == 1
    woken = await api("PATCH", one, {"snoozed_until": None})
    assert "snoozed_until" not in woken.json
    assert sorted(await api.titles()) == ["one", "two"]

    assert (await api("DELETE", one)).status == 204
    assert await api.titles(state="all") == ["two"]
    for method, body in (("GET", None), ("PATCH", {"read": True}), ("DELETE", None)):
        assert (await api(method, one, body)).status == 404


async def test_nothing_new_is_304(api: Api) -> None:
    sent = await api.post("t")
    for path in (
        "/api/notifications",
        f"/api/notifications/{sent['id']}",
        "/api/notifications/changes",
        "/api/notifications/status",
    ):
        first = await api("GET", path)
        tag = first.headers["Etag"]
        again = await api("GET", path, headers={"If-None-Match": tag})
        assert (again.status, again.body) == (304, b"")
    await api.post("new")
    tag = (await api("GET", "/api/notifications")).headers["Etag"]
    await api("PATCH", f"/api/notifications/{sent['id']}", {"read": True})
    assert (await api("GET", "/api/notifications", headers={"If-None-Match": tag})).status == 200


async def test_answers_are_kept_by_no_shared_cache(api: Api) -> None:
    answer = await api("GET", "/api/notifications")
    assert "private" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Type"].startswith("application/json")


async def test_status(api: Api) -> None:
    await api.post("a")
    await api.post("b", type="in-progress")
    status = (await api("GET", "/api/notifications/status")).json
    assert (status["durable"], status["writable"], status["problem"]) == (True, True, None)
    assert (status["backend"], status["schema_version"] >= 1) == ("sqlite", True)
    assert (status["unread"], status["total"], status["queue_depth"]) == (1, 2, 0)
    assert status["allowed_commands"] == ["docmanager:open", "docmanager:save-all", "filebrowser:open-path"]
    assert status["sources"]["kernels"] == "running"


async def test_to_come_and_gone_are_not_to_be_seen(clock: FakeClock, api: Api) -> None:
    later = await api("POST", "/api/notifications", {"title": "later", "deliver_at": "2026-11-23T09:05:00Z"})
    assert (later.status, later.json["recipients"]) == (201, 1)
    past = await api("POST", "/api/notifications", {"title": "past", "expires_at": "2026-11-23T08:00:00Z"})
    assert past.status == 201
    page = await api.inbox(state="all")
    assert (page["items"], page["unread"], page["total"]) == ([], 0, 0)
    for id_ in (later.json["id"], past.json["id"]):
        assert (await api("GET", f"/api/notifications/{id_}")).status == 404


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "id_", ["preference", "0", "%00", "..%2fstatus", "01900000-0000-7000-8000-00000000000g"]
)
async def test_what_cannot_be_an_id_is_no_entry(api: Api, method: str, id_: str) -> None:
    answer = await api(
        method, f"/api/notifications/{id_}", {"read": True} if method == "PATCH" else None, contract=False
    )
    assert answer.status == 404
    assert set(answer.json) == {"message", "reason", "errors"}


async def test_ids_are_read_in_either_case(api: Api) -> None:
    sent = await api.post("t")
    assert (await api("GET", f"/api/notifications/{sent['id'].upper()}")).json == sent


@pytest.mark.parametrize("method", ["PUT", "POST"])
async def test_a_verb_that_is_not_there(api: Api, method: str) -> None:
    answer = await api(method, ABSENT, {}, contract=False)
    assert answer.status == 405
    assert set(answer.json) == {"message", "reason", "errors"}


async def test_an_error_never_shows_the_inside(api: Api) -> None:
    answer = await api("GET", ABSENT)
    assert answer.status == 404
    assert not re.search(rb"Traceback|File \"|/work|site-packages", answer.body)
    assert answer.json["reason"] == "Not found"
