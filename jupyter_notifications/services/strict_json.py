"""JSON as RFC 8259 has it and nothing more: bytes to values that are safe to keep, and back."""

from __future__ import annotations

from typing import Any

import msgspec

from ..errors import InvalidInput, TooLarge

__all__ = ["MAX_DEPTH", "decode", "encode"]

#: How deep arrays and objects may stand in each other; ``[[]]`` is 2.
MAX_DEPTH = 32

_WHOLE = ""

_encoder = msgspec.json.Encoder()


def decode(body: bytes, *, limit: int, depth: int = MAX_DEPTH) -> Any:
    """Read one JSON value of at most ``limit`` bytes and ``depth`` levels.

    Raises ``TooLarge`` for more bytes, and ``InvalidInput`` for what is not UTF-8, is not JSON (NaN and
    Infinity are not), holds half a surrogate pair or a number out of range, or is nested deeper.
    """
    if len(body) > limit:
        msg = f"The body has {len(body)} bytes; at most {limit} are taken."
        raise TooLarge(msg)
    if not body.strip():
        # The words of the core's routes.
        raise InvalidInput.at(_WHOLE, "No JSON data provided")
    try:
        value = msgspec.json.decode(body)
    except UnicodeDecodeError as error:
        raise InvalidInput.at(_WHOLE, f"is not UTF-8 (byte {error.start})") from None
    except RecursionError:
        raise InvalidInput.at(_WHOLE, f"is nested deeper than {depth} levels") from None
    except msgspec.MsgspecError as error:
        raise InvalidInput.at(_WHOLE, f"is not valid JSON: {error}") from None
    # Fewer brackets than levels allowed cannot be nested too deep, which spares small bodies the walk.
    if body.count(b"{") + body.count(b"[") > depth:
        _check_depth(value, depth)
    return value


def encode(value: object) -> bytes:
    """Write a value as compact JSON in UTF-8."""
    return _encoder.encode(value)


def _check_depth(value: object, depth: int) -> None:
    level = [value]
    for _ in range(depth):
        level = [
            child
            for parent in level
            if isinstance(parent, (dict, list))
            for child in (parent.values() if isinstance(parent, dict) else parent)
        ]
        if not level:
            return
    if any(isinstance(value, (dict, list)) for value in level):
        raise InvalidInput.at(_WHOLE, f"is nested deeper than {depth} levels")
