"""Logs an answered request as the server does, without wording a line that nobody would see."""

from __future__ import annotations

import logging
from functools import partial

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.log import log_request
from jupyter_server.prometheus.log_functions import prometheus_log_method

__all__ = ["is_shown", "log_quietly"]


def log_quietly(handler: JupyterHandler) -> bool:
    """Count the request and be done, if the server's own logging would do no more than that."""
    if handler.get_status() >= 300:
        return False
    function = handler.settings.get("log_function")
    if not isinstance(function, partial) or function.func is not log_request or function.args:
        return False
    # The server words a line for each request, and its handlers then drop it: a twentieth of the request.
    if is_shown(handler.log, logging.DEBUG):
        return False
    if function.keywords.get("record_prometheus_metrics", True):
        prometheus_log_method(handler)  # type: ignore[no-untyped-call]
    return True


def is_shown(logger: logging.Logger, level: int) -> bool:
    """Whether a line of this level would get past a logger's own level, and reach a handler that takes it."""
    if not logger.isEnabledFor(level):
        return False
    at: logging.Logger | None = logger
    while at is not None:
        if any(handler.level <= level for handler in at.handlers):
            return True
        at = at.parent if at.propagate else None
    return False
