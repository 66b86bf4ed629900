"""Every sentence of storage/outbox.py, on each engine."""

# ruff: noqa: A001 - the words of the contract

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jupyter_notifications.deliveries import Claimed, Outcome
from jupyter_notifications.models import EVERYONE, OWNER, Draft, Millis, Recipient, Way
from jupyter_notifications.storage.base import Store
from jupyter_notifications.storage.sqlite import SqliteStore
from jupyter_notifications.storage.sqlite.deliveries import AGAIN

from .scenes import ALICE, BOB, contract, draft, ids

MAIL = Way("errors", "mail", 5)


def out(id: str, *recipients: Recipient, ways: Sequence[Way] = (MAIL,), **rest: Any) -> Draft:
    """A draft that goes out."""
    return msgspec.structs.replace(draft(id, *recipients, **rest), deliveries=tuple(ways))


async def claim(store: Store, now: Millis = 5, channel: str = "mail", **rest: Any) -> list[Claimed]:
    """All that is due by the one rule."""
    rest = {"until": now + 100, "limit": 50, **rest}
    return list(await store.claim(channel, ["errors"], now, **rest))


async def states(store: Store, inbox: Recipient = OWNER) -> list[tuple[str, str, str, int]]:
    """What became of whose deliveries."""
    return [
        (one.id, one.channel, one.state, one.attempts) for one in await store.deliveries(inbox, limit=100)
    ]


@contract
async def test_a_post_and_its_deliveries_are_written_together(store: Store) -> None:
    await store.post([out("a"), draft("b"), out("c", now=1, ways=[MAIL, Way("errors", "phone", 9)])])
    assert await states(store) == [
        ("c", "phone", "waiting", 0),
        ("c", "mail", "waiting", 0),
        ("a", "mail", "waiting", 0),
    ]
    assert await ids(store) == ["c", "b", "a"]


@contract
async def test_what_is_refused_has_no_deliveries(store: Store) -> None:
    with pytest.raises(TypeError):
        await store.post([out("a"), draft("b", link=object())])
    assert await states(store) == []


@contract
async def test_a_duplicate_goes_out_once(store: Store) -> None:
    for id in ("a", "b"):
        await store.post([out(id, event_id="e")])
    assert [one[0] for one in await states(store)] == ["a"]


@contract
async def test_next_is_the_earliest_of_a_channel_by_these_rules(store: Store) -> None:
    ways = [Way("errors", "mail", 7), Way("all", "mail", 3), Way("errors", "phone", 1)]
    await store.post([out("a", ways=ways)])
    assert await store.next_delivery("mail", ["errors"]) == 7
    assert await store.next_delivery("mail", ["errors", "all"]) == 3
    assert await store.next_delivery("phone", ["errors"]) == 1
    assert await store.next_delivery("phone", ["all"]) is None
    assert await store.next_delivery("fax", ["all", "errors"]) is None


@contract
async def test_a_claim_is_one_servers_until_it_ends(store: Store) -> None:
    await store.post([out("b", ways=[Way("errors", "mail", 4)]), out("a")])
    assert await claim(store, 3) == []
    assert [one.id for one in await claim(store, 5, limit=1)] == ["b"]
    assert [one.id for one in await claim(store, 5)] == ["a"]
    assert await claim(store, 104) == []
    assert await store.next_delivery("mail", ["errors"]) == 105
    again = await claim(store, 105)
    assert [(one.id, one.attempts, one.inbox, one.rule) for one in again] == [
        ("b", 2, OWNER, "errors"),
        ("a", 2, OWNER, "errors"),
    ]


@contract
async def test_what_became_of_a_claim_that_has_ended_is_not_written_down(store: Store) -> None:
    await store.post([out("a")])
    [late] = await claim(store, 5)
    [now] = await claim(store, 105)
    await store.finish([Outcome(late, "failed", 0, "too late")], 106)
    assert await states(store) == [("a", "mail", "waiting", 2)]
    await store.finish([Outcome(now, "sent", 0)], 107)
    [one] = await store.deliveries(OWNER, limit=1)
    assert (one.state, one.error, one.updated, one.attempts) == ("sent", None, 107, 2)
    assert await claim(store, 10_000) == []


@contract
async def test_what_failed_is_tried_again_and_what_was_put_off_does_not_count(store: Store) -> None:
    await store.post([out("a")])
    [one] = await claim(store, 5)
    await store.finish([Outcome(one, "waiting", 50, "refused")], 6)
    assert await claim(store, 49) == []
    [row] = await store.deliveries(OWNER, limit=1)
    assert (row.attempts, row.due, row.error, row.title) == (1, 50, "refused", "a")
    [one] = await claim(store, 50)
    await store.finish([Outcome(one, "waiting", 60, counts=False)], 51)
    assert await states(store) == [("a", "mail", "waiting", 1)]
    [one] = await claim(store, 60)
    assert one.attempts == 2


@contract
async def test_an_update_by_key_that_waits_is_not_doubled(store: Store) -> None:
    await store.post([out("a", key="k")])
    await store.post([out("b", key="k", ways=[Way("errors", "mail", 90)])])
    assert await store.next_delivery("mail", ["errors"]) == 5
    assert await states(store) == [("a", "mail", "waiting", 0)]


@contract
async def test_an_update_of_the_same_type_goes_out_once_an_hour(store: Store) -> None:
    await store.post([out("a", key="k", type="error")])
    [one] = await claim(store, 5)
    await store.finish([Outcome(one, "sent", 0)], 10)
    await store.post([out("b", key="k", type="error", now=20, ways=[Way("errors", "mail", 20)])])
    assert await store.next_delivery("mail", ["errors"]) == 10 + AGAIN
    [one] = await claim(store, 10 + AGAIN)
    assert (one.id, one.attempts) == ("a", 1)


