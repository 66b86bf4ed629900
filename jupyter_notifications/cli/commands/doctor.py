"""``doctor``: looks at each part of the installation, and says what to do about what is wrong."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

from ..checks.finding import Finding, fail
from ..program import FAILED, OK
from ..terminal import Terminal, harmless

#: Columns of the levels, which stand before each line.
_INDENT = 6


def run(args: Namespace) -> int:
    """Print what was found; fails if something does not work."""
    terminal = Terminal()
    found: list[Finding] = []
    for finding in _findings(args):
        found.append(finding)
        if not args.json:
            level = terminal.styled(f"{finding.level:<{_INDENT}}", finding.level)
            terminal.line(f"{level}{harmless(finding.check)}: {harmless(finding.message)}")
            if finding.advice:
                terminal.line(f"{' ' * _INDENT}→ {harmless(finding.advice)}")
    failed = any(finding.level == "fail" for finding in found)
    if args.json:
        terminal.json({"ok": not failed, "findings": [finding._asdict() for finding in found]})
    return FAILED if failed else OK


def _findings(args: Namespace) -> Iterator[Finding]:
    # They need what other commands do not load, and what a broken installation may lack.
    try:
        from ..checks import extensions, kernels, packages, running, storage  # noqa: PLC0415
    except ImportError as error:
        yield fail("package", str(error), "install what is missing: pip install jupyter-notifications")
        return

    yield from packages.check()
    yield from extensions.server()
    yield from extensions.applications()
    yield from kernels.check()
    yield from storage.check()
    yield from running.check(args)
