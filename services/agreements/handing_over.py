"""A proposed step that a network's new SEIL finds there."""

from __future__ import annotations

from services.agreements.reading import agreeing
from services.schedule import OccasionContext
from storage import agreements as rows


async def hand_over(occasion: OccasionContext, successor: str) -> int:
    """It is the network's, so none has to move; the steps that wait for the new SEIL's yes."""
    session, network_id = occasion.session, occasion.network_ctx.network.id
    waiting = await rows.waiting(session, [network_id])
    return sum([successor in await agreeing(session, network_id, row.proposed_by) for row in waiting])
