"""IPython's magics: ``%load_ext jupyter_notifications``, then ``%%notify``, ``%notify`` and ``%autonotify``.

Needs IPython, which is there wherever they can be used.
"""

from __future__ import annotations

import shlex
import time
from dataclasses import dataclass
from typing import Any

from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, line_magic, magics_class
from IPython.core.magic_arguments import argument, argument_group, magic_arguments, parse_argstring

from .client.api import notify
from .client.words import duration, error_line, headline, quoted

__all__ = ["NotificationMagics", "load_ipython_extension", "unload_ipython_extension"]

#: What a cell magic becomes, so that the rest of the cell runs as if it stood alone.
_HERE = "_notify_cell"

#: Seconds after which ``%autonotify`` tells, if nothing is said.
_AFTER = 30.0

_TYPES = ["default", "info", "success", "warning", "error"]


@dataclass(frozen=True)
class _Wish:
    """What to say of cells."""

    success: str
    failure: str
    after: float
    with_output: bool
    topic: str


@magics_class
class NotificationMagics(Magics):
    """Notifications about cells, and from them."""

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self._cell: _Wish | None = None
        self._all: _Wish | None = None
        self._started: float | None = None

    @magic_arguments()
    @argument("title", nargs="*", help="what to say; of a cell, what it is called")
    @argument(
        "-m", "--message", "-s", "--success", dest="message", help="of a cell: the title if it succeeds"
    )
    @argument("-f", "--failure", help="of a cell: the title if it fails")
    @argument("-o", "--output", action="store_true", help="of a cell: show what it results in")
    @argument("-a", "--after", type=float, default=0.0, help="of a cell: only if it takes so many seconds")
    @argument_group("without a cell")
    @argument("-b", "--body", help="more to say, in Markdown")
    @argument("-t", "--type", choices=_TYPES, help="how it looks")
    @argument("--priority", choices=["low", "normal", "high", "urgent"], help="how loud it is")
    @argument("--link", help="where a click leads")
    @argument("--key", help="the same key updates one entry")
    @argument_group("always")
    @argument("--topic", help="what people can mute it by")
    @line_cell_magic
    def notify(self, line: str, cell: str | None = None) -> None:
        """Send a notification: at once, or with two percent signs when this cell has ended."""
        args = _parse(self.notify, line)
        title = " ".join(_unquoted(word) for word in args.title)
        if cell is not None:
            self._begin(args, title)
            first, _, rest = cell.lstrip().partition("\n")
            if first.startswith("%%"):
                # Another cell magic. This cell has ended when that has, with what that raises.
                name, _, more = first[2:].partition(" ")
                self.shell.run_cell_magic(name, more, rest)
            else:
                self.shell.run_cell(cell).raise_error()
            return
        message = _unquoted(args.message)
        if not (title or message):
            msg = "Say something: %notify Training finished. Or, to hear when a cell has ended: %%notify"
            raise UsageError(msg)
        if args.failure or args.output or args.after:
            msg = "--failure, --output and --after are about a cell: %%notify"
            raise UsageError(msg)
        notify(
            headline(title or message),
            _unquoted(args.body) or None,
            type=args.type,
            priority=args.priority,
            link=_unquoted(args.link) or None,
            key=_unquoted(args.key) or None,
            topic=_unquoted(args.topic) or None,
        )

    @line_magic(_HERE)
    def notify_cell(self, line: str) -> None:
        """What the first line of a cell under ``%%notify`` becomes."""
        args = _parse(self.notify, line)
        self._begin(args, " ".join(_unquoted(word) for word in args.title))

    @magic_arguments()
    @argument(
        "-a", "--after", "-t", "--threshold", dest="after", type=float, default=_AFTER,
        help="only of cells that take so many seconds; 30 if left out",
    )  # fmt: skip
    @argument("-m", "--message", "-s", "--success", dest="message", help="the title of cells that succeed")
    @argument("-f", "--failure", help="the title of cells that fail")
    @argument("-o", "--output", action="store_true", help="show what a cell results in")
    @argument("-d", "--disable", "--off", dest="off", action="store_true", help="no more of it")
    @argument("--topic", help="what people can mute it by")
    @line_magic
    def autonotify(self, line: str) -> None:
        """Send a notification for every cell that takes long, from the next one on."""
        args = _parse(self.autonotify, line)
        self._all = None if args.off else _wish(args, "")
        # Not of this cell.
        self._started = None

    def on_start(self, _info: Any) -> None:
        """A cell begins: IPython's ``pre_run_cell``."""
        if self._cell is None:
            self._started = time.monotonic()

    def on_end(self, result: Any) -> None:
        """A cell has ended: IPython's ``post_run_cell``."""
        wish, self._cell = self._cell or self._all, None
        started, self._started = self._started, None
        if wish is None or started is None:
            return
        took = time.monotonic() - started
        if took < wish.after:
            return
        error = result.error_before_exec or result.error_in_exec
        body = [f"After {duration(took)}."]
        if error is not None:
            body.insert(0, quoted(error_line(error)))
        elif wish.with_output and result.result is not None:
            body.insert(0, quoted(_shown(result.result)))
        interrupted = isinstance(error, KeyboardInterrupt)
        notify(
            headline("Cell interrupted" if interrupted else wish.success if error is None else wish.failure),
            "\n\n".join(body),
            type="warning" if interrupted else "success" if error is None else "error",
            topic=wish.topic,
        )

    def _begin(self, args: Any, title: str) -> None:
        self._cell = _wish(args, title)
        self._started = time.monotonic()


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Register the magics: ``%load_ext jupyter_notifications``."""
    magics = NotificationMagics(shell)
    shell.register_magics(magics)
    shell.events.register("pre_run_cell", magics.on_start)
    shell.events.register("post_run_cell", magics.on_end)
    shell.input_transformers_cleanup.append(_in_place)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Take the magics away: ``%unload_ext jupyter_notifications``."""
    magics = shell.magics_manager.registry.pop(NotificationMagics.__name__, None)
    if not isinstance(magics, NotificationMagics):
        return
    shell.events.unregister("pre_run_cell", magics.on_start)
    shell.events.unregister("post_run_cell", magics.on_end)
    if _in_place in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.remove(_in_place)
    for kind, name in (("line", "notify"), ("cell", "notify"), ("line", "autonotify"), ("line", _HERE)):
        shell.magics_manager.magics[kind].pop(name, None)


