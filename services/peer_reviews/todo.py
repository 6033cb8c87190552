"""What of peer reviews waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.peer_reviews import VisitStatus
from domain.policies import Actor, Allowed, can_approve_review_round
from prompts.catalog import say
from prompts.todo import Todo
from services.context import AppContext, NetworkContext
from services.peer_reviews.reading import brought_along, line_of
from services.peer_reviews.schools import review_schools
from storage import peer_reviews as rows

COMMAND = "/cop-review"


async def waiting_reviews(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, actor: Actor, now: datetime
) -> Sequence[Todo]:
    """A proposal to approve; own visits without a date; findings to write."""
    network_id = network_ctx.network.id
    found: list[Todo] = []
    if isinstance(can_approve_review_round(actor, network_id), Allowed):
        proposed = await rows.proposed(session, network_id)
        if proposed is not None:
            sentence = say("peer_reviews.waiting_proposal", number=proposed.number)
            found.append(Todo(sentence, str(say("peer_reviews.waiting_look")), COMMAND))
        if await rows.invitations(session, [network_id]):
            found.append(Todo(say("peer_reviews.waiting_invitation"), str(say("peer_reviews.waiting_look")), COMMAND))
    own = await brought_along(session, actor, network_id)
    latest = await rows.latest_approved(session, network_id)
    leads = isinstance(can_approve_review_round(actor, network_id), Allowed)
    if leads and latest is not None and latest.closed_at is None and await rows.drop_outs(session, latest.id):
        sentence = say("peer_reviews.waiting_replacement")
        found.append(Todo(sentence, str(say("peer_reviews.waiting_look")), COMMAND))
    if latest is not None:
        schools = await review_schools(session, network_id)
        groups = await rows.groups(session, [latest.id])
        visits = await rows.visits(session, [group.id for group in groups])
        own += [(visit, line_of(visit, schools, actor, network_id)) for visit in visits]
    for visit, line in own:
        if line.mine and visit.status == VisitStatus.PLANNED:
            sentence = say("peer_reviews.waiting_undated", host=line.host, reviewer=line.reviewer)
            found.append(Todo(sentence, str(say("peer_reviews.waiting_set")), COMMAND))
        if line.mine and line.checked_back and not line.closed_by[0 if line.is_host else 1]:
            other = line.reviewer if line.is_host else line.host
            sentence = say("peer_reviews.waiting_close", school=other)
            found.append(Todo(sentence, str(say("peer_reviews.close")), COMMAND))
        if line.is_host and visit.evidence and not visit.findings_agreed:
            sentence = say("peer_reviews.waiting_findings", reviewer=line.reviewer)
            found.append(Todo(sentence, str(say("peer_reviews.waiting_write")), COMMAND))
    return found
