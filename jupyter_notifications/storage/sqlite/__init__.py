"""Notifications in a SQLite file, or in memory."""

from __future__ import annotations

from .faults import CannotOpen, Damaged, Gone, Lost, NewerSchema, NoRoom
from .store import SqliteStore

__all__ = ["CannotOpen", "Damaged", "Gone", "Lost", "NewerSchema", "NoRoom", "SqliteStore"]
