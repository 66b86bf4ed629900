"""What works on a store by itself while the server runs: waker, watcher and retention."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from ...models import Clock
from ...storage.base import Store
from .hints import Hints
from .retention import Retention
from .waker import Waker
from .watcher import Watcher

__all__ = ["Background"]


class Background:
    """Three tasks on one store. They begin at once, on the event loop."""

    def __init__(
        self,
        store: Store,
        hints: Hints,
        clock: Clock,
        *,
        days: float,
        entries: int,
        on_others: Callable[[], None],
        log: logging.Logger,
    ) -> None:
        """``days`` and ``entries`` of retention; ``on_others`` is called when another server wrote."""
        self.waker = Waker(store, hints, clock, log=log)
        self.retention = Retention(store, hints, clock, days=days, entries=entries, log=log)

        def others_wrote() -> None:
            # They may have written something with a time.
            self.waker.look()
            on_others()

        self.watcher = Watcher(store, hints, clock, on_others=others_wrote, log=log)
        self.waker.start()
        self.watcher.start()
        self.retention.start()

    async def stop(self) -> None:
        """Leave no task behind."""
        await asyncio.gather(self.waker.stop(), self.watcher.stop(), self.retention.stop())
