"""What becomes of a question to a school's principal, where the school gets another one or has none any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.groups import WAITS
from services.context import AppContext, NetworkContext, network_context
from services.delivery.outbox import TO, post_to_people, settle_posts
from services.groups.posts import ASKED
from services.schedule import Due, OccasionContext, roles_lately
from storage import deliveries, rosters
from storage import groups as rows
from storage import networks as network_rows
from storage.models import Network
from storage.models.groups import GroupInvitation

FOLLOWED, LAPSED = "groups.asked_follow", "groups.asked_lapsed"


async def ask_principals(
    app: AppContext,
    session: AsyncSession,
    group: Network,
    asked: GroupInvitation,
    now: datetime,
    *,
    besides: Sequence[str] = (),
) -> None:
    """Put the question to whoever leads the school, each alone. besides: who has it already."""
    network_ctx = await network_context(app, session, group)
    for principal in await rosters.principals(session, asked.school_id):
        if principal not in besides:
            payload, at = {"invitation": asked.id, TO: principal}, network_ctx.next_post(now)
            post_to_people(session, group, ASKED, payload, [principal], now=now, due_at=at)


async def plan_asked(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """Whoever led a school that is asked does so no longer; found where they led it, at the next look."""
    network = network_ctx.network
    if network.is_group:
        return []
    ended = {
        role.school_id: role.until
        for role in await roles_lately(session, network_ctx, since)
        if role.until is not None and role.until > since and role.role in rosters.LEADING_A_SCHOOL and role.school_id
    }
    asked = await rows.waiting_for(session, list(ended), since - WAITS) if ended else []
    return [
        Due(FOLLOWED, f"{one.id}:{at.isoformat()}", at, at + WAITS, _WHAT, {"invitation": one.id}, always=True)
        for one in asked
        if (at := ended[one.school_id]) is not None and at > one.asked_at
    ]


async def plan_lapses(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """A question that has stood its time without an answer can't be answered any more."""
    asked = await rows.lapsing(session, network_ctx.network.id, since - WAITS, until - WAITS)
    return [
        Due(LAPSED, str(one.id), at, at + WAITS, _LAPSES, {"invitation": one.id}, always=True)
        for one in asked
        for at in (one.asked_at + WAITS,)
    ]


_LAPSES = "A question whether a school joins the joint group lapses"
_WHAT = "A school that is asked into a joint group has another principal, or none"


async def fire_asked(occasion: OccasionContext) -> None:
    """Whoever comes after them is asked; where nobody leads the school here any more, the question ends.

    A no stays one, and ends as a question without an answer does, so that it is not told from one.
    """
    session, now = occasion.session, occasion.now
    asked = await session.get_one(GroupInvitation, int(occasion.due.data["invitation"]))
    group = await network_rows.lock(session, asked.workspace_id, asked.network_id, ended=True)
    await session.refresh(asked)
    if asked.ended_at is not None or asked.answer == "yes" or group.has_ended:
        return
    if not await rosters.principals(session, asked.school_id):
        asked.ended_at = now
        await session.flush()
    elif not asked.answer:
        told = await deliveries.about(session, group.id, ASKED, "invitation", asked.id)
        await ask_principals(occasion.app, session, group, asked, now, besides=[str(one.payload[TO]) for one in told])
    await settle_posts(session, group, [ASKED], "invitation", asked.id, now=now)


async def fire_lapsed(occasion: OccasionContext) -> None:
    """Its buttons go."""
    network, invitation = occasion.network_ctx.network, int(occasion.due.data["invitation"])
    group = await network_rows.lock(occasion.session, network.workspace_id, network.id, ended=True)
    await settle_posts(occasion.session, group, [ASKED], "invitation", invitation, now=occasion.now)
