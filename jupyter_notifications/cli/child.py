"""Runs one command as if it had been started directly: its files, its signals, its exit status."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence

#: What a shell gives for a command that is not there, or is not one.
NOT_FOUND = 127
NOT_EXECUTABLE = 126

#: Signals that are for the command, when they reach this process.
_PASSED_ON = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGWINCH")

#: Those that a terminal sends to its whole foreground, where the system does not say who sent one.
_BY_TERMINALS = {getattr(signal, name, 0) for name in ("SIGINT", "SIGQUIT", "SIGHUP", "SIGWINCH")}

#: ``si_code`` of signals that the kernel itself sends, as for Ctrl-C; the whole foreground gets those.
_FROM_KERNEL = 0x80


def run(command: Sequence[str]) -> int:
    """Run it to its end; gives its exit status, 128 and the signal's number if one ended it.

    Raises ``OSError`` if it cannot be started.
    """
    if sys.platform == "win32":
        return _run_on_windows(command)
    wanted = {getattr(signal, name) for name in _PASSED_ON}
    # A parent may have switched it off, and then nobody could wait for a child.
    signal.signal(signal.SIGCHLD, lambda *_: None)
    # Signals wait until they are asked for below; the command itself starts with them as they were.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {*wanted, signal.SIGCHLD})
    try:
        pid = os.posix_spawnp(
            command[0],
            list(command),
            os.environ,
            setsigmask=before,
            # Python ignores these for itself.
            setsigdef=[signal.SIGPIPE, signal.SIGXFSZ],
        )
        status = _wait(pid, wanted)
        _forget(wanted)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    code = os.waitstatus_to_exitcode(status)
    return 128 - code if code < 0 else code


def _wait(pid: int, wanted: set[signal.Signals]) -> int:
    """Wait for the command, and pass on what it has not got itself."""
    while True:
        number, is_known_to_it = _next_signal({*wanted, signal.SIGCHLD})
        if number == signal.SIGCHLD:
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                return status
        elif not is_known_to_it:
            os.kill(pid, number)


def _next_signal(wanted: set[signal.Signals]) -> tuple[int, bool]:
    """Wait for one; also, whether the command has got the same, as one of those in the foreground."""
    if sys.platform == "linux":
        info = signal.sigwaitinfo(wanted)
        number, from_terminal = info.si_signo, info.si_code == _FROM_KERNEL
    else:
        number = int(signal.sigwait(wanted))
        from_terminal = number in _BY_TERMINALS and _is_in_foreground()
    return number, from_terminal


def _is_in_foreground() -> bool:
    """Whether a terminal has this process in its foreground; systems that do not say who sent a signal."""
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)


def _forget(wanted: set[signal.Signals]) -> None:
    """Drop what came too late for the command: it is not for what is done after it."""
    while pending := signal.sigpending() & wanted:
        signal.sigwait(pending)


def _run_on_windows(command: Sequence[str]) -> int:
    with subprocess.Popen(command) as process:  # noqa: S603 - what the person asked for
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                # The command got it as well; it decides.
                continue
