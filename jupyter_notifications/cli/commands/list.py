"""``list``: shows entries in a table, newest first."""

from __future__ import annotations

from argparse import Namespace

from ..inbox import filter_of, inbox_of
from ..program import OK
from ..table import table
from ..terminal import Terminal


def run(args: Namespace) -> int:
    """Print a table, or one entry a line."""
    terminal = Terminal()
    inbox = inbox_of(args)
    entries, unread = [], 0
    for page in inbox.entries({"state": args.state, **filter_of(args)}, args.limit):
        unread = page["unread"]
        if args.json:
            for entry in page["items"]:
                terminal.json(entry)
        entries += page["items"]
    if args.json:
        return OK
    if not entries:
        terminal.line("Nothing there.")
        return OK
    for line in table(entries, terminal):
        terminal.line(line)
    terminal.line(terminal.styled(f"{unread} unread", "faint"))
    return OK
