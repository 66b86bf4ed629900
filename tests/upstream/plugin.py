"""A pytest plugin that puts our extension under jupyter_server's own tests, counting what ours answer.

Given to the inner pytest by ``-p``; the counts go to the file that ``OURS_ANSWERED`` names.
"""

from __future__ import annotations

import functools
import json
import os
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

_answered: Counter[str] = Counter()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: Any) -> Generator[None, Any, Any]:
    """Add our extension to whatever configuration a test asks for."""
    value = yield
    if fixturedef.argname == "jp_server_config":
        extensions = value.setdefault("ServerApp", {}).setdefault("jpserver_extensions", {})
        extensions["jupyter_notifications"] = True
    return value


def pytest_configure() -> None:
    """Count the answers of our handlers, without changing them."""
    from jupyter_notifications.services.events.handlers import EventHandler
    from jupyter_notifications.services.events.subscribe import SubscribeSocket

    _count(EventHandler, "post")
    _count(SubscribeSocket, "open")


def pytest_sessionfinish() -> None:
    """Write what was counted."""
    Path(os.environ["OURS_ANSWERED"]).write_text(json.dumps(_answered), "utf-8")


def _count(handler: type, method: str) -> None:
    original = getattr(handler, method)

    @functools.wraps(original)
    def counted(self: Any, *args: Any, **kwargs: Any) -> Any:
        _answered[f"{handler.__name__}.{method}"] += 1
        return original(self, *args, **kwargs)

    setattr(handler, method, counted)
