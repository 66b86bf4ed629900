"""``@notify_when_done``: says how a call ended, and changes nothing of it."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from jupyter_notifications import Client, notify_when_done

from .scripted_server import Scripted, scripted_server
from .test_task import CREATED, bodies


@pytest.fixture
def server() -> Iterator[Scripted]:
    """Takes everything."""
    with scripted_server(CREATED) as started:
        yield started


def test_bare(server: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_NOTIFICATIONS_URL", server.url)

    @notify_when_done
    def train(epochs: int, *, rate: float = 0.1) -> float:
        """Train."""
        return epochs * rate

    assert train(2, rate=0.5) == 1.0
    assert train.__name__ == "train"
    assert train.__doc__ == "Train."
    assert list(inspect.signature(train).parameters) == ["epochs", "rate"]
    assert bodies(server)[-1]["title"] == "train finished"


def test_with_arguments_and_an_error(server: Scripted) -> None:
    @notify_when_done("Training", client=Client(server.url), topic="training")
    def train() -> None:
        raise ValueError("no data")

    with pytest.raises(ValueError, match="no data"):
        train()
    last = bodies(server)[-1]
    assert (last["title"], last["type"], last["topic"]) == ("Training failed", "error", "training")
    assert "ValueError: no data" in last["body"]


def test_each_call_has_its_own_entry(server: Scripted) -> None:
    @notify_when_done(client=Client(server.url))
    def step() -> None: ...

    step()
    step()
    assert len({body["key"] for body in bodies(server)}) == 2


def test_coroutines(server: Scripted) -> None:
    @notify_when_done("Fetching", client=Client(server.url))
    async def fetch(value: int) -> int:
        await asyncio.sleep(0)
        return value

    assert inspect.iscoroutinefunction(fetch)
    assert asyncio.run(fetch(3)) == 3
    assert bodies(server)[-1]["title"] == "Fetching finished"


def test_a_cancelled_coroutine(server: Scripted) -> None:
    @notify_when_done("Fetching", client=Client(server.url))
    async def fetch() -> None:
        await asyncio.Event().wait()

    async def main() -> None:
        task = asyncio.create_task(fetch())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert bodies(server)[-1]["title"] == "Fetching interrupted"


def test_short_calls_are_not_shown(server: Scripted) -> None:
    client = Client(server.url)

    @notify_when_done(after=60, client=client)
    def step() -> None: ...

    step()
    assert client.sender.flush(10)
    assert bodies(server) == []


def test_generators_are_refused() -> None:
    def numbers() -> Iterator[int]:
        yield 1

    async def later() -> AsyncIterator[int]:
        yield 1

    for function in (numbers, later):
        with pytest.raises(TypeError, match="use track"):
            notify_when_done(function)


def test_methods_and_other_callables(server: Scripted) -> None:
    client = Client(server.url)

    class Model:
        @notify_when_done(client=client)
        def fit(self, data: Any) -> Any:
            return self, data

    model = Model()
    assert model.fit(1) == (model, 1)
