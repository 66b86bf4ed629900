"""Sources for the tests of what finds and runs them."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from traitlets import Unicode

from jupyter_notifications.sources import Source, SourceUnavailable

#: What the sources did, in order.
done: list[str] = []


class Recorder(Source):
    """Writes down that it began and ended."""

    name = "recorder"
    greeting = Unicode("hello", config=True, help="What it says.")

    async def start(self) -> None:
        done.append(f"{self.name} started: {self.greeting}")

    async def stop(self) -> None:
        done.append(f"{self.name} stopped")


class Second(Recorder):
    """Another one."""

    name = "second"


class Needy(Recorder):
    """Needs what nobody has."""

    name = "needy"
    requires: ClassVar[tuple[str, ...]] = ("json", "no_such_package.of_anyone")


class Idle(Recorder):
    """Finds nothing to listen to."""

    name = "idle"

    async def start(self) -> None:
        reason = "the server has no such thing"
        raise SourceUnavailable(reason)


class Broken(Recorder):
    """Fails when it starts, and once more when it stops."""

    name = "broken"

    async def start(self) -> None:
        reason = "no good"
        raise RuntimeError(reason)

    async def stop(self) -> None:
        await super().stop()
        reason = "still no good"
        raise LookupError(reason)


class Slow(Recorder):
    """Never has started, nor stopped, and will not be told to give up."""

    name = "slow"

    async def start(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            done.append("slow was cancelled")


class Endless(Recorder):
    """Starts, and never has stopped."""

    name = "endless"

    async def stop(self) -> None:
        await asyncio.Event().wait()


class Stranger:
    """Is no source at all."""

    name = "stranger"
