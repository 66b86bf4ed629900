"""Turns what a kernel says it is doing into runs: what was queued together, and how that ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Failure", "Outcome", "Run", "Runs"]

#: ``lost``: the kernel was gone before the end.
Outcome = Literal["finished", "failed", "interrupted", "lost"]

#: What languages call the error of a cell that was interrupted: Python, and Julia.
_INTERRUPTS = frozenset({"KeyboardInterrupt", "InterruptException"})


@dataclass(frozen=True, slots=True)
class Failure:
    """An error that left a cell, as the kernel tells it."""

    name: str
    message: str
    traceback: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """What was queued together and has been done. Times are seconds of whatever clock was used."""

    started: float
    ended: float
    cells: int
    """How many requests were executed; those that an error kept from being executed are not among them."""
    last: str
    """The message id of the last of these requests."""
    outcome: Outcome
    failure: Failure | None = None
    """The error of the last cell."""
    passed: Failure | None = None
    """The first error of an earlier cell, which did not keep the rest from being executed."""

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.ended - self.started


@dataclass(slots=True)
class _Open:
    """The run of now."""

    started: float
    ended: float
    idle_since: float
    cells: int = 0
    last: str = ""
    failure: Failure | None = None
    passed: Failure | None = None
    interrupted: bool = False

    def outcome(self) -> Outcome:
        """How it ends, if this is the end."""
        if self.interrupted or (self.failure is not None and self.failure.name in _INTERRUPTS):
            return "interrupted"
        return "finished" if self.failure is None else "failed"


class Runs:
    """The runs of one kernel, by its ``status``, ``execute_input`` and ``error`` messages.

    Only those belong here whose parent is an ``execute_request``, known by its message id. Requests of one
    queue follow each other within ``pause`` seconds, whoever sends them, all at once or each after the answer
    to the one before; so a run is over when the kernel has been idle for that long. What is executed
    silently has no ``execute_input``: it keeps the kernel busy, and is no cell.

    A kernel does one thing at a time in each of its shells, so that a message which was lost does no harm:
    what is begun in a shell ends what was under way there.
    """

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._busy: dict[str, tuple[str, float]] = {}  # shell: the request under way there, and since when
        self._open: _Open | None = None

    @property
    def since(self) -> float | None:
        """When the run of now began, or ``None`` if there is none."""
        return None if self._open is None else self._open.started

    @property
    def due(self) -> float | None:
        """When the run of now is over, unless something is begun before; ``None`` while that is open."""
        return None if self._open is None or self._busy else self._open.idle_since + self._pause

    def busy(self, request: str, now: float, shell: str = "") -> None:
        """A request is taken up. ``shell`` tells apart those that work side by side."""
        self._busy[shell] = (request, now)

    def cell(self, request: str, now: float, shell: str = "") -> None:
        """It is a cell: its code is executed, and not silently."""
        under_way, since = self._busy.get(shell, ("", now))
        if under_way != request:
            # That it was taken up was not heard.
            since = now
            self._busy[shell] = (request, now)
        if self._open is None:
            self._open = _Open(started=since, ended=now, idle_since=now)
        run = self._open
        run.passed = run.passed or run.failure
        run.failure, run.interrupted = None, False
        run.cells += 1
        run.last, run.ended = request, now

    def failed(self, request: str, failure: Failure) -> None:
        """A cell ended in an error."""
        run = self._open
        if run is None:
            return
        if request == run.last:
            run.failure = failure
        elif any(request == under_way for under_way, _ in self._busy.values()):
            run.passed = run.passed or failure

    def idle(self, request: str, now: float) -> None:
        """A request is done with."""
        for shell, (under_way, _) in list(self._busy.items()):
            if under_way == request:
                del self._busy[shell]
        if self._open is not None:
            self._open.idle_since = now
            if request == self._open.last:
                self._open.ended = now

    def interrupted(self) -> None:
        """Somebody asked for the kernel to be interrupted."""
        # In what it is doing, or has just been made to end: the two may be told in either order.
        if self._open is not None:
            self._open.interrupted = True

    def take(self, now: float) -> Run | None:
        """The run, if it is over; the next one begins."""
        due = self.due
        return self._take() if due is not None and now >= due else None

    def lose(self, now: float) -> Run | None:
        """The run of now, over or not, since the kernel is gone and will say nothing more of it."""
        was_busy = bool(self._busy)
        self._busy.clear()
        if self._open is None or not was_busy:
            return self._take()
        self._open.ended = now
        return self._take("lost")

    def _take(self, outcome: Outcome | None = None) -> Run | None:
        run, self._open = self._open, None
        if run is None:
            return None
        return Run(
            started=run.started,
            ended=run.ended,
            cells=run.cells,
            last=run.last,
            outcome=outcome or run.outcome(),
            failure=run.failure,
            passed=run.passed,
        )
