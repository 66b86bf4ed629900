"""What pages say about runs: which document a person has in front, and which cell a request came from.

Nothing of it is stored. It decides whether a run is told of and where its link leads, never what anybody
may see.
"""

from __future__ import annotations

from collections.abc import Hashable

from ...models import Recipient

__all__ = ["MAX_CELLS", "MAX_KERNELS", "MAX_KERNELS_EACH", "Presence"]

MAX_CELLS = 256
"""Requests of one kernel whose cells are kept for one person; a newer one takes the place of the oldest."""
MAX_KERNELS_EACH = 32
"""Kernels of which cells are kept for one person; the one that was heard of last takes the oldest's place."""
MAX_KERNELS = 128
"""The same for all people together."""

_Cells = dict[str, str]


class Presence:
    """What the pages of all people have said and not taken back."""

    def __init__(self) -> None:
        self._paths: dict[Recipient, dict[Hashable, str]] = {}
        #: By person and kernel, the one that was heard of last at the end.
        self._cells: dict[tuple[Recipient, str], _Cells] = {}

    def looking(self, inbox: Recipient, path: str) -> bool:
        """Whether a page of this person has the document in front now.

        ``path`` is one of Jupyter's API, with its drive; slashes at its ends do not count.
        """
        return path.strip("/") in self._paths.get(inbox, {}).values()

    def cell(self, kernel_id: str, msg_id: str) -> str | None:
        """The id, as nbformat has it, of the cell that an ``execute_request`` ran, if a page has said so.

        Anybody who is let in may say so of any message: it is good for a link, and for nothing else.
        """
        for (_, kernel), cells in self._cells.items():
            if kernel == kernel_id and msg_id in cells:
                return cells[msg_id]
        return None

    def forget_kernel(self, kernel_id: str) -> None:
        """Forget the cells of a kernel, which is gone."""
        for key in [key for key in self._cells if key[1] == kernel_id]:
            del self._cells[key]

    def forget(self, inbox: Recipient) -> None:
        """Forget the cells of a person. What they look at ends with their pages."""
        for key in [key for key in self._cells if key[0] == inbox]:
            del self._cells[key]

    # -- what pages say --------------------------------------------------------------------------------------

    def look(self, page: Hashable, inbox: Recipient, path: str | None) -> None:
        """A page of this person has a document in front; with ``None``, has none, or is gone."""
        pages = self._paths.setdefault(inbox, {})
        if path is not None:
            pages[page] = path.strip("/")
        else:
            pages.pop(page, None)
        if not pages:
            del self._paths[inbox]

    def ran(self, inbox: Recipient, kernel_id: str, msg_id: str, cell: str) -> None:
        """A page of this person ran a cell. What was said first of a message stays."""
        key = inbox, kernel_id
        cells = self._cells.pop(key, {})
        self._cells[key] = cells
        cells.setdefault(msg_id, cell)
        if len(cells) > MAX_CELLS:
            del cells[next(iter(cells))]
        theirs = [key for key in self._cells if key[0] == inbox]
        if len(theirs) > MAX_KERNELS_EACH:
            del self._cells[theirs[0]]
        if len(self._cells) > MAX_KERNELS:
            del self._cells[next(iter(self._cells))]
