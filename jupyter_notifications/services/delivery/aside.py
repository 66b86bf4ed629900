"""Runs what blocks in a thread that can be left behind, one at a time."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable

__all__ = ["Aside", "TookTooLong"]


class TookTooLong(Exception):
    """It goes on in its thread, and nobody waits for it any more."""


class Aside:
    """At most one thread, which keeps neither the loop nor the process from ending.

    Threads of a pool would be waited for when the process ends.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._running: asyncio.Future[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether something still runs."""
        return self._running is not None and not self._running.done()

    async def free(self) -> None:
        """Wait until nothing runs."""
        while self._running is not None and not self._running.done():
            await asyncio.wait([self._running])

    async def run(self, work: Callable[[], None], *, seconds: float) -> None:
        """Do it; raises what it does, or ``TookTooLong`` after so many seconds. Only when not ``busy``."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        # Seen, so that nobody warns that it was not.
        done.add_done_callback(lambda future: future.cancelled() or future.exception())

        def tell(error: BaseException | None) -> None:
            if done.done():
                return
            if error is None:
                done.set_result(None)
            else:
                done.set_exception(error)

        def act() -> None:
            error: BaseException | None = None
            try:
                work()
            except BaseException as raised:  # noqa: BLE001 - raised where it is waited for
                error = raised
            with contextlib.suppress(RuntimeError):  # The loop has ended meanwhile.
                loop.call_soon_threadsafe(tell, error)

        self._running = done
        threading.Thread(target=act, name=self._name, daemon=True).start()
        await asyncio.wait([done], timeout=seconds)
        if not done.done():
            raise TookTooLong
        done.result()
