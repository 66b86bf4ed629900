"""R6 over WebSockets: frames that are odd, wrong, huge or too many, written byte by byte."""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .figures import Figures
from .fuzzed_server import LAG_MS, Fuzzed, fuzzed_server
from .plugin import Scale
from .raw_http import WebSocket, frame, web_socket

EVENTS = "api/events/subscribe"
HINTS = "api/events/subscribe/notification"
SOCKETS = (EVENTS, HINTS, "api/events/notifications")

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10

FILTER = b'{"filters": [{"exact": {"schema_id": "x"}}]}'

_ATTRIBUTES = st.dictionaries(
    st.text(max_size=6), st.none() | st.booleans() | st.floats() | st.text(max_size=6)
)
_DIALECTS = st.sampled_from(("exact", "prefix", "suffix", "all", "any", "not", "sql", ""))
FILTERS: st.SearchStrategy[Any] = st.recursive(
    st.dictionaries(_DIALECTS, _ATTRIBUTES, max_size=2) | st.none() | st.integers(),
    lambda inner: st.dictionaries(_DIALECTS, st.lists(inner, max_size=3) | inner, max_size=2),
    max_leaves=10,
)


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzed]:
    """One server for all of them."""
    with fuzzed_server(tmp_path_factory.mktemp("fuzzed")) as server:
        yield server


@pytest.fixture(autouse=True)
def well(fuzzed: Fuzzed, figures: Figures) -> Iterator[None]:
    """Afterwards the server is well, its loop was never held, and another socket works."""
    fuzzed.lag()
    yield
    lag = fuzzed.lag()
    fuzzed.assert_well()
    with web_socket(fuzzed.port, HINTS, fuzzed.token) as socket:
        assert socket.status == 101
        opcode, hint = socket.read() or (0, b"")
        assert (opcode, set(json.loads(hint))) == (TEXT, {"schema_id", "epoch", "seq", "unread"})
    before = figures.runs["R6"].figures.get("socket_lag_max_ms", 0.0) if "R6" in figures.runs else 0.0
    figures.record("R6", socket_lag_max_ms=max(lag["max_ms"], before))
    assert lag["max_ms"] < LAG_MS, lag


def answers(socket: WebSocket) -> list[tuple[int, bytes]]:
    """What the server says until it has answered a ping, or has closed."""
    socket.send(frame(PING, b"are you there"))
    said: list[tuple[int, bytes]] = []
    while (read := socket.read()) is not None:
        if read == (PONG, b"are you there"):
            return said
        said.append(read)
    return said


def test_messages_of_any_kind_are_answered_or_ignored(fuzzed: Fuzzed, scale: Scale, figures: Figures) -> None:
    messages = st.binary(max_size=100) | st.text(max_size=50).map(
        lambda text: text.encode("utf-8", "replace")
    )
    as_filters = st.lists(FILTERS, max_size=4).map(lambda filters: json.dumps({"filters": filters}).encode())
    sent = 0

    with web_socket(fuzzed.port, EVENTS, fuzzed.token) as socket:

        @settings(max_examples=scale.pick(200, 5000), deadline=None, database=None)
        @given(as_filters | messages, st.sampled_from((TEXT, BINARY)))
        def run(message: bytes, opcode: int) -> None:
            nonlocal sent
            sent += 1
            if opcode == TEXT:
                message = message.decode("utf-8", "replace").encode()
            socket.send(frame(opcode, message))
            # A server that had closed would have nothing to say.
            kind, answer = socket.read() or (0, b"")
            assert kind == TEXT
            told = json.loads(answer)
            assert set(told) in ({"filters"}, {"error"})
            if "error" in told:
                assert set(told["error"]) == {"message", "reason", "errors"}

        run()
    figures.record("R6", odd_frames=sent)


def test_a_message_in_pieces_is_one_message(fuzzed: Fuzzed) -> None:
    with web_socket(fuzzed.port, EVENTS, fuzzed.token) as socket:
        for index, byte in enumerate(FILTER):
            opcode = TEXT if index == 0 else 0
            socket.send(frame(opcode, bytes([byte]), fin=index == len(FILTER) - 1))
            if index == 20:
                socket.send(frame(PONG, b"in between"))
        [(kind, answer)] = answers(socket)
        assert (kind, json.loads(answer)) == (TEXT, json.loads(FILTER))


