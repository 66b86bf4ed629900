"""Options that several commands share, and the types of their values."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from datetime import datetime
from typing import Any

from . import times

TYPES = ("default", "info", "success", "warning", "error", "in-progress")
PRIORITIES = ("low", "normal", "high", "urgent")


def of_server(parser: ArgumentParser) -> None:
    """Which server is meant, and how to be let in."""
    group = parser.add_argument_group("server")
    group.add_argument(
        "--server",
        metavar="SERVER",
        help="its address, or the runtime file or process id of one that runs here; else it is found",
    )
    group.add_argument(
        "--token",
        metavar="TOKEN",
        help="a token of it; JUPYTER_NOTIFICATIONS_TOKEN is better, which no list of processes shows",
    )
    group.add_argument(
        "--timeout",
        type=duration,
        default=5.0,
        metavar="TIME",
        help="how long an answer may take, such as 5s; 5s if left out",
    )


def as_json(parser: ArgumentParser) -> None:
    """Output for programs."""
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")


def of_filter(parser: ArgumentParser) -> None:
    """Which entries are meant."""
    group = parser.add_argument_group("only those")
    group.add_argument("--type", choices=TYPES, help="of this type")
    group.add_argument("--source", metavar="NAME", help="from this source")
    group.add_argument("--topic", metavar="NAME", help="about this topic")
    group.add_argument("--group", metavar="NAME", help="of this group")
    group.add_argument("--search", metavar="WORDS", help="with these words in title or body")


def of_content(parser: ArgumentParser) -> None:
    """What is sent besides title and body, and where to."""
    parser.add_argument("-p", "--priority", choices=PRIORITIES, help="how loud it is")
    parser.add_argument(
        "--link", metavar="LINK", help="where a click leads: http, https, or a file of the server"
    )
    parser.add_argument("--source", metavar="NAME", help="who says it; people mute by it")
    parser.add_argument("--topic", metavar="NAME", help="what it is about; people mute by it")
    parser.add_argument("--group", metavar="NAME", help="entries of one group belong together")
    parser.add_argument("-k", "--key", metavar="NAME", help="the same source and key update one entry")
    parser.add_argument(
        "--to", action="append", metavar="USER", help="to somebody else, or to '*'; may be repeated"
    )


def action(text: str) -> dict[str, str]:
    """``LABEL=LINK``, a button."""
    label, equals, link = text.partition("=")
    if not (label and equals and link):
        msg = f"{text!r} is no button; write LABEL=LINK"
        raise ArgumentTypeError(msg)
    return {"label": label, "link": link}


def number(text: str) -> int:
    """A whole number above 0."""
    if not (text.isascii() and text.isdigit() and int(text[:9]) > 0):
        msg = f"{text!r} is no number above 0"
        raise ArgumentTypeError(msg)
    return int(text)


def share(text: str) -> float:
    """``0.4`` or ``40%``."""
    try:
        value = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        msg = f"{text!r} is no share; write a number from 0 to 1, or 40%"
        raise ArgumentTypeError(msg)
    return value


def _typed(convert: Callable[[str], Any]) -> Callable[[str], Any]:
    """``convert``, whose errors argparse would only show as "invalid value"."""

    def read(text: str) -> Any:
        try:
            return convert(text)
        except ValueError as error:
            raise ArgumentTypeError(str(error)) from None

    return read


duration: Callable[[str], float] = _typed(times.seconds)
moment: Callable[[str], datetime] = _typed(times.moment)
