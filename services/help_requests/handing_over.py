"""Requests that a network's new SEIL finds there."""

from __future__ import annotations

from domain.calendar import local_day
from domain.help_requests import Status
from domain.policies import Role
from services.delivery.outbox import settle_posts
from services.help_requests.posts import TO_SEIL
from services.schedule import OccasionContext
from storage import help_requests as rows
from storage import networks as network_rows


async def hand_over(occasion: OccasionContext, successor: str) -> int:
    """They are the network's, so none has to move; with whoever was SEIL before they say that they have gone on.

    What an earlier SEIL had in hand nobody is on any more: it waits again.
    """
    network = occasion.network_ctx.network
    found = await rows.open_in(occasion.session, [network.id])
    seils = await network_rows.people_with_role(occasion.session, network.id, Role.SEIL)
    for request in found:
        if request.status == Status.IN_HAND and request.taken_by_id not in seils:
            request.status, request.taken_by_id, request.taken_at = Status.WAITING, None, None
            request.reminded_on = local_day(occasion.now, occasion.network_ctx.zone)
        await settle_posts(occasion.session, network, TO_SEIL, "request", request.id, now=occasion.now)
    return len(found)
