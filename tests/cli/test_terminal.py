"""Text of others in a terminal: nothing in it is obeyed, and it takes the columns that it is given."""

from __future__ import annotations

import io
import json

import pytest

from jupyter_notifications.cli.table import arrival, table, whole
from jupyter_notifications.cli.terminal import Terminal, columns_of, fitted, harmless, padded

#: Sets the window's title, clears the screen, moves up, writes over the line; the same by C1; reorders.
HOSTILE = "a\x1b]0;pwned\x07\x1b[2J\x1b[1Ab\rc\x08\x9b31md\x85e\u202ef\u2066g\u2028h\x00\x7fi\ud800j\ue0001"


class FakeTerminal(io.StringIO):
    """A stream that says that a person looks at it."""

    def isatty(self) -> bool:
        return True


def entry(**content: object) -> dict[str, object]:
    """An entry as the API serves it."""
    times = dict.fromkeys(("created", "updated"), "2026-11-23T09:00:00.000Z")
    return {"id": "01a20a7e-950b-71e7-9eb1-1708177ab14d", "title": "t", "arrived": "0", **times, **content}


def assert_harmless(text: str) -> None:
    """No character that a terminal obeys, but the ends of lines."""
    assert not [c for c in text if (ord(c) < 0x20 and c != "\n") or 0x7F <= ord(c) < 0xA0]
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff") & set(text)
    text.encode()


def test_nothing_is_obeyed() -> None:
    shown = harmless(HOSTILE)
    assert_harmless(shown)
    assert "\n" not in shown
    assert shown.startswith("a␛]0;pwned␇␛[2J␛[1Ab␍c␈")
    # What was there is still there to be seen.
    assert all(letter in shown for letter in "abcdefghij")


def test_lines_are_kept_where_they_are_wanted() -> None:
    assert harmless("a\r\nb\n\tc", lines=True) == "a\nb\n\tc"
    assert harmless("a\r\nb\n\tc") == "a b  c"


def test_what_scripts_and_emoji_need_is_kept() -> None:
    for text in ("👩\u200d💻 läuft", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "日本語", "e\u0301"):
        assert harmless(text) == text


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("👩", 2), ("", 0), ("ﾊ", 1)]
)
def test_columns(text: str, columns: int) -> None:
    assert columns_of(text) == columns


@pytest.mark.parametrize("columns", range(8))
@pytest.mark.parametrize("text", ["abcdefg", "日本語語", "a日b本c", "e\u0301" * 7])
def test_what_is_too_wide_is_cut(text: str, columns: int) -> None:
    assert columns_of(fitted(text, columns)) <= columns
    assert columns_of(padded(text, columns)) == columns


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
def test_a_table_fits_the_terminal(width: int) -> None:
    entries = [
        entry(title="x" * 300, type="in-progress", source="a-notebook-with-a-very-long-name.ipynb"),
        entry(title="日本語" * 100, type="error", read=True),
        entry(title=HOSTILE, source=HOSTILE),
    ]
    terminal = Terminal(FakeTerminal(), {"COLUMNS": str(width), "NO_COLOR": "1"})
    lines = list(table(entries, terminal))
    assert len(lines) == 4
    for line in lines:
        assert_harmless(line)
        assert columns_of(line) <= max(width, 34), line
    # Entries of one minute begin alike: what is shown is the end.
    assert all("177ab14d" in line for line in lines[1:])


def test_nothing_is_cut_where_nobody_looks() -> None:
    lines = list(table([entry(title="x" * 300)], Terminal(io.StringIO(), {"COLUMNS": "40"})))
    assert "x" * 300 in lines[1]


def test_colour_is_for_terminals_that_want_it() -> None:
    for stream, environ, wanted in (
        (FakeTerminal(), {}, True),
        (FakeTerminal(), {"NO_COLOR": "1"}, False),
        (FakeTerminal(), {"NO_COLOR": ""}, True),
        (FakeTerminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {}, False),
    ):
        lines = "\n".join(table([entry(type="error")], Terminal(stream, environ)))
        assert ("\x1b[31m" in lines) is wanted


def test_an_entry_that_arrives_and_a_whole_one_are_harmless() -> None:
    fields = ("title", "body", "source", "topic", "sender", "link", "type", "id", "priority")
    hostile = entry(**dict.fromkeys(fields, HOSTILE), actions=[{"label": HOSTILE, "link": HOSTILE}])
    terminal = Terminal(FakeTerminal(), {"NO_COLOR": "1"})
    assert_harmless(arrival(hostile, terminal))
    assert_harmless("\n".join(whole(hostile, terminal)))


def test_json_has_nothing_to_obey_and_says_the_same() -> None:
    stream = io.StringIO()
    Terminal(stream).json({"title": HOSTILE})
    text = stream.getvalue()
    assert_harmless(text)
    assert text.isascii()
    assert json.loads(text) == {"title": HOSTILE}
