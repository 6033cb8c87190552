"""How a joint group ends: nothing falls due in it any more, what was open is taken back, and its records stay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.groups import WAITS
from services.context import NetworkContext
from services.delivery.outbox import post_in_channel, post_to_people, settle_posts
from services.groups.posts import ASKED, ENDED, ENDING, OFFERED
from storage import groups as rows
from storage import networks as network_rows
from storage.models.groups import JointGroup
from storage.questions import every_open


async def end(
    session: AsyncSession, network_ctx: NetworkContext, found: JointGroup, outcome: str, now: datetime
) -> None:
    """End it, with the group locked. Open questions are taken back unread, coming meetings are cancelled, and
    everybody in it hears what came of it: in its channel, or alone where it has none.
    """
    # Read when it is first needed: a start has no use for them.
    from services import assessments, meetings, pulses

    network = network_ctx.network
    network.status, network.status_reason = "closed", ""
    found.ended_at, found.outcome = now, outcome
    await session.flush()
    kept = {**pulses.FEATURE.kept, **assessments.FEATURE.kept}
    for question in await every_open(session):
        if question.network_id == network.id:
            await kept[question.kind].take_back(session, network_ctx, question.id, now)
    await meetings.cancel_coming(session, network, now)
    for asked, _ in await rows.asked_into(session, [network.id], now - WAITS):
        if not asked.answer:
            asked.ended_at = now
            await settle_posts(session, network, [ASKED], "invitation", asked.id, now=now)
    await settle_posts(session, network, [ENDING, OFFERED], "group", network.id, now=now)
    payload, at = {"group": network.id}, network_ctx.next_post(now)
    if network.channel_id is not None:
        post_in_channel(session, network, ENDED, payload, now=now, due_at=at)
        return
    for person in await network_rows.people_with_role(session, network.id, *rows.SCHOOL_ROLES, "seil"):
        post_to_people(session, network, ENDED, payload, [person], now=now, due_at=at)
