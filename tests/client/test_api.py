"""What the client sends, what it makes of each answer, and that it never stops a run."""

from __future__ import annotations

import asyncio
import math
import re
import socket
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler
from typing import Any
from unittest.mock import Mock

import pytest

from jupyter_notifications import Client, notify
from jupyter_notifications.client import (
    NoServerError,
    NotificationsWarning,
    RefusedError,
    UnreachableError,
)

from .scripted_server import scripted_server

CREATED = (201, {"id": "0190-1", "title": "t", "arrived": "0", "created": "c", "updated": "u"})
REFUSED = (
    400,
    {
        "message": "the notification is not valid",
        "reason": "Invalid input",
        "errors": [{"path": "/progress", "message": "7 is greater than 1"}],
    },
)


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """Close without an answer."""
    handler.connection.shutdown(socket.SHUT_RDWR)


def test_what_is_sent_is_what_was_said() -> None:
    noon = datetime(2026, 1, 31, 12, tzinfo=timezone(timedelta(hours=1)))
    with scripted_server(CREATED) as server:
        sent = Client(server.url, "s3cret").notify(
            "Training finished",
            "**done**",
            type="success",
            source="trainer",
            topic="training.finished",
            group="night",
            key="run-7",
            priority="high",
            progress=1,
            link="work/a.ipynb",
            actions=({"label": "Open", "link": "work/a.ipynb"},),
            recipients="ada",
            deliver_at=noon,
            expires_at="2026-02-01T00:00:00Z",
            data={"loss": 0.25},
            event_id="mine",
        )
    (request,) = server.requests
    assert request.path == "/base/api/notifications"
    assert request.headers["Authorization"] == "token s3cret"
    assert request.headers["Content-Type"] == "application/json"
    assert "Cookie" not in request.headers
    assert request.body == {
        "title": "Training finished",
        "body": "**done**",
        "type": "success",
        "source": "trainer",
        "topic": "training.finished",
        "group": "night",
        "key": "run-7",
        "priority": "high",
        "progress": 1,
        "link": "work/a.ipynb",
        "actions": [{"label": "Open", "link": "work/a.ipynb"}],
        "recipients": ["ada"],
        "deliver_at": "2026-01-31T11:00:00+00:00",
        "expires_at": "2026-02-01T00:00:00Z",
        "data": {"loss": 0.25},
        "event_id": "mine",
    }
    assert sent == ("0190-1", "mine", True, None, CREATED[1])


def test_what_is_left_out_is_not_sent_and_every_call_has_its_own_event_id() -> None:
    with scripted_server(CREATED) as server:
        client = Client(server.url, "t")
        first, second = client.notify("a"), client.notify("a")
    assert [set(request.body) for request in server.requests] == [{"title", "source", "event_id"}] * 2
    assert first is not None
    assert second is not None
    assert re.fullmatch(r"[0-9a-f]{32}", first.event_id)
    assert first.event_id != second.event_id


def test_a_time_without_a_zone_is_local() -> None:
    naive = datetime(2026, 7, 1, 12)  # noqa: DTZ001
    with scripted_server(CREATED) as server:
        Client(server.url, "t").notify("a", deliver_at=naive)
    assert datetime.fromisoformat(server.requests[0].body["deliver_at"]) == naive.astimezone()


def test_numbers_that_are_not_pythons_own() -> None:
    number = Mock(spec=["item"], item=lambda: 0.5)
    with scripted_server(CREATED) as server:
        Client(server.url, "t").notify("a", progress=number, data={"n": number, "shape": (1, 2)})
    assert server.requests[0].body["progress"] == 0.5
    assert server.requests[0].body["data"] == {"n": 0.5, "shape": [1, 2]}


@pytest.mark.parametrize(
    ("own", "session", "wanted"),
    [
        ("trainer", "/srv/notebooks/forecast.ipynb", "trainer"),
        (None, "/srv/notebooks/forecast.ipynb", "forecast.ipynb"),
        (None, "", "python"),
        (None, "x" * 300, "x" * 128),
    ],
)
def test_the_source(monkeypatch: pytest.MonkeyPatch, own: str | None, session: str, wanted: str) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", session)
    with scripted_server(CREATED) as server:
        Client(server.url, "t", source=own).notify("a")
    assert server.requests[0].body["source"] == wanted


def test_what_went_to_others() -> None:
    with scripted_server((201, {"id": "i", "recipients": 3})) as server:
        sent = Client(server.url, "t").notify("a", recipients=["b", "c", "d"], event_id="e")
    assert sent == ("i", "e", True, 3, None)


def test_a_repetition_is_not_new() -> None:
    with scripted_server((200, CREATED[1])) as server:
        sent = Client(server.url, "t").notify("a")
    assert sent is not None
    assert not sent.created


