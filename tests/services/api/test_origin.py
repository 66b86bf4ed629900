"""A page of another site can do nothing with the cookies of a person who is logged in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError

from ...api_client import Api
from ...browser import log_in_by_token, with_xsrf

FOREIGN = {"Origin": "https://evil.example"}
WRITES = [("POST", {"title": "t"}), ("PATCH", {"read": True}), ("DELETE", None)]


@pytest.mark.parametrize(("method", "body"), WRITES)
async def test_a_cookie_alone_changes_nothing(api: Api, method: str, body: Any) -> None:
    await api.post("there")
    cookies = await log_in_by_token(api)
    for headers in (cookies, {**cookies, "X-XSRFToken": "2|guess"}):
        answer = await api(method, "/api/notifications", body, token=None, headers=headers)
        assert answer.status == 403
        assert set(answer.json) == {"message", "reason", "errors"}
    assert [item.get("read", False) for item in (await api.inbox())["items"]] == [False]
    answer = await api(method, "/api/notifications", body, token=None, headers=with_xsrf(cookies))
    assert answer.status in {200, 201}


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_foreign_page_reads_and_writes_nothing(api: Api, method: str) -> None:
    await api.post("secret")
    headers = {**with_xsrf(await log_in_by_token(api)), **FOREIGN}
    body = {"title": "t"} if method == "POST" else None
    answer = await api(method, "/api/notifications", body, token=None, headers=headers, contract=False)
    assert answer.status == 404
    assert b"secret" not in answer.body
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert await api.titles() == ["secret"]


@pytest.mark.parametrize("path", ["/api/events/subscribe", "/api/events/subscribe/notification"])
async def test_a_foreign_page_opens_no_socket(
    api: Api, path: str, jp_ws_fetch: Callable[..., Awaitable[Any]], jp_http_port: int
) -> None:
    # The cookie's name holds the host under which it was given.
    headers = {**await log_in_by_token(api), "Host": f"127.0.0.1:{jp_http_port}", "Authorization": ""}
    with pytest.raises(HTTPClientError) as caught:
        await jp_ws_fetch(path, headers={**headers, **FOREIGN})
    assert caught.value.code == 403
    (await jp_ws_fetch(path, headers=headers)).close()


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
async def test_a_get_changes_nothing(api: Api, method: str) -> None:
    sent = await api.post("t")
    before = await api.inbox()
    for path in ("", "/changes", "/status", f"/{sent['id']}"):
        await api("GET", f"/api/notifications{path}", headers={"X-HTTP-Method-Override": method})
    assert await api.inbox() == before
