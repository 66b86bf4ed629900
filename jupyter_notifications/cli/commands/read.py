"""``read``: shows entries whole and marks them as read, or marks all that match."""

from __future__ import annotations

from argparse import Namespace

from ..inbox import filter_of, inbox_of
from ..program import OK, UsageError
from ..table import whole
from ..terminal import Terminal


def run(args: Namespace) -> int:
    """Print the entries, or with ``--all`` how many were marked."""
    narrowed = any(filter_of(args).values())
    if args.all and (args.ids or args.peek):
        msg = "--all marks all as read: it goes with neither ids nor --peek"
        raise UsageError(msg)
    if not args.all and not args.ids:
        msg = "which? Give ids, as `list` shows them, or --all"
        raise UsageError(msg)
    if args.ids and narrowed:
        msg = "--type, --source, --topic, --group and --search go with --all, not with ids"
        raise UsageError(msg)
    terminal = Terminal()
    inbox = inbox_of(args)
    if args.all:
        done = inbox.change_all({"state": "unread", **filter_of(args)}, {"read": True})
        if args.json:
            terminal.json({"changed": done["changed"], "unread": done["unread"]})
        else:
            terminal.line(f"{done['changed']} marked as read, {done['unread']} unread")
        return OK
    # All of them are looked up first: of a wrong one nothing is marked.
    ids = [inbox.whole_id(end) for end in args.ids]
    for n, one in enumerate(ids):
        entry = inbox.entry(one) if args.peek else inbox.change(one, {"read": True})
        if args.json:
            terminal.json(entry)
            continue
        if n:
            terminal.line()
        for line in whole(entry, terminal):
            terminal.line(line)
    return OK
