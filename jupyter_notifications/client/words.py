"""How durations, errors and quoted text are written in notifications."""

from __future__ import annotations

#: The longest title that the server takes, in characters.
MOST_TITLE = 256

#: Characters of others' text that a body quotes: far below the 16 KiB of a body, however they are encoded.
MOST_QUOTED = 2_000


def duration(seconds: float) -> str:
    """Such as ``3.2 s``, ``45 s``, ``3 min 12 s`` or ``2 h 5 min``."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    # Seconds say nothing any more, and are cut off as a clock would.
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def headline(text: str) -> str:
    """``text`` as a title: one line, and no longer than the server takes."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_TITLE else f"{line[: MOST_TITLE - 1]}…"


def error_line(error: BaseException) -> str:
    """The name of an error and what it says, as the last line of a traceback has them."""
    said = _said(error)
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def quoted(text: str) -> str:
    """``text`` as a block of code, so that nothing in it is read as Markdown."""
    cut = text if len(text) <= MOST_QUOTED else f"{text[:MOST_QUOTED]}…"
    fence = "```"
    while fence in cut:
        fence += "`"
    return f"{fence}\n{cut}\n{fence}"


def _said(error: BaseException) -> str:
    try:
        return str(error).strip()
    except Exception:  # noqa: BLE001 - an error whose text fails must not hide that it happened
        return ""
