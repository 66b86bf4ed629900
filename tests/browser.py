"""Logs in as a browser does, and keeps its cookies."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from .api_client import Api

__all__ = ["log_in_by_password", "log_in_by_token", "with_xsrf"]


def with_xsrf(cookies: dict[str, str]) -> dict[str, str]:
    """What a page adds to a request that changes something."""
    match = re.search(r"_xsrf=([^;]+)", cookies["Cookie"])
    assert match is not None
    return {**cookies, "X-XSRFToken": match[1]}


def cookies_of(headers: Any) -> dict[str, str]:
    """The cookies that an answer sets, as a request sends them back."""
    pairs = [line.partition(";")[0] for line in headers.get_list("Set-Cookie")]
    return {"Cookie": "; ".join(pair for pair in pairs if not pair.endswith('=""'))}


async def log_in_by_token(api: Api) -> dict[str, str]:
    """A fresh browser that follows the link with the token."""
    page = await api("GET", "/login", token=None, contract=False)
    answer = await api("GET", "/api/me", contract=False)
    joined = "; ".join((cookies_of(page.headers)["Cookie"], cookies_of(answer.headers)["Cookie"]))
    assert "_xsrf=" in joined
    assert "username-" in joined
    # The later cookie of one name wins, as in a browser.
    unique = dict(pair.split("=", 1) for pair in joined.split("; ") if "=" in pair)
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in unique.items())}


async def log_in_by_password(api: Api, password: str) -> dict[str, str]:
    """A fresh browser that fills in the login form."""
    page = await api("GET", "/login", token=None, contract=False)
    before = cookies_of(page.headers)
    form = urlencode({"password": password, "_xsrf": with_xsrf(before)["X-XSRFToken"]}).encode()
    answer = await api(
        "POST",
        "/login",
        form,
        token=None,
        headers={**before, "Content-Type": "application/x-www-form-urlencoded"},
        contract=False,
    )
    assert answer.status == 302, "the password was not taken"
    unique = dict(
        pair.split("=", 1)
        for pair in f"{before['Cookie']}; {cookies_of(answer.headers)['Cookie']}".split("; ")
        if "=" in pair
    )
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in unique.items())}
