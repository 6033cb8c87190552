"""What is known of what leaders and schools say, for one reader."""

from __future__ import annotations

from msgspec import Struct

from domain.gaps import Gap


class GapTold(Struct, frozen=True):
    """found: None where no self-assessment has results yet. whole: whether the reader sees the items."""

    network_id: int
    network: str
    whole: bool
    found: Gap | None
