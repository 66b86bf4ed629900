"""What the R6 tests send: names, values, bodies and headers that have broken servers before."""

from __future__ import annotations

from ..contract_routes import ABSENT, REST

__all__ = ["FIELDS", "HEADERS", "METHODS", "NAMES", "ODD_BODIES", "PLACES", "VALUES", "WRITES"]

#: Every address of the contract that is no socket.
PLACES = tuple(sorted({path.replace("{id}", ABSENT).lstrip("/") for _, path in REST}))
WRITES = ("POST", "PUT", "PATCH", "DELETE")
METHODS = ("GET", "HEAD", "OPTIONS", *WRITES, "TRACE", "QUERY", "get", "BREW")
NAMES = (
    "state", "type", "source", "topic", "group", "q", "limit", "before", "after", "epoch", "up_to",
    "schema_id",
    "token", "_xsrf", "no_track_activity", "1795424400000", "", "%00", "a%2fb", "q%00", "%ff", "💥",
)  # fmt: skip
VALUES = (
    "", "0", "-1", "1e3", "101", "٣", "null", "true", "all", "%00", "%ff", "%c3%28", "%", "%zz",
    "%25%30%30", "+", "*",
    "0" * 24, "f" * 24, "F" * 24, "0" * 23, "NEAR(", '"', "'", "a%22%20OR%20b*", "-x", "^", "col:x",
    "%e2%80%ae",
    "%ed%a0%80", "x" * 129, "x" * 257, "%F0%9F%92%A5" * 200, "x" * 8192, "0" * 5000,
)  # fmt: skip

#: What stands in the body of something; each is refused or kept, and never a fault.
ODD_BODIES = (
    b"", b" ", b"\0", b"null", b"0", b'"x"', b"[]", b"[[]]", b"{", b"{}", b"\xef\xbb\xbf{}",
    b'{"title": NaN}',
    b'{"title": "t", "progress": Infinity}', b'{"title": "t", "progress": 1e400}', b'{"title": "\\ud800"}',
    b'{"title": "\\u0000"}', b'{"title": "\xff"}', b'{"title": "\xed\xa0\x80"}',
    b'{"title": "a", "title": "b"}',
    '{"title": "t"}'.encode("utf-16"), '{"title": "ä"}'.encode("latin-1"), b'{"title": "t"}' * 2,
    b'{"title": "t", "data": {"n": ' + b"9" * 5000 + b"}}", b'{"title": "t", "data": {"n": -0.0}}',
    b'{"title": "t", "data": ' + b'{"a":' * 31 + b"1" + b"}" * 31 + b"}",
    b'{"title": "t", "data": ' + b'{"a":' * 20_000 + b"1" + b"}" * 20_000 + b"}",
    b"[" * 60_000, b"[" * 500_000 + b"]" * 500_000, b'{"a":' * 10_000, b'"' + b"\\" * 60_001, b"1" * 65_000,
    b'{"title": "t", "data": {' + b",".join(b'"k%d": 0' % n for n in range(900)) + b"}}",
    b'{"title": "t", "data": {"__proto__": {"x": 1}, "constructor": 1, "": null}}',
    b'{"title": "t", "deliver_at": "9999-12-31T23:59:60Z"}',
    b'{"title": "t", "expires_at": "0000-00-00T00:00:00Z"}',
    b'{"title": "t", "deliver_at": "2026-01-01T00:00:00+99:99"}', b'{"read": 1}',
    b'{"snoozed_until": "never"}',
    b'{"read": true, "archived": null}', b'{"snoozed_until": "9999-12-31T23:59:59.999999999+14:00"}',
    b'{"schema_id": "x", "version": 1e999, "data": {}}', b'{"schema_id": [], "version": {}, "data": 0}',
    b'{"$id": "https://example.org/x", "version": "1", "properties": {"a": {"$ref": "https://127.0.0.1/x"}}}',
    b'{"$id": "https://example.org/y", "version": "1", "properties": {"a": {"$ref": "#"}}}',
    b'{"$id": "https://example.org/z", "version": "1", "properties": {"a": {"pattern": "(a+)+$"}}}',
    b"[" + b"0," * 500_000 + b"0]", b"[" + b'{"a":NaN},' * 90_000 + b"0]", b" " * 1_000_000 + b"[",
    b"x" * 2_000_000, b"{" + b",".join(b'"k%d":0' % n for n in range(5000)) + b"}",
    b'{"muted_sources": [' + b"0," * 20_000 + b"0]}", b'{"muted_topics": ["a", "a", {}, [], null]}',
    b'{"quiet_hours": {"start": "22:00", "end": "07:00", "time_zone": "../../../etc/passwd"}}',
    b'{"quiet_hours": {"start": "22:00", "end": "07:00", "time_zone": "\\u0000"}}',
    b'{"quiet_hours": {"start": "22:00", "end": "07:00", "time_zone": "' + b"x/" * 9000 + b'"}}',
    b'{"quiet_hours": {"start": "22:00", "end": "07:00", "time_zone": "posixrules", "days": [6, 6, true]}}',
    b'{"channels": {"": [], "' + b"x" * 50_000 + b'": ["a"]}}',
    b'{"do_not_disturb_until": "9999-99-99T00:00:00Z"}',
    # All different, and all to be compared with each other.
    b'{"title": "t", "recipients": [' + b",".join(b'{"a":%d}' % n for n in range(5000)) + b"]}",
    b'{"title": "t", "recipients": [' + b",".join(b"[%d]" % n for n in range(8000)) + b"]}",
    b'{"title": "t", "actions": [' + b",".join(b'{"a":%d}' % n for n in range(5000)) + b"]}",
    b'{"muted_sources": [' + b",".join(b'{"a":%d}' % n for n in range(5000)) + b"]}",
)  # fmt: skip


FIELDS = (
    "title", "body", "type", "source", "topic", "group", "key", "recipients", "priority", "progress",
    "link", "actions",
    "deliver_at", "expires_at", "data", "event_id", "sender", "read", "archived", "snoozed_until",
    "schema_id", "version",
    "timestamp", "$id", "properties", "muted", "do_not_disturb", "quiet_hours", "channels",
)  # fmt: skip


HEADERS = (
    "Content-Type: text/plain", "Content-Type: application/json; charset=utf-16",
    "Content-Type: multipart/form-data",
    "Content-Type: multipart/form-data; boundary=x", "Content-Type: application/x-www-form-urlencoded",
    "Content-Type: \xff", "Accept: nothing/at-all", "Accept-Encoding: *;q=0", "If-None-Match: \"",
    "If-None-Match: *",
    "If-None-Match: W/\"" + "x" * 5000, "X-HTTP-Method-Override: DELETE", "X-Method-Override: DELETE",
    "Authorization: token", "Authorization: token \xe4", "Authorization: Basic ===",
    "Authorization: " + "x" * 9000,
    "Cookie: _xsrf=2|x|y|z; username-127-0-0-1=\xff", "Cookie: " + "a=b; " * 3000, "Expect: 100-continue",
    "Origin: null", "Origin: http://[", "Referer: http://[::", "Range: bytes=0-0", "X-XSRFToken: 2|a",
    "Content-Encoding: gzip", "Content-Encoding: br", "Upgrade: h2c", "Connection: Upgrade",
    "X-Forwarded-For: \x01",
    "Last-Event-ID: \0", "Prefer: wait=9e9", "Date: never", "TE: trailers",
    )  # fmt: skip
