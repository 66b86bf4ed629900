"""What a page tells by the socket of hints: the document that it has in front, and the cell of a request."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...errors import InvalidInput
from .. import strict_json
from .filters import MAX_MESSAGE

__all__ = ["LookingAt", "Ran", "read_told"]

#: The longest path that Linux takes.
_MAX_PATH = 4096
#: Jupyter's own are UUIDs, those of messages with the number of a process and of the message behind them.
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,128}")
#: ``definitions/cell_id`` of the schema of nbformat 4.5.
_CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class LookingAt:
    """A document is in front, or, with ``None``, none is."""

    path: str | None


@dataclass(frozen=True, slots=True)
class Ran:
    """A cell was run by this ``execute_request`` to this kernel."""

    kernel: str
    message: str
    cell: str


def read_told(raw: bytes) -> LookingAt | Ran:
    """Read one message. Raises ``InvalidInput`` with the place of what is wrong."""
    told = strict_json.decode(raw, limit=MAX_MESSAGE)
    if isinstance(told, dict) and len(told) == 1:
        if "looking_at" in told:
            return LookingAt(_path(told["looking_at"]))
        if "ran" in told:
            return _ran(told["ran"])
    raise InvalidInput.at("", 'must be an object {"looking_at": ...} or {"ran": ...}')


def _path(value: object) -> str | None:
    if value is None or (isinstance(value, str) and 0 < len(value) <= _MAX_PATH):
        return value
    raise InvalidInput.at("/looking_at", f"must be a path of at most {_MAX_PATH} characters, or null")


def _ran(value: object) -> Ran:
    if not isinstance(value, dict) or set(value) != {"kernel", "message", "cell"}:
        raise InvalidInput.at("/ran", "must be an object of kernel, message and cell")
    for name, wanted in (("kernel", _ID), ("message", _ID), ("cell", _CELL_ID)):
        if not isinstance(value[name], str) or not wanted.fullmatch(value[name]):
            raise InvalidInput.at(f"/ran/{name}", f"must be an id ({wanted.pattern})")
    return Ran(**value)
