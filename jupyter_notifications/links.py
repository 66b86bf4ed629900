"""Says whether a link may be shown: http, https, or a relative path of this server."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

__all__ = ["link_error"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
#: Links whose every character means itself, so that there is nothing to read twice. No part of a path begins
#: with a dot, and there is no port.
_PLAIN = re.compile(
    r"(?:https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*/)?(?:[a-z0-9_~-][a-z0-9_.~-]*/)*(?:[a-z0-9_~-][a-z0-9_.~-]*)"
    r"(?:[#?][a-z0-9_.~=&-]*)?",
    re.IGNORECASE | re.ASCII,
)
_HTTP = re.compile(r"https?:", re.IGNORECASE)


def link_error(link: str) -> str | None:
    """What is wrong with a link, or ``None``.

    Browsers drop control characters, read ``\\`` as ``/`` and ``%2e`` as ``.`` (WHATWG URL); so those are
    refused, or read as they would be, before anything is concluded from the text.
    """
    if _PLAIN.fullmatch(link):
        return None
    if _CONTROL.search(link) or link != link.strip():
        return "must not hold control characters, or spaces at its ends"
    if "\\" in link:
        return "must not hold a backslash"
    return _absolute_error(link) if _HTTP.match(link) else _relative_error(link)


def _absolute_error(link: str) -> str | None:
    try:
        parts = urlsplit(link)
        _ = parts.port  # Raises for what is not a port.
    except ValueError:
        return "is not a valid address"
    if not link[len(parts.scheme) :].startswith("://") or not parts.hostname:
        return "must name a host after http:// or https://"
    if "@" in parts.netloc:
        return "must not hold a user name or password"
    return None


def _relative_error(link: str) -> str | None:
    # As often as a proxy or a handler on the way could decode it.
    decoded = link
    for _ in range(3):
        decoded = unquote(decoded)
    path = re.split(r"[?#]", decoded, maxsplit=1)[0]
    if link.startswith("/") or path.startswith("/") or "//" in link or "//" in path:
        return "must be http, https or a relative path: no / at the start and no // inside"
    if ":" in re.split(r"[/?#]", link, maxsplit=1)[0] or ":" in path.split("/", 1)[0]:
        return "must be http, https or a relative path: no other scheme"
    if "\\" in path or _CONTROL.search(path):
        return "must not hold a backslash or control characters, encoded or not"
    if ".." in path.split("/"):
        return 'must not leave its folder by ".."'
    return None
