"""``watch``: shows entries as they arrive, until it is interrupted."""

from __future__ import annotations

import sys
from argparse import Namespace

from ..follow import Follower
from ..inbox import Entry, inbox_of
from ..program import NAME, OK
from ..table import arrival
from ..terminal import Terminal, harmless


def run(args: Namespace) -> int:
    """Print one line an entry."""
    terminal = Terminal()
    shown = 0
    under_way: set[str] = set()
    for entry in Follower(lambda: inbox_of(args), _say).entries():
        if not _is_meant(entry, args):
            continue
        if args.json:
            terminal.json(entry)
        else:
            # People see that it began and how it ended; what is between would only scroll by.
            if entry.get("type") != "in-progress":
                under_way.discard(entry["id"])
            elif entry["id"] in under_way:
                continue
            else:
                under_way.add(entry["id"])
            terminal.line(arrival(entry, terminal))
        shown += 1
        if shown == args.count:
            return OK
    return OK


def _is_meant(entry: Entry, args: Namespace) -> bool:
    return (
        args.type in {None, entry.get("type", "default")}
        and args.source in {None, entry.get("source")}
        and args.topic in {None, entry.get("topic")}
    )


def _say(what: str) -> None:
    sys.stderr.write(f"{NAME}: {harmless(what)}\n")
    sys.stderr.flush()
