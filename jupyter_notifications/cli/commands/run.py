"""``run``: runs a command, untouched, and notifies when it has ended."""

from __future__ import annotations

import os
import shlex
import sys
import time
from argparse import Namespace

from ...client.api import Client
from ...client.errors import NotifyError
from ...client.words import duration, headline
from .. import child
from ..content import ended, fenced, shared, signal_name, text_of
from ..program import NAME, UsageError, complain
from ..servers import for_sending

#: Characters of a command that are shown.
_MOST_COMMAND = 500


def run(args: Namespace) -> int:
    """Give the command's own exit status, whatever becomes of the notification."""
    command = args.command[1:] if args.command[:1] == ["--"] else args.command
    if not command:
        msg = f"what? {NAME} run -- CMD"
        raise UsageError(msg)
    sys.stdout.flush()
    started = time.monotonic()
    try:
        status = child.run(command)
    except FileNotFoundError:
        status = complain(f"{command[0]}: no such command", child.NOT_FOUND)
    except OSError as error:
        status = complain(f"{command[0]}: {error.strerror}", child.NOT_EXECUTABLE)
    took = time.monotonic() - started
    if took >= args.after:
        try:
            _notify(args, command, status, took)
        except NotifyError as error:
            complain(f"not sent: {error}", 0)
        except (KeyboardInterrupt, OSError):
            # Whoever does not want to wait for that either; and a stderr that is closed.
            pass
    return status


def _notify(args: Namespace, command: list[str], status: int, took: float) -> None:
    name = text_of(args.title or os.path.basename(command[0]))  # noqa: PTH119
    interrupted = signal_name(status - 128) == "SIGINT"
    end = "finished" if status == 0 else "interrupted" if interrupted else "failed"
    shown = "" if args.title else text_of(shlex.join(command))
    if len(shown) > _MOST_COMMAND:
        shown = f"{shown[:_MOST_COMMAND]}…"
    body = [f"After {duration(took)}.", "" if status == 0 else ended(status), fenced(shown) if shown else ""]
    server = for_sending(args)
    options = shared(args)
    options["topic"] = options["topic"] or f"command.{'finished' if status == 0 else 'failed'}"
    Client(server.url, server.token, timeout=args.timeout, raise_errors=True).notify(
        headline(f"{name} {end}"),
        "\n\n".join(part for part in body if part),
        type="success" if status == 0 else "warning" if interrupted else "error",
        **options,
    )
