"""Frames written once for many sockets: tornado's own client must find nothing odd about them."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import tornado.test
from tornado.httpclient import HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.iostream import StreamClosedError
from tornado.testing import bind_unused_port
from tornado.web import Application
from tornado.websocket import (
    WebSocketClientConnection,
    WebSocketClosedError,
    WebSocketHandler,
    websocket_connect,
)

from jupyter_notifications.services.events import wire

from .conftest import PATIENCE, eventually

#: Around the places where the length is written in another way, and more than a socket takes at once.
SIZES = (0, 1, 125, 126, 127, 65_535, 65_536, 3_000_000)

CERTIFICATE = Path(tornado.test.__file__).parent / "test.crt"


class Peer(WebSocketHandler):
    """A server's end that the test holds in its hands."""

    opened: list[Peer]
    compress = False

    def initialize(self, opened: list[Peer], compress: bool = False) -> None:
        """Take what the route gives."""
        self.opened = opened
        self.compress = compress
        self.pongs: list[bytes] = []

    def open(self, *args: str, **kwargs: str) -> None:
        """Be there."""
        self.opened.append(self)

    def on_message(self, message: str | bytes) -> None:
        """Answer, as tornado does."""
        self.write_message(message)

    def on_pong(self, data: bytes) -> None:
        """Note it."""
        self.pongs.append(data)

    def get_compression_options(self) -> dict[str, Any] | None:
        """As the test has it."""
        return {} if self.compress else None


class Ends:
    """Both ends of connections to a server of its own."""

    def __init__(self, port: int, scheme: str, opened: list[Peer]) -> None:
        self.port = port
        self.scheme = scheme
        self.opened = opened
        self.clients: list[WebSocketClientConnection] = []

    async def connect(self, **options: Any) -> tuple[Peer, WebSocketClientConnection]:
        """A new connection."""
        url = HTTPRequest(f"{self.scheme}://127.0.0.1:{self.port}/", validate_cert=False)
        count = len(self.opened)
        client = await websocket_connect(url, max_message_size=1 << 24, **options)
        self.clients.append(client)
        await eventually(lambda: len(self.opened) > count)
        return self.opened[-1], client


@asynccontextmanager
async def ends(*, tls: bool = False, compress: bool = False) -> AsyncIterator[Ends]:
    """A server, and what connects to it."""
    opened: list[Peer] = []
    options = None
    if tls:
        options = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        options.load_cert_chain(CERTIFICATE, CERTIFICATE.with_suffix(".key"))
    server = HTTPServer(
        Application([("/", Peer, {"opened": opened, "compress": compress})]), ssl_options=options
    )
    listening, port = bind_unused_port()
    server.add_socket(listening)
    both = Ends(port, "wss" if tls else "ws", opened)
    try:
        yield both
    finally:
        for client in both.clients:
            client.close()
        for peer in opened:
            peer.close()
        server.stop()
        await server.close_all_connections()


async def read(client: WebSocketClientConnection) -> Any:
    return await asyncio.wait_for(client.read_message(), PATIENCE)


