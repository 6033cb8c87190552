"""A round becomes real: its visits, and a message to each group."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import UnknownDate, local_day
from domain.peer_reviews import due_date, visits_of
from facts.peer_reviews import ApprovedRound
from services.access import Asker
from services.context import AppContext, network_context
from services.delivery.outbox import post_to_people
from services.peer_reviews.proposals import settle
from services.peer_reviews.schools import review_schools
from storage import peer_reviews as rows
from storage.models import Network
from storage.models.peer_reviews import ReviewRound, ReviewVisit

CARD = "peer_reviews.card"
RESTS = "peer_reviews.rests"
"""Tells a school that rests in a round, and nobody else."""


async def begin(
    app: AppContext, session: AsyncSession, network: Network, found: ReviewRound, asker: Asker, now: datetime
) -> ApprovedRound:
    """Make the round real, its network locked. Of a round with another network, the visits to this one's schools."""
    schools = await review_schools(session, network.id)
    groups = await rows.groups(session, [found.id])
    found.status, found.approved_at = "approved", now
    found.approved_by = found.approved_by or asker.user_id
    await _give_time(app, session, network, found, now)
    for group in groups:
        for host, reviewer in visits_of(tuple(group.school_ids), found.review_visits):
            if host not in schools.guests:
                session.add(
                    ReviewVisit(
                        workspace_id=network.workspace_id,
                        network_id=network.id,
                        group_id=group.id,
                        host_school_id=host,
                        reviewer_school_id=reviewer,
                    )
                )
        people = schools.conversation(group.school_ids)
        if people:
            group.card_delivery_id = post_to_people(session, network, CARD, {"group": group.id}, people, now=now)
    resting = schools.conversation((found.rests_id,)) if found.rests_id is not None else []
    if resting:
        payload = {"round": found.id, "school": found.rests_id}
        post_to_people(session, network, RESTS, payload, resting, now=now)
    await settle(session, network, now)
    told = sum(group.card_delivery_id is not None for group in groups)
    return ApprovedRound(network.name, found.number, len(groups), told)


async def _give_time(
    app: AppContext, session: AsyncSession, network: Network, found: ReviewRound, now: datetime
) -> None:
    """A last day that has passed while the proposal waited gives way to that of a round which begins today."""
    network_ctx = await network_context(app, session, network)
    today = local_day(now, network_ctx.zone)
    if found.due_on is not None and found.due_on <= today:
        try:
            found.due_on = due_date(today, network_ctx.calendar)
        except UnknownDate:
            found.due_on = None