@contract
async def test_an_update_of_another_type_goes_out_at_once(store: Store) -> None:
    await store.post([out("a", key="k", type="warning")])
    [one] = await claim(store, 5)
    await store.finish([Outcome(one, "sent", 0)], 10)
    update = out("b", key="k", type="error", now=20, ways=[Way("errors", "mail", 20)])
    await store.post([update])
    assert await store.next_delivery("mail", ["errors"]) == 20
    # Also while the one before is on its way: what became of that says nothing about this.
    [one] = await claim(store, 20)
    await store.post([msgspec.structs.replace(update, content={**update.content, "type": "success"})])
    await store.finish([Outcome(one, "sent", 0)], 30)
    assert await store.next_delivery("mail", ["errors"]) == 20
    assert [one.id for one in await claim(store, 20)] == ["a"]


@contract
async def test_what_was_skipped_goes_out_with_the_next_news(store: Store) -> None:
    await store.post([out("a", key="k")])
    [one] = await claim(store, 5)
    await store.finish([Outcome(one, "skipped", 0, "read")], 10)
    await store.post([out("b", key="k", now=20, ways=[Way("errors", "mail", 20)])])
    assert await store.next_delivery("mail", ["errors"]) == 20
    [row] = await store.deliveries(OWNER, limit=1)
    assert (row.state, row.error) == ("waiting", None)


@contract
async def test_what_is_to_come_later_says_so(store: Store) -> None:
    await store.post([out("a", deliver_at=50)])
    [one] = await claim(store, 5)
    assert one.scheduled
    await store.finish([Outcome(one, "waiting", 60, counts=False)], 5)
    await store.wake(50)
    [one] = await claim(store, 60)
    assert (one.scheduled, one.attempts) == (False, 1)


@contract
async def test_each_person_has_their_own_and_a_broadcast_goes_out_once(store: Store) -> None:
    await store.post([out("a", ALICE, BOB), out("b", EVERYONE)])
    assert await states(store, ALICE) == await states(store, BOB) == [("a", "mail", "waiting", 0)]
    assert [(one.inbox, one.id) for one in await claim(store)] == [(ALICE, "a"), (BOB, "a"), (EVERYONE, "b")]


@contract
async def test_a_claim_may_be_of_one_inbox(store: Store) -> None:
    await store.post([out("a", ALICE, BOB)])
    assert [one.inbox for one in await claim(store, inbox=BOB)] == [BOB]
    assert [one.inbox for one in await claim(store)] == [ALICE]


@contract
async def test_deliveries_come_in_pages(store: Store) -> None:
    await store.post([out(f"{n}") for n in range(5)])
    [last] = await claim(store, 5, limit=1)
    await store.finish([Outcome(last, "sent", 0)], 9)
    first = await store.deliveries(OWNER, limit=2)
    rest = await store.deliveries(OWNER, limit=9, before=(first[-1].updated, first[-1].n))
    assert [one.id for one in [*first, *rest]] == ["0", "4", "3", "2", "1"]


@contract
async def test_what_is_done_with_is_cleared(store: Store) -> None:
    await store.post([out("a"), out("b"), out("c", ways=[Way("errors", "mail", 500)])])
    [one] = await claim(store, 5, limit=1)
    await store.finish([Outcome(one, "sent", 0)], 50)
    await store.clear_deliveries(50)
    assert [one[0] for one in await states(store)] == ["a", "c"]  # b waited in vain
    await store.clear_deliveries(51)
    assert [one[0] for one in await states(store)] == ["c"]


@contract
async def test_settings_are_kept_and_what_waits_by_a_rule_that_is_gone_is_skipped(store: Store) -> None:
    assert await store.delivery_settings(OWNER) is None
    await store.post([out("a", ways=[MAIL, Way("all", "mail", 5)])])
    await store.keep_delivery_settings(OWNER, {"rules": [1]}, [], 6)
    await store.keep_delivery_settings(OWNER, {"rules": []}, ["errors"], 7)
    assert await store.delivery_settings(OWNER) == {"rules": []}
    found = {one.rule: (one.state, one.error) for one in await store.deliveries(OWNER, limit=9)}
    assert found == {"errors": ("skipped", "The rule is gone."), "all": ("waiting", None)}


@contract
async def test_to_forget_a_person_forgets_what_goes_out(store: Store) -> None:
    await store.post([out("a", ALICE, BOB)])
    await store.keep_delivery_settings(ALICE, {"channels": {}}, [], 1)
    await store.forget(ALICE, "alice", 2)
    assert await states(store, ALICE) == []
    assert await store.delivery_settings(ALICE) is None
    assert [one.inbox for one in await claim(store)] == [BOB]


def test_two_servers_on_one_file_never_claim_the_same(tmp_path: Path) -> None:
    async def act() -> None:
        stores = [SqliteStore(tmp_path / "both.db") for _ in range(2)]
        for store in stores:
            await store.open()
        try:
            await stores[0].post([out(f"{n}") for n in range(40)])
            turns = [claim(store, 5, limit=1) for _ in range(25) for store in stores]
            taken = [one.id for claims in await asyncio.gather(*turns) for one in claims]
            assert sorted(taken, key=int) == [f"{n}" for n in range(40)]
        finally:
            for store in stores:
                await store.close()

    asyncio.run(act())
