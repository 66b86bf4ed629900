"""Knows in what a kernel works: the notebook, by the server's sessions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from jupyter_core.utils import ensure_async

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

__all__ = ["Document", "Documents"]

#: Whose path is that of a file. The path of a console is none.
_WITH_FILE = frozenset({"notebook", "file"})

#: Before the path of a document that is edited together.
_SHARED_DRIVE = "RTC:"


@dataclass(frozen=True, slots=True)
class Document:
    """What a kernel works in."""

    name: str
    """What to call it."""
    kernel: str
    """What to call its kernel, at the beginning of a sentence."""
    path: str | None = None
    """Its path in the contents API, if it is a file."""

    @classmethod
    def of_session(cls, type: object, path: object, name: object) -> Document:
        """What a session, or a request for one, is about."""
        title = name if isinstance(name, str) else ""
        if type in _WITH_FILE and isinstance(path, str) and path:
            path = path.removeprefix(_SHARED_DRIVE)
            file = PurePosixPath(path).name or path
            return cls(file, f"The kernel of {file}", path)
        title = title or "a console"
        return cls(title, f"The kernel of {title}")

    @classmethod
    def of_kernel(cls, kernel: str) -> Document:
        """A kernel without a session goes by its own name."""
        return cls(kernel or "A kernel", f"The kernel {kernel}" if kernel else "A kernel")


class Documents:
    """The documents of the server's kernels; those of kernels that are gone are known until ``forget``."""

    def __init__(self, serverapp: ServerApp) -> None:
        self._serverapp = serverapp
        self._known: dict[str, Document] = {}

    async def refresh(self) -> None:
        """Look at the sessions: a file may have been renamed, and a session comes after its kernel."""
        sessions = await ensure_async(self._serverapp.session_manager.list_sessions())
        found: dict[str, Document] = {}
        for session in sessions:
            kernel_id = session["kernel"]["id"]
            document = Document.of_session(session.get("type"), session.get("path"), session.get("name"))
            if kernel_id not in found or (document.path and not found[kernel_id].path):
                found[kernel_id] = document
        self._known.update(found)

    def asked_for(self, kernel_id: str, document: Document | None) -> None:
        """A kernel was started for a document, whose session follows."""
        if document is not None:
            self._known.setdefault(kernel_id, document)

    def of(self, kernel_id: str) -> Document | None:
        """The document of a kernel, as of the last refresh."""
        return self._known.get(kernel_id)

    def forget(self, kernel_id: str) -> None:
        """The kernel is gone, and nothing more will be said of it."""
        self._known.pop(kernel_id, None)
