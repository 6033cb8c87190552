"""A question for a link that has stood its time without an answer loses its buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.network_links import WAITS
from services.context import AppContext, NetworkContext
from services.delivery.outbox import settle_posts
from services.schedule import Due, Fire, OccasionContext, Planner, Where
from services.showcases.posts import ASKED
from storage import network_links as rows
from storage import networks as network_rows

LAPSED = "showcases.link_lapsed"


async def plan_lapses(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """Found in the network whose chair was asked."""
    asked = await rows.lapsing(session, network_ctx.network.id, since - WAITS, until - WAITS)
    return [
        Due(LAPSED, str(one.id), at, at + WAITS, _WHAT, {"link": one.id}, always=True)
        for one in asked
        for at in (one.asked_at + WAITS,)
    ]


_WHAT = "A question for a link with another network lapses"


async def fire_lapsed(occasion: OccasionContext) -> None:
    network = occasion.network_ctx.network
    theirs = await network_rows.lock(occasion.session, network.workspace_id, network.id)
    await settle_posts(occasion.session, theirs, [ASKED], "link", int(occasion.due.data["link"]), now=occasion.now)


PLANNERS: list[Planner] = [Where(rows.ANY_LAPSES, plan_lapses)]
FIRES: dict[str, Fire] = {LAPSED: fire_lapsed}
