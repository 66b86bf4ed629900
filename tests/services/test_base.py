"""The base of the handlers: failures in one shape, the post-only token where it counts and nowhere else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jupyter_server.auth.decorator import authorized
from jupyter_server.utils import url_path_join
from tornado import web

from jupyter_notifications.errors import Conflict, FieldError, InvalidInput, NotFound, TooMany
from jupyter_notifications.extension import NotificationsExtension
from jupyter_notifications.services.base import APIHandler
from tests.api_client import Answer, Api

FAILURES: dict[str, Exception] = {
    "invalid": InvalidInput("Two things", [FieldError("/a", "is one"), FieldError("/b", "is another")]),
    "absent": NotFound("nothing here"),
    "conflict": Conflict("another"),
    "busy": TooMany("slow down", retry_after=1.2),
    "http": web.HTTPError(409, "as tornado has it", reason="Because"),
    "argument": web.MissingArgumentError("x"),
    "percent": web.HTTPError(400, "100% of it"),
    "placeholder": web.HTTPError(400, "no %s of %d", "x", 3),
    "bug": RuntimeError("secret of the inside"),
}


class Echo(APIHandler):
    """Fails as it is told, or says who asks."""

    auth_resource = "notifications"
    accepts_post_only = frozenset({"post"})

    @web.authenticated
    @authorized("read", "notifications")
    async def get(self) -> None:
        """Fail, or answer."""
        failure = self.get_query_argument("fail", None)
        if failure is not None:
            raise FAILURES[failure]
        self.write_json({"inbox": self.asker.inbox.key})

    @web.authenticated
    @authorized("write", "notifications")
    async def post(self) -> None:
        """Read a small body, say who asks."""
        body = self.read_json(100)
        asker = self.asker
        self.write_json({"body": body, "inbox": asker.inbox.key, "post_only": asker.post_only}, 201)

    @web.authenticated
    @authorized("write", "notifications")
    async def delete(self) -> None:
        """Not for kernels."""
        self.set_status(204)


class Closed(Echo):
    """The same without opting in."""

    accepts_post_only = frozenset()


@pytest.fixture
def routes(extension: NotificationsExtension, jp_web_app: Any) -> None:
    base = jp_web_app.settings["base_url"]
    jp_web_app.add_handlers(
        ".*$", [(url_path_join(base, "echo"), Echo), (url_path_join(base, "closed"), Closed)]
    )


async def ask(api: Api, method: str, path: str = "/echo", body: Any = None, **more: Any) -> Answer:
    """Ask without the contract, which has no word for these routes; also for a 5xx."""
    token = more.pop("token", api.token)
    headers = {**({"Authorization": f"token {token}"} if token else {}), **more.pop("headers", {})}
    response = await api.http.fetch(
        api.base_url.rstrip("/") + path, method=method, body=body, headers=headers, raise_error=False,
        allow_nonstandard_methods=True,
    )  # fmt: skip
    data = response.body or b""
    return Answer(response.code, response.headers, data, json.loads(data) if data else None)


@pytest.mark.usefixtures("routes")
async def test_every_failure_has_one_shape(api: Api) -> None:
    expected = {
        "invalid": (400, "Two things", "Invalid input"),
        "absent": (404, "nothing here", "Not found"),
        "conflict": (409, "another", "Conflict"),
        "busy": (429, "slow down", "Too many"),
        "http": (409, "as tornado has it", "Because"),
        "percent": (400, "100% of it", None),
        "placeholder": (400, "no x of 3", None),
        "bug": (500, "Internal Server Error", None),
    }
    for name, (status, message, reason) in expected.items():
        answer = await ask(api, "GET", f"/echo?fail={name}")
        assert (answer.status, answer.json["message"], answer.json["reason"]) == (status, message, reason)
        assert set(answer.json) == {"message", "reason", "errors"}
        assert answer.headers["Content-Type"] == "application/json"
        assert b"secret" not in answer.body
    invalid = await ask(api, "GET", "/echo?fail=invalid")
    assert invalid.json["errors"] == [
        {"path": "/a", "message": "is one"},
        {"path": "/b", "message": "is another"},
    ]
    assert (await ask(api, "GET", "/echo?fail=busy")).headers["Retry-After"] == "2"


@pytest.mark.usefixtures("routes")
async def test_what_tornado_refuses_has_the_same_shape(api: Api) -> None:
    for method, path, status in (
        ("PUT", "/echo", 405),
        ("GET", "/echo?fail=%ff", 400),
        ("GET", "/echo?fail=argument", 400),
    ):
        answer = await ask(api, method, path)
        assert answer.status == status
        assert set(answer.json) == {"message", "reason", "errors"}
    # The activity of the server is noted from the query, after the answer was made.
    assert (await ask(api, "GET", "/echo?no_track_activity=%ff")).status == 200


@pytest.mark.usefixtures("routes")
async def test_bodies_are_strict_and_small(api: Api) -> None:
    assert (await ask(api, "POST", body=b'{"a": 1}')).json["body"] == {"a": 1}
    assert (await ask(api, "POST", body=b"NaN")).status == 400
    assert (await ask(api, "POST", body=b"x" * 101)).status == 413


@pytest.mark.usefixtures("routes")
async def test_etag(api: Api) -> None:
    first = await ask(api, "GET")
    again = await ask(api, "GET", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status, again.status, again.body) == (200, 304, b"")
    assert "private" in first.headers["Cache-Control"]


@pytest.mark.usefixtures("routes")
async def test_a_cookie_needs_the_xsrf_token_to_write(api: Api) -> None:
    logged_in = await api.http.fetch(f"{api.base_url}api/me?token={api.token}")
    cookies = "; ".join(header.split(";")[0] for header in logged_in.headers.get_list("Set-Cookie"))
    answer = await ask(api, "POST", body=b"1", token=None, headers={"Cookie": cookies})
    assert answer.status == 403
    assert (await ask(api, "GET", token=None, headers={"Cookie": cookies})).status == 200
    both = {"Cookie": f"{cookies}; _xsrf={'a' * 32}", "X-XSRFToken": "a" * 32}
    assert (await ask(api, "POST", body=b"1", token=None, headers=both)).status == 201
    foreign = {**both, "Origin": "https://evil.example.org"}
    assert (await ask(api, "POST", body=b"1", token=None, headers=foreign)).status == 404


@pytest.mark.usefixtures("routes")
class TestPostOnly:
    async def test_it_opens_what_opts_in(self, api: Api, extension: NotificationsExtension) -> None:
        token = extension.identity.post_only_token
        for scheme in ("token", "Token", "Bearer"):
            headers = {"Authorization": f"{scheme} {token}"}
            answer = await ask(api, "POST", body=b"1", token=None, headers=headers)
            assert answer.json == {"body": 1, "inbox": "owner", "post_only": True}
            assert "Set-Cookie" not in answer.headers

    async def test_it_opens_nothing_else(self, api: Api, extension: NotificationsExtension) -> None:
        token = extension.identity.post_only_token
        for method, path in (
            ("GET", "/echo"),
            ("DELETE", "/echo"),
            ("GET", "/closed"),
            ("POST", "/closed"),
            ("POST", "/api/contents"),
            ("GET", "/api/kernels"),
            ("POST", f"/closed?token={token}"),
        ):
            assert (await ask(api, method, path, token=token, body=b"1")).status == 403, (method, path)
        assert (await ask(api, "POST", f"/echo?token={token}", token=None, body=b"1")).status == 403

    async def test_what_is_not_it(self, api: Api, extension: NotificationsExtension) -> None:
        token = extension.identity.post_only_token or ""
        for header in (
            "",
            "token",
            "token ",
            f"basic {token}",
            f"token {token}x",
            f"token x{token}",
            "token \xe9",
        ):
            answer = await ask(api, "POST", token=None, body=b"1", headers={"Authorization": header})
            assert answer.status == 403, header

    async def test_the_full_token_is_not_post_only(self, api: Api) -> None:
        assert (await ask(api, "POST", body=b"1")).json["post_only"] is False
