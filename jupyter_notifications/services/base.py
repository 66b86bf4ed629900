"""The base of our handlers: who asks, strict bodies, and one shape for every error."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from contextlib import suppress
from http.client import responses
from typing import Any, ClassVar, cast

from jupyter_server.auth import User
from jupyter_server.base.call_context import CallContext
from jupyter_server.base.handlers import APIHandler as JupyterAPIHandler
from jupyter_server.base.handlers import JupyterHandler
from tornado import web

from ..errors import NotificationsError
from ..identity import Asker, Identity
from ..models import JSON
from . import strict_json
from .request_log import log_quietly
from .token_requests import is_script_with_token, new_user

__all__ = ["APIHandler", "Answers", "error_body"]

_AUTHORIZATION = re.compile(r"(?:token|bearer)\s+(\S+)", re.IGNORECASE)

#: Who the post-only token stands for in logs and before the authorizer. Never an inbox: that is the owner's.
_KERNEL = User(username="kernel", name="A kernel of this server", display_name="A kernel of this server")


#: What an answer names of all that is wrong, and the characters of each: a refusal is not to be larger than
#: what it refuses.
MOST_ERRORS = 20
_MOST_TEXT = 512


def error_body(error: NotificationsError) -> JSON:
    """The one shape of errors, for answers and for frames."""
    return {
        "message": _cut(error.message),
        "reason": error.reason,
        "errors": [{"path": _cut(e.path), "message": _cut(e.message)} for e in error.errors[:MOST_ERRORS]],
    }


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_TEXT else text[: _MOST_TEXT - 1] + "…"


class Answers(JupyterHandler):
    """For handlers whose failures are all ``{message, reason, errors}``, sockets not yet upgraded included.

    Methods raise the errors of :mod:`jupyter_notifications.errors`; here, and only here, they become answers.
    """

    _post_only = False

    @property
    def identity(self) -> Identity:
        """Whose inbox is whose on this server."""
        return cast("Identity", self.settings["jupyter_notifications_identity"])

    @property
    def asker(self) -> Asker:
        """Who asks. Only behind ``@web.authenticated``."""
        if self._post_only:
            return self.identity.kernel()
        return self.identity.asker(self.current_user)

    def check_origin(self, origin_to_satisfy_tornado: str = "") -> bool:
        """Take an ``Origin`` that is no address for a foreign one; the server itself would fail at it."""
        try:
            return bool(super().check_origin(origin_to_satisfy_tornado))
        except ValueError:
            return False

    def send_error(self, status_code: int = 500, **kwargs: Any) -> None:
        """Give our own errors their status."""
        error = _raised(kwargs)
        super().send_error(error.status if isinstance(error, NotificationsError) else status_code, **kwargs)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Write any failure as JSON. What was not foreseen says nothing about the inside."""
        error = _raised(kwargs)
        standard = responses.get(status_code, "Unknown HTTP error")
        body: JSON = {"message": standard, "reason": None, "errors": []}
        if isinstance(error, NotificationsError):
            body = error_body(error)
            if error.retry_after is not None:
                self.set_header("Retry-After", str(max(1, math.ceil(error.retry_after))))
        elif isinstance(error, web.HTTPError):
            message = error.log_message % error.args if error.log_message else standard
            body.update(message=message, reason=error.reason)
        if status_code == 405:
            self.set_header("Allow", self._allowed_methods())  # RFC 9110, section 15.5.6
        self.set_header("Content-Type", "application/json")
        self.finish(strict_json.encode(body))

    def _log(self) -> None:
        """Called by tornado when the answer is written."""
        if not log_quietly(self):
            with suppress(ValueError):  # The server's own words fail at a Referer that is no address.
                super()._log()

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Log what is wrong with the server, not what is wrong with a request."""
        if isinstance(value, NotificationsError):
            self.log.debug("%s %s: %s", self.request.method, self.request.path, value.reason)
        elif isinstance(value, web.HTTPError):
            super().log_exception(typ, value, tb)
        else:
            # Tornado would add the request as it came, with the token that its address may hold.
            self.log.error("Uncaught exception %s", self._request_summary(), exc_info=(typ, value, tb))

    def _request_summary(self) -> str:
        """For the log, without the query: the line of each request has that, with its tokens struck out."""
        return f"{self.request.method} {self.request.path} ({self.request.remote_ip})"

    def _allowed_methods(self) -> str:
        names = [name for name in self.SUPPORTED_METHODS if hasattr(self, name.lower())]
        absent = JupyterHandler._unimplemented_method
        return ", ".join(name for name in names if getattr(type(self), name.lower()) is not absent)


class APIHandler(Answers, JupyterAPIHandler):
    """A REST handler with strict bodies, which may take the kernels' post-only token."""

    #: The methods, in lower case, that the kernels' post-only token opens. No others, on no other handler.
    accepts_post_only: ClassVar[frozenset[str] | set[str]] = frozenset()

    def set_default_headers(self) -> None:
        """Keep answers out of shared caches, errors as well, unless the operator wants something else."""
        self.set_header("Cache-Control", "private, no-cache")
        super().set_default_headers()

    async def may(self, action: str, resource: str) -> bool:
        """The authorizer's word on something that depends on what was sent."""
        allowed = self.authorizer.is_authorized(self, self.current_user, action, resource)
        return bool(allowed if isinstance(allowed, bool) else await allowed)

    async def prepare(self) -> None:  # type: ignore[override]
        """Find out who asks; the post-only token counts only for a method that takes it."""
        if (self.request.method or "").lower() in self.accepts_post_only and self._has_post_only_token():
            self._let_in(lambda: _KERNEL)
            self._post_only = True
        elif is_script_with_token(self):
            self._let_in(lambda: new_user(self))
        else:
            await super().prepare()

    def _let_in(self, user: Callable[[], User]) -> None:
        """What the server's own prepare does for a token, without a cookie that nobody would keep.

        There is no XSRF with a header that no browser adds by itself.
        """
        CallContext.set(CallContext.JUPYTER_HANDLER, self)
        self.current_user = self._jupyter_current_user = None
        if not self.check_host():
            raise web.HTTPError(403)
        self.current_user = self._jupyter_current_user = user()
        self._token_authenticated = True
        self.set_cors_headers()

    def _has_post_only_token(self) -> bool:
        match = _AUTHORIZATION.fullmatch(self.request.headers.get("Authorization", ""))
        return match is not None and match[1].isascii() and self.identity.is_post_only(match[1])

    def read_json(self, limit: int, *, depth: int = strict_json.MAX_DEPTH) -> Any:
        """The body as JSON, at most ``limit`` bytes. Raises ``InvalidInput`` or ``TooLarge``."""
        return strict_json.decode(self.request.body, limit=limit, depth=depth)

    def write_json(self, value: object, status: int = 200) -> None:
        """Answer with JSON. Tornado adds an ``ETag`` to what a GET answers, and makes it 304 where it can."""
        self.set_status(status)
        self.finish(strict_json.encode(value))

    def update_api_activity(self) -> None:
        """Note the activity, and do not let a query that is not UTF-8 break the answer that is under way."""
        with suppress(web.HTTPError):
            super().update_api_activity()


def _raised(kwargs: dict[str, Any]) -> BaseException | None:
    exc_info = kwargs.get("exc_info")
    return cast("BaseException | None", exc_info[1]) if exc_info else None
