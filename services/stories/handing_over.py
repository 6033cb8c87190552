"""Successes and feedback that a network's new SEIL finds there."""

from __future__ import annotations

from services.schedule import OccasionContext
from storage import stories as rows


async def hand_over(occasion: OccasionContext, successor: str) -> int:
    """They are the network's, so none has to move."""
    return len(await rows.with_seils(occasion.session, [occasion.network_ctx.network.id]))