def test_without_a_token_it_passes_the_check_of_a_server_without_login() -> None:
    with scripted_server(CREATED) as server:
        Client(server.url).notify("a")
    headers = server.requests[0].headers
    assert "Authorization" not in headers
    assert headers["Cookie"] == f"_xsrf={headers['X-XSRFToken']}"


def test_a_dropped_answer_is_asked_for_again_under_the_same_event_id() -> None:
    with scripted_server(hang_up, CREATED) as server:
        assert Client(server.url, "t").notify("a", timeout=10) is not None
    first, second = server.requests
    assert first.body == second.body


def test_a_store_in_trouble_is_tried_once_more() -> None:
    trouble = (503, {"message": "the store is locked", "reason": "Store unavailable", "errors": []})
    with scripted_server(trouble, CREATED) as server:
        assert Client(server.url, "t").notify("a", timeout=10) is not None
    with (
        scripted_server(trouble) as server,
        pytest.raises(RefusedError, match=r"the store is locked \(503\)"),
    ):
        Client(server.url, "t").notify("a", timeout=10, raise_errors=True)
    assert len(server.requests) == 2


def test_it_does_not_wait_longer_than_it_may_for_a_store_in_trouble() -> None:
    trouble = (503, {"message": "full", "errors": []}, {"Retry-After": "30"})
    with scripted_server(trouble) as server, pytest.raises(RefusedError) as caught:
        Client(server.url, "t").notify("a", timeout=10, raise_errors=True)
    assert caught.value.retry_after == 30
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 413, 429, 500])
def test_any_other_refusal_is_final(status: int) -> None:
    with (
        scripted_server((status, {"message": "no", "errors": []})) as server,
        pytest.raises(RefusedError) as caught,
    ):
        Client(server.url, "t").notify("a", raise_errors=True)
    assert caught.value.status == status
    assert len(server.requests) == 1


def test_a_refusal_names_each_wrong_field() -> None:
    with scripted_server(REFUSED) as server, pytest.raises(RefusedError) as caught:
        Client(server.url, "t", raise_errors=True).notify("a", progress=7)
    assert caught.value.errors == (("/progress", "7 is greater than 1"),)
    assert str(caught.value) == "the notification is not valid; /progress: 7 is greater than 1 (400)"


@pytest.mark.parametrize(
    ("answer", "token", "words"),
    [
        ((404, "<html>"), "t", "does not have jupyter_notifications"),
        ((200, b"<html>"), "t", "does not have jupyter_notifications"),
        ((201, ["a list"]), "t", "does not have jupyter_notifications"),
        ((302, b"", {"Location": "/login"}), "", "wants a login, and no token is known"),
        ((403, {"message": "Forbidden"}), "", "wants a login, and no token is known"),
        ((403, {"message": "Forbidden"}), "t", "Forbidden; the token was found by the url given"),
        ((500, b"\xff\xfe"), "t", "an unexpected answer"),
        ((400, {"message": "m", "errors": "not a list"}), "t", r"m \(400\)"),
        ((400, {"message": "m", "errors": [None, {}]}), "t", r"m \(400\)"),
    ],
)
def test_every_answer_is_understood(answer: tuple[Any, ...], token: str, words: str) -> None:
    with scripted_server(answer) as server, pytest.raises(RefusedError, match=words):
        Client(server.url, token, raise_errors=True).notify("a")


def loop_of_itself() -> dict[str, Any]:
    made: dict[str, Any] = {}
    made["self"] = made
    return made


@pytest.mark.parametrize(
    "data",
    [{"x": math.nan}, {"x": object()}, {"x": {1, 2}}, loop_of_itself(), {(1, 2): 3}],
    ids=["no number", "an object", "a set", "itself", "a key that is no text"],
)
def test_what_cannot_be_json_is_refused_before_sending(data: dict[str, Any]) -> None:
    with scripted_server(CREATED) as server, pytest.raises(RefusedError) as caught:
        Client(server.url, "t").notify("a", data=data, raise_errors=True)
    assert caught.value.status == 0
    assert server.requests == []


def test_no_server_warns_once_and_the_run_goes_on() -> None:
    client = Client()
    with pytest.warns(NotificationsWarning, match="no Jupyter server was found") as caught:
        assert [client.notify("a") for _ in range(3)] == [None] * 3
    assert len(caught) == 1
    assert caught[0].filename == __file__
    with pytest.raises(NoServerError):
        client.notify("a", raise_errors=True)


def test_the_function_is_the_client_that_looks_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted_server(CREATED) as server:
        monkeypatch.setenv("JUPYTER_NOTIFICATIONS_URL", server.url)
        monkeypatch.setenv("JUPYTER_NOTIFICATIONS_TOKEN", "exported")
        sent = notify("Training finished", type="success")
    assert sent is not None
    assert server.requests[0].headers["Authorization"] == "token exported"


