"""What a need, an offer or a contact can be about."""

from __future__ import annotations

from msgspec import Struct


class Topic(Struct, frozen=True):
    """Something to choose. group: what it stands under in a list."""

    key: str
    title: str
    group: str
