"""``track()``: one entry from its beginning to its end, whatever happens in between."""

from __future__ import annotations

import asyncio
import time
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from jupyter_notifications import Client, Task, track
from jupyter_notifications.client import NotificationsWarning, RefusedError

from .scripted_server import Scripted, scripted_server

CREATED = (201, {"id": "0190-1", "title": "t", "arrived": "0", "created": "c", "updated": "u"})


@pytest.fixture
def server() -> Iterator[Scripted]:
    """Takes everything."""
    with scripted_server(CREATED) as started:
        yield started


def bodies(server: Scripted) -> list[dict[str, Any]]:
    """What was sent, in order."""
    return [request.body for request in server.requests]


def shown(client: Client) -> None:
    """Wait until what is under way is sent."""
    assert client.sender.flush(10)


def test_with(server: Scripted) -> None:
    client = Client(server.url)
    with client.track("Training", "Five epochs", topic="training", link="a.ipynb", source="here") as task:
        shown(client)
        task.update(0.5, "Half of it")
        shown(client)
    first, second, last = bodies(server)
    always = {"source": "here", "topic": "training", "link": "a.ipynb", "key": task.key}
    for body in (first, second, last):
        body.pop("event_id")
    assert first == always | {"title": "Training", "body": "Five epochs", "type": "in-progress"}
    assert second == always | {
        "title": "Training",
        "body": "Half of it",
        "type": "in-progress",
        "progress": 0.5,
    }
    took = last.pop("body")
    assert last == always | {"title": "Training finished", "type": "success", "progress": 1.0}
    assert took.startswith("After 0.")


def test_an_error_goes_on_and_is_shown(server: Scripted) -> None:
    client = Client(server.url)
    with pytest.raises(ValueError, match="No"), client.track("Training"):
        raise ValueError("No ```fence``` is **safe**")
    last = bodies(server)[-1]
    assert last["type"] == "error"
    assert last["title"] == "Training failed"
    assert last["body"].startswith("````\nValueError: No ```fence``` is **safe**\n````\n\nAfter 0.")
    assert "progress" not in last


class Mute(Exception):
    """Cannot even say what it is."""

    def __str__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    ("error", "kind", "title"),
    [
        (KeyboardInterrupt(), "warning", "Training interrupted"),
        (asyncio.CancelledError(), "warning", "Training interrupted"),
        (SystemExit(0), "success", "Training finished"),
        (SystemExit(3), "error", "Training failed"),
        (Mute(), "error", "Training failed"),
    ],
)
def test_how_a_block_is_left(server: Scripted, error: BaseException, kind: str, title: str) -> None:
    with pytest.raises(type(error)), Client(server.url).track("Training"):
        raise error
    last = bodies(server)[-1]
    assert (last["type"], last["title"]) == (kind, title)


def test_without_with(server: Scripted) -> None:
    client = Client(server.url)
    task = client.track("Copying")
    began_ended = task.is_ended
    sent = task.done("All 12 files", title="Copied")
    assert sent is not None
    assert (began_ended, task.is_ended) == (False, True)
    assert (bodies(server)[-1]["title"], bodies(server)[-1]["body"]) == ("Copied", "All 12 files")
    count = len(bodies(server))
    # It has ended: nothing changes any more.
    assert task.fail("too late") is None
    task.update(0.1)
    shown(client)
    assert len(bodies(server)) == count


def test_a_sentence_as_the_error(server: Scripted) -> None:
    Client(server.url).track("Copying").fail("The disk is *full*")
    assert bodies(server)[-1]["body"].startswith("```\nThe disk is *full*\n```\n\nAfter ")


def test_the_end_comes_last_however_slow_the_server_is() -> None:
    def slow(handler: Any) -> None:
        time.sleep(0.2)  # the slowness itself is what is tested
        handler.send_response(201)
        handler.send_header("Content-Length", "14")
        handler.end_headers()
        handler.wfile.write(b'{"id": "0190"}')

    with scripted_server(slow) as server:
        client = Client(server.url)
        with client.track("Training") as task:
            for step in range(50):
                task.update(step / 50)
        assert [body["type"] for body in bodies(server)][-1] == "success"
        count = len(bodies(server))
        shown(client)
        assert len(bodies(server)) == count <= 3


def test_updates_do_not_wait_and_are_few(server: Scripted) -> None:
    client = Client(server.url)
    began = time.monotonic()
    with client.track("Training") as task:
        for step in range(10_000):
            task.update(step / 10_000, f"Step {step}")
        took = time.monotonic() - began
    # At most one a quarter of a second, its beginning and its end.
    assert len(bodies(server)) <= 3 + took / 0.25


