"""Requests that a network's new SEIL finds there."""

from __future__ import annotations

from services.delivery.outbox import settle_posts
from services.help_requests.posts import TO_SEIL
from services.schedule import OccasionContext
from storage import help_requests as rows


async def hand_over(occasion: OccasionContext, successor: str) -> int:
    """They are the network's, so none has to move; with whoever was SEIL before they say that they have gone on."""
    network = occasion.network_ctx.network
    found = await rows.open_in(occasion.session, [network.id])
    for request in found:
        await settle_posts(occasion.session, network, TO_SEIL, "request", request.id, now=occasion.now)
    return len(found)
