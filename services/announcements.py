"""Every announcement by its kind: what loads and words each outgoing message at the moment it is sent."""

from __future__ import annotations

from services.delivery import Announcement

ANNOUNCEMENTS: dict[str, Announcement] = {}
