"""Entries as lines of a terminal: a table, one line as it arrives, or one entry whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .inbox import Entry
from .terminal import Terminal, columns_of, fitted, harmless, padded
from .times import age, local

#: Columns that the title keeps, however narrow the terminal is.
_LEAST_TITLE = 16

#: Columns of the longest source that is shown whole.
_MOST_SOURCE = 20


def short_id(entry: Entry) -> str:
    """The end of an id: its beginning is the time, which entries of one minute share."""
    return str(entry["id"])[-8:]


def table(entries: Sequence[Entry], terminal: Terminal) -> Iterator[str]:
    """The lines of a table, its head first; no wider than the terminal."""
    rows = [
        (
            harmless(short_id(entry)),
            _mark(entry),
            age(str(entry.get("updated", ""))),
            harmless(str(entry.get("type", "default"))),
            harmless(str(entry.get("source", ""))),
            title_of(entry),
        )
        for entry in entries
    ]
    head = ("ID", " ", "AGE", "TYPE", "SOURCE", "TITLE")
    widths = [max(columns_of(row[n]) for row in (head, *rows)) for n in range(5)]
    widths[4] = min(widths[4], _MOST_SOURCE)
    room = terminal.width
    if room is not None:
        # On a narrow terminal the title needs the room more than who says it, and of which type it is.
        for n in (4, 3):
            if sum(widths) + 5 * 2 + _LEAST_TITLE > room:
                widths[n] = 0
        room = max(room - sum(widths) - 2 * sum(1 for width in widths if width), 1)
    yield terminal.styled("  ".join(_cells(head, widths, room)).rstrip(), "faint")
    for entry, row in zip(entries, rows, strict=True):
        weight = "strong" if is_unread(entry) else ""
        styles = ("faint", weight, "", row[3], "", weight)
        shown = [style for style, width in zip(styles, (*widths, 1), strict=True) if width]
        cells = _cells(row, widths, room)
        yield "  ".join(terminal.styled(cell, style) for cell, style in zip(cells, shown, strict=True))


def _cells(row: Sequence[str], widths: Sequence[int], room: int | None) -> list[str]:
    """The cells of the columns that have a width, and the title."""
    cells = [padded(row[n], width) for n, width in enumerate(widths) if width]
    return [*cells, row[5] if room is None else fitted(row[5], room)]


def arrival(entry: Entry, terminal: Terminal) -> str:
    """One line about an entry that has just arrived."""
    kind = harmless(str(entry.get("type", "default")))
    when = local(str(entry.get("updated", "")), "%H:%M:%S")
    source = harmless(str(entry.get("source", "")))
    head = [when, padded(kind, 11), fitted(source, _MOST_SOURCE)]
    head = [part for part in head if part]
    room = terminal.width
    used = sum(columns_of(part) + 2 for part in head)
    title = title_of(entry)
    if room is not None and room - used >= _LEAST_TITLE:
        title = fitted(title, room - used)
    head[1] = terminal.styled(head[1], kind)
    return "  ".join([*head, terminal.styled(title, "strong") if is_unread(entry) else title])


def whole(entry: Entry, terminal: Terminal) -> Iterator[str]:
    """All of an entry that people read, as lines."""
    kind = harmless(str(entry.get("type", "default")))
    yield terminal.styled(title_of(entry), "strong")
    updated = str(entry.get("updated", ""))
    words = [
        terminal.styled(kind, kind),
        *(harmless(str(entry[name])) for name in ("priority", "source", "topic", "sender") if name in entry),
        f"{local(updated)} ({age(updated)})",
    ]
    if "progress" in entry:
        words.insert(1, f"{float(entry['progress']):.0%}")
    yield " · ".join(words)
    yield terminal.styled(harmless(str(entry["id"])), "faint")
    if "body" in entry:
        yield ""
        yield from harmless(str(entry["body"]), lines=True).expandtabs(4).split("\n")
    links = [("", entry["link"])] if "link" in entry else []
    links += [
        (f"{action['label']}: ", action["link"]) for action in entry.get("actions", []) if "link" in action
    ]
    if links:
        yield ""
        for label, link in links:
            yield f"→ {harmless(label)}{harmless(str(link))}"


def title_of(entry: Entry) -> str:
    """The title, on one line and harmless."""
    return harmless(str(entry.get("title", "")))


def is_unread(entry: Entry) -> bool:
    """Whether it counts as unread."""
    return not (
        entry.get("read")
        or entry.get("archived")
        or "snoozed_until" in entry
        or entry.get("type") == "in-progress"
    )


def _mark(entry: Entry) -> str:
    if entry.get("archived"):
        return "a"
    if "snoozed_until" in entry:
        return "z"
    return "●" if is_unread(entry) else " "
