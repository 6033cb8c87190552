"""What is known of a network's trend, for one reader."""

from __future__ import annotations

from msgspec import Struct

from domain.trends import Trend


class TrendTold(Struct, frozen=True):
    """found: None where no self-assessment has results yet. whole: whether the reader sees the items."""

    network_id: int
    network: str
    whole: bool
    found: Trend | None
