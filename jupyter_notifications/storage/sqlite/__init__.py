"""Notifications in a SQLite file, or in memory."""

from __future__ import annotations

from .faults import CannotOpen, Damaged, NewerSchema
from .store import SqliteStore

__all__ = ["CannotOpen", "Damaged", "NewerSchema", "SqliteStore"]
