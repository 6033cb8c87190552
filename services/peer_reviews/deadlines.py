"""The days of peer reviews that a person has to keep: visits of their school, and when they have to be over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day
from domain.peer_reviews import VisitStatus
from domain.policies import SCHOOL_ROLES, Actor
from prompts.catalog import say
from prompts.todo import Deadline
from services.context import AppContext, NetworkContext
from services.peer_reviews.reading import line_of
from services.peer_reviews.schools import review_schools
from storage import peer_reviews as rows


async def review_deadlines(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, actor: Actor, now: datetime
) -> Sequence[Deadline]:
    """Own visits that have a date, and the round's last day for those that have none."""
    network_id, today = network_ctx.network.id, local_day(now, network_ctx.zone)
    if not actor.has(network_id, SCHOOL_ROLES):
        return []
    latest = await rows.latest_approved(session, network_id)
    if latest is None:
        return []
    schools = await review_schools(session, network_id)
    groups = await rows.groups(session, [latest.id])
    found: list[Deadline] = []
    for visit in await rows.visits(session, [group.id for group in groups]):
        line = line_of(visit, schools, actor, network_id)
        if not line.mine:
            continue
        if visit.status == VisitStatus.DATED and visit.visit_on is not None and visit.visit_on >= today:
            sentence = say("peer_reviews.deadline_visit", host=line.host, reviewer=line.reviewer)
            found.append(Deadline(visit.visit_on, sentence))
        elif visit.status == VisitStatus.PLANNED and latest.due_on is not None:
            sentence = say("peer_reviews.deadline_round", host=line.host, reviewer=line.reviewer)
            found.append(Deadline(latest.due_on, sentence))
    return found
