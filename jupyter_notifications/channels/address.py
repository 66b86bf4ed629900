"""The address of a channel: what it may look like, and whose name may stand in it."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

__all__ = ["PERSON", "address_error", "filled", "is_personal", "scheme_of", "secrets_of"]

#: Stands for the person's username.
PERSON = "{username}"

MAX_ADDRESS = 2048

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+-]{0,31})://")
_NETLOC = re.compile(r"[^/?#]*")

#: What a username may be to stand in an address: nothing that separates, so that it is one name, or one mail
#: address, wherever it stands.
_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}(@[A-Za-z0-9][A-Za-z0-9.-]{0,251})?", re.ASCII)

#: Shorter parts of an address are found in any text.
_SHORTEST_SECRET = 4


def scheme_of(address: str) -> str:
    """The scheme in lower case; empty if there is none."""
    match = _SCHEME.match(address)
    return match[1].lower() if match else ""


def is_personal(address: str) -> bool:
    """Whether it is another for each person."""
    return PERSON in address


def address_error(address: object) -> str | None:
    """What is wrong with an address, without saying it; ``None`` if that is not seen yet."""
    if not isinstance(address, str) or not scheme_of(address):
        return "must be an address such as mailto://… or slack://…"
    if len(address) > MAX_ADDRESS or not address.isprintable() or " " in address:
        return f"must be one line of at most {MAX_ADDRESS} characters without spaces"
    rest = address[len(scheme_of(address)) + len("://") :]
    netloc = _NETLOC.match(rest)
    if netloc is not None and PERSON in netloc[0]:
        return f"must not have {PERSON} before the path: nobody chooses the server it is sent to"
    return None


def filled(address: str, username: str | None) -> str | None:
    """The address for a person; ``None`` if their name cannot stand in one."""
    if not is_personal(address):
        return address
    if username is None or _USERNAME.fullmatch(username) is None:
        return None
    return address.replace(PERSON, quote(username, safe=""))


def secrets_of(address: str, *, shown: str = "") -> list[str]:
    """All parts of an address that no error may say, but for the one that is ``shown``; the longest first."""
    where, _, query = address[len(scheme_of(address)) :].partition("?")
    values = [pair.partition("=")[2] for pair in query.split("&")]
    parts = [part for text in (where, *values) for part in re.split(r"[/:@#,;]", text)]
    every = {
        text
        for part in parts
        for text in (part, unquote(part))
        if len(text) >= _SHORTEST_SECRET and text != shown
    }
    return sorted(every, key=len, reverse=True)
