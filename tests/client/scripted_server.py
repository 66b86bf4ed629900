"""A plain HTTP server that gives the answers it is told to, for what a real server cannot be made to do."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: Answers one request by writing to the handler, or gives (status, body) or (status, body, headers).
Step = Callable[[BaseHTTPRequestHandler], None] | tuple[Any, ...]


@dataclass
class Request:
    """What the client sent."""

    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class Scripted:
    """The server's address, and what it was sent so far."""

    url: str = ""
    requests: list[Request] = field(default_factory=list)


@contextmanager
def scripted_server(*steps: Step) -> Iterator[Scripted]:
    """Serve one step a request; the last one is repeated."""
    script = Scripted()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            sent = Request(self.path, dict(self.headers.items()), json.loads(self.rfile.read(length)))
            script.requests.append(sent)
            step = steps[min(len(script.requests), len(steps)) - 1]
            if callable(step):
                step(self)
                return
            status, body, *more = step
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in (more[0] if more else {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            """Keep the output of the tests free of it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        script.url = f"http://127.0.0.1:{server.server_port}/base/"
        yield script
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
