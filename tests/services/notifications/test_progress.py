"""A thousand updates of progress are few writes; nobody is answered early, and the end is never overtaken."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jupyter_events import EventLogger
from jupyter_server.auth.identity import IdentityProvider, User

from jupyter_notifications.errors import StoreUnavailable, TooMany
from jupyter_notifications.identity import Identity
from jupyter_notifications.models import OWNER, Draft, Filter, Posted, user
from jupyter_notifications.schemas import Schemas
from jupyter_notifications.services.notifications.manager import NotificationManager, PostResult
from jupyter_notifications.services.notifications.progress import Progress, thin
from jupyter_notifications.storage.sqlite import SqliteStore

RUN: dict[str, Any] = {"title": "Training", "source": "s", "key": "k", "type": "in-progress"}
DONE: dict[str, Any] = {"title": "Done", "source": "s", "key": "k", "type": "success"}


class Server:
    """A manager on a real store, which counts what is written."""

    def __init__(self, manager: NotificationManager, store: SqliteStore) -> None:
        self.manager = manager
        self.asker = manager.identity.asker(User(username="random"))
        self.written: list[dict[str, Any]] = []
        self.commits = 0
        self.failing = False
        self._store_post = store.post
        store.post = self._post  # type: ignore[method-assign]

    async def _post(self, drafts: Sequence[Draft]) -> list[Posted]:
        self.commits += 1
        self.written += [draft.content for draft in drafts]
        if self.failing:
            msg = "full"
            raise StoreUnavailable(msg, retry_after=5)
        return await self._store_post(drafts)

    async def post(self, content: dict[str, Any], **more: Any) -> PostResult:
        """Send as the owner."""
        return await self.manager.post(self.asker, {**content, **more}, may_write_others=_yes)

    async def entries(self) -> list[dict[str, Any]]:
        """What is in the inbox."""
        page = await self.manager.list(OWNER, Filter("all"), limit=100)
        return [item.content for item in page.items]


async def _yes() -> bool:
    return True


@asynccontextmanager
async def running(
    path: Path | None = None, *, window: float | None = None, rate: float = 0
) -> AsyncIterator[Server]:
    """A server; ``window`` is the seconds in which updates replace each other."""
    manager = NotificationManager(
        Identity(IdentityProvider()),
        Schemas(EventLogger()),
        rate_limit=rate,
        log=logging.getLogger("tests"),
    )
    if window is not None:
        manager._progress = Progress(manager._commit, window=window)
    store = SqliteStore(path)
    await store.open()
    server = Server(manager, store)
    await manager.start(store)
    try:
        yield server
    finally:
        await manager.stop()


async def test_a_thousand_updates_are_a_few_writes() -> None:
    async with running() as server:
        first = await server.post(RUN, progress=0)
        results = await asyncio.gather(*(server.post(RUN, progress=n / 1000) for n in range(1, 1001)))
        assert {(one.posted.id, one.posted.outcome, one.own) for one in results} == {
            (first.posted.id, "updated", True)
        }
        assert [content["progress"] for content in server.written] == [0, 1]
        assert await server.entries() == [{**RUN, "progress": 1}]


async def test_a_burst_of_updates_that_ends_in_a_result() -> None:
    async with running(window=30) as server:
        await server.post(RUN, progress=0)
        updates = [asyncio.ensure_future(server.post(RUN, progress=n / 1000)) for n in range(1, 1001)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not any(update.done() for update in updates)
        await server.post(DONE)
        # Answered with the result, long before the time is up.
        await asyncio.wait_for(asyncio.gather(*updates), 10)
        assert [content.get("progress") for content in server.written] == [0, 1, None]
        assert server.commits == 2
        assert await server.entries() == [DONE]
        await server.post(RUN, progress=0.5)
        assert (await server.entries())[0]["progress"] == 0.5, "a new run is written at once"


async def test_nobody_is_answered_before_it_is_committed() -> None:
    async with running(window=0.01) as server:

        async def update(number: int) -> None:
            posted = (await server.post(RUN, progress=number / 100)).posted
            found = await server.manager.get(OWNER, posted.id)
            assert found.content["progress"] >= number / 100

        updates = []
        for number in range(100):
            updates.append(asyncio.ensure_future(update(number)))
            if number % 7 == 0:
                await asyncio.wait({updates[0]}, timeout=0.002)
        await asyncio.wait_for(asyncio.gather(*updates), 30)
        assert len(server.written) < 100


STEP = st.sampled_from(["run", "run", "other run", "done", "expiring", "with id", "batch", "turn", "window"])


@settings(max_examples=60, deadline=None)
@given(st.lists(STEP, max_size=30))
def test_the_last_word_stays_the_last(steps: list[str]) -> None:
    async def play() -> None:
        async with running(window=0.001) as server:
            last: dict[str, dict[str, Any]] = {}
            waiting: list[asyncio.Future[Any]] = []
            for number, step in enumerate(steps):
                if step == "turn":
                    await asyncio.sleep(0)
                    continue
                if step == "window":
                    await asyncio.wait([asyncio.get_running_loop().create_future()], timeout=0.0015)
                    continue
                content = {**(DONE if step == "done" else RUN), "title": str(number)}
                if step == "other run":
                    content["key"] = "other"
                if step == "expiring":
                    content["expires_at"] = "2999-01-01T00:00:00Z"
                last[content["key"]] = content
                if step == "batch":
                    last["k"] = {**content, "title": "b"}
                    items: list[tuple[object, str | None]] = [(content, None), (last["k"], None)]
                    batch = server.manager.post_many(server.asker, items, may_write_others=_yes)
                    waiting.append(asyncio.ensure_future(batch))
                else:
                    more = {"event_id": f"e{number}"} if step == "with id" else {}
                    waiting.append(asyncio.ensure_future(server.post(content, **more)))
            await asyncio.wait_for(asyncio.gather(*waiting), 30)
            assert {content["key"]: content for content in await server.entries()} == last

    asyncio.run(play())


async def test_a_stop_writes_what_waits(tmp_path: Path) -> None:
    path = tmp_path / "n.sqlite3"
    async with running(path, window=30) as server:
        await server.post(RUN, progress=0)
        update = asyncio.ensure_future(server.post(RUN, progress=0.7))
        await asyncio.sleep(0)
    assert (await asyncio.wait_for(update, 10)).posted.outcome == "updated"
    async with running(path) as again:
        assert await again.entries() == [{**RUN, "progress": 0.7}]


async def test_who_waits_is_told_of_a_failure() -> None:
    async with running(window=0.01) as server:
        await server.post(RUN, progress=0)
        server.failing = True
        results = await asyncio.wait_for(
            asyncio.gather(*(server.post(RUN, progress=n / 10) for n in range(5)), return_exceptions=True), 10
        )
        assert {type(result) for result in results} == {StoreUnavailable}
        server.failing = False
        await server.post(RUN, progress=0.9)
        assert (await server.entries())[0]["progress"] == 0.9


async def test_a_failure_of_the_end_is_a_failure_of_what_it_took_along() -> None:
    async with running(window=30) as server:
        await server.post(RUN, progress=0)
        update = asyncio.ensure_future(server.post(RUN, progress=0.5))
        await asyncio.sleep(0)
        server.failing = True
        with pytest.raises(StoreUnavailable):
            await server.post(DONE)
        with pytest.raises(StoreUnavailable):
            await asyncio.wait_for(update, 10)


async def test_one_who_gives_up_does_not_take_the_others_along() -> None:
    async with running(window=0.05) as server:
        await server.post(RUN, progress=0)
        updates = [asyncio.ensure_future(server.post(RUN, progress=n / 10)) for n in (1, 2, 3)]
        await asyncio.sleep(0)
        updates[1].cancel()
        done = await asyncio.wait_for(asyncio.gather(*updates, return_exceptions=True), 10)
        assert [type(one) for one in done] == [PostResult, asyncio.CancelledError, PostResult]
        assert (await server.entries())[0]["progress"] == 0.3


async def test_updates_that_are_not_written_cost_a_tenth() -> None:
    async with running(window=0.05, rate=0.001) as server:
        await server.post(RUN, progress=0)
        # 100 at the start, one is paid; ten of these cost one.
        updates = [server.post(RUN, progress=n / 1000) for n in range(990)]
        assert len(await asyncio.wait_for(asyncio.gather(*updates), 30)) == 990
        with pytest.raises(TooMany):
            await server.post(DONE)


async def test_keys_of_others_do_not_wait_for_each_other() -> None:
    async with running(window=30) as server:
        await server.post(RUN, progress=0)
        await asyncio.wait_for(server.post(RUN, key="another"), 10)
        await asyncio.wait_for(server.post(RUN, source="another"), 10)
        await asyncio.wait_for(server.post({**RUN, "type": "info"}), 10)
        assert server.commits == 4


def draft(**content: Any) -> Draft:
    """A draft of the run, unless told otherwise."""
    recipients = content.pop("recipients", (OWNER,))
    event_id = content.pop("event_id", None)
    return Draft("i", {**RUN, **content}, recipients, now=0, event_id=event_id)


def test_a_batch_is_thinned_where_nobody_can_tell() -> None:
    drafts = [
        draft(progress=0.1),
        draft(progress=0.2),
        draft(key="other"),
        draft(progress=0.3),
        draft(type="success"),
        draft(progress=0.4),
        draft(progress=0.5, event_id="e"),
        draft(progress=0.6),
        draft(progress=0.7, recipients=(user("bob"),)),
        draft(progress=0.8, recipients=(user("bob"),)),
    ]
    kept, places = thin(drafts)
    assert [drafts.index(one) for one in kept] == [3, 2, 4, 5, 6, 7, 9]
    assert places == [0, 0, 1, 0, 2, 3, 4, 5, 6, 6]


async def test_a_batch_writes_only_the_last_of_a_run() -> None:
    async with running() as server:
        items: list[tuple[object, str | None]] = [({**RUN, "progress": n / 500}, None) for n in range(500)]
        results = await server.manager.post_many(server.asker, [*items, (DONE, None)], may_write_others=_yes)
        assert len(server.written) == 2
        assert len({one.posted.id for one in results if isinstance(one, PostResult)}) == 1
        assert len(results) == 501
        assert await server.entries() == [DONE]
