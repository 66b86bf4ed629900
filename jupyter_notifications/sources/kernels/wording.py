"""What is said about runs and kernels: titles, bodies, types and topics."""

from __future__ import annotations

import re
import signal

from ...client.words import MOST_QUOTED, duration, headline, quoted
from ...models import JSON
from .runs import Failure, Run

__all__ = ["TOPICS", "culled", "died", "exit_reason", "restarted", "run_ended", "start_failed", "stopped"]

#: All topics, each of which can be muted.
TOPICS = (
    "run.finished",
    "run.failed",
    "run.interrupted",
    "kernel.restarted",
    "kernel.died",
    "kernel.start_failed",
    "kernel.culled",
)

#: Colours and the like for terminals, of which tracebacks are full.
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")


def run_ended(name: str, run: Run, *, with_traceback: bool) -> JSON:
    """A run that came to its end; ``name`` is what it ran in, mostly a notebook."""
    paragraphs = [_extent(run)]
    if run.outcome != "interrupted" and run.failure is not None:
        paragraphs.insert(0, _error(run.failure, with_traceback=with_traceback))
    if run.passed is not None:
        paragraphs += ["An error on the way did not end it:", _error(run.passed, with_traceback=False)]
    said = {
        "finished": ("finished", "success", "high"),
        "failed": ("failed", "error", None),
        # Who interrupts a run knows of it, unless that was somebody else.
        "interrupted": ("interrupted", "warning", None),
    }
    verb, kind, priority = said[run.outcome]
    return {
        "title": headline(f"{name} {verb}"),
        "body": "\n\n".join(paragraphs),
        "type": kind,
        "priority": priority,
        "topic": f"run.{verb}",
    }


def stopped(name: str, seconds: float) -> JSON:
    """The server stops in the midst of a run."""
    return {
        "title": headline(f"{name} interrupted"),
        "body": f"After {duration(seconds)}: the server was stopped.",
        "type": "warning",
        "topic": "run.interrupted",
    }


def restarted(kernel: str, exit_code: int | None, *, short_of_memory: bool, run: Run | None) -> JSON:
    """A kernel's process died, and the server starts another one; ``kernel`` is what to call it."""
    return {
        "title": headline(f"{kernel} died and was restarted"),
        "body": _sentences(_cause(exit_code, short_of_memory), _lost(run), "What it had in memory is gone."),
        "type": "warning" if run is None else "error",
        "priority": "high",
        "topic": "kernel.restarted",
    }


def died(kernel: str, exit_code: int | None, *, short_of_memory: bool, run: Run | None) -> JSON:
    """A kernel's process died, and the server gives it up."""
    return {
        "title": headline(f"{kernel} died"),
        "body": _sentences(
            _cause(exit_code, short_of_memory), _lost(run), "It was restarted several times, in vain."
        ),
        "type": "error",
        "topic": "kernel.died",
    }


def start_failed(kernel: str, reason: str) -> JSON:
    """A kernel did not start; ``reason`` is what is known of why."""
    return {
        "title": headline(f"{kernel} could not start"),
        "body": quoted(reason) if reason else "The log of the server may say why.",
        "type": "error",
        "topic": "kernel.start_failed",
    }


def culled(kernel: str, idle: float) -> JSON:
    """The server stopped a kernel since nobody used it; ``idle`` in seconds."""
    return {
        "title": headline(f"{kernel} was stopped"),
        "body": f"The server stops kernels that are not used: this one was idle for {duration(idle)}. "
        "What it had in memory is gone.",
        "type": "info",
        "topic": "kernel.culled",
    }


def exit_reason(exit_code: int | None, *, short_of_memory: bool) -> str:
    """How the process ended, as a sentence or two; empty if that is not known."""
    return _sentences(_cause(exit_code, short_of_memory))


def _extent(run: Run) -> str:
    return f"{run.cells} {'cell' if run.cells == 1 else 'cells'} in {duration(run.seconds)}."


def _lost(run: Run | None) -> str:
    return "" if run is None else f"It was running, for {duration(run.seconds)}."


def _cause(exit_code: int | None, short_of_memory: bool) -> str:
    if exit_code is None:
        return ""
    if exit_code >= 0:
        return f"Its process ended with exit code {exit_code}."
    try:
        name = signal.Signals(-exit_code).name
    except ValueError:
        name = f"signal {-exit_code}"
    if short_of_memory:
        return (
            f"Its process was ended by {name}, probably for want of memory: "
            "the system ended a process for that reason just then."
        )
    return f"Its process was ended by {name}."


def _sentences(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _error(failure: Failure, *, with_traceback: bool) -> str:
    if with_traceback and failure.traceback:
        # Its end says most.
        return quoted(_ESCAPES.sub("", "\n".join(failure.traceback)).strip()[-MOST_QUOTED:])
    said = ": ".join(part for part in (failure.name, failure.message.strip()) if part)
    return quoted(_ESCAPES.sub("", said) or "An error without a name")
