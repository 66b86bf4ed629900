"""The event schemas of this server: those in files, those that clients register, and what is told of them."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_path
from jupyter_events import EventLogger
from jupyter_events import yaml as events_yaml
from jupyter_events.schema import EventSchema

from ...errors import Conflict, InvalidInput, NotFound, TooMany
from ...models import JSON
from ...schemas import Schemas
from .schema_rules import check_schema

__all__ = ["MAX_REGISTERED", "MAX_SCHEMA", "MAX_WORK", "Registry"]

MAX_SCHEMA = 32 * 1024
"""Bytes of a client's schema."""
MAX_REGISTERED = 200
"""Schemas of clients."""
MAX_WORK = 4_000
"""Values in a schema of a client times values in an event: less than a tenth of a second at worst."""


class Registry:
    """The schemas of an ``EventLogger``."""

    def __init__(self, event_logger: EventLogger, schemas: Schemas, *, log: logging.Logger) -> None:
        self._event_logger = event_logger
        self._schemas = schemas
        self._log = log
        self._costs: dict[str, int] = {}
        self._squared: set[str] = set()
        self._reading: set[str] = set()

    # -- telling ---------------------------------------------------------------------------------------------

    def summaries(self) -> list[JSON]:
        """Every schema: its id, version, title, description and the names of its properties."""
        registry = self._event_logger.schemas
        return [_summary(_source(registry.get(name))) for name in registry.schema_ids]

    def whole(self, schema_id: str) -> JSON:
        """One schema. Raises ``NotFound``."""
        registry = self._event_logger.schemas
        if schema_id not in registry:
            msg = "There is no schema of this id."
            raise NotFound(msg)
        return _source(registry.get(schema_id))

    # -- registering -----------------------------------------------------------------------------------------

    def register(self, schema: object) -> tuple[JSON, bool]:
        """Take a client's schema; its summary, and whether it is new.

        Raises ``InvalidInput``, ``Conflict`` and ``TooMany``.
        """
        cost = check_schema(schema, trusted=False)
        assert isinstance(schema, dict)  # noqa: S101 - says check_schema
        schema_id = schema["$id"]
        registry = self._event_logger.schemas
        if schema_id in registry:
            if _same(_source(registry.get(schema_id)), schema):
                return _summary(schema), False
            msg = "Another schema is registered under this id."
            raise Conflict(msg)
        if len(self._costs) >= MAX_REGISTERED:
            msg = f"Clients have registered {MAX_REGISTERED} schemas, which is as many as this server takes."
            raise TooMany(msg)
        self._schemas.leave_to_jsonschema(schema_id)
        try:
            self._event_logger.register_event_schema(schema)
        except Exception as error:
            msg = f"The schema cannot be used: {type(error).__name__}"
            raise InvalidInput(msg) from error
        self._costs[schema_id] = cost
        text = json.dumps(schema)
        if '"uniqueItems"' in text:
            self._squared.add(schema_id)
        if '"format"' in text:
            self._reading.add(schema_id)
        return _summary(schema), True

    def check_work(self, schema_id: str, data: object) -> None:
        """Refuse an event that a client's schema would make expensive. Raises ``InvalidInput``."""
        cost = self._costs.get(schema_id)
        if cost is None:
            return
        values, characters = _count(data)
        # Equal items are looked for by comparing all with all where they cannot be sorted.
        work = cost * values * (values if schema_id in self._squared else 1)
        # The checker of a format reads the whole text, and several may read the same one.
        work = max(work, cost * characters // 4 if schema_id in self._reading else 0)
        if work > MAX_WORK:
            raise InvalidInput.at("/data", "is too large for a schema of this size")

    # -- files -----------------------------------------------------------------------------------------------

    async def load_files(self, folders: Iterable[Path] | None = None) -> None:
        """Register ``share/jupyter/events/**/*.yaml`` of the Jupyter path; log and leave out what is bad."""
        if folders is None:
            folders = [Path(folder) for folder in jupyter_path("events")]
        for path, schema in await asyncio.to_thread(_read, tuple(folders), self._log):
            try:
                self._register_file(schema)
            except Exception as error:  # noqa: BLE001 - a file of somebody else must not stop the server
                self._log.warning("The event schema %s was not registered: %s", path, error)

    def _register_file(self, schema: Any) -> None:
        registry = self._event_logger.schemas
        if isinstance(schema, dict):
            if isinstance(schema.get("version"), int):
                schema["version"] = str(schema["version"])  # As jupyter_events does, which warns besides.
            known = schema.get("$id")
            if isinstance(known, str) and known in registry and _same(_source(registry.get(known)), schema):
                return
        check_schema(schema, trusted=True)
        self._event_logger.register_event_schema(schema)


def _read(folders: Iterable[Path], log: logging.Logger) -> list[tuple[Path, Any]]:
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*.yaml")):
            try:
                found.append((path, events_yaml.load(path)))
            except Exception as error:  # noqa: BLE001 - not YAML, not readable, not a file
                log.warning("The event schema %s could not be read: %s", path, error)
    return found


def _source(schema: EventSchema) -> JSON:
    source: JSON = schema._schema
    return source


def _summary(schema: JSON) -> JSON:
    summary: JSON = {
        "schema_id": schema["$id"],
        "version": str(schema["version"]),
        "properties": list(schema["properties"]),
    }
    summary.update({name: str(schema[name]) for name in ("title", "description") if schema.get(name)})
    return summary


def _same(one: JSON, other: JSON) -> bool:
    """Whether two are the same JSON; Python would take 1 and true for equal."""
    return json.dumps(one, sort_keys=True, default=str) == json.dumps(other, sort_keys=True, default=str)


def _count(value: object) -> tuple[int, int]:
    """The values in some JSON, and the characters of its texts."""
    total, characters, waiting = 0, 0, [value]
    while waiting:
        item = waiting.pop()
        total += 1
        if isinstance(item, dict):
            waiting.extend(item.values())
            characters += sum(map(len, item))  # Names may be checked, too.
        elif isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, str):
            characters += len(item)
    return total, characters