def recording(calls: list[bytes], function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The function, with its argument noted."""

    def record(argument: Any) -> Any:
        calls.append(bytes(argument))
        return function(argument)

    return record


def payload(size: int) -> bytes:
    """Text of so many bytes, not all of them ASCII."""
    return ("ä" * (size // 2) + "a" * (size % 2)).encode()


@pytest.mark.parametrize("how", [{}, {"tls": True}, {"compress": True}], ids=["plain", "tls", "compressed"])
async def test_every_size_arrives_whole_and_in_order(how: dict[str, bool]) -> None:
    async with ends(**how) as both:
        options: dict[str, Any] = {"compression_options": {}} if how.get("compress") else {}
        peer, client = await both.connect(**options)
        for size in (*SIZES, *reversed(SIZES)):
            wire.write(peer, payload(size))
        for size in (*SIZES, *reversed(SIZES)):
            text = await read(client)
            assert isinstance(text, str)
            assert text.encode() == payload(size)


@pytest.mark.parametrize("size", SIZES)
async def test_it_is_the_frame_that_tornado_makes(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    async with ends() as both:
        peer, client = await both.connect()
        written: list[bytes] = []
        connection: Any = peer.ws_connection
        monkeypatch.setattr(connection.stream, "write", recording(written, connection.stream.write))
        peer.write_message(payload(size))
        assert written == [wire.text_frame(payload(size))]
        assert (await read(client)).encode() == payload(size)


async def test_it_keeps_its_place_among_what_tornado_writes() -> None:
    """Pings, messages and answers of tornado's, before and after, whether the peer reads or not."""
    async with ends() as both:
        peer, client = await both.connect()
        expected = []
        for number in range(200):
            text = f"{number} " + "x" * (number * 500)
            expected.append(text)
            if number % 3 == 0:
                peer.write_message(text)
            else:
                wire.write(peer, text.encode())
            if number % 5 == 0:
                peer.ping(str(number).encode())
        assert peer.ws_connection is not None
        assert wire.is_busy(peer), "so much does not go at once"
        assert [await read(client) for _ in expected] == expected
        await eventually(lambda: len(peer.pongs) == 40)
        assert peer.pongs == [str(number).encode() for number in range(0, 200, 5)]
        assert not wire.is_busy(peer)
        await client.write_message("still here")
        assert await read(client) == "still here"


async def test_what_goes_at_once_makes_no_future_and_what_does_not_tells_when() -> None:
    async with ends() as both:
        peer, client = await both.connect()
        assert wire.write(peer, b"small") is None
        assert not wire.is_busy(peer)
        large = wire.write(peer, payload(30_000_000 // 3))
        assert large is not None
        assert wire.is_busy(peer)
        assert not large.done()
        behind = wire.write(peer, b"behind")
        assert behind is not None
        assert await read(client) == "small"
        assert len(await read(client)) == 5_000_000
        assert await read(client) == "behind"
        await asyncio.wait_for(asyncio.gather(large, behind), PATIENCE)


async def test_the_same_payload_goes_to_many_as_one_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bytes] = []
    monkeypatch.setattr(wire, "text_frame", recording(made, wire.text_frame))
    async with ends() as both:
        pairs = [await both.connect() for _ in range(5)]
        for message in (b"one", b"two"):
            for peer, _ in pairs:
                wire.write(peer, message)
        for _, client in pairs:
            assert [await read(client) for _ in range(2)] == ["one", "two"]
    assert made == [b"one", b"two"]


class TestClosing:
    async def test_nothing_goes_out_behind_a_close_frame(self) -> None:
        async with ends() as both:
            peer, client = await both.connect()
            wire.write(peer, b"last")
            peer.close(4008, "too slow")
            with pytest.raises(WebSocketClosedError):
                wire.write(peer, b"late")
            assert await read(client) == "last"
            assert await read(client) is None
            assert (client.close_code, client.close_reason) == (4008, "too slow")

    async def test_the_close_frame_goes_behind_what_waits(self) -> None:
        async with ends() as both:
            peer, client = await both.connect()
            assert wire.write(peer, payload(5_000_000)) is not None
            peer.close(1001, "gone")
            assert len(await read(client)) == 2_500_000
            assert await read(client) is None
            assert client.close_code == 1001

    async def test_a_client_that_closes_is_answered_and_gets_nothing_more(self) -> None:
        async with ends() as both:
            peer, client = await both.connect()
            client.close(1000, "bye")
            connection: Any = peer.ws_connection
            await eventually(connection.is_closing)
            with pytest.raises(WebSocketClosedError):
                wire.write(peer, b"late")
            assert await read(client) is None
            assert not wire.is_busy(peer)

    async def test_one_that_was_never_open(self) -> None:
        async with ends() as both:
            peer, _ = await both.connect()
            peer.ws_connection = None
            assert not wire.is_busy(peer)
            with pytest.raises(WebSocketClosedError):
                wire.write(peer, b"x")

    async def test_one_that_reset_the_connection(self) -> None:
        async with ends() as both:
            peer, client = await both.connect()
            raw = client.protocol.stream.socket  # type: ignore[union-attr]
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.protocol.stream.close()  # type: ignore[union-attr]
            # As long as the reset is under way a write may still seem to work; then it fails for good.
            failed: list[BaseException] = []

            def fails() -> bool:
                try:
                    written = wire.write(peer, b"x" * 1000)
                except (WebSocketClosedError, StreamClosedError) as error:
                    failed.append(error)
                else:
                    if written is not None and written.done() and written.exception() is not None:
                        failed.append(written.exception() or OSError())
                return bool(failed)

            await eventually(fails)
            assert not wire.is_busy(peer)


class TestSlowReader:
    """A raw client, whose every byte is counted."""

    @pytest.fixture
    def raw(self) -> Iterator[socket.socket]:
        with socket.socket() as raw:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            raw.setblocking(False)
            yield raw

    @pytest.mark.parametrize("step", [1, 7, 4096])
    async def test_it_may_read_in_any_pieces(self, raw: socket.socket, step: int) -> None:
        loop = asyncio.get_running_loop()
        async with ends() as both:
            await loop.sock_connect(raw, ("127.0.0.1", both.port))
            key = "dGhlIHNhbXBsZSBub25jZQ=="
            await loop.sock_sendall(
                raw,
                "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode(),
            )
            await eventually(lambda: bool(both.opened))
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += await loop.sock_recv(raw, 1)
            [peer] = both.opened
            payloads = [
                os.urandom(40).hex().encode() * count
                for count in ([1, 2, 30] if step < 10 else [1, 900, 90_000, 2])
            ]
            for one in payloads:
                wire.write(peer, one)
            expected = b"".join(map(wire.text_frame, payloads))
            received = bytearray()
            while len(received) < len(expected):
                received += await asyncio.wait_for(loop.sock_recv(raw, step), PATIENCE)
            assert bytes(received) == expected


async def test_a_connection_of_another_kind_is_left_to_tornado(monkeypatch: pytest.MonkeyPatch) -> None:
    async with ends() as both:
        peer, client = await both.connect()
        monkeypatch.setattr(wire, "WebSocketProtocol13", object)
        asked: list[bytes] = []
        monkeypatch.setattr(peer, "write_message", recording(asked, peer.write_message))
        assert wire.write(peer, "grüß dich".encode()) is not None
        assert await read(client) == "grüß dich"
        assert asked == ["grüß dich".encode()]
