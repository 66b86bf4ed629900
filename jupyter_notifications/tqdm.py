"""tqdm's bars with one entry in the inbox each: ``from jupyter_notifications.tqdm import tqdm, trange``.

Needs the package ``tqdm``.
"""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

from tqdm.auto import tqdm as _tqdm

from .client.api import Client, notify
from .client.task import Task

__all__ = ["tqdm", "trange"]


class tqdm(_tqdm):  # noqa: N801 - the name of what it stands for
    """A bar of ``tqdm.auto`` that also shows in the inbox how far it is, and there says how it ended.

    Takes all that ``tqdm.auto.tqdm`` takes. The entry is updated a few times a second at most, from another
    thread. It ends in success when the bar is full, or what is iterated over has ended; in an error when an
    exception leaves the ``with`` block of the bar; and as a warning where it stopped before its time. A bar
    within another and a disabled one have no entry.

    Parameters
    ----------
    notify_title: what the entry is called; ``desc``, or "Progress", if left out.
    notify_after: seconds before which nothing is shown; 0 by default.
    notify_options: a dictionary with more arguments of ``track``, such as ``{"link": "a.ipynb"}``.
    notify_client: what sends; by default what ``notify`` uses.
    """

    def __init__(
        self,
        *args: Any,
        notify_title: str | None = None,
        notify_after: float = 0.0,
        notify_options: dict[str, Any] | None = None,
        notify_client: Client | None = None,
        **options: Any,
    ) -> None:
        # Drawn while it is made, and closed even if that fails.
        self._task: Task | None = None
        self._error: BaseException | None = None
        # A bar may be made while another error is being handled.
        self._handled = sys.exc_info()[1]
        super().__init__(*args, **options)
        if not self.disable and self.pos == 0:
            title = notify_title or (self.desc or "").rstrip().removesuffix(":") or "Progress"
            self._task = (notify_client or notify).track(
                title, after=notify_after, **{"topic": "progress", **(notify_options or {})}
            )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._error = error
        super().__exit__(kind, error, traceback)

    def display(self, *args: Any, **options: Any) -> Any:
        """Draw the bar, and have its entry updated."""
        shown = super().display(*args, **options)
        if self._task is not None:
            self._task.update(self._fraction(), self._how_far())
        return shown

    def close(self) -> None:
        """Close the bar, and end its entry."""
        super().close()
        task, self._task = self._task, None
        if task is None:
            return
        error = self._error or sys.exc_info()[1]
        if error is self._handled:
            error = None
        how_far = self._how_far()
        # GeneratorExit: the loop over the bar was left, by `break` or by an error; which, a bar cannot tell.
        if isinstance(error, (KeyboardInterrupt, GeneratorExit)):
            task.stop(how_far, title=f"{task.title} stopped")
        elif error is not None:
            task.fail(error)
        elif self.total is None or self.n >= self.total:
            task.done(how_far)
        else:
            task.stop(how_far, title=f"{task.title} stopped")

    def _fraction(self) -> float | None:
        return self.n / self.total if self.total else None

    def _how_far(self) -> str:
        """Such as ``40 of 100``, and what the program adds to its bar."""
        counted = self._number(self.n)
        if self.total is not None:
            counted += f" of {self._number(self.total)}"
        unit = self.unit.strip()
        named = counted if unit in {"", "it"} else f"{counted} {unit}"
        return f"{named}: {self.postfix}" if self.postfix else named

    def _number(self, value: float) -> str:
        return self.format_sizeof(value, divisor=self.unit_divisor) if self.unit_scale else f"{value:,}"


def trange(*args: Any, **options: Any) -> tqdm:
    """Short for ``tqdm(range(*args), **options)``."""
    return tqdm(range(*args), **options)
