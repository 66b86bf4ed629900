"""``@notify_when_done``: a notification when a function ends."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar, overload

from .api import Client, notify
from .task import Task

_Function = TypeVar("_Function", bound=Callable[..., Any])


@overload
def notify_when_done(function: _Function, /) -> _Function: ...
@overload
def notify_when_done(
    title: str | None = None, /, *, after: float = 0.0, client: Client | None = None, **options: Any
) -> Callable[[_Function], _Function]: ...


def notify_when_done(
    title: Any = None, /, *, after: float = 0.0, client: Client | None = None, **options: Any
) -> Any:
    """Notify when a function, or a coroutine function, has returned or raised.

    ``@notify_when_done``, or ``@notify_when_done("Training", after=30)``. What it returns and raises is left
    as it is. Each call has an entry of its own.

    Parameters
    ----------
    title: one line that says what it is; the function's name, if left out.
    after: seconds; of a call that took less nothing is shown. 0 by default.
    client: what sends; by default what ``notify`` uses.
    options: as for ``track``: source, topic, group, priority, link, recipients, data, raise_errors.
    """
    if callable(title):
        return notify_when_done()(title)

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
            msg = "notify_when_done is for functions that return; in a generator, use track()"
            raise TypeError(msg)
        name = title or getattr(function, "__name__", type(function).__name__)

        def begin() -> Task:
            return (client or notify).track(name, after=after, **options)

        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def awaited(*args: Any, **named: Any) -> Any:
                async with begin():
                    return await function(*args, **named)

            return awaited

        @functools.wraps(function)
        def called(*args: Any, **named: Any) -> Any:
            with begin():
                return function(*args, **named)

        return called

    return decorate
