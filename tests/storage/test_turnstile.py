"""Any number pass, or one alone; who came first goes in first, and nobody who gave up is waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from jupyter_notifications.storage.turnstile import Turnstile

#: Seconds that a scene may take on a busy machine.
PATIENCE = 10.0


def play(scene: Callable[[Turnstile], Awaitable[None]]) -> None:
    """Play a scene at a new turnstile; one who waits for ever is an error."""

    async def act() -> None:
        await asyncio.wait_for(scene(Turnstile()), PATIENCE)

    asyncio.run(act())


def test_a_latecomer_does_not_overtake_those_who_wait() -> None:
    """Neither at the moment of opening, nor while only some of them have gone in."""
    order: list[str] = []

    async def passing(turnstile: Turnstile, name: str) -> None:
        await turnstile.enter()
        order.append(name)
        turnstile.leave()

    async def scene(turnstile: Turnstile) -> None:
        late: list[asyncio.Task[None]] = []

        async def first() -> None:
            await passing(turnstile, "first")
            late.append(asyncio.ensure_future(passing(turnstile, "fifth")))
            await passing(turnstile, "fourth")

        async with turnstile.alone():
            waiting = [
                asyncio.ensure_future(first()),
                asyncio.ensure_future(passing(turnstile, "second")),
            ]
            await asyncio.sleep(0)
            assert order == []
        await passing(turnstile, "third")
        await asyncio.gather(*waiting, *late)
        assert order == ["first", "second", "third", "fourth", "fifth"]

    play(scene)


@pytest.mark.parametrize("opened", [False, True])
def test_who_gives_up_waiting_leaves_no_place_behind(opened: bool) -> None:
    """Before it opens, and between that and their waking up; a latecomer's place is let go of as well."""

    async def scene(turnstile: Turnstile) -> None:
        async with turnstile.alone():
            waiting = asyncio.ensure_future(turnstile.enter())
            other = asyncio.ensure_future(turnstile.enter())
            await asyncio.sleep(0)
            if not opened:
                waiting.cancel()
                await asyncio.wait([waiting])
        late = asyncio.ensure_future(turnstile.enter())
        if opened:
            waiting.cancel()
        asyncio.get_running_loop().call_soon(late.cancel)
        await asyncio.wait([waiting, other, late])
        assert (waiting.cancelled(), other.cancelled()) == (True, False)
        for one in (other, late):
            if not one.cancelled():
                turnstile.leave()
        async with turnstile.alone():
            pass
        await turnstile.enter()

    play(scene)


def test_who_is_let_in_is_inside_before_the_next_is_alone() -> None:
    async def scene(turnstile: Turnstile) -> None:
        async def one() -> None:
            await turnstile.enter()
            await asyncio.sleep(0)
            turnstile.leave()

        async with turnstile.alone():
            waiting = asyncio.ensure_future(one())
            await asyncio.sleep(0)
        async with turnstile.alone():
            assert waiting.done()

    play(scene)
