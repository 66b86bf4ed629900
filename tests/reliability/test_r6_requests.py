"""R6 over HTTP, byte by byte: queries, bodies and framing that no client library would send."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .figures import Figures
from .fuzzed_server import LAG_MS, Fuzzed, fuzzed_server
from .odd_input import FIELDS, HEADERS, METHODS, NAMES, ODD_BODIES, PLACES, VALUES, WRITES
from .plugin import Scale
from .raw_http import Reply, exchange


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzed]:
    """One server for all of them."""
    with fuzzed_server(tmp_path_factory.mktemp("fuzzed")) as server:
        yield server


@pytest.fixture(autouse=True)
def well(fuzzed: Fuzzed, figures: Figures) -> Iterator[None]:
    """Afterwards the server is well, and its loop was never held."""
    fuzzed.lag()
    yield
    lag = fuzzed.lag()
    fuzzed.assert_well()
    known = figures.runs["R6"].figures if "R6" in figures.runs else {}
    figures.record(
        "R6",
        raw_lag_max_ms=max(lag["max_ms"], known.get("raw_lag_max_ms", 0)),
        garbage_collection_max_ms=max(lag["gc_max_ms"], known.get("garbage_collection_max_ms", 0)),
    )
    assert lag["max_ms"] < LAG_MS, lag


def ask(
    fuzzed: Fuzzed, method: str, target: str, body: bytes = b"", *headers: str, length: bool = True
) -> Reply:
    """One request, not corrected by anything."""
    lines = [
        f"{method} /{target} HTTP/1.1",
        f"Host: 127.0.0.1:{fuzzed.port}",
        f"Authorization: token {fuzzed.token}",
        "Connection: close",
        *([f"Content-Length: {len(body)}"] if length else []),
        *headers,
    ]
    return exchange(fuzzed.port, ("\r\n".join(lines) + "\r\n\r\n").encode() + body)


def check(reply: Reply, sent: object) -> None:
    """No fault, and an error of ours is in its one shape."""
    assert reply.status < 500, (reply.status, sent, reply.body[:500])
    if reply.status >= 400 and reply.headers.get("content-type") == "application/json" and reply.body:
        error = json.loads(reply.body)
        assert set(error) == {"message", "reason", "errors"}, (sent, error)
        assert len(reply.body) < 20_000, f"the answer to {sent!r:.200} repeats what was sent"


def encoded(text: str) -> str:
    """Percent-encoded, half surrogate pairs as question marks."""
    return quote(text.encode("utf-8", "replace"))


PAIRS = st.builds(
    "{}={}".format,
    st.sampled_from(NAMES) | st.text(max_size=8).map(encoded),
    st.sampled_from(VALUES) | st.text(max_size=40).map(encoded) | st.binary(max_size=20).map(quote),
)


def test_no_query_is_a_fault(fuzzed: Fuzzed, scale: Scale, figures: Figures) -> None:
    statuses: dict[int, int] = {}

    @settings(
        max_examples=scale.pick(150, 4000),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(METHODS), st.sampled_from(PLACES), st.lists(PAIRS, max_size=5))
    def run(method: str, place: str, pairs: list[str]) -> None:
        # A DELETE with a query that is not known must not delete; what is here is nobody's anyway.
        target = place + ("?" + "&".join(pairs) if pairs else "")
        reply = ask(fuzzed, method, quote(target, safe="/?&=%*+-._~'()!$;:@,\"^"))
        check(reply, target)
        statuses[reply.status] = statuses.get(reply.status, 0) + 1

    run()
    figures.record("R6", odd_queries=sum(statuses.values()))
    assert {200, 400, 405} <= set(statuses), statuses


def test_no_address_is_a_fault(fuzzed: Fuzzed, scale: Scale) -> None:
    @settings(max_examples=scale.pick(80, 2000), deadline=None, database=None)
    @given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=60))
    def run(tail: str) -> None:
        check(ask(fuzzed, "GET", f"api/notifications/{tail}"), tail)
        check(ask(fuzzed, "DELETE", f"api/notifications/sent/{tail}"), tail)

    run()
    for tail in (
        "%00",
        "..",
        "../..",
        "%2e%2e%2f",
        "%ff",
        "x" * 8000,
        "x" * 60_000,
        "\x7f",
        "a/b",
        "*",
        "%c0%af",
    ):
        check(ask(fuzzed, "GET", f"api/notifications/{tail}"), tail)


@pytest.mark.parametrize("place", PLACES)
def test_no_body_is_a_fault(fuzzed: Fuzzed, place: str) -> None:
    for method in WRITES:
        for body in ODD_BODIES:
            check(
                ask(fuzzed, method, place, body, "Content-Type: application/json"), (method, place, body[:80])
            )


def test_no_bytes_are_a_fault(fuzzed: Fuzzed, scale: Scale, figures: Figures) -> None:
    json_values: st.SearchStrategy[Any] = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), inner, max_size=5)
        ),
        max_leaves=12,
    )
    bodies = st.binary(max_size=200) | json_values.map(
        lambda value: json.dumps(value).encode("utf-8", "replace")
    )
    count = 0

    @settings(
        max_examples=scale.pick(200, 5000),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(WRITES), st.sampled_from(PLACES), bodies)
    def run(method: str, place: str, body: bytes) -> None:
        nonlocal count
        count += 1
        check(ask(fuzzed, method, place, body), (method, place, body))

    run()
    figures.record("R6", odd_bodies=count + len(PLACES) * len(WRITES) * len(ODD_BODIES))


def test_no_header_is_a_fault(fuzzed: Fuzzed) -> None:
    good = b'{"title": "t"}'
    for header in HEADERS:
        for method in ("GET", "POST", "PATCH"):
            check(ask(fuzzed, method, "api/notifications", good, header), (method, header))
    # A method in a header does not count: nothing was deleted.
    _, page = fuzzed.server.request("GET", "api/notifications")
    assert page["total"] > 0


def test_a_packed_body_is_not_unpacked(fuzzed: Fuzzed) -> None:
    bomb = gzip.compress(b" " * 64 * 1024 * 1024)
    assert len(bomb) < 70_000
    reply = ask(fuzzed, "POST", "api/notifications", bomb, "Content-Encoding: gzip")
    assert reply.status in {400, 413}, reply
    assert (
        ask(
            fuzzed, "POST", "api/notifications", gzip.compress(b'{"title": "t"}'), "Content-Encoding: gzip"
        ).status
        == 400
    )


@pytest.mark.parametrize(
    "framing",
    [
        ["Content-Length: 5"],
        ["Content-Length: -1"],
        ["Content-Length: 1e3"],
        ["Content-Length: 0x10"],
        ["Content-Length: +14"],
        ["Content-Length: 14", "Content-Length: 15"],
        ["Content-Length: 14, 14"],
        ["Content-Length: 536870912"],
        ["Content-Length: 536870913"],
        ["Content-Length: 99999999999999999999999"],
        ["Transfer-Encoding: chunked"],
        ["Transfer-Encoding: chunked", "Content-Length: 14"],
        ["Transfer-Encoding: gzip, chunked"],
        ["Transfer-Encoding: xchunked"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize(
    "body",
    [
        b'{"title": "t"}',
        b"e\r\n" + b'{"title": "t"}' + b"\r\n0\r\n\r\n",
        b"fffffffffffffff\r\n{}",
        b"zz\r\n",
        b"-1\r\n",
    ],
    ids=["plain", "chunked", "huge chunk", "no number", "negative chunk"],
)
def test_lies_about_the_length_are_no_fault(fuzzed: Fuzzed, framing: list[str], body: bytes) -> None:
    head = [
        "POST /api/notifications HTTP/1.1",
        f"Host: 127.0.0.1:{fuzzed.port}",
        f"Authorization: token {fuzzed.token}",
        "Connection: close",
        *framing,
    ]
    # Where more was promised than comes, the server waits, as it should.
    reply = exchange(fuzzed.port, ("\r\n".join(head) + "\r\n\r\n").encode() + body, patience=0.3)
    check(reply, (framing, body))


def test_a_body_in_chunks_is_read(fuzzed: Fuzzed) -> None:
    head = f"POST /api/notifications HTTP/1.1\r\nHost: 127.0.0.1:{fuzzed.port}\r\n"
    head += f"Authorization: token {fuzzed.token}\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = b'7\r\n{"title\r\n7\r\n": "t"}\r\n0\r\n\r\n'
    assert exchange(fuzzed.port, head.encode() + body).status == 201


def test_a_body_beyond_the_limit_is_refused_at_any_size(fuzzed: Fuzzed) -> None:
    for place in ("api/notifications", "api/events", "api/events/schemas"):
        for size in (65_537, 1_048_577, 20_000_000):
            for byte in (b" ", b"[", b"{", b"x", b"\xff"):
                reply = ask(fuzzed, "POST", place, byte * size)
                assert reply.status in {400, 413}, (place, size, byte, reply.status)


FORMATS = (
    "date", "date-time", "time", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6", "uri",
    "uri-reference", "iri", "iri-reference", "uri-template", "json-pointer", "relative-json-pointer", "regex",
)  # fmt: skip
TEXTS = (
    "a.",
    "a",
    "-",
    "1:",
    "(",
    "{",
    "%aa",
    "/",
    "a@",
    "9",
    "ü.",
    "http://a/",
    "xn--",
    "P1Y",
    "~",
    " ",
    "[",
)


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_of_a_clients_schema_is_slow_for_some_text(fuzzed: Fuzzed, form: str) -> None:
    several = {"anyOf": [{"format": form, "minLength": n} for n in range(100)]}
    for name, rule in (("one", {"format": form}), ("many", several)):
        schema_id = f"https://example.org/{form}/{name}"
        schema = {"$id": schema_id, "version": "1", "type": "object", "properties": {"a": rule}}
        fuzzed.server.request("POST", "api/events/schemas", schema)
        for text in TEXTS:
            for length in (100, 1000, 60_000):
                data = {"a": (text * length)[:length]}
                event = {"schema_id": schema_id, "version": "1", "data": data}
                status, _ = fuzzed.server.request("POST", "api/events", event)
                assert status in {204, 400, 413}
