"""``send``: puts one notification into the inbox."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from datetime import datetime, timedelta, timezone
from typing import Any

from ...client.api import Client
from ...client.words import headline
from ..content import ended, fenced, shared, text_of
from ..program import FAILED, OK
from ..servers import for_sending
from ..terminal import Terminal

#: Bytes of a body; what comes from stdin is cut, with room for what is added to it.
_MOST_BODY = 16_384
_MOST_PIPED = _MOST_BODY - 512

#: What programs colour their output with.
_COLOURS = re.compile(r"\x1b\[[0-9;:?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")


def run(args: Namespace) -> int:
    """Send; nothing is printed without ``--json``."""
    body = _piped() if args.body == "-" else None if args.body is None else text_of(args.body)
    if body and args.code:
        body = fenced(body)
    kind = args.type
    if args.status is not None:
        kind = kind or ("success" if args.status == 0 else "error")
        body = "\n\n".join(part for part in (ended(args.status), body) if part)
    server = for_sending(args)
    sent = Client(server.url, server.token, timeout=args.timeout, raise_errors=True).notify(
        headline(text_of(args.title)),
        body or None,
        type=kind,
        progress=args.progress,
        actions=args.action,
        deliver_at=_later(args.deliver_at, args.deliver_in),
        expires_at=_later(args.expires_at, args.expires_in),
        event_id=args.event_id,
        **shared(args),
    )
    if sent is None:
        return FAILED
    if args.json:
        said: dict[str, Any] = {"id": sent.id, "event_id": sent.event_id, "created": sent.created}
        if sent.recipients is not None:
            said["recipients"] = sent.recipients
        Terminal().json(said)
    return OK


def _piped() -> str:
    """What comes from stdin, without colours; of what is too long the end, which says how it went."""
    kept, is_cut = b"", False
    while block := sys.stdin.buffer.read(1 << 16):
        kept += block
        if len(kept) > _MOST_BODY * 8:
            kept, is_cut = kept[-_MOST_BODY * 4 :], True
    text = _COLOURS.sub("", kept.decode("utf-8", "replace")).replace("\r\n", "\n").strip("\n")
    # A line of progress is written over itself; its last state is what one would see.
    text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
    raw = text.encode()
    if is_cut or len(raw) > _MOST_PIPED:
        end = raw[-_MOST_PIPED:].decode("utf-8", "ignore")
        text = f"…\n{end.partition(chr(10))[2] or end}"
    return text


def _later(moment: datetime | None, seconds: float | None) -> datetime | None:
    if seconds is None:
        return moment
    return datetime.now(timezone.utc) + timedelta(seconds=seconds)
