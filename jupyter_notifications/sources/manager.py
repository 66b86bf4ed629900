"""Finds the sources, starts those that have something to listen to, and stops them in the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

from traitlets import List, Unicode
from traitlets.config import LoggingConfigurable

from .base import Send, Source, SourceUnavailable

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

__all__ = ["GROUP", "Report", "SourceManager"]

#: The group of entry points by which other packages bring sources, a class each.
GROUP = "jupyter_notifications.sources"

#: Those of this package: the name of each, its module in this package and its class there. They are loaded
#: when the server has started, so none imports at its top what it listens to.
BUILT_IN: dict[str, tuple[str, str]] = {
    "kernels": ("kernels.source", "KernelsSource"),
    "files": ("contents", "ContentsSource"),
    "jupyter-collaboration": ("collaboration", "CollaborationSource"),
    "jupyter-resource-usage": ("resources", "ResourcesSource"),
    "jupyter-scheduler": ("scheduler", "SchedulerSource"),
}

#: Seconds that a source may take to start, and to stop.
START_LIMIT, STOP_LIMIT = 10.0, 5.0

State = Literal["starting", "running", "off", "absent", "failed"]


@dataclass(slots=True)
class Report:
    """What became of a source. ``absent``: what it listens to is not here. ``failed``: the log says why."""

    name: str
    state: State
    source: Source | None = None


class SourceManager(LoggingConfigurable):
    """All sources of one server. One that is broken is left out; the server and the others go on."""

    disabled_sources = List(
        Unicode(),
        config=True,
        help="""Names of sources that are not used, nor even loaded.""",
    )

    def __init__(self, serverapp: ServerApp, send: Send, *, several: bool, **kwargs: Any) -> None:
        """``parent`` is also the parent of the sources, so that its configuration reaches them."""
        super().__init__(**kwargs)
        self._serverapp = serverapp
        self._send = send
        self._several = several
        self.reports: list[Report] = []

    def states(self) -> dict[str, State]:
        """How each source is, by its name; empty before they are started."""
        return {report.name: report.state for report in self.reports}

    async def start(self) -> None:
        """Start them all, at once. Takes no longer than the limit, whatever they do."""
        for name, load in _candidates():
            if name in (report.name for report in self.reports):
                self.log.error("The source %r is there twice; the second one is not used", name)
                continue
            self.reports.append(self._made(name, load))
        await asyncio.gather(*(self._start(report) for report in self.reports if report.source is not None))

    async def stop(self) -> None:
        """Stop what runs, the last first, each within the limit."""
        for report in reversed(self.reports):
            if report.source is not None and report.state == "running":
                await self._stop(report.source)
                report.state, report.source = "off", None

    def _made(self, name: str, load: Callable[[], object]) -> Report:
        if name in self.disabled_sources:
            return Report(name, "off")
        try:
            found = load()
            if not (isinstance(found, type) and issubclass(found, Source)):
                msg = f"{found!r} is not a subclass of jupyter_notifications.sources.Source"
                raise TypeError(msg)
            if not all(_is_there(module) for module in found.requires):
                return Report(name, "absent")
            if found.name != name:
                msg = f"its class is named {found.name!r}"
                raise ValueError(msg)
            source = found(self._serverapp, self._send, several=self._several, parent=self.parent)
        except Exception as error:  # noqa: BLE001 - code of others, which may raise anything
            self._refuse(name, "could not be loaded", error)
            return Report(name, "failed")
        return Report(name, "starting", source) if source.enabled else Report(name, "off")

    async def _start(self, report: Report) -> None:
        source = report.source
        if source is None:
            return
        try:
            await _within(START_LIMIT, source.start())
        except SourceUnavailable as reason:
            self.log.debug("The source %r has nothing to listen to: %s", report.name, reason)
            report.state = "absent"
        except Exception as error:  # noqa: BLE001 - as above
            self._refuse(report.name, "did not start", error)
            report.state = "failed"
        else:
            report.state = "running"
            return
        report.source = None
        await self._stop(source)

    async def _stop(self, source: Source) -> None:
        try:
            await _within(STOP_LIMIT, source.stop())
        except Exception as error:  # noqa: BLE001 - as above
            self._refuse(source.name, "did not stop", error)

    def _refuse(self, name: str, what: str, error: Exception) -> None:
        """One line for the log; where it happened only for those who look closely."""
        self.log.error("The source %r %s: %s: %s", name, what, type(error).__name__, error)
        self.log.debug("The source %r %s", name, what, exc_info=error)


def _candidates() -> Iterator[tuple[str, Callable[[], object]]]:
    """The name of each source, and what gives its class."""
    for name, (module, attribute) in BUILT_IN.items():
        yield name, partial(_built_in, module, attribute)
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        yield point.name, point.load


def _built_in(module: str, attribute: str) -> object:
    return getattr(import_module(f"{__package__}.{module}"), attribute)


def _is_there(module: str) -> bool:
    """Whether a module could be imported, without doing so."""
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False


async def _within(seconds: float, doing: Coroutine[Any, Any, None]) -> None:
    """Await for so long, and raise ``TimeoutError`` then; what goes on even when cancelled is left behind."""
    task = asyncio.ensure_future(doing)
    await asyncio.wait([task], timeout=seconds)
    if not task.done():
        task.add_done_callback(_look)
        task.cancel()
        msg = f"took longer than {seconds:g} s"
        raise TimeoutError(msg)
    if task.cancelled():
        msg = "was cancelled"
        raise RuntimeError(msg)
    task.result()


def _look(task: asyncio.Task[None]) -> None:
    """Have seen how a task ended, so that nobody warns that it was not."""
    if not task.cancelled():
        task.exception()
