"""The commands and their options. Says what there is, and loads none of what does it."""

from __future__ import annotations

import argparse

from .._version import __version__
from . import options
from .program import NAME


def make_parser() -> argparse.ArgumentParser:
    """The parser of all commands; what it finds names the module that runs it, as ``module``."""
    parser = argparse.ArgumentParser(
        prog=NAME,
        description="Send notifications to your Jupyter inbox, and read them.",
        epilog=f"`{NAME} COMMAND --help` explains a command.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def add(name: str, help: str) -> argparse.ArgumentParser:
        # Abbreviated options would change their meaning when others are added.
        command = commands.add_parser(
            name, help=help, description=f"{help[0].upper()}{help[1:]}.", allow_abbrev=False
        )
        command.set_defaults(module=name)
        return command

    _send(add("send", "send a notification"))
    _run(add("run", "run a command, and notify when it has ended"))
    _list(add("list", "show what is in the inbox"))
    _watch(add("watch", "show what arrives, as it arrives"))
    _read(add("read", "show entries whole, and mark them as read"))
    _clear(add("clear", "archive what is in the inbox, or delete it"))
    _status(add("status", "show how the server's notifications are"))
    _doctor(add("doctor", "look for what is wrong with the installation"))
    _completion(add("completion", "print what completes these commands in a shell"))
    return parser


def _send(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("title", metavar="TITLE", help="one line of plain text")
    parser.add_argument("body", nargs="?", metavar="BODY", help="Markdown; `-` reads it from stdin")
    parser.add_argument("--code", action="store_true", help="show the body as it is, as a block of code")
    parser.add_argument("-t", "--type", choices=options.TYPES, help="how it looks")
    parser.add_argument(
        "-s", "--status", type=int, metavar="N",
        help="how what it is about ended, such as $?: 0 looks like a success, anything else like an error",
    )  # fmt: skip
    options.of_content(parser)
    parser.add_argument("--progress", type=options.share, metavar="N", help="how far it is, 0 to 1 or 40%%")
    parser.add_argument(
        "--action",
        action="append",
        type=options.action,
        metavar="LABEL=LINK",
        help="a button, up to four",
    )
    later = parser.add_mutually_exclusive_group()
    later.add_argument("--deliver-at", type=options.moment, metavar="TIME", help="show it from then on")
    later.add_argument("--deliver-in", type=options.duration, metavar="TIME", help="the same, such as 10m")
    until = parser.add_mutually_exclusive_group()
    until.add_argument("--expires-at", type=options.moment, metavar="TIME", help="show it until then")
    until.add_argument("--expires-in", type=options.duration, metavar="TIME", help="the same, such as 2d")
    parser.add_argument("--event-id", metavar="ID", help="a name for it; sent again, it changes nothing")
    options.as_json(parser)
    options.of_server(parser)


def _run(parser: argparse.ArgumentParser) -> None:
    parser.usage = f"{NAME} run [options] -- CMD [ARG ...]"
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="-- CMD", help="what to run")
    parser.add_argument(
        "-a", "--after", type=options.duration, default=0.0, metavar="TIME",
        help="notify only if it took so long, such as 30s or 5m",
    )  # fmt: skip
    parser.add_argument(
        "--title",
        metavar="NAME",
        help="what to call it; the command itself is not sent then",
    )
    options.of_content(parser)
    options.of_server(parser)


def _list(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    for state, what in (
        ("unread", "only unread entries"),
        ("archived", "only archived entries"),
        ("snoozed", "only snoozed entries"),
        ("all", "all entries, archived and snoozed ones too"),
    ):
        which.add_argument(f"--{state}", action="store_const", const=state, dest="state", help=what)
    parser.set_defaults(state="inbox")
    parser.add_argument(
        "-n", "--limit", type=options.number, default=20, metavar="N", help="at most so many; 20 if left out"
    )
    options.as_json(parser)
    options.of_filter(parser)
    options.of_server(parser)


def _watch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-n", "--count", type=options.number, metavar="N", help="end after so many entries")
    options.as_json(parser)
    group = parser.add_argument_group("only those")
    group.add_argument("--type", choices=options.TYPES, help="of this type")
    group.add_argument("--source", metavar="NAME", help="from this source")
    group.add_argument("--topic", metavar="NAME", help="about this topic")
    options.of_server(parser)


def _read(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", nargs="*", metavar="ID", help="as `list` shows it, or the whole id")
    parser.add_argument("--all", action="store_true", help="mark all as read, and show none")
    parser.add_argument("--peek", action="store_true", help="leave their state as it is")
    options.as_json(parser)
    options.of_filter(parser)
    options.of_server(parser)


def _clear(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--delete", action="store_true", help="delete instead of archiving; asks first")
    parser.add_argument("--archived", action="store_true", help="what is archived, with --delete")
    parser.add_argument("-y", "--yes", action="store_true", help="do not ask")
    options.as_json(parser)
    options.of_filter(parser)
    options.of_server(parser)


def _status(parser: argparse.ArgumentParser) -> None:
    options.as_json(parser)
    options.of_server(parser)


def _doctor(parser: argparse.ArgumentParser) -> None:
    options.as_json(parser)
    options.of_server(parser)


def _completion(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=("bash", "zsh", "fish"), metavar="SHELL", help="bash, zsh or fish")
