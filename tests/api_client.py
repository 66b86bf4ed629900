"""A client of the REST routes that refuses any answer ``openapi.yaml`` does not describe."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import yaml
from openapi_core import OpenAPI
from openapi_core.testing import MockRequest, MockResponse
from tornado.httputil import HTTPHeaders

import jupyter_notifications

__all__ = ["OPENAPI", "Answer", "Api", "spec"]

OPENAPI = Path(jupyter_notifications.__file__).parent / "services" / "api" / "openapi.yaml"

#: Stands for the token of the server's owner.
_OWNER = object()


@cache
def spec() -> Any:
    """The contract as a document."""
    return yaml.safe_load(OPENAPI.read_text("utf-8"))


@cache
def _contract() -> OpenAPI:
    return OpenAPI.from_dict(spec())


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: HTTPHeaders
    body: bytes
    json: Any = field(default=None)

    @property
    def paths(self) -> list[str]:
        """Which fields were wrong."""
        return [error["path"] for error in self.json["errors"]]

    @property
    def retry_after(self) -> int:
        """Seconds to wait."""
        return int(self.headers["Retry-After"])


class Api:
    """``await api("GET", "/api/notifications", state="unread")``; what breaks the contract fails the test."""

    def __init__(self, http: Any, base_url: str, token: str) -> None:
        self.http = http
        self.base_url = base_url
        self.token = token

    async def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: Any = _OWNER,
        headers: dict[str, str] | None = None,
        contract: bool = True,
        **query: Any,
    ) -> Answer:
        """Ask. ``body``: bytes as they are, anything else as JSON. ``token=None`` asks as nobody.

        ``contract=False`` is for requests that the contract has no word for, such as an unknown method.
        """
        sent = dict(headers or {})
        if token is not None:
            sent["Authorization"] = f"token {self.token if token is _OWNER else token}"
        raw = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        url = (
            self.base_url.rstrip("/")
            + quote(path, safe="/%")
            + ("?" + urlencode(query, doseq=True) if query else "")
        )
        response = await self.http.fetch(
            url,
            method=method,
            body=raw,
            headers=sent,
            raise_error=False,
            allow_nonstandard_methods=True,
            follow_redirects=False,
            request_timeout=20,
        )
        assert response.code < 500 or response.code == 503, (
            f"{method} {path}: {response.code} {response.body!r}"
        )
        kind = response.headers.get("Content-Type", "").split(";")[0]
        if contract:
            _contract().validate_response(
                MockRequest("http://localhost", method, path, args=query),
                MockResponse(
                    response.body or b"",
                    response.code,
                    headers=dict(response.headers.get_all()),
                    content_type=kind,
                ),
            )
        is_json = bool(response.body) and kind == "application/json"
        return Answer(
            response.code,
            response.headers,
            response.body or b"",
            json.loads(response.body) if is_json else None,
        )

    async def raw(
        self, method: str, path: str, query: str, body: bytes | None = None, *, login: bool = True
    ) -> Any:
        """Ask with a query as it is; gives the answer as it is."""
        return await self.http.fetch(
            self.base_url.rstrip("/") + path + query,
            method=method,
            body=body,
            headers={"Authorization": f"token {self.token}"} if login else {},
            raise_error=False,
            allow_nonstandard_methods=True,
        )

    async def post(self, title: str = "Training finished", *, token: Any = _OWNER, **content: Any) -> Any:
        """Send a notification and give its answer's JSON; it must be taken."""
        answer = await self("POST", "/api/notifications", {"title": title, **content}, token=token)
        assert answer.status in {200, 201}, answer.body
        return answer.json

    async def titles(self, *, token: Any = _OWNER, **query: Any) -> list[str]:
        """Titles of the inbox, newest first."""
        answer = await self("GET", "/api/notifications", token=token, **query)
        assert answer.status == 200, answer.body
        return [item["title"] for item in answer.json["items"]]

    async def inbox(self, *, token: Any = _OWNER, **query: Any) -> Any:
        """The first page."""
        answer = await self("GET", "/api/notifications", token=token, **query)
        assert answer.status == 200, answer.body
        return answer.json
