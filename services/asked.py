"""What several features send to whoever asked for it: about which network, and how much of it that person sees."""

from __future__ import annotations

from dataclasses import dataclass

from domain.agreements import Kind
from domain.calendar import HalfYear
from domain.policies import can_see_summary
from services.access import Asker, actor_of
from services.context import network_context
from services.delivery.engine import RenderContext, Skip
from services.sections import SectionContext
from services.sharing import may_see
from storage import networks as network_rows
from storage.models import Network


@dataclass(frozen=True)
class Asked:
    """network: the one that was asked about, up to the half-year in `about`. whole: whether they see its items."""

    network: Network
    about: SectionContext
    whole: bool


async def asked_about(context: RenderContext, items: Kind) -> Asked | Skip:
    """Who asked stands in the delivery, and what they may see is asked again as it is sent. items: what an item is."""
    delivery = context.delivery
    network = await network_rows.network(context.session, delivery.workspace_id, delivery.network_id or 0)
    actor = await actor_of(context.app, context.session, Asker(delivery.workspace_id, delivery.people[0]))
    if not can_see_summary(actor, network.id, network.seen_from):
        return Skip("the person may not see this any more")
    half_year = HalfYear.parse(str(delivery.payload["half_year"]))
    network_ctx = await network_context(context.app, context.session, network)
    about = SectionContext(context.app, context.session, network_ctx, actor, half_year, context.now)
    return Asked(network, about, await may_see(context.session, actor, network, items, context.now))
