"""What turns things that the server sees into notifications: the seam, and the built-in ones."""

from .base import Source, SourceUnavailable, asking, file_link

__all__ = ["Source", "SourceUnavailable", "asking", "file_link"]
