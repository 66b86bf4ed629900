"""What ``send`` and ``run`` say alike."""

from __future__ import annotations

import os
import re
from argparse import Namespace
from typing import Any


def shared(args: Namespace) -> dict[str, Any]:
    """The options that both have, as arguments of ``notify``."""
    return {
        "priority": args.priority,
        "link": args.link,
        # Who asks for it by a command is at a terminal, unless a notebook ran the command.
        "source": args.source or os.path.basename(os.environ.get("JPY_SESSION_NAME", "")) or "terminal",  # noqa: PTH119
        "topic": args.topic,
        "group": args.group,
        "key": args.key,
        "recipients": args.to,
    }


def text_of(argument: str) -> str:
    """An argument as text; bytes in it that are no UTF-8 are replaced, as nothing else could be sent."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def ended(status: int) -> str:
    """How a program ended, by its status as a shell gives it: above 128 it is by a signal."""
    if name := signal_name(status - 128):
        return f"Ended by {name}, exit status {status}."
    return f"Exit status {status}."


def signal_name(number: int) -> str:
    """The name of a signal, such as ``SIGTERM``; empty if there is none of this number."""
    import signal  # noqa: PLC0415 - not for those whose programs end well

    try:
        return signal.Signals(number).name
    except ValueError:
        return ""


def fenced(text: str) -> str:
    """``text`` as a block of code, so that nothing in it is read as Markdown."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"
