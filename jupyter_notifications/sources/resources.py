"""Tells when memory is nearly full, by the limit and the threshold of jupyter-resource-usage."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from typing import Any, ClassVar

from traitlets import Float, List, TraitError, Unicode, default, validate

from ..ending import end
from .base import Source, SourceUnavailable

__all__ = ["Memory", "ResourcesSource"]

#: Of the limit, what must have become free beyond the threshold before the next warning.
_AGAIN = 0.05


@dataclass(frozen=True, slots=True)
class Memory:
    """What is used of what there is, in bytes."""

    used: int
    limit: int
    own: bool
    """Whether it is about this server's own processes and limit, rather than about the whole machine."""

    @property
    def left(self) -> float:
        """Which part of it is free, from 0 to 1; below 0 when more is used than there should be."""
        return (self.limit - self.used) / self.limit


class ResourcesSource(Source):
    """Looks now and then. Warns once, and again only after enough has become free."""

    name = "jupyter-resource-usage"
    requires: ClassVar[tuple[str, ...]] = ("jupyter_resource_usage", "psutil")

    interval = Float(30.0, config=True, help="""Seconds between two looks at the memory.""")
    recipients = List(
        Unicode(),
        config=True,
        help="""Usernames of those who are told on a server of several people, or `*` for everyone. Default:
        nobody; on a JupyterHub the person whose server it is.""",
    )

    _task: asyncio.Task[None] | None = None

    @default("recipients")
    def _default_recipients(self) -> list[str]:
        name = os.environ.get("JUPYTERHUB_USER")
        return [name] if name else []

    @validate("interval")
    def _positive(self, proposal: dict[str, Any]) -> float:
        value = float(proposal["value"])
        if not 0 < value < 1e6:
            msg = f"interval must be a number of seconds above 0, not {value}"
            raise TraitError(msg)
        return value

    async def start(self) -> None:
        """Begin to look, if that extension is on and warns at all."""
        settings = self.serverapp.web_app.settings.get("jupyter_resource_usage_display_config")
        if settings is None:
            reason = "the extension jupyter_resource_usage is not on"
            raise SourceUnavailable(reason)
        if not settings.mem_warning_threshold:
            reason = "its mem_warning_threshold is 0"
            raise SourceUnavailable(reason)
        if self.several and not self.recipients:
            reason = "there is nobody to tell"
            raise SourceUnavailable(reason)
        self._settings = settings
        self._task = asyncio.get_running_loop().create_task(self._look(), name="notifications: memory")

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            await end(self._task)

    async def _look(self) -> None:
        warned = False
        while True:
            try:
                memory = await asyncio.to_thread(measure, self._settings.mem_limit)
            except Exception as error:  # noqa: BLE001 - a limit may be a function of the administrator's
                self.log.warning("The memory could not be measured: %s: %s", type(error).__name__, error)
            else:
                threshold = self._settings.mem_warning_threshold
                if not warned and memory.left < threshold:
                    warned = await self.notify(
                        "Memory is nearly full",
                        to=self.recipients,
                        type="warning",
                        priority="high",
                        topic="memory",
                        key="memory",
                        body=_words(memory),
                    )
                elif warned and memory.left > threshold + _AGAIN:
                    warned = False
            await asyncio.sleep(self.interval)


def measure(mem_limit: Any) -> Memory:
    """Measure as jupyter-resource-usage does; where it has no limit, take what the machine has."""
    import psutil  # noqa: PLC0415 - there if jupyter-resource-usage is

    server = psutil.Process()
    used = 0
    for process in [server, *server.children(recursive=True)]:
        try:
            used += process.memory_info().rss
        except psutil.Error:
            continue  # It has ended meanwhile.
    limit = mem_limit(rss=used, pss=None) if callable(mem_limit) else mem_limit
    if limit:
        return Memory(used, int(limit), own=True)
    machine = psutil.virtual_memory()
    return Memory(machine.total - machine.available, machine.total, own=False)


def _words(memory: Memory) -> str:
    used, limit = _size(memory.used), _size(memory.limit)
    if memory.own:
        return (
            f"This server and its kernels use {used} of {limit}. "
            "Over the limit, kernels may be ended: shut down those that you do not need."
        )
    return (
        f"{used} of this machine's {limit} are used. "
        "When nothing is left, the system ends programs: shut down kernels that you do not need."
    )


def _size(count: int) -> str:
    return f"{count / 2**30:.1f} GiB" if count >= 2**30 else f"{count / 2**20:.0f} MiB"
