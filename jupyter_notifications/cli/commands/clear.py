"""``clear``: archives the inbox, or deletes; asks before anything is lost."""

from __future__ import annotations

import sys
from argparse import Namespace

from ..inbox import filter_of, inbox_of
from ..program import FAILED, OK, UsageError
from ..terminal import Terminal


def run(args: Namespace) -> int:
    """Clear what matches and was there when it was looked at; what arrives meanwhile stays."""
    if args.archived and not args.delete:
        msg = "what is archived can only be deleted: --archived goes with --delete"
        raise UsageError(msg)
    can_ask = sys.stdin.isatty() and sys.stderr.isatty() and not args.json
    if args.delete and not args.yes and not can_ask:
        msg = "deleting cannot be undone: where nobody can be asked, it needs --yes"
        raise UsageError(msg)
    inbox = inbox_of(args)
    query = {"state": "archived" if args.archived else "inbox", **filter_of(args)}
    page = inbox.page({**query, "limit": 1})
    if page["items"] and can_ask and not args.yes and not _agreed(args.delete, page["unread"]):
        return FAILED
    query["up_to"] = page["seq"]
    done = inbox.delete_all(query) if args.delete else inbox.change_all(query, {"archived": True})
    terminal = Terminal()
    if args.json:
        terminal.json({"changed": done["changed"], "unread": done["unread"]})
    else:
        terminal.line(f"{done['changed']} {'deleted' if args.delete else 'archived'}")
    return OK


def _agreed(delete: bool, unread: int) -> bool:
    """Ask, where something would be lost, or unread entries would be out of sight."""
    if delete:
        question = "Delete them for good?"
    elif unread:
        question = f"{unread} in the inbox are unread. Archive them too?"
    else:
        return True
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}
