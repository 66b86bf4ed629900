"""The sockets: who may open them, what reaches them, and what becomes of one that does not read."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError, HTTPResponse
from traitlets.config import Config

from jupyter_notifications.extension import NotificationsExtension
from jupyter_notifications.models import NOTIFICATION_SCHEMA_ID
from jupyter_notifications.services.events.outbox import MAX_BYTES, MAX_FRAMES
from tests.api_client import Api
from tests.conftest import server_config
from tests.people import ALICE, BOB, RecordingAuthorizer

from .conftest import PATIENCE, RUN, Subscribe, event, eventually

HINTS = "/api/events/subscribe/notification"


def answer_of(error: HTTPClientError) -> HTTPResponse:
    """What came instead of a socket."""
    assert error.response is not None
    return error.response


class TestAccess:
    @pytest.mark.parametrize("path", ["/api/events/subscribe", HINTS, "/api/events/notifications"])
    async def test_nobody_and_kernels_get_in_nowhere(
        self, subscribe: Subscribe, extension: NotificationsExtension, path: str
    ) -> None:
        for token in ("wrong", extension.identity.post_only_token):
            with pytest.raises(HTTPClientError) as refused:
                await subscribe(path, token=token)
            assert refused.value.code == 403

    @pytest.mark.parametrize("path", ["/api/events/subscribe", HINTS])
    async def test_a_foreign_page_does_not_get_in_by_cookie(
        self, api: Api, subscribe: Subscribe, jp_http_port: int, path: str
    ) -> None:
        logged_in = await api.http.fetch(
            f"{api.base_url}api/me?token={api.token}", headers={"Host": f"localhost:{jp_http_port}"}
        )
        cookies = "; ".join(header.split(";")[0] for header in logged_in.headers.get_list("Set-Cookie"))
        by_cookie = {"Cookie": cookies, "Authorization": "none"}
        await subscribe(path, headers=by_cookie)
        with pytest.raises(HTTPClientError) as refused:
            await subscribe(path, headers={**by_cookie, "Origin": "https://evil.example.org"})
        assert refused.value.code == 403

    class TestAuthorizer:
        @pytest.fixture
        def jp_server_config(self, db_path: Any) -> Config:
            RecordingAuthorizer.refused = set()
            RecordingAuthorizer.asked = []
            config = server_config(db_path)
            config.ServerApp.authorizer_class = RecordingAuthorizer
            return config

        @pytest.mark.parametrize(
            ("path", "leave"),
            [("/api/events/subscribe", ("execute", "events")), (HINTS, ("read", "notifications"))],
        )
        async def test_each_needs_its_leave(
            self, subscribe: Subscribe, path: str, leave: tuple[str, str]
        ) -> None:
            await subscribe(path)
            RecordingAuthorizer.refused = {leave}
            with pytest.raises(HTTPClientError) as refused:
                await subscribe(path)
            assert refused.value.code == 403

    class TestMaxSockets:
        @pytest.fixture
        def jp_server_config(self, two_people: Config) -> Config:
            two_people.NotificationsExtension.max_sockets = 2
            return two_people

        async def test_a_third_has_to_wait_for_one_to_close(
            self, subscribe: Subscribe, extension: NotificationsExtension
        ) -> None:
            first = await subscribe(token=ALICE)
            await subscribe(HINTS, token=ALICE)
            with pytest.raises(HTTPClientError) as refused:
                await subscribe(token=ALICE)
            assert refused.value.code == 429
            assert int(answer_of(refused.value).headers["Retry-After"]) > 0
            await subscribe(token=BOB)
            first.close()
            inbox = next(iter(extension.events._sockets))
            await eventually(lambda: extension.events.open_sockets(inbox) == 1)
            await subscribe(token=ALICE)


class TestTwoPeople:
    @pytest.fixture
    def jp_server_config(self, two_people: Config) -> Config:
        return two_people

    async def test_a_notification_reaches_only_its_recipient(
        self, api: Api, bus: Any, subscribe: Subscribe
    ) -> None:
        sockets = {name: await subscribe(token=token) for name, token in (("alice", ALICE), ("bob", BOB))}
        hints = {
            name: await subscribe(HINTS, token=token) for name, token in (("alice", ALICE), ("bob", BOB))
        }
        for listener in hints.values():
            assert (await listener.frame())["unread"] == 0
        await api.post("Only for Alice", body="secret", token=ALICE)
        frame = await sockets["alice"].frame()
        assert (frame["schema_id"], frame["title"]) == (NOTIFICATION_SCHEMA_ID, "Only for Alice")
        assert (frame["__sender__"], frame["__schema_version__"]) == ("alice", "1")
        assert frame["__event_id__"]
        assert (await hints["alice"].frame())["unread"] == 1
        # What comes next on Bob's sockets is the next thing that is for him.
        await api("POST", "/api/events", event("for all"), token=ALICE)
        assert (await sockets["bob"].frame())["name"] == "for all"
        await api.post("For Bob", token=BOB)
        assert (await sockets["bob"].frame())["title"] == "For Bob"
        assert (await hints["bob"].frame())["unread"] == 1

    async def test_filters_hold_for_notifications_too(self, api: Api, subscribe: Subscribe) -> None:
        listener = await subscribe(token=ALICE)
        await listener.say({"filters": [{"exact": {"schema_id": NOTIFICATION_SCHEMA_ID, "type": "error"}}]})
        await api.post("Fine", token=ALICE)
        await api.post("Broken", type="error", token=ALICE)
        assert (await listener.frame())["title"] == "Broken"


class TestSlow:
    """A client that opens a socket and never reads."""

    @pytest.fixture
    def raw(self) -> Iterator[socket.socket]:
        with socket.socket() as raw:
            yield raw

    async def stall(self, raw: socket.socket, api: Api, port: int) -> None:
        # Small, so that the system holds back little.
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(raw, ("127.0.0.1", port))
        await loop.sock_sendall(
            raw,
            f"GET {api.base_url}api/events/subscribe HTTP/1.1\r\nHost: localhost:{port}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            f"Authorization: token {api.token}\r\n\r\n".encode(),
        )
        head = b""
        while b"\r\n\r\n" not in head:
            head += await asyncio.wait_for(loop.sock_recv(raw, 4096), PATIENCE)
        assert b" 101 " in head

    async def test_it_is_closed_with_4008_and_holds_nobody_up(
        self,
        *,
        api: Api,
        bus: Any,
        extension: NotificationsExtension,
        subscribe: Subscribe,
        raw: socket.socket,
        jp_http_port: int,
    ) -> None:
        listener = await subscribe()
        await self.stall(raw, api, jp_http_port)
        subscribers = extension.events._subscribers
        await eventually(lambda: len(subscribers) == 2)
        slow = list(subscribers)[1]
        payload = "x" * 8000
        deepest = 0
        for number in range(3000):
            bus.emit(schema_id=RUN, data={"name": payload, "step": number})
            assert (await listener.frame())["step"] == number
            deepest = max(deepest, len(slow.outbox))
            assert len(slow.outbox) <= MAX_FRAMES
            if slow.outbox._closed:
                break
            # All that the server holds for it: what waits, and the one frame that is on its way.
            connection = slow.ws_connection
            assert connection is not None
            assert connection.stream is not None
            assert slow.outbox._bytes + len(connection.stream._write_buffer) < MAX_BYTES + 3 * len(payload)
        assert deepest > 50, "it never had to wait"
        assert slow.outbox._closed, "it was left to wait for ever"
        assert len(slow.outbox) == 0, "what it did not read is let go"
        # It reads again: what the system still held, and then why.
        received = await asyncio.wait_for(self.read_all(raw), PATIENCE)
        raw.close()
        assert received.endswith(b"\x0f\xa8too slow"), "4008 and the reason are the last it gets"
        await eventually(lambda: slow not in subscribers)

    async def read_all(self, raw: socket.socket) -> bytes:
        loop, received = asyncio.get_running_loop(), bytearray()
        while chunk := await loop.sock_recv(raw, 65536):
            received += chunk
            if received.endswith(b"too slow"):
                break
        return bytes(received)

    async def test_one_that_vanished_costs_nothing_more(
        self,
        *,
        api: Api,
        bus: Any,
        extension: NotificationsExtension,
        raw: socket.socket,
        jp_http_port: int,
    ) -> None:
        await self.stall(raw, api, jp_http_port)
        await eventually(lambda: len(extension.events._subscribers) == 1)
        raw.close()
        await eventually(lambda: not extension.events._subscribers)
        bus.emit(schema_id=RUN, data={"name": "nobody"})


async def test_sockets_are_told_when_the_server_stops(
    subscribe: Subscribe, extension: NotificationsExtension
) -> None:
    listener, hints = await subscribe(), await subscribe(HINTS)
    await hints.frame()
    await extension.events.stop()
    assert await listener.frame() is None
    assert await hints.frame() is None
    assert listener.connection.close_code == hints.connection.close_code == 1001
