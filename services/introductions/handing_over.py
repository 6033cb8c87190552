"""Introductions that go over to a network's new SEIL."""

from __future__ import annotations

from domain.policies import Role
from services.introductions.occasions import FOLLOWED_FOR
from services.schedule import OccasionContext
from storage import introductions as rows
from storage import networks as network_rows


async def hand_over(occasion: OccasionContext, successor: str) -> int:
    """Those under way whose SEIL is none of the network's any more are the successor's from now on."""
    network = occasion.network_ctx.network
    seils = await network_rows.people_with_role(occasion.session, network.id, Role.SEIL)
    found = [
        each
        for each in await rows.under_way_in(occasion.session, network.id, occasion.now - FOLLOWED_FOR)
        if each.seil_id not in seils and not each.outcome and successor not in (each.first_id, each.second_id)
    ]
    for each in found:
        each.seil_id = successor
    return len(found)