@pytest.mark.parametrize(("given", "sent"), [(-1, 0.0), (1.0000001, 1.0), (7, 1.0), (0.25, 0.25)])
def test_progress_is_kept_within_0_and_1(server: Scripted, given: float, sent: float) -> None:
    client = Client(server.url)
    client.track("Sum").update(given)
    shown(client)
    assert bodies(server)[-1]["progress"] == sent


@pytest.mark.parametrize("given", ["half", object(), float("nan")])
def test_what_is_no_number_does_not_stop_the_run(given: Any) -> None:
    with scripted_server((400, {"message": "progress is no number"})) as server:
        client = Client(server.url)
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            client.track("Sum").update(given)
            shown(client)
    assert [one.category for one in warned][:1] == [NotificationsWarning]


def test_what_is_short_is_not_shown(server: Scripted) -> None:
    client = Client(server.url)
    with client.track("Short", after=60) as task:
        task.update(0.5)
    with pytest.raises(ValueError, match="soon"), client.track("Short", after=60):
        raise ValueError("soon")
    shown(client)
    assert bodies(server) == []


def test_what_has_become_long_is_shown(server: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(server.url)
    with client.track("Long", after=60) as task:
        task.update(0.25)
        shown(client)
        assert bodies(server) == []
        now = time.monotonic
        monkeypatch.setattr(time, "monotonic", lambda: now() + 61)
        task.update(0.5)
    assert bodies(server)[-1]["body"] == "After 1 min 1 s."


def test_a_long_title_is_cut(server: Scripted) -> None:
    Client(server.url).track("x" * 300 + "\ny").done()
    title = bodies(server)[-1]["title"]
    assert len(title) == 256
    assert title.endswith("x…")


def test_no_server_warns_once_and_the_run_goes_on() -> None:
    with warnings.catch_warnings(record=True) as warned, track("Training") as task:
        warnings.simplefilter("always")
        for step in range(3):
            task.update(step / 3)
    assert [one.category for one in warned] == [NotificationsWarning]
    assert "no Jupyter server was found" in str(warned[0].message)


def test_a_warning_names_the_line_of_the_run() -> None:
    with pytest.warns(NotificationsWarning) as warned:
        Client("http://127.0.0.1:1/").error("Failed")
    assert warned[0].filename == __file__


def test_errors_are_raised_when_asked_for() -> None:
    with scripted_server((403, {"message": "Forbidden"})) as server:
        task = Client(server.url, "t").track("Training", raise_errors=True)
        with pytest.warns(NotificationsWarning):
            assert task._client.sender.flush(10)
        with pytest.raises(RefusedError, match="Forbidden"):
            task.done()


def test_the_error_of_the_run_is_never_replaced() -> None:
    with scripted_server((403, {"message": "Forbidden"})) as server:
        client = Client(server.url, "t")
        with warnings.catch_warnings(record=True):
            warnings.simplefilter("always")
            with pytest.raises(ValueError, match="no data"), client.track("Training", raise_errors=True):
                raise ValueError("no data")
            with pytest.raises(RefusedError, match="Forbidden"), client.track("Training", raise_errors=True):
                pass


async def async_with(client: Client) -> list[str]:
    """What another coroutine does while the block ends."""
    seen: list[str] = []

    async def tick() -> None:
        while True:
            seen.append("tick")
            await asyncio.sleep(0)

    async with client.track("Awaited") as task:
        assert isinstance(task, Task)
    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0)
    assert await client.anotify("Awaited too", type="info") is not None
    ticking.cancel()
    return seen


def test_async(server: Scripted) -> None:
    client = Client(server.url)
    # The loop went on while the answer was waited for.
    assert len(asyncio.run(async_with(client))) > 1
    assert [body["title"] for body in bodies(server)][-2:] == ["Awaited finished", "Awaited too"]
    assert bodies(server)[-1]["type"] == "info"


@pytest.mark.parametrize("kind", ["info", "success", "warning", "error"])
def test_shorthands(server: Scripted, kind: str) -> None:
    client = Client(server.url)
    assert getattr(client, kind)("Said", "shortly", topic="x") is not None
    body = bodies(server)[-1]
    assert (body["type"], body["title"], body["body"], body["topic"]) == (kind, "Said", "shortly", "x")
