"""Notices how the processes of one kernel end: restarted by the server, given up, or never quite started."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...models import JSON
from . import memory, wording
from .runs import Run
from .watch import KernelWatch

if TYPE_CHECKING:
    from jupyter_client.manager import KernelManager

__all__ = ["Lifecycle"]


class Lifecycle:
    """What the server's restarter says of one kernel.

    A kernel that has not said anything yet, and whose process ends, is one that could not start. That is told
    once the server gives up; before, the next try may succeed.
    """

    def __init__(
        self,
        kernel: KernelManager,
        watch: KernelWatch,
        tell: Callable[[Callable[[str], JSON]], None],
        on_run: Callable[[Run], None],
        *,
        kills: Callable[[], int | None] = memory.kills,
    ) -> None:
        """``tell`` is called with what gives the notification for the name of the kernel's document.

        ``on_run`` is called with a run that was over when its kernel died.
        """
        self._kernel = kernel
        self._watch = watch
        self._tell = tell
        self._on_run = on_run
        self._kills = kills
        self._kills_before = kills()
        self._ever_heard = False
        self.restarting = False
        """Whether the server is about to put another process in the place of one that died."""
        for callback, event in self._callbacks():
            kernel.add_restart_callback(callback, event)

    def look(self) -> None:
        """Take note of what happened so far, a few times a minute, to know what is new later."""
        self._ever_heard = self._ever_heard or self._watch.heard
        self._kills_before = self._kills()

    def close(self) -> None:
        """Notice nothing more."""
        for callback, event in self._callbacks():
            # One that was never started has nothing to remove them from.
            with contextlib.suppress(Exception):
                self._kernel.remove_restart_callback(callback, event)

    def _callbacks(self) -> tuple[tuple[Callable[[], None], str], ...]:
        return (self._on_restart, "restart"), (self._on_dead, "dead")

    def _on_restart(self) -> None:
        """The process is dead, and another one is about to be started."""
        self.restarting = True
        exit_code, short = self._exit()
        was_heard = self._watch.heard
        run = self._lost_run()
        if was_heard:
            self._tell(lambda name: wording.restarted(name, exit_code, short_of_memory=short, run=run))

    def _on_dead(self) -> None:
        """The process is dead, and so were those that the server put in its place."""
        self.restarting = False
        exit_code, short = self._exit()
        run = self._lost_run()
        if self._ever_heard:
            self._tell(lambda name: wording.died(name, exit_code, short_of_memory=short, run=run))
        else:
            reason = wording.exit_reason(exit_code, short_of_memory=short)
            self._tell(lambda name: wording.start_failed(name, reason))

    def _lost_run(self) -> Run | None:
        self._ever_heard = self._ever_heard or self._watch.heard
        run = self._watch.lose()
        if run is not None and run.outcome != "lost":
            self._on_run(run)
            return None
        return run

    def _exit(self) -> tuple[int | None, bool]:
        """How the process ended, and whether the system ended one for want of memory since the last look."""
        process: Any = getattr(getattr(self._kernel, "provisioner", None), "process", None)
        code = getattr(process, "returncode", None)
        kills, before = self._kills(), self._kills_before
        self._kills_before = kills
        short = code == -9 and kills is not None and before is not None and kills > before
        return code if isinstance(code, int) else None, short
