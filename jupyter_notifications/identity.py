"""Whose inbox a request is about, and as whom it sends."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from typing import Literal

from jupyter_server.auth.identity import IdentityProvider, PasswordIdentityProvider, User

from .models import OWNER, Recipient, user

__all__ = ["Asker", "Identity", "InboxRule"]

InboxRule = Literal["auto", "owner", "user"]

#: Providers whose usernames are random per browser and per token request, so that they name nobody. A
#: subclass may know people by name, so only these very types count.
_STOCK = (IdentityProvider, PasswordIdentityProvider)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who is behind a request: their inbox, and the name under which they send."""

    inbox: Recipient
    sender: str | None
    """The username, or ``None`` on a server of one person, where there is nobody else to tell apart."""
    post_only: bool = False
    """Whether this is a kernel with the post-only token, which may send and nothing else."""


class Identity:
    """The identity rule of one server, decided once when it starts."""

    several: bool
    """Whether the server tells several people apart."""

    post_only_token: str | None
    """What kernels post with; ``None`` on a server of several people, where it would name nobody."""

    def __init__(self, provider: IdentityProvider, inbox: InboxRule = "auto") -> None:
        """``inbox``: ``auto`` looks at the provider's type, ``owner`` and ``user`` decide without looking."""
        self.several = inbox == "user" or (inbox == "auto" and type(provider) not in _STOCK)
        self.post_only_token = None if self.several else secrets.token_urlsafe(32)

    def asker(self, user_: User) -> Asker:
        """The inbox and the sender's name of an authenticated user."""
        if self.several:
            return Asker(user(user_.username), user_.username)
        return Asker(OWNER, None)

    def kernel(self) -> Asker:
        """Who is behind a request with the post-only token."""
        return Asker(OWNER, None, post_only=True)

    def is_post_only(self, token: str) -> bool:
        """Whether this is the kernels' token. Takes the same time wherever the two differ."""
        if self.post_only_token is None:
            return False
        return hmac.compare_digest(
            token.encode("utf-8", "surrogatepass"), self.post_only_token.encode("ascii")
        )