def _in_place(lines: list[str]) -> list[str]:
    """Make a line of ``%%notify``, so that the cell is compiled as a whole.

    So it may await, ends in its value, and its tracebacks have the right lines. Where another cell magic
    follows, it has to be run by ours.
    """
    if not lines or lines[0].split(maxsplit=1)[:1] != ["%%notify"]:
        return lines
    following = next((line for line in lines[1:] if line.strip()), "")
    if following.startswith("%%"):
        return lines
    return [lines[0].replace("%%notify", f"%{_HERE}", 1), *lines[1:]]


def _parse(magic: Any, line: str) -> Any:
    try:
        return parse_argstring(magic, line)
    except ValueError as error:
        # Wrong options raise their own.
        msg = f"{error}: what opens a quote has to close it"
        raise UsageError(msg) from None


def _wish(args: Any, title: str) -> _Wish:
    message = _unquoted(args.message)
    return _Wish(
        success=message or (f"{title} finished" if title else "Cell finished"),
        failure=_unquoted(args.failure) or (f"{title} failed" if title else "Cell failed"),
        after=args.after,
        with_output=args.output,
        topic=_unquoted(args.topic) or "cell.finished",
    )


def _unquoted(text: str | None) -> str:
    """What stands between quotes: the parser of magics leaves them in."""
    if not text:
        return ""
    try:
        return " ".join(shlex.split(text))
    except ValueError:
        return text


def _shown(value: object) -> str:
    try:
        return repr(value)
    except Exception:  # noqa: BLE001 - what cannot be shown has ended all the same
        return f"<{type(value).__name__}>"
