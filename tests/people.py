"""An identity provider that knows two people by their tokens, as a server of a small team has it."""

from __future__ import annotations

from jupyter_server.auth.authorizer import AllowAllAuthorizer
from jupyter_server.auth.identity import IdentityProvider, User
from jupyter_server.base.handlers import JupyterHandler

__all__ = ["ALICE", "BOB", "People", "RecordingAuthorizer"]

#: Their tokens.
ALICE = "token-of-alice"
BOB = "token-of-bob"

_PEOPLE = {
    # The same display name on purpose: it may never decide anything.
    ALICE: User(username="alice", display_name="A. Person"),
    BOB: User(username="bob", display_name="A. Person"),
}


class People(IdentityProvider):
    """Alice and Bob."""

    async def get_user_token(self, handler: JupyterHandler) -> User | None:  # type: ignore[override]
        """Whose token it is."""
        return _PEOPLE.get(self.get_token(handler) or "")


class RecordingAuthorizer(AllowAllAuthorizer):
    """Refuses what it is told to, and notes what it was asked."""

    refused: set[tuple[str, str]] = set()
    asked: list[tuple[str, str, str]] = []

    def is_authorized(self, handler: JupyterHandler, user: User, action: str, resource: str) -> bool:
        """Note (username, action, resource), and answer."""
        self.asked.append((user.username, action, resource))
        return (action, resource) not in self.refused
