"""Reading days and times as people type them: one reader for every command and form."""

from __future__ import annotations

from domain.typed.doubts import Asked, Doubt
from domain.typed.due import DueReading, read_due
from domain.typed.reading import Elsewhere, Reading, read

__all__ = ["Asked", "Doubt", "DueReading", "Elsewhere", "Reading", "read", "read_due"]
