"""What a browser can be made to do by another page, and what the headers of each answer say to it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from jupyter_server.auth.security import passwd

from ...contract_routes import ABSENT, REST, ROWS, SOCKETS
from ...live_server import LiveServer, live_server
from ...reliability.raw_http import web_socket

PASSWORD = "a password of the tests"
EVIL = "http://evil.example"

WRITES = [key for key in REST if key[0] != "GET"]
READS = [key for key in REST if key[0] == "GET"]


@dataclass(frozen=True)
class Got:
    """An answer with its headers, in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class Browser:
    """Has the cookies of somebody who is logged in, and sends what it is told besides."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server

    @property
    def cookies(self) -> dict[str, str]:
        return self.server._cookies

    def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        xsrf: bool = True,
        login: bool = True,
    ) -> Got:
        """Ask, with the cookies of the login and the token against XSRF unless told otherwise."""
        sent = dict(headers or {})
        if login:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if xsrf:
            sent["X-XSRFToken"] = self.cookies["_xsrf"]
        return self.send(method, path, body, sent)

    def send(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> Got:
        """Ask with these headers and no others."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            data = None if body is None else json.dumps(body)
            connection.putrequest(method, path, skip_host="Host" in headers)
            for name, value in headers.items():
                connection.putheader(name, value)
            if data is not None:
                connection.putheader("Content-Length", str(len(data)))
            connection.endheaders(data.encode() if data is not None else None)
            answer = connection.getresponse()
            return Got(
                answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
            )
        finally:
            connection.close()

    def total(self) -> int:
        """How many entries there are in whatever state."""
        return int(json.loads(self("GET", "/api/notifications?state=all").body)["total"])


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Somebody with a session in a browser; the server has a password and no token."""
    hashed = passwd(PASSWORD)  # type: ignore[no-untyped-call]
    with live_server(
        tmp_path_factory.mktemp("browser"),
        f"--PasswordIdentityProvider.hashed_password={hashed}",
        "--NotificationsExtension.rate_limit=0",
        token="",
    ) as server:
        server.log_in(PASSWORD)
        asks = Browser(server)
        assert asks("POST", "/api/notifications", {"title": "there"}).status == 201
        yield asks


def target(key: tuple[str, str]) -> str:
    return key[1].replace("{id}", ABSENT)


@pytest.mark.parametrize("key", WRITES, ids=" ".join)
def test_a_write_by_cookie_needs_xsrf(browser: Browser, key: tuple[str, str]) -> None:
    before = browser.total()
    odd: list[dict[str, str]] = [
        {},
        {"X-XSRFToken": "guess"},
        {"X-XSRFToken": ""},
        {"Content-Type": "text/plain"},
    ]
    for headers in odd:
        answer = browser(key[0], target(key), ROWS[key].body, headers=headers, xsrf=False)
        assert answer.status == 403, (headers, answer.body)
    # What a form of another page can send.
    as_form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": EVIL}
    form = browser(key[0], target(key), None, headers=as_form, xsrf=False)
    assert form.status in {403, 404}
    assert browser.total() == before
    if key[1] != "/api/notifications/me" and key[0] != "DELETE":
        assert browser(key[0], target(key), ROWS[key].body).status != 403, "with it, it is let in"


@pytest.mark.parametrize("key", REST, ids=" ".join)
def test_a_foreign_origin_is_refused(browser: Browser, key: tuple[str, str]) -> None:
    before = browser.total()
    own = f"http://127.0.0.1:{browser.server.port}"
    for origin in (
        EVIL,
        "null",
        "http://127.0.0.1",
        own + "0",
        "https" + own[4:] + ".evil.example",
        "http://[",
    ):
        answer = browser(key[0], target(key), ROWS[key].body, headers={"Origin": origin})
        assert answer.status in {403, 404}, (origin, answer.status)
        assert b"there" not in answer.body
        assert "access-control-allow-origin" not in answer.headers
        assert "access-control-allow-credentials" not in answer.headers
    assert browser.total() == before
    if key[0] == "GET" and ROWS[key].names == "nothing":
        assert browser(key[0], target(key), headers={"Origin": own}).status == 200


@pytest.mark.parametrize("key", REST, ids=" ".join)
def test_a_foreign_host_is_refused(browser: Browser, key: tuple[str, str]) -> None:
    """DNS rebinding: the page's own name leads to this machine, so its origin is right, its host is not."""
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    for host in ("evil.example", f"evil.example:{browser.server.port}", "127.0.0.1.evil.example", "10.0.0.1"):
        headers = {"Host": host, "Cookie": cookie, "X-XSRFToken": browser.cookies["_xsrf"]}
        answer = browser.send(key[0], target(key), ROWS[key].body, headers)
        assert answer.status == 403, host
        assert b"there" not in answer.body


