"""What the benchmarks of pages do to an inbox: empty it, post to it one by one, look at the newest."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass

from .caller import Caller
from .in_server import NOTIFICATION
from .servers import Server

__all__ = ["Newest", "empty", "newest", "post", "title"]


@dataclass(frozen=True)
class Newest:
    """The newest entry's title, and how many are unread."""

    title: str
    unread: int


def title(number: int) -> str:
    """The title of a numbered notification."""
    return f"Run {number} has ended"


def empty(server: Server) -> None:
    """Delete everything. Raises ``RuntimeError`` if that is refused."""
    with Caller(server.port) as caller:
        status = caller.ask(server.request("DELETE", "/api/notifications?state=all")).status
    if status != 200:
        msg = f"the inbox could not be emptied: {status}"
        raise RuntimeError(msg)


def newest(server: Server) -> Newest:
    """The newest entry. Raises ``RuntimeError`` if there is none."""
    with Caller(server.port) as caller:
        found = json.loads(caller.ask(server.request("GET", "/api/notifications?limit=1")).body)
    if not found.get("items"):
        msg = "the inbox is empty"
        raise RuntimeError(msg)
    return Newest(str(found["items"][0]["title"]), int(found["unread"]))


def post(server: Server, numbers: Sequence[int]) -> list[tuple[float, float]]:
    """Post numbered events one after the other over one connection; from when to when each took.

    Raises ``RuntimeError`` if one is refused.
    """
    took = []
    with Caller(server.port) as caller:
        for number in numbers:
            event = {"title": title(number), "source": "benchmarks"}
            body = json.dumps({"schema_id": NOTIFICATION, "version": "1", "data": event}).encode()
            request = server.request("POST", "/api/events", body)
            before = time.time()
            status = caller.ask(request).status
            took.append((before, time.time()))
            if status != 204:
                msg = f"an event was not taken: {status}"
                raise RuntimeError(msg)
    return took
