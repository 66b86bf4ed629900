"""/api/events/subscribe/notification: that an inbox changed, where it stands, and never what is in it."""

from __future__ import annotations

import json

import pytest

from jupyter_notifications.errors import StoreUnavailable
from jupyter_notifications.extension import NotificationsExtension
from jupyter_notifications.models import NOTIFICATION_SCHEMA_ID, Head, Recipient
from tests.api_client import Api

from .conftest import Subscribe

HINTS = "/api/events/subscribe/notification"


async def test_where_the_inbox_stands_at_once_and_after_each_change(api: Api, subscribe: Subscribe) -> None:
    listener = await subscribe(HINTS)
    first = await listener.frame()
    assert set(first) == {"schema_id", "epoch", "seq", "unread"}
    assert (first["schema_id"], first["unread"]) == (NOTIFICATION_SCHEMA_ID, 0)
    await api.post("Done")
    second = await listener.frame()
    assert (second["unread"], second["epoch"]) == (1, first["epoch"])
    assert second["seq"] > first["seq"]
    assert (await api.inbox())["seq"] == second["seq"]
    assert "Done" not in json.dumps(second)


async def test_a_cursor_says_whether_something_was_missed(api: Api, subscribe: Subscribe) -> None:
    head = await (await subscribe("/api/events/notifications")).frame()
    here = {"epoch": head["epoch"], "after": head["seq"]}
    assert "changed" not in await (await subscribe(HINTS, **here)).frame()
    await api.post()
    listener = await subscribe(HINTS, **here)
    assert (await listener.frame())["changed"] is True
    await api.post()
    assert "changed" not in await listener.frame()
    assert (await (await subscribe(HINTS, epoch="other", after="nonsense")).frame())["changed"] is True


async def test_a_store_in_trouble_is_told_of_when_it_is_well(
    api: Api,
    subscribe: Subscribe,
    extension: NotificationsExtension,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = 0

    async def fail(inbox: Recipient) -> Head:
        nonlocal tried
        tried += 1
        raise StoreUnavailable("away", retry_after=1)

    monkeypatch.setattr(extension.manager, "head", fail)
    listener = await subscribe(HINTS)
    assert (await listener.frame())["unread"] == 0
    assert tried == 1


async def test_only_the_newest_waits_for_a_slow_client(api: Api, subscribe: Subscribe) -> None:
    listener = await subscribe(HINTS)
    await listener.frame()
    answer = await api(
        "POST",
        "/api/events",
        [
            {"schema_id": NOTIFICATION_SCHEMA_ID, "version": "1", "data": {"title": str(n)}}
            for n in range(500)
        ],
    )
    assert {item["status"] for item in answer.json} == {204}
    seen = 1
    while (await listener.frame())["unread"] < 500:
        seen += 1
    assert seen < 20
