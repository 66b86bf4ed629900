"""Text for a terminal: harmless whatever others wrote into it, as wide as fits, in colour where wanted."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Mapping
from typing import Any, TextIO

#: Colours and weight, by what they stand for, as SGR parameters.
_STYLES = {
    "strong": "1",
    "faint": "2",
    "error": "31",
    "fail": "31",
    "success": "32",
    "ok": "32",
    "warning": "33",
    "warn": "33",
    "info": "34",
    "in-progress": "36",
}

#: Invisible characters that scripts and emoji need: two joiners and two marks of direction.
_JOINERS = {"\u200c", "\u200d", "\u200e", "\u200f"}


def harmless(text: str, *, lines: bool = False) -> str:
    """``text`` without anything that a terminal would obey, or that would reorder what stands beside it.

    Control characters are shown as their symbols, such as ``␛``; bidirectional overrides and other invisible
    characters are left out. ``lines`` keeps line ends and tabs, which are otherwise spaces.
    """
    return "".join(_harmless(character, lines) for character in text.replace("\r\n", "\n"))


def _harmless(character: str, lines: bool) -> str:
    if character in "\n\t":
        return character if lines else " "
    category = unicodedata.category(character)
    if category == "Cc":
        code = ord(character)
        return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "\N{REPLACEMENT CHARACTER}"
    if category in {"Zl", "Zp"}:
        return "\n" if lines else " "
    if category == "Cs":
        return "\N{REPLACEMENT CHARACTER}"
    return "" if category == "Cf" and character not in _JOINERS else character


def columns_of(text: str) -> int:
    """How many columns of a terminal ``text`` takes."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def fitted(text: str, columns: int) -> str:
    """``text``, cut to that many columns; an ellipsis stands for what is missing."""
    if columns_of(text) <= columns:
        return text
    kept, used = [], 1
    for character in text:
        used += _columns(character)
        if used > columns:
            break
        kept.append(character)
    return "".join(kept) + "…" if columns > 0 else ""


def padded(text: str, columns: int) -> str:
    """``text``, cut or filled up to that many columns."""
    text = fitted(text, columns)
    return text + " " * (columns - columns_of(text))


class Terminal:
    """Where a command writes to, and what that can show."""

    def __init__(self, stream: TextIO | None = None, environ: Mapping[str, str] = os.environ) -> None:
        self._stream = stream or sys.stdout
        self._environ = environ
        self.is_terminal = self._stream.isatty()
        self._is_coloured = (
            self.is_terminal and not environ.get("NO_COLOR") and environ.get("TERM", "") != "dumb"
        )

    @property
    def width(self) -> int | None:
        """Columns; ``None`` if nobody looks, and nothing has to be cut."""
        if not self.is_terminal:
            return None
        wanted = self._environ.get("COLUMNS", "")
        if wanted.isascii() and wanted.isdigit() and int(wanted):
            return int(wanted)
        try:
            return os.get_terminal_size(self._stream.fileno()).columns or 80
        except OSError:
            return 80

    def styled(self, text: str, style: str) -> str:
        """``text`` in a colour or weight, if it is to have one."""
        code = _STYLES.get(style)
        return f"\x1b[{code}m{text}\x1b[0m" if self._is_coloured and code and text else text

    def line(self, text: str = "") -> None:
        """Write one line, at once: whoever reads a pipe waits for it."""
        self._stream.write(f"{text}\n")
        self._stream.flush()

    def json(self, value: Any) -> None:
        """Write a value as one line of JSON, in ASCII, so that a terminal has nothing to obey in it."""
        self.line(json.dumps(value, separators=(",", ":")).replace("\x7f", "\\u007f"))
