"""The inbox of whoever has the token, over the REST API; see ``services/api/openapi.yaml`` for the shapes."""

from __future__ import annotations

import json
import time
from argparse import Namespace
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from ..client.asking import ask
from ..client.discovery import Server
from ..client.errors import RefusedError
from ..client.wire import refusal, said_by
from .servers import for_reading

Entry = dict[str, Any]

#: The largest page that the API gives, and more than a page of the largest entries can be.
PAGE = 100
_MOST_BYTES = 64 << 20

#: What else an id is found among, when only its end is known.
_MOST_SOUGHT = 2_000


class Inbox:
    """Asks one server. Each method raises ``NotifyError`` if that fails, with what would help."""

    def __init__(self, server: Server, timeout: float) -> None:
        self.server = server
        self.timeout = timeout
        self.poll_interval = 0
        """Seconds that the server last advised to wait between two questions; 0 if it gave no advice."""

    def page(self, query: Mapping[str, Any]) -> dict[str, Any]:
        """One page: ``{items, next, unread, epoch, seq}``."""
        return self._ask("GET", "", query)

    def entries(self, query: Mapping[str, Any], most: int) -> Iterator[dict[str, Any]]:
        """Pages with ``most`` entries in all, newest first; at least one page."""
        before = None
        while True:
            page = self.page({**query, "limit": min(most, PAGE), "before": before})
            yield page
            most -= len(page["items"])
            before = page["next"]
            if before is None or most <= 0:
                return

    def changes(self, epoch: str, after: str) -> dict[str, Any]:
        """What changed after a cursor: ``{items, removed, unread, epoch, seq, more, reset}``."""
        return self._ask("GET", "/changes", {"epoch": epoch, "after": after})

    def status(self) -> dict[str, Any]:
        """How the server's notifications are."""
        return self._ask("GET", "/status", {})

    def entry(self, id: str) -> Entry:
        """One entry."""
        return self._ask("GET", f"/{quote(id, safe='')}", {})

    def change(self, id: str, change: Mapping[str, Any]) -> Entry:
        """Change the state of one entry; gives it as it is then."""
        return self._ask("PATCH", f"/{quote(id, safe='')}", {}, change)

    def change_all(self, query: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
        """Change the state of all that match: ``{changed, unread, epoch, seq}``."""
        return self._ask("PATCH", "", query, change)

    def delete_all(self, query: Mapping[str, Any]) -> dict[str, Any]:
        """Delete all that match: ``{changed, unread, epoch, seq}``."""
        return self._ask("DELETE", "", query)

    def whole_id(self, end: str) -> str:
        """The id that ends so. Raises ``RefusedError`` if there is none, or more than one."""
        if len(end) == 36:
            return end
        found = []
        for page in self.entries({"state": "all"}, _MOST_SOUGHT):
            found += [item["id"] for item in page["items"] if item["id"].endswith(end.lower())]
        if not found:
            msg = f"no entry has an id that ends in {end!r}"
            raise RefusedError(msg)
        if len(found) > 1:
            msg = f"{len(found)} entries have an id that ends in {end!r}; write more of it"
            raise RefusedError(msg)
        return str(found[0])

    def _ask(
        self, method: str, path: str, query: Mapping[str, Any], body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        given = urlencode({name: value for name, value in query.items() if value is not None})
        answer = ask(
            self.server,
            method,
            f"api/notifications{path}{'?' if given else ''}{given}",
            time.monotonic() + self.timeout,
            body=None if body is None else json.dumps(body).encode(),
            most_bytes=_MOST_BYTES,
        )
        said = said_by(answer)
        if answer.status == 200 and said:
            advice = answer.headers.get("X-Poll-Interval", "")
            self.poll_interval = int(advice) if advice.isascii() and advice.isdigit() else 0
            return said
        if answer.status == 404 and "errors" in said:
            # Ours says so, and so does a server that is there.
            msg = "there is no such entry"
            raise RefusedError(msg, 404)
        error = refusal(answer, self.server)
        if answer.status in {302, 401, 403}:
            raise RefusedError(_let_in(self.server, str(error)), answer.status) from None
        raise error


def inbox_of(args: Namespace) -> Inbox:
    """The inbox that the options mean."""
    return Inbox(for_reading(args), args.timeout)


def filter_of(args: Namespace) -> dict[str, Any]:
    """The query of the options that say which entries are meant."""
    return {
        "type": args.type,
        "source": args.source,
        "topic": args.topic,
        "group": args.group,
        "q": args.search,
    }


def _let_in(server: Server, refused: str) -> str:
    """What to do when a server wants another token, or one at all."""
    if server.found_by == "JUPYTER_NOTIFICATIONS_URL" and server.token:
        return (
            f"{refused}; what a server gives its kernels and terminals only sends, and no file of a running "
            "server has another: give a token of the server by --token"
        )
    if not server.token:
        return (
            f"the server at {server.url} wants a login, and no token is known; give one by --token or "
            "JUPYTER_NOTIFICATIONS_TOKEN. If it only has a password, start it with a token as well "
            "(--IdentityProvider.token=...), or read in the browser"
        )
    return refused
