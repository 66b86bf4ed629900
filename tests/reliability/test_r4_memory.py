"""R4: memory is bounded, however many clients do not read, and those that do are served meanwhile."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import quantiles

import psutil
import websocket

from ..live_server import PATIENCE, LiveServer
from .figures import Figures
from .plugin import Scale
from .traffic import SUBSCRIBE, Connection, complaints, hang_up, open_socket, server

RATE = 100
HEALTHY = 8

#: Of the stalled clients, those that read again as soon as they were given up.
LATE = 5

TOO_SLOW = 4008

SCHEMA = {
    "$id": "https://example.org/soak",
    "version": "1",
    "title": "Soak",
    "type": "object",
    "additionalProperties": False,
    "required": ["number", "sent", "text"],
    "properties": {"number": {"type": "integer"}, "sent": {"type": "integer"}, "text": {"type": "string"}},
}


class Reader(threading.Thread):
    """Reads as events come, and notes how old they are."""

    def __init__(self, server: LiveServer) -> None:
        super().__init__(daemon=True)
        self.socket = open_socket(server, SUBSCRIBE)
        self.numbers: list[int] = []
        self.ages: list[float] = []
        """Milliseconds from before the request to here."""

    def run(self) -> None:
        """Go on until the socket is closed."""
        while frame := self.socket.recv():
            now = time.monotonic_ns()
            data = json.loads(frame)
            self.numbers.append(data["number"])
            self.ages.append((now - data["sent"]) / 1e6)


class Sampler(threading.Thread):
    """Looks at something again and again until it is told to stop."""

    def __init__(self, look: Callable[[], float], every: float) -> None:
        super().__init__(daemon=True)
        self.look = look
        self.every = every
        self.over = threading.Event()
        self.seen: list[float] = []

    def run(self) -> None:
        """Look."""
        while not self.over.wait(self.every):
            self.seen.append(self.look())

    def stop(self) -> list[float]:
        """What was seen."""
        self.over.set()
        self.join(PATIENCE)
        return self.seen


def p99(values: list[float]) -> float:
    """What 99 of 100 do not exceed, with one decimal."""
    return round(quantiles(values, n=100, method="inclusive")[98], 1)


def given_up(server: LiveServer) -> int:
    """How many sockets the server closed because they read too slowly."""
    return sum("reads too slowly" in line for line in server.log)


def drain(stalled: websocket.WebSocket) -> int | None:
    """Read all that is there; the close code, or ``None`` if the connection was cut."""
    stalled.settimeout(PATIENCE)
    while True:
        try:
            opcode, data = stalled.recv_data(control_frame=True)
        except (OSError, websocket.WebSocketException):
            return None
        if opcode == websocket.ABNF.OPCODE_CLOSE:
            return int.from_bytes(data[:2], "big")


def post_events(one: LiveServer, seconds: int, size: int) -> tuple[int, float]:
    """Post at the rate that is promised; how many, and events per second that it came to."""
    text = "x" * size
    with Connection(one) as connection:
        assert connection.ask("POST", "api/events/schemas", SCHEMA).status == 201
        began = time.monotonic()
        for number in range(seconds * RATE):
            # Pacing: the moment of each is fixed from the beginning, so a slow answer is caught up with.
            threading.Event().wait(max(0.0, began + number / RATE - time.monotonic()))
            data = {"number": number, "sent": time.monotonic_ns(), "text": text}
            body = {"schema_id": SCHEMA["$id"], "version": "1", "data": data}
            answer = connection.ask("POST", "api/events", body)
            assert answer.status == 204, answer
    return seconds * RATE, seconds * RATE / (time.monotonic() - began)


def test_those_who_do_not_read_cost_no_more_than_their_queue(
    tmp_path: Path, scale: Scale, figures: Figures
) -> None:
    clients, seconds, size = scale.pick((20, 5, 48_000), (200, 60, 4_000))
    with ExitStack() as open_ones, server(tmp_path) as one, Connection(one) as lag_probe:
        process = psutil.Process(one.process.pid)

        def rss() -> float:
            return float(process.memory_info().rss) / 2**20

        def lag() -> float:
            asked = time.monotonic()
            assert lag_probe.ask("GET", "api").ok
            return (time.monotonic() - asked) * 1000

        readers = [Reader(one) for _ in range(HEALTHY)]
        stalled = [open_socket(one, SUBSCRIBE, rcvbuf=4096) for _ in range(clients)]
        for opened in [*stalled, *(reader.socket for reader in readers)]:
            open_ones.callback(hang_up, opened)
        for reader in readers:
            reader.start()
        before = rss()
        memory, lags = Sampler(rss, 0.1), Sampler(lag, 0.05)
        memory.start()
        lags.start()
        codes: list[int | None] = []

        def wake_up_late() -> None:
            deadline = time.monotonic() + seconds + PATIENCE
            while given_up(one) < clients and time.monotonic() < deadline:
                threading.Event().wait(0.05)
            codes.extend(drain(each) for each in stalled[:LATE])

        late = threading.Thread(target=wake_up_late, daemon=True)
        late.start()
        posted, rate = post_events(one, seconds, size)
        late.join(seconds + 2 * PATIENCE)
        growth, slow = max(memory.stop()) - before, lags.stop()
        assert not late.is_alive()
        rest = [drain(each) for each in stalled[LATE:]]
        assert len(process.threads()) < 40, "no thread for each socket"
    for reader in readers:
        reader.join(PATIENCE)
        assert not reader.is_alive(), "the server's end closes it"

    ages = [age for reader in readers for age in reader.ages]
    figures.record(
        "R4",
        stalled_clients=clients,
        given_up=given_up(one),
        told_4008=codes.count(TOO_SLOW),
        seconds=seconds,
        events_a_second=round(rate, 1),
        event_bytes=size,
        growth_mib=round(growth, 1),
        others_p99_ms=p99(ages),
        loop_lag_p99_ms=p99(slow),
        loop_lag_max_ms=round(max(slow), 1),
    )
    assert given_up(one) == clients, "each of them, and nobody else"
    assert codes == [TOO_SLOW] * LATE
    assert len(rest) == clients - LATE
    assert all(code in {TOO_SLOW, None} for code in rest)
    for reader in readers:
        assert reader.numbers == list(range(posted)), "who reads gets everything, in order"
    assert rate > RATE * 0.9
    # The queues at their limit, and as much again for what Python keeps beside them.
    assert growth < scale.pick(64, 200)
    assert p99(ages) < scale.pick(1000, 250)
    assert complaints(one) == []