def test_a_kernels_token_does_not_help_a_foreign_host(browser: Browser) -> None:
    headers = {"Host": "evil.example", "Authorization": "token guess"}
    assert browser.send("POST", "/api/notifications", {"title": "t"}, headers).status == 403


@pytest.mark.parametrize("path", SOCKETS)
def test_a_socket_of_a_foreign_page_is_refused(browser: Browser, path: str) -> None:
    port = browser.server.port
    cookie = "Cookie: " + "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    for origin in (EVIL, "null", "http://[", f"http://127.0.0.1:{port}.evil.example"):
        with web_socket(port, path[1:], "", cookie, f"Origin: {origin}") as socket:
            assert socket.status == 403, origin
    with web_socket(port, path[1:], "", cookie, f"Origin: http://127.0.0.1:{port}") as socket:
        assert socket.status == 101
    with web_socket(port, path[1:], "", f"Origin: http://127.0.0.1:{port}") as socket:
        assert socket.status == 403, "without a login"


@pytest.mark.parametrize("key", READS, ids=" ".join)
def test_a_get_changes_nothing(browser: Browser, key: tuple[str, str]) -> None:
    before = json.loads(browser("GET", "/api/notifications/changes").body)
    for query in ("", "?read=true", "?_method=DELETE", "?method=DELETE"):
        for override in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
            browser("GET", target(key) + query, headers={override: "DELETE"})
    after = json.loads(browser("GET", "/api/notifications/changes").body)
    assert (after["seq"], after["unread"]) == (before["seq"], before["unread"])


def test_other_methods_do_nothing(browser: Browser) -> None:
    before = browser.total()
    for key in REST:
        allowed = {method for method, path in REST if path == key[1]}
        for method in ("HEAD", "TRACE", "PUT", "PATCH", "DELETE", "POST", "GET", "CONNECT", "PROPFIND"):
            if method not in allowed:
                answer = browser(method, target(key), {})
                assert answer.status == 405, (method, key)
                assert set(answer.headers["allow"].split(", ")) == allowed | {"OPTIONS"}, key
    assert browser.total() == before


def test_options_say_what_the_server_says_and_nothing_of_ours(browser: Browser) -> None:
    preflight = {
        "Origin": EVIL,
        "Access-Control-Request-Method": "DELETE",
        "Access-Control-Request-Headers": "authorization",
    }
    for login in (True, False):
        for key in REST:
            answer = browser("OPTIONS", target(key), headers=preflight, xsrf=False, login=login)
            assert (answer.status, answer.body) == (200, b"")
            assert "access-control-allow-origin" not in answer.headers, "a browser stops here"


@pytest.mark.parametrize("login", [True, False], ids=["somebody", "no one"])
def test_each_answer_says_that_it_is_private_and_no_page(browser: Browser, login: bool) -> None:
    for key in REST:
        if key[1] == "/api/notifications/me":
            continue
        answer = browser(key[0], target(key), ROWS[key].body, login=login, xsrf=login)
        about = (key, answer.status)
        assert answer.status < 500, about
        assert (answer.status == 403) == (not login), about
        assert answer.headers["x-content-type-options"] == "nosniff", about
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'self'" in policy, about
        assert "default-src 'none'" in policy, about
        kept = "private, no-store" if login and key[1].endswith("/export") else "private, no-cache"
        assert answer.headers["cache-control"] == kept, about
        if answer.body:
            kind = "application/x-ndjson" if kept.endswith("no-store") else "application/json"
            assert answer.headers["content-type"] == kind, about


def test_an_export_is_a_file_and_never_a_page(browser: Browser) -> None:
    answer = browser("GET", "/api/notifications/export")
    assert answer.status == 200
    assert answer.headers["content-disposition"].startswith('attachment; filename="notifications-')
    assert "etag" not in answer.headers
