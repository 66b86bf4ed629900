"""A task is ended, also in the moment in which what it waits for comes."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from jupyter_notifications.ending import end


async def goes_on_and_on(told: asyncio.Event) -> None:
    """As the tasks of the server do: wait to be told, but not for ever."""
    while True:
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(told.wait(), 60)
        told.clear()


def test_a_task_that_is_told_something_as_it_is_to_end() -> None:
    async def act() -> None:
        told = asyncio.Event()
        task = asyncio.ensure_future(goes_on_and_on(told))
        await asyncio.sleep(0)
        told.set()
        await asyncio.wait_for(end(task), 10)
        assert task.done()

    asyncio.run(act())


def test_a_task_that_failed_or_is_done_is_ended() -> None:
    async def act() -> None:
        async def fail() -> None:
            raise ValueError

        for task in (asyncio.ensure_future(fail()), asyncio.ensure_future(asyncio.sleep(0))):
            await asyncio.wait([task])
            await end(task)

    asyncio.run(act())
