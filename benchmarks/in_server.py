"""A server extension for measuring: schemas, a listener, events on command, a list of requests."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from jupyter_events import EventLogger
from jupyter_server.serverapp import ServerApp

import jupyter_notifications

from . import emitter

#: Variables that say what is wanted: the files for the emitter's port and the requests, "1" for a listener.
CONTROL, REQUESTS, LISTENER = "BENCHMARK_CONTROL", "BENCHMARK_REQUESTS", "BENCHMARK_LISTENER"

NOTIFICATION = "https://events.jupyter.org/jupyter_notifications/notification/v1"

_running: list[asyncio.Server] = []


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """What jupyter_server loads."""
    return [{"module": "benchmarks.in_server"}]


def _load_jupyter_server_extension(app: ServerApp) -> None:
    """Register what is to be emitted, and who listens."""
    event_logger = cast("EventLogger", app.event_logger)
    event_logger.register_event_schema(emitter.SCHEMA)
    if os.environ.get(LISTENER):
        listen(event_logger)
    if requests := os.environ.get(REQUESTS):
        settings: dict[str, Any] = app.web_app.settings
        settings["log_function"] = noting(Path(requests), settings["log_function"])


async def _start_jupyter_server_extension(app: ServerApp) -> None:
    """Emit on command from now on."""
    if control := os.environ.get(CONTROL):
        event_logger = cast("EventLogger", app.event_logger)

        def emit(number: int) -> None:
            event_logger.emit(schema_id=emitter.SCHEMA_ID, data=emitter.event(number))

        _running.append(await emitter.serve(emit, Path(control)))


def listen(event_logger: EventLogger) -> None:
    """Listen to notifications and keep nothing. Without a listener the core does not even validate."""

    async def take(logger: EventLogger, schema_id: str, data: dict[str, Any]) -> None:
        """Do nothing: this is the core's side, which stores nothing."""

    folder = Path(jupyter_notifications.__file__).parent
    event_logger.register_event_schema(folder / "event_schemas" / "notification" / "v1.yaml")
    event_logger.add_listener(schema_id=NOTIFICATION, listener=take)


def noting(where: Path, before: Callable[..., None]) -> Callable[..., None]:
    """Write down each request, ahead of what the server does with it."""
    log = where.open("a", buffering=1, encoding="utf-8")

    def note(handler: Any, *args: Any, **kwargs: Any) -> None:
        log.write(f"{handler.request.method} {handler.request.path} {handler.get_status()}\n")
        before(handler, *args, **kwargs)

    return note
