"""The command line: ``jupyter notifications send``, ``list``, ``watch`` and the others."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, ``sys.argv`` if none is given, and return the exit status of the process."""
    from .program import run  # noqa: PLC0415 - whoever only imports the package pays nothing

    return run(arguments)
