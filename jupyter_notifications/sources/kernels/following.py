"""Follows every kernel of the server: those that are there, those to come, until they are gone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from ...models import JSON
from .lifecycle import Lifecycle
from .runs import Run
from .watch import KernelWatch, OutOfReach

__all__ = ["Followed", "Following", "Listener"]


class Listener:
    """What is told of what kernels do; a base to override."""

    def on_run(self, kernel_id: str, run: Run) -> None:
        """A run is over."""

    def on_life(self, kernel_id: str, say: Callable[[str], JSON]) -> None:
        """A kernel's process ended by itself; ``say`` gives the notification for the kernel's name."""

    def on_gone(self, kernel_id: str) -> None:
        """A kernel is gone for good."""


@dataclass(slots=True)
class Followed:
    """One kernel of the server."""

    kernel: Any
    watch: KernelWatch
    life: Lifecycle

    def idle_too_long(self, otherwise: float) -> float | None:
        """Seconds that it has been idle, if that is longer than the server lets kernels be idle.

        ``otherwise`` is the server's own limit, which a kernel's specification may replace; 0: no limit.
        """
        try:
            limit = float(self.kernel.kernel_spec.metadata.get("cull_idle_timeout", otherwise))
            idle = (datetime.now(timezone.utc) - self.kernel.last_activity).total_seconds()
        except Exception:  # noqa: BLE001 - its files may be gone, and managers may be of any kind
            return None
        return idle if 0 < limit < idle else None


class Following:
    """The kernels of one kernel manager."""

    def __init__(self, manager: Any, listener: Listener, *, pause: float, log: logging.Logger) -> None:
        self._manager = manager
        self._listener = listener
        self._pause = pause
        self._log = log
        self._followed: dict[str, Followed] = {}
        self._out_of_reach: set[str] = set()

    def __iter__(self) -> Iterator[tuple[str, Followed]]:
        return iter(list(self._followed.items()))

    def get(self, kernel_id: str) -> Followed | None:
        """A kernel that is followed."""
        return self._followed.get(kernel_id)

    def look(self) -> bool:
        """See which kernels there are, and where they are now; gives whether there are any."""
        there = set(self._manager.list_kernel_ids())
        for kernel_id in self._followed.keys() | self._out_of_reach:
            if kernel_id not in there:
                self.forget(kernel_id)
        for kernel_id in there:
            self.follow(kernel_id)
        for _, followed in self:
            followed.life.look()
        return bool(there)

    def follow(self, kernel_id: str) -> None:
        """Follow a kernel from now on, or on to where it is now."""
        if kernel_id in self._out_of_reach:
            return
        try:
            followed = self._followed.get(kernel_id)
            if followed is not None:
                followed.watch.follow()
                return
            self._followed[kernel_id] = self._begin(kernel_id)
        except OutOfReach as reason:
            self._out_of_reach.add(kernel_id)
            self._log.info("The runs of kernel %s are not followed: %s", kernel_id, reason)
        except Exception as error:  # noqa: BLE001 - managers may be of any kind
            self._out_of_reach.add(kernel_id)
            self._log.warning("The runs of kernel %s cannot be followed: %s", kernel_id, error)

    def interrupted(self, kernel_id: str) -> None:
        """Somebody had a kernel interrupted."""
        followed = self._followed.get(kernel_id)
        if followed is not None:
            followed.watch.interrupted()

    def restarted(self, kernel_id: str) -> None:
        """A kernel was restarted, by somebody or since it had died."""
        followed = self._followed.get(kernel_id)
        if followed is not None:
            if not followed.life.restarting:
                self._lose(kernel_id, followed)
            followed.life.restarting = False
        self.follow(kernel_id)

    def _lose(self, kernel_id: str, followed: Followed) -> None:
        """Somebody ended a kernel's process, on purpose: of a run that was cut off they know."""
        run = followed.watch.lose()
        if run is not None and run.outcome != "lost":
            self._listener.on_run(kernel_id, run)

    def forget(self, kernel_id: str) -> None:
        """It is gone for good."""
        followed = self._followed.pop(kernel_id, None)
        if followed is not None:
            self._lose(kernel_id, followed)
            followed.life.close()
            followed.watch.close()
        self._out_of_reach.discard(kernel_id)
        self._listener.on_gone(kernel_id)

    def close(self) -> None:
        """Follow nothing more."""
        for _, followed in self:
            followed.life.close()
            followed.watch.close()
        self._followed.clear()

    def _begin(self, kernel_id: str) -> Followed:
        kernel = self._manager.get_kernel(kernel_id)
        watch = KernelWatch(
            kernel,
            pause=self._pause,
            on_run=lambda run: self._listener.on_run(kernel_id, run),
            log=self._log,
        )
        life = Lifecycle(
            kernel,
            watch,
            lambda say: self._listener.on_life(kernel_id, say),
            lambda run: self._listener.on_run(kernel_id, run),
        )
        return Followed(kernel, watch, life)
