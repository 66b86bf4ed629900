"""An identity provider that believes whatever name it is told, for tests of people with odd names."""

from __future__ import annotations

from urllib.parse import quote, unquote

from jupyter_server.auth.identity import IdentityProvider, User
from jupyter_server.base.handlers import JupyterHandler

__all__ = ["Anyone", "token_of"]


def token_of(name: str) -> str:
    """The token of somebody of this name."""
    return "name." + quote(name.encode("utf-8", "surrogatepass"), safe="")


class Anyone(IdentityProvider):
    """Everybody is who they say they are."""

    async def get_user_token(self, handler: JupyterHandler) -> User | None:  # type: ignore[override]
        """Who says so."""
        token = self.get_token(handler) or ""
        if not token.startswith("name."):
            return None
        name = unquote(token.removeprefix("name."), errors="surrogatepass")
        user = User(username="x", display_name="The same for all")
        # An empty name cannot be given to User, but some providers' objects have one.
        user.username = name
        return user
