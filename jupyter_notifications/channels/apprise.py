"""Sends messages by Apprise, an optional package that knows more than a hundred services.

What is here blocks, and is called in a thread. Apprise is loaded by the first call.
"""

from __future__ import annotations

import logging
import threading
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from .address import filled, is_personal, scheme_of, secrets_of
from .message import Message

if TYPE_CHECKING:
    from apprise import Apprise, AppriseAsset, NotifyBase

__all__ = ["Channel", "SendError", "is_available"]

_MOST_ERROR = 200

#: Schemes whose host is a host; with others it is a topic or a token.
_WITH_HOST = frozenset(
    [
        "form",
        "forms",
        "gotify",
        "gotifys",
        "json",
        "jsons",
        "mailto",
        "mailtos",
        "mmost",
        "mmosts",
        "rocket",
        "rockets",
        "xml",
        "xmls",
    ]
)

#: Apprise loads its services when it is first asked, which is not to be done twice at once.
_loading = threading.Lock()


class SendError(Exception):
    """A message could not be sent; says why, without secrets."""


def is_available() -> bool:
    """Whether Apprise is installed. Does not load it."""
    return find_spec("apprise") is not None


@cache
def _asset() -> AppriseAsset:
    """Apprise's settings: nothing is kept on disk, made up or looked for in the environment.

    Nor does it use threads of its own, which could not be left behind when they hang.
    """
    from apprise import AppriseAsset, PersistentStoreMode  # noqa: PLC0415 - optional, and slow

    # What it logs names addresses. What goes wrong is told by `SendError`.
    logging.getLogger("apprise").propagate = False
    logging.getLogger("apprise").addHandler(logging.NullHandler())
    return AppriseAsset(
        app_id="Jupyter",
        app_desc="Jupyter notifications",
        app_url="https://jupyter.org",
        storage_mode=PersistentStoreMode.MEMORY,
        async_mode=False,
        service_timeout=0,
        pgp_autogen=False,
        pem_autogen=False,
        allow_templates=False,
        language="en",
    )


class Channel:
    """A way out by a name. Its methods block."""

    def __init__(self, name: str, address: str, *, fixed: bool) -> None:
        """``fixed``: it is the administrator's."""
        self.name = name
        self.kind = scheme_of(address)
        self.fixed = fixed
        self.personal = is_personal(address)
        #: For people, without secrets; ``None`` until ``look``.
        self.where: str | None = None
        #: Why nothing can be sent to it, as far as that can be said without trying.
        self.problem: str | None = None
        self._address = address
        self._service: NotifyBase | None = None

    def __repr__(self) -> str:
        return f"<Channel {self.name} {self.kind}>"

    def is_at(self, address: str) -> bool:
        """Whether this is its address."""
        return address == self._address

    def reaches(self, username: str | None) -> bool:
        """Whether there is an address for this person. Does not block."""
        return filled(self._address, username) is not None

    def look(self) -> None:
        """Find out where it leads, and what is wrong with it, without trying."""
        try:
            service = self._find("somebody" if self.personal else None)
        except SendError as error:
            self.where, self.problem = "", str(error)
            return
        name = str(service.service_name)
        if self.kind in {"mailto", "mailtos"}:
            # Who gets it says more than the server.
            targets = [_masked_mail(target[1]) for target in getattr(service, "targets", [])]
            self.where = ", ".join([name, *targets])
        else:
            self.where = f"{name}, {service.host}" if self._host() else name

    def send(self, message: Message, username: str | None) -> None:
        """Send, to the one person whose username is given if the address has a place for it.

        Raises ``SendError``.
        """
        from apprise import Apprise  # noqa: PLC0415 - optional, and slow

        service = self._find(username)
        apprise = Apprise(asset=_asset())
        apprise.add(service)
        try:
            self._send(apprise, service, message)
        except SendError:
            raise
        except Exception as error:  # noqa: BLE001 - any service's own fault
            # Its words may be those of an address.
            msg = f"The service failed: {type(error).__name__}."
            raise SendError(msg) from None

    def _send(self, apprise: Apprise, service: NotifyBase, message: Message) -> None:
        body_format = "markdown"
        if str(getattr(service.resolve_format(body_format), "value", "")) == "html":
            # Markdown may hold HTML, which nothing would clean.
            body_format = "text"
        result: Any = apprise.notify(
            title=message.title, body=message.body, notify_type=message.kind, body_format=body_format
        )
        if not result:
            said = [entry.message for entry in result.logs()]
            raise SendError(self._safe(said[0] if said else "The message was not taken."))

    def _find(self, username: str | None) -> NotifyBase:
        if self._service is not None:
            return self._service
        if not is_available():
            msg = "Apprise is not installed on the server."
            raise SendError(msg)
        address = filled(self._address, username)
        if address is None:
            msg = "The username cannot stand in an address."
            raise SendError(msg)
        with _loading:
            asset = _asset()
            from apprise import Apprise  # noqa: PLC0415 - optional, and slow

            service = Apprise.instantiate(address, asset=asset)
        if service is None:
            msg = f"This is not a {self.kind} address that Apprise understands."
            raise SendError(msg)
        if not self.personal:
            self._service = service
        return service

    def _host(self) -> str:
        """The server it is sent to, if its address names that and no token in its place."""
        service = self._service
        return str(service.host or "") if service is not None and self.kind in _WITH_HOST else ""

    def _safe(self, text: str) -> str:
        """An error's words without any part of the address."""
        for secret in secrets_of(self._address, shown=self._host()):
            text = text.replace(secret, "…")
        text = " ".join(text.split())
        return text if len(text) <= _MOST_ERROR else text[: _MOST_ERROR - 1] + "…"


def _masked_mail(address: str) -> str:
    name, _, host = address.partition("@")
    return f"{name[:1]}…@{host}"
