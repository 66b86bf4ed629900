"""Emits events when told to over a connection of its own: the same code in each server that fans out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["SCHEMA", "SCHEMA_ID", "event", "serve"]

SCHEMA_ID = "https://example.org/benchmarks/saved"

#: An event as an application would emit it.
SCHEMA: dict[str, Any] = {
    "$id": SCHEMA_ID,
    "version": "1",
    "title": "A document was saved",
    "type": "object",
    "additionalProperties": False,
    "required": ["number", "path", "action"],
    "properties": {
        "number": {"type": "integer", "minimum": 0},
        "path": {"type": "string", "maxLength": 1024},
        "action": {"type": "string", "enum": ["saved", "renamed", "deleted"]},
    },
}


def event(number: int) -> dict[str, Any]:
    """The data of one event."""
    return {"number": number, "path": "projects/analysis/train.ipynb", "action": "saved"}


async def serve(emit: Callable[[int], object], where: Path) -> asyncio.Server:
    """Emit as many events as each line says, a turn of the loop apart. The port is written to ``where``."""
    number = 0

    async def obey(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal number
        while line := await reader.readline():
            for _ in range(int(line)):
                number += 1
                emit(number)
                await asyncio.sleep(0)
        writer.close()

    server = await asyncio.start_server(obey, "127.0.0.1", 0)
    written = where.with_suffix(".new")
    written.write_text(str(server.sockets[0].getsockname()[1]))
    # Whoever waits for the file finds it whole.
    written.rename(where)
    return server
