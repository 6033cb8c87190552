"""What of networks stands on a SEIL's desk."""

from __future__ import annotations

from domain.desk import Weight
from domain.policies import Role
from prompts.catalog import say
from prompts.desks.lines import Need
from services.desk import DeskContext, DeskPart
from storage import networks as rows


async def desk(context: DeskContext) -> DeskPart:
    """Networks that nobody chairs."""
    chaired = {held.network_id for held in await rows.memberships_in(context.session, context.ids, {Role.CHAIR})}
    return DeskPart(
        needs=[
            Need(id_, Weight.MISSING, say("networks.desk_no_chair"))
            for id_, network_ctx in context.networks.items()
            if id_ not in chaired and not network_ctx.network.is_group
        ]
    )
