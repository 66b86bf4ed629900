"""Whether a server is found, lets one in, is of this version, and keeps what it is sent."""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from ..._version import __version__
from ...client.discovery import Server
from ...client.errors import NoServerError, NotifyError, RefusedError
from ...client.running import running_servers
from ..inbox import Inbox
from ..servers import for_reading, for_sending, is_same
from .finding import Finding, fail, ok, warn


def check(args: Namespace) -> Iterator[Finding]:
    """All about the server that the commands would speak to."""
    try:
        sending, reading = for_sending(args), for_reading(args)
    except NoServerError as error:
        advice = "start one, or name one by --server; a server of another machine or user has no file here"
        yield warn("server", str(error), advice)
        return
    others = sum(1 for one in running_servers(None, os.environ) if not is_same(one.server.url, reading.url))
    more = f"; {others} more of yours run here" if others else ""
    yield ok("server", f"{reading.url}, found by {reading.found_by}{more}")
    yield from _token(sending, reading)
    try:
        status = Inbox(reading, args.timeout).status()
    except RefusedError as error:
        if "does not have" in str(error):
            advice = "see whether its environment is this one, enable the extension there, and start it again"
            yield fail("access", str(error), advice)
        else:
            yield fail("access", str(error), "give a token of the server by --token")
        return
    except NotifyError as error:
        yield fail("access", str(error), "see whether it runs, and whether the address is right")
        return
    yield ok("access", "it answers, and lets this token read")
    yield _version(status.get("version"))
    yield from _environment(reading)
    yield _store(status)
    yield _sources(status.get("sources"))


def _token(sending: Server, reading: Server) -> Iterator[Finding]:
    """Which tokens there are; never what they are."""
    if not reading.token:
        advice = "start the server with a token, or give one by --token or JUPYTER_NOTIFICATIONS_TOKEN"
        yield warn("token", "none is known; only a server without login takes that", advice)
    elif sending.token != reading.token:
        yield ok(
            "token", f"one that only sends, by {sending.found_by}; one that also reads, by {reading.found_by}"
        )
    elif reading.found_by == "JUPYTER_NOTIFICATIONS_URL":
        yield ok(
            "token",
            "the one of JUPYTER_NOTIFICATIONS_TOKEN; if a server gave it to its kernels, it only sends",
        )
    else:
        yield ok("token", f"one that sends and reads, by {reading.found_by}")


def _version(theirs: object) -> Finding:
    if theirs == __version__:
        return ok("version", f"the server runs {__version__} as well")
    named = f"{theirs}" if theirs else "an older version"
    return warn("version", f"the server runs {named}, and this is {__version__}", "start the server again")


def _environment(server: Server) -> Iterator[Finding]:
    """Whether the server's process is of this environment, where the system tells."""
    for one in running_servers(None, os.environ):
        if is_same(one.server.url, server.url):
            python = _python_of(one.pid)
            if python is not None and python.parent.parent != Path(sys.prefix):
                advice = "what is said of this environment is not about the server; run `doctor` in its own"
                yield warn(
                    "environment",
                    f"the server runs in {python.parent.parent}, and this in {sys.prefix}",
                    advice,
                )
            return


def _python_of(pid: int) -> Path | None:
    """The interpreter of a process, by the path that it was started with; ``None`` if that is not known."""
    if sys.platform == "win32":
        return None
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        shown = subprocess.run(  # noqa: S603 - of a number
            ["ps", "-o", "command=", "-p", str(pid)],  # noqa: S607
            capture_output=True,
            check=False,
        )
        words = shown.stdout.split()
    path = Path(os.fsdecode(words[0])) if words and words[0] else None
    return path if path is not None and path.is_absolute() and path.name.startswith("python") else None


def _store(status: dict[str, object]) -> Finding:
    problem = str(status.get("problem") or "the server does not say why")
    advice = "the server's log says more; see docs/operators/configuration.md for where the file is"
    if status["health"] == "failing":
        why = problem if status.get("room", True) else "its disk is full but for what is kept free"
        return fail("storage", f"what is sent is refused: {why}", advice)
    if not status["durable"]:
        return warn("storage", f"what is sent is lost when the server stops: {problem}", advice)
    if status["health"] != "ok":
        return warn("storage", problem, advice)
    return ok("storage", f"{status['backend']}, kept over restarts")


def _sources(states: object) -> Finding:
    """Whether what should send by itself does; ``states`` is what the server says of each."""
    known = states if isinstance(states, dict) else {}
    failed = sorted(str(name) for name, state in known.items() if state == "failed")
    if failed:
        advice = "the server's log says why"
        return warn("sources", f"did not start: {', '.join(failed)}", advice)
    at_work = sorted(str(name) for name, state in known.items() if state == "running")
    return ok("sources", ", ".join(at_work) or "none sends by itself")
