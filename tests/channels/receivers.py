"""What messages are sent to in tests: a real SMTP server and a real HTTP server, on loopback."""

from __future__ import annotations

import email
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from ..live_server import free_port

#: Seconds that a message may take on a busy machine.
PATIENCE = 20.0


class Received:
    """What has come, and a way to wait for more."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self.items: list[Any] = []

    def add(self, item: Any) -> None:
        """Something came."""
        with self._news:
            self.items.append(item)
            self._news.notify_all()

    def wait(self, count: int, *, until: Callable[[], bool] = lambda: False) -> list[Any]:
        """The items, as soon as there are so many."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.items) >= count or until(), PATIENCE), self.items
            return list(self.items)


class MailServer:
    """An SMTP server; each mail as it was received."""

    def __init__(self) -> None:
        self.mails = Received()
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Called by aiosmtpd with each mail."""
        content = envelope.content
        assert isinstance(content, bytes)
        mail = email.message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        mail["X-Envelope-To"] = ",".join(envelope.rcpt_tos)
        self.mails.add(mail)
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run one."""
    server = MailServer()
    server.controller.start()
    try:
        yield server
    finally:
        server.controller.stop()


class WebHook:
    """An HTTP server that takes JSON. ``answers`` are the statuses of the next requests, then 200."""

    def __init__(self, port: int = 0) -> None:
        self.requests = Received()
        self.answers: list[int] = []
        #: Requests are answered while this is set.
        self.open = threading.Event()
        self.open.set()
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                hook.requests.add({**body, "path": self.path, "at": time.monotonic()})
                hook.open.wait(PATIENCE)
                self.send_response(hook.answers.pop(0) if hook.answers else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.05], daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def address(self, path: str = "") -> str:
        """The address for Apprise."""
        return f"json://127.0.0.1:{self.port}/{path}"

    @property
    def titles(self) -> list[str]:
        """Of what has come so far."""
        return [item["title"] for item in self.requests.items]

    def close(self) -> None:
        """Listen no more."""
        self.open.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def web_hook() -> Iterator[WebHook]:
    """Run one."""
    hook = WebHook()
    try:
        yield hook
    finally:
        hook.close()
