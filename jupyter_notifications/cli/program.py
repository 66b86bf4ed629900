"""Runs one command, and turns whatever ends it into an exit status and a line on stderr."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

from ..client.errors import NoServerError, NotifyError, UnreachableError
from .terminal import harmless

#: The exit statuses of all commands but ``run``, whose status is that of what it ran.
OK = 0
FAILED = 1
USAGE = 2
NO_SERVER = 3
INTERRUPTED = 130
PIPE_CLOSED = 141

NAME = "jupyter notifications"


class UsageError(Exception):
    """The arguments do not go together, in a way that the parser cannot see."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command; ``sys.argv`` if no arguments are given."""
    from .parser import make_parser  # noqa: PLC0415 - it needs this module's name

    for stream in (sys.stdout, sys.stderr):
        # What a terminal cannot show is shown as a question mark; it is no reason to stop.
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")
    args = make_parser().parse_args(arguments)
    try:
        command = importlib.import_module(f".commands.{args.module}", __package__)
        status = int(command.run(args))
        sys.stdout.flush()
    except UsageError as error:
        return complain(str(error), USAGE)
    except NotifyError as error:
        away = isinstance(error, (NoServerError, UnreachableError))
        return complain(str(error), NO_SERVER if away else FAILED)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Who read has gone, as `head` does. Python would complain once more while it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    return status


def complain(message: str, status: int) -> int:
    """Say on stderr what went wrong; gives ``status`` back."""
    sys.stderr.write(f"{NAME}: {harmless(message)}\n")
    return status
