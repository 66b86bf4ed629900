"""Recognises a script's request with the server's token, which needs neither a login cookie nor XSRF."""

from __future__ import annotations

import hmac
import logging
from uuid import uuid4

from jupyter_server.auth.identity import IdentityProvider, PasswordIdentityProvider, User
from jupyter_server.auth.utils import get_anonymous_username
from jupyter_server.base.handlers import AuthenticatedHandler, JupyterHandler

from .request_log import is_shown

__all__ = ["is_script_with_token", "new_user", "same_token"]

#: Providers whose whole way from a token to a person is known here. Subclasses may have another.
_WAYS = frozenset({"get_user", "_get_user", "get_user_token", "get_token", "generate_anonymous_user"})
_KNOWN = {
    provider: {name: getattr(provider, name) for name in _WAYS}
    for provider in (IdentityProvider, PasswordIdentityProvider)
}
_GET_CURRENT_USER = AuthenticatedHandler.get_current_user

#: A browser sends at least one of these with every request that changes something, and with every one to
#: a page's own server; what it is given as a cookie it may need again.
_OF_BROWSERS = ("Cookie", "Origin", "Referer", "Sec-Fetch-Site", "Sec-Fetch-Mode")


def is_script_with_token(handler: JupyterHandler) -> bool:
    """Whether the server would let this request in for the token in its header, and no browser sent it.

    The server makes a new random user for such a request each time, signs a cookie that says so, and sends
    it to a client that keeps none. That is an eighth of the whole request, and the name in it means nothing:
    see docs/developers/decisions/0007-requests-by-token.md.
    """
    if handler.settings["jupyter_notifications_identity"].several:
        return False  # Each name has an inbox of its own, and the cookie is how a client keeps its name.
    headers = handler.request.headers
    given = headers.get("Authorization")
    if not given or any(name in headers for name in _OF_BROWSERS) or "token" in handler.request.arguments:
        return False
    provider = handler.identity_provider
    if type(provider) not in _KNOWN or not _WAYS.isdisjoint(vars(provider)):
        return False
    if type(handler).get_current_user is not _GET_CURRENT_USER or any(
        getattr(type(provider), name) is not way for name, way in _KNOWN[type(provider)].items()
    ):
        return False  # Overridden, or replaced: another way to log in, which the server heeds.
    match = provider.auth_header_pat.match(given)
    token = provider.token
    return bool(token) and match is not None and same_token(match[2], token)


def new_user(handler: JupyterHandler) -> User:
    """A user with a random name, as the known providers make one, without a debug line that nobody sees."""
    if is_shown(handler.log, logging.DEBUG):
        return handler.identity_provider.generate_anonymous_user(handler)
    moon = get_anonymous_username()
    name = f"Anonymous {moon}"
    return User(uuid4().hex, name, name, f"A{moon[0]}")


def same_token(one: str, other: str) -> bool:
    """Whether two are equal. Takes the same time wherever they differ."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
