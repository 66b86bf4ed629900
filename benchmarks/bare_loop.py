"""A bare tornado loop that builds each event's frame once and writes it to every socket: the ceiling."""

from __future__ import annotations

import asyncio
import json
import struct
import sys
from datetime import datetime, timezone
from pathlib import Path

from tornado import web, websocket

from . import emitter

_sockets: set[Subscribe] = set()


class Api(web.RequestHandler):
    """Says that the server is there."""

    def get(self) -> None:
        """Answer as little as can be."""
        self.finish({"version": "0"})


class Subscribe(websocket.WebSocketHandler):
    """Gets every event."""

    def open(self) -> None:
        """Begin to send."""
        _sockets.add(self)

    def on_close(self) -> None:
        """Send nothing more."""
        _sockets.discard(self)

    def on_message(self, message: str | bytes) -> None:
        """Nothing is said to it."""


def frame(payload: bytes) -> bytes:
    """A text frame as servers send it: final, not masked (RFC 6455, section 5.2)."""
    if len(payload) < 126:
        return struct.pack("!BB", 0x81, len(payload)) + payload
    return struct.pack("!BBH", 0x81, 126, len(payload)) + payload


def emit(number: int) -> None:
    """Write one event to all."""
    message = {
        "schema_id": emitter.SCHEMA_ID,
        **emitter.event(number),
        "__timestamp__": datetime.now(tz=timezone.utc).isoformat(),
        "__schema_version__": "1",
        "__metadata_version__": 1,
    }
    whole = frame(json.dumps(message).encode())
    for socket in _sockets:
        if socket.ws_connection is not None and socket.ws_connection.stream is not None:
            socket.ws_connection.stream.write(whole)


async def main(port: int, control: Path) -> None:
    """Run until killed."""
    web.Application([("/api", Api), ("/api/events/subscribe", Subscribe)]).listen(port, "127.0.0.1")
    server = await emitter.serve(emit, control)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