@pytest.mark.parametrize("path", SOCKETS)
@pytest.mark.parametrize(
    "wrong",
    [
        frame(TEXT, b"\xff\xfe"),
        frame(TEXT, FILTER, mask=False),
        frame(TEXT, FILTER, rsv=4),
        frame(TEXT, FILTER, rsv=7),
        frame(3, b"reserved"),
        frame(11, b"reserved"),
        frame(0, b"continues nothing"),
        frame(TEXT, b"a", fin=False) + frame(TEXT, b"b"),
        frame(PING, b"x" * 126),
        frame(PING, b"x", fin=False),
        frame(CLOSE, b"\x03"),
        frame(CLOSE, struct.pack("!H", 1005)),
        frame(CLOSE, struct.pack("!H", 65535) + b"\xff"),
        frame(CLOSE, struct.pack("!H", 1000)) + frame(TEXT, FILTER),
        struct.pack("!BBQ", 0x81, 0xFF, 2**63) + b"\0\0\0\0",
        struct.pack("!BBQ", 0x81, 0xFF, 512 * 1024 * 1024) + b"\0\0\0\0",
        struct.pack("!BBQ", 0x81, 0xFF, 1024 * 1024 + 1) + b"\0\0\0\0",
        frame(TEXT, b"x" * (1024 * 1024), fin=False) + frame(0, b"x" * 1024),
        # Bytes at random, the same in each run, so that a test can be named and repeated.
        random.Random(7).randbytes(64),
        b"GET / HTTP/1.1\r\n\r\n",
        b"",
    ],
    ids=lambda wrong: wrong[:8].hex(" ") + f" ({len(wrong)})",
)
def test_wrong_frames_close_at_most_this_socket(fuzzed: Fuzzed, path: str, wrong: bytes) -> None:
    with web_socket(fuzzed.port, path, fuzzed.token) as socket:
        assert socket.status == 101
        socket.send(wrong)
        socket.connection.settimeout(0.3)
        with suppress(TimeoutError):  # It waits for the rest of what was promised.
            answers(socket)


def test_a_message_beyond_the_limit_is_refused(fuzzed: Fuzzed) -> None:
    with web_socket(fuzzed.port, EVENTS, fuzzed.token) as socket:
        for size, depth in ((16 * 1024, 0), (1000 * 1024, 0), (100, 9), (100, 5000)):
            filters = b'{"not":' * depth + b'{"exact":{"a":"' + b"x" * size + b'"}}' + b"}" * depth
            socket.send(frame(TEXT, b'{"filters":[' + filters + b"]}"))
            [(_, answer)] = answers(socket)
            assert "error" in json.loads(answer), (size, depth)
        # And the filters are what they were: none.
        fuzzed.server.request("POST", "api/notifications", {"title": "comes through"})
        frame_ = socket.read()
        assert frame_ is not None
        assert b"comes through" in frame_[1]


@pytest.mark.parametrize("path", SOCKETS)
def test_a_query_is_refused_before_the_upgrade(fuzzed: Fuzzed, path: str) -> None:
    for query in (
        "schema_id=",
        "schema_id=%ff",
        "epoch=%00&after=%00",
        "after=x&epoch=" + "x" * 8000,
        "&&=&",
        "%",
    ):
        with web_socket(fuzzed.port, f"{path}?{query}", fuzzed.token) as socket:
            assert socket.status in {101, 400}, query
    many = "&".join("schema_id=a" for _ in range(3000))
    with web_socket(fuzzed.port, f"{path}?{many}", fuzzed.token) as socket:
        assert socket.status in {101, 400}


@pytest.mark.parametrize(
    "header",
    [
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=99",
        "Sec-WebSocket-Protocol: a, b",
        "Sec-WebSocket-Version: 12",
        "Origin: http://[",
        "Origin: null",
        "Referer: http://[",
        "Sec-Fetch-Site: cross-site",
    ],
)
def test_an_odd_upgrade_is_no_fault(fuzzed: Fuzzed, header: str) -> None:
    for path in SOCKETS:
        with web_socket(fuzzed.port, path, fuzzed.token, header) as socket:
            assert socket.status < 500, header


FLOODS = {
    "pings": frame(PING, b"x" * 125),
    "small pings": frame(PING),
    "pongs": frame(PONG),
    "filters": frame(TEXT, FILTER),
    "errors": frame(TEXT, b"{"),
    "empty messages": frame(BINARY),
    "pieces": frame(0, b"", fin=False),
}


@pytest.mark.parametrize("path", SOCKETS)
@pytest.mark.parametrize("what", FLOODS)
def test_a_flood_neither_fills_the_memory_nor_holds_the_loop(
    fuzzed: Fuzzed, scale: Scale, figures: Figures, path: str, what: str
) -> None:
    process = psutil.Process(fuzzed.server.process.pid)
    before = process.memory_info().rss
    block = FLOODS[what] * (256 * 1024 // len(FLOODS[what]))
    # Nobody reads what comes back.
    with web_socket(fuzzed.port, path, fuzzed.token) as socket:
        socket.connection.settimeout(0.5)
        if what == "pieces":
            socket.send(frame(TEXT, b"", fin=False))
        for _ in range(scale.pick(8, 200)):
            try:
                socket.connection.sendall(block)
            except (ConnectionError, TimeoutError):
                break  # It has hung up, or takes no more for now: both are fine.
        growth = (process.memory_info().rss - before) / 2**20
    known = figures.runs["R6"].figures.get("flood_growth_mib", 0.0) if "R6" in figures.runs else 0.0
    assert isinstance(known, float)
    figures.record("R6", flood_growth_mib=round(max(growth, known), 1))
    assert growth < 16, f"{growth:.0f} MiB kept for somebody who does not read"
