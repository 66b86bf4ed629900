"""``status``: how the server's notifications are, in a few lines."""

from __future__ import annotations

from argparse import Namespace

from ..inbox import inbox_of
from ..program import FAILED, OK
from ..terminal import Terminal, harmless


def run(args: Namespace) -> int:
    """Print it; fails if what is sent now would be refused."""
    terminal = Terminal()
    inbox = inbox_of(args)
    status = inbox.status()
    health = harmless(str(status["health"]))
    code = FAILED if health == "failing" else OK
    if args.json:
        server = {"url": inbox.server.url, "found_by": inbox.server.found_by}
        terminal.json({**status, "server": server})
        return code
    style = {"ok": "ok", "degraded": "warn"}.get(health, "fail")
    counts = status["counts"]
    kept = "kept in a file" if status["durable"] else "forgotten when the server stops"
    rows = [
        ("server", harmless(inbox.server.url)),
        ("health", terminal.styled(health, style)),
        *([("problem", harmless(str(status["problem"])))] if status.get("problem") else []),
        ("inbox", f"{counts['unread']} unread of {counts['inbox']}"),
        ("besides", f"{counts['archived']} archived, {counts['snoozed']} snoozed"),
        ("storage", f"{harmless(str(status['backend']))}, {kept}, {size(status['size'])}"),
    ]
    for name, value in rows:
        terminal.line(f"{name:<9}{value}")
    return code


def size(number: int) -> str:
    """Bytes as people read them."""
    if number < 1_000_000:
        return f"{number / 1_000:.0f} kB"
    return f"{number / 1_000_000:.1f} MB"
