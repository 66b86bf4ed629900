"""What hangs on cursors: changes of many up to a place, and what changed after one."""

from __future__ import annotations

from ...api_client import Api


async def test_many_at_once_leave_what_arrived_meanwhile(api: Api) -> None:
    for number in range(3):
        await api.post(str(number), source="loop")
    seen = (await api.inbox())["seq"]
    await api.post("late", source="loop")
    changed = await api("PATCH", "/api/notifications", {"read": True}, source="loop", up_to=seen)
    assert (changed.json["changed"], changed.json["unread"]) == (3, 1)
    assert await api.titles(state="unread") == ["late"]
    seen = changed.json["seq"]
    await api.post("later", source="loop")
    gone = await api("DELETE", "/api/notifications", up_to=seen)
    assert gone.json["changed"] == 4
    assert await api.titles(state="all") == ["later"]


async def test_a_bulk_change_touches_only_what_matches(api: Api) -> None:
    await api.post("a", source="x")
    await api.post("b", source="y")
    assert (await api("DELETE", "/api/notifications", source="x")).json["changed"] == 1
    assert await api.titles() == ["b"]
    assert (await api("DELETE", "/api/notifications", source="nobody")).json["changed"] == 0
    assert (await api("PATCH", "/api/notifications", {"archived": True})).json["changed"] == 1
    assert (await api("PATCH", "/api/notifications", {"archived": False}, state="archived")).json[
        "changed"
    ] == 1
    assert await api.titles() == ["b"]


async def test_a_misspelt_filter_deletes_nothing(api: Api) -> None:
    await api.post("precious")
    refused = await api("DELETE", "/api/notifications", sorce="x")
    assert (refused.status, refused.paths) == (400, ["/sorce"])
    assert await api.titles() == ["precious"]


async def test_changes_tell_everything_once_in_order(api: Api) -> None:
    start = await api.inbox()
    cursor = {"epoch": start["epoch"], "after": start["seq"]}
    first, second = await api.post("first"), await api.post("second")
    await api("PATCH", f"/api/notifications/{first['id']}", {"read": True})
    got = (await api("GET", "/api/notifications/changes", **cursor)).json
    assert [item["id"] for item in got["items"]] == [second["id"], first["id"]], "in order of change"
    assert (got["more"], got["reset"], got["removed"], got["unread"]) == (False, False, [], 1)
    await api("DELETE", f"/api/notifications/{first['id']}")
    after = (await api("GET", "/api/notifications/changes", epoch=got["epoch"], after=got["seq"])).json
    assert (after["items"], after["removed"]) == ([], [first["id"]])
    at_end = (await api("GET", "/api/notifications/changes", epoch=after["epoch"], after=after["seq"])).json
    assert (at_end["items"], at_end["removed"], at_end["seq"]) == ([], [], after["seq"])


async def test_changes_in_pages(api: Api) -> None:
    start = await api.inbox()
    for number in range(5):
        await api.post(str(number))
    seen: list[str] = []
    epoch, after, more = start["epoch"], start["seq"], True
    while more:
        got = (await api("GET", "/api/notifications/changes", epoch=epoch, after=after, limit=2)).json
        seen += [item["title"] for item in got["items"]]
        after, more = got["seq"], got["more"]
    assert seen == ["0", "1", "2", "3", "4"]


async def test_a_cursor_that_is_no_use_says_reset(api: Api) -> None:
    start = await api.inbox()
    for query in (
        {},
        {"after": start["seq"]},
        {"epoch": "another", "after": start["seq"]},
        {"epoch": start["epoch"], "after": "f" * 24},
    ):
        assert (await api("GET", "/api/notifications/changes", **query)).json["reset"] is True
    for number in range(201):
        await api.post(str(number))
    behind = await api("GET", "/api/notifications/changes", epoch=start["epoch"], after=start["seq"])
    assert behind.json["reset"] is True
    assert behind.json["unread"] == 201
