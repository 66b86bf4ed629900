"""tqdm's bars in the inbox: drop-in, one entry, few requests, and an honest end."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest

from jupyter_notifications import Client
from jupyter_notifications.tqdm import tqdm, trange

from .scripted_server import Scripted, scripted_server
from .test_task import CREATED, bodies


@pytest.fixture
def server() -> Iterator[Scripted]:
    """Takes everything."""
    with scripted_server(CREATED) as started:
        yield started


def options(server: Scripted, **more: Any) -> dict[str, Any]:
    """Arguments of a bar that is drawn nowhere, and sends to the server."""
    return {"file": io.StringIO(), "notify_client": Client(server.url), **more}


def test_to_its_end(server: Scripted) -> None:
    assert list(trange(1_000, desc="Epochs", unit="epoch", **options(server))) == list(range(1_000))
    last = bodies(server)[-1]
    assert (last["title"], last["type"], last["body"]) == (
        "Epochs finished",
        "success",
        "1,000 of 1,000 epoch",
    )
    assert last["topic"] == "progress"
    assert len({body["key"] for body in bodies(server)}) == 1
    assert len(bodies(server)) <= 10


def test_how_far_it_is(server: Scripted) -> None:
    given = options(server)
    with tqdm(total=200, mininterval=0, miniters=1, **given) as bar:
        bar.set_postfix(loss=0.5)
        bar.update(50)
        assert given["notify_client"].sender.flush(10)
        shown = bodies(server)[-1]
        bar.update(150)
    assert (shown["title"], shown["type"]) == ("Progress", "in-progress")
    assert (shown["progress"], shown["body"]) == (0.25, "50 of 200: loss=0.5")
    assert bodies(server)[-1]["type"] == "success"


def test_without_a_total(server: Scripted) -> None:
    for _ in tqdm(iter(range(3)), **options(server)):
        pass
    last = bodies(server)[-1]
    assert (last["type"], last["body"]) == ("success", "3")


def test_an_error_in_the_block(server: Scripted) -> None:
    def run() -> None:
        with tqdm(total=10, **options(server)) as bar:
            bar.update(3)
            raise ValueError("no data")

    with pytest.raises(ValueError, match="no data"):
        run()
    last = bodies(server)[-1]
    assert (last["title"], last["type"]) == ("Progress failed", "error")
    assert "ValueError: no data" in last["body"]


def test_an_error_of_what_is_iterated_over(server: Scripted) -> None:
    def items() -> Iterator[int]:
        yield 1
        raise OSError("the worker died")

    with pytest.raises(OSError, match="worker"):
        for _ in tqdm(items(), total=10, **options(server)):
            pass
    last = bodies(server)[-1]
    assert last["type"] == "error"
    assert "OSError: the worker died" in last["body"]


def test_left_before_its_end(server: Scripted) -> None:
    for item in trange(10, **options(server)):
        if item == 4:
            break
    last = bodies(server)[-1]
    assert (last["title"], last["type"], last["body"]) == ("Progress stopped", "warning", "4 of 10")


def test_an_error_that_was_there_before_is_not_the_bars(server: Scripted) -> None:
    try:
        raise ValueError("earlier")
    except ValueError:
        for _ in trange(3, **options(server)):
            pass
    assert bodies(server)[-1]["type"] == "success"


def test_bars_within_and_disabled_ones_have_none(server: Scripted) -> None:
    given = options(server)
    for _ in trange(2, desc="Outer", **given):
        for _ in trange(3, desc="Inner", **given):
            pass
    for _ in trange(2, desc="Off", disable=True, **given):
        pass
    assert {body["title"].split()[0] for body in bodies(server)} == {"Outer"}


def test_names_and_more(server: Scripted) -> None:
    bar = tqdm(
        total=2**20, unit="B", unit_scale=True, unit_divisor=1024, notify_title="Download",
        notify_options={"link": "a.ipynb", "topic": "data"}, **options(server),
    )  # fmt: skip
    bar.update(2**20)
    bar.close()
    bar.close()
    last = bodies(server)[-1]
    assert (last["title"], last["link"], last["topic"]) == ("Download finished", "a.ipynb", "data")
    assert last["body"] == "1.00M of 1.00M B"


def test_what_is_short_is_not_shown(server: Scripted) -> None:
    given = options(server, notify_after=60)
    for _ in trange(3, **given):
        pass
    assert given["notify_client"].sender.flush(10)
    assert bodies(server) == []


def test_what_tqdm_takes_and_refuses(server: Scripted) -> None:
    with pytest.raises(KeyError, match="Unknown argument"):
        tqdm(range(3), no_such_thing=1, **options(server))
