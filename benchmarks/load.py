"""A closed loop of clients: each of many open connections sends its next request when it has its answer."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from .caller import Answer, split

__all__ = ["Outcome", "run"]


@dataclass
class Outcome:
    """What a slice of load came to."""

    seconds: float = 0.0
    busy: float = 0.0
    """Share of a core that the client itself took."""
    statuses: Counter[int] = field(default_factory=Counter)

    def count(self, status: int) -> int:
        """How many answers had this status. Raises ``RuntimeError`` if any had another one."""
        others = {other: n for other, n in self.statuses.items() if other != status}
        if others:
            msg = f"answers other than {status}: {others}"
            raise RuntimeError(msg)
        return self.statuses[status]


class _Client(asyncio.Protocol):
    """One connection."""

    def __init__(self, request: bytes, outcome: Outcome, check: Callable[[Answer], None] | None) -> None:
        self._request = request
        self._outcome = outcome
        self._check = check
        self._received = bytearray()
        self._transport: asyncio.Transport | None = None
        self._until = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def start(self, until: float) -> None:
        """Send the first request; none after ``until``."""
        assert self._transport is not None  # noqa: S101
        self._until = until
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Count an answer, and go on."""
        self._received += data
        found = split(self._received)
        if found is None:
            return
        answer, length = found
        del self._received[:length]
        self._outcome.statuses[answer.status] += 1
        try:
            if self._check is not None:
                self._check(answer)
        except Exception as error:  # noqa: BLE001 - handed to whoever waits
            self._finish(error)
            return
        assert self._transport is not None  # noqa: S101
        if time.perf_counter() < self._until:
            self._transport.write(self._request)
        else:
            self._finish(None)
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """The server hung up, unless all was said."""
        self._finish(exc or ConnectionError("the server hung up"))

    def _finish(self, error: Exception | None) -> None:
        if self.done.done():
            return
        if error is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(error)


def run(
    port: int,
    request: bytes,
    *,
    connections: int,
    seconds: float,
    check: Callable[[Answer], None] | None = None,
) -> Outcome:
    """Send the same request over and over for some seconds. ``check`` sees each answer, and raises."""
    return asyncio.run(_run(port, request, connections, seconds, check))


async def _run(
    port: int, request: bytes, connections: int, seconds: float, check: Callable[[Answer], None] | None
) -> Outcome:
    loop = asyncio.get_running_loop()
    outcome = Outcome()
    clients = [
        (await loop.create_connection(lambda: _Client(request, outcome, check), "127.0.0.1", port))[1]
        for _ in range(connections)
    ]
    started, used = time.perf_counter(), time.process_time()
    for client in clients:
        client.start(started + seconds)
    await asyncio.gather(*(client.done for client in clients))
    outcome.seconds = time.perf_counter() - started
    outcome.busy = (time.process_time() - used) / outcome.seconds
    return outcome