def test_a_lost_connection_is_news_again_once_it_worked_in_between() -> None:
    # Each failing call tries twice.
    with scripted_server(hang_up, hang_up, hang_up, hang_up, CREATED, hang_up) as server:
        client = Client(server.url, "t", timeout=10)
        with pytest.warns(NotificationsWarning, match="cannot be reached") as caught:
            results = [client.notify("a") is not None for _ in range(4)]
    assert results == [False, False, True, False]
    assert len(caught) == 2


def test_different_causes_are_each_said() -> None:
    with scripted_server(REFUSED, (403, {"message": "Forbidden"}), REFUSED) as server:
        client = Client(server.url, "t")
        with pytest.warns(NotificationsWarning) as caught:
            assert [client.notify("a") for _ in range(4)] == [None] * 4
    assert [str(warning.message) for warning in caught] == [
        "Notification not sent: the notification is not valid; /progress: 7 is greater than 1 (400)",
        "Notification not sent: Forbidden; the token was found by the url given (403)",
    ]


@pytest.mark.parametrize(
    "url",
    ["ftp://host/", "http://", "localhost:8888", "http://host:port/", "http+unix://", "http+unix:///tmp/x"],
)
def test_an_address_that_is_none_is_said(url: str) -> None:
    with pytest.raises(NoServerError, match="is not an address"):
        Client(url, "t").notify("a", raise_errors=True)


@pytest.mark.parametrize(
    "url", ["http+unix://%2Fno%2Fsuch.sock/", "http://no-such-host.invalid/", "https://127.0.0.1:1/"]
)
def test_nobody_there(url: str) -> None:
    with pytest.raises(UnreachableError, match="cannot be reached"):
        Client(url, "t").notify("a", raise_errors=True)


def test_a_token_that_no_header_can_carry_is_an_error_like_any_other() -> None:
    with scripted_server(CREATED) as server, pytest.raises(UnreachableError):
        Client(server.url, "a\r\nX-Injected: 1").notify("a", raise_errors=True)
    assert server.requests == []


def test_a_server_that_says_nothing_is_given_up_on_in_time() -> None:
    given_up = threading.Event()

    def silence(handler: BaseHTTPRequestHandler) -> None:
        assert given_up.wait(30)

    with scripted_server(silence) as server:
        started = time.monotonic()
        with pytest.raises(UnreachableError, match="no answer in time"):
            Client(server.url, "t").notify("a", timeout=0.5, raise_errors=True)
        took = time.monotonic() - started
        given_up.set()
    # Far from both: at once, and the 30 seconds of the server.
    assert 0.4 < took < 10


def test_a_server_that_drips_is_given_up_on_in_time() -> None:
    given_up = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 201 Created\r\nX-Long: ")
        for _ in range(600):
            if given_up.wait(0.05):
                break
            handler.wfile.write(b".")

    with scripted_server(drip) as server:
        started = time.monotonic()
        with pytest.raises(UnreachableError, match="no answer in time"):
            Client(server.url, "t").notify("a", timeout=0.5, raise_errors=True)
        took = time.monotonic() - started
        given_up.set()
    assert 0.4 < took < 10


def test_a_redirect_gets_no_token() -> None:
    with scripted_server(CREATED) as thief:
        with scripted_server((307, b"", {"Location": thief.url})) as server, pytest.raises(RefusedError):
            Client(server.url, "t").notify("a", raise_errors=True)
        assert thief.requests == []


def test_proxies_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted_server((502, {"message": "a proxy"})) as proxy, scripted_server(CREATED) as server:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        assert Client(server.url, "t").notify("a") is not None
        assert proxy.requests == []


def test_from_many_threads_at_once() -> None:
    with scripted_server(CREATED) as server, ThreadPoolExecutor(8) as pool:
        client = Client(server.url, "t", timeout=30)
        results = list(pool.map(client.notify, [f"n {i}" for i in range(40)]))
    assert None not in results
    assert len({request.body["event_id"] for request in server.requests}) == 40


def test_inside_a_running_loop() -> None:
    async def work() -> object:
        return notify("a")

    with scripted_server(CREATED) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_NOTIFICATIONS_URL", server.url)
        assert asyncio.run(work()) is not None


def test_no_socket_is_left_open() -> None:
    # Warnings are errors in this run: a socket that only the collector closes fails the test.
    with scripted_server(CREATED, hang_up) as server, warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        client = Client(server.url, "t", timeout=1, raise_errors=True)
        client.notify("a")
        with pytest.raises(UnreachableError):
            client.notify("a")
