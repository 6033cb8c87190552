"""What a new SEIL is told."""

from __future__ import annotations

from domain.policies import Role
from prompts.desks.cards import handed_over_message
from prompts.message import Message
from services.delivery.engine import Announcement, RenderContext, Skip
from services.delivery.offices import holds, while_theirs
from storage import networks as network_rows

HANDED_OVER = "desks.handed_over"


async def announce_handed_over(context: RenderContext) -> Message | Skip:
    """What is open in the network, by feature, in numbers."""
    network = await network_rows.network(context.session, context.delivery.workspace_id, context.id("network"))
    [person] = context.delivery.people
    if person not in await network_rows.people_with_role(context.session, network.id, Role.SEIL):
        return Skip("no longer the SEIL of this network")
    counts = {name: int(count) for name, count in context.delivery.payload.items() if name != "network"}
    return handed_over_message(network.name, counts)


ANNOUNCEMENTS: dict[str, Announcement] = {
    HANDED_OVER: while_theirs(announce_handed_over, holds([Role.SEIL]), settles=False)
}
