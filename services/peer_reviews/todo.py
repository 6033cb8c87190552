"""What of peer reviews waits for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day
from domain.peer_reviews import VisitStatus
from domain.policies import Actor, Allowed, can_approve_review_round
from facts.peer_reviews import VisitLine
from prompts.catalog import say
from prompts.todo import Todo
from services.context import AppContext, NetworkContext
from services.peer_reviews.reading import brought_along, line_of
from services.peer_reviews.schools import review_schools
from storage import peer_reviews as rows
from storage.models.peer_reviews import ReviewVisit

COMMAND = "/cop-review"


async def waiting_reviews(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, actor: Actor, now: datetime
) -> Sequence[Todo]:
    """A proposal to approve, or a round whose last day has passed; own visits without a date, and what comes after."""
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
    today = local_day(now, network_ctx.zone)
    if leads and latest is not None and latest.closed_at is None and latest.due_on and latest.due_on < today:
        still_open = (await rows.counts(session, latest.id, today)).still_open
        if still_open:
            sentence = say("peer_reviews.waiting_over", number=latest.number, open=still_open)
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
        found += _after_its_day(visit, line, today)
        if line.mine and line.checked_back and not line.closed_by[0 if line.is_host else 1]:
            other = line.reviewer if line.is_host else line.host
            sentence = say("peer_reviews.waiting_close", school=other)
            found.append(Todo(sentence, str(say("peer_reviews.close")), COMMAND))
        if line.is_host and visit.evidence and not visit.findings_agreed:
            sentence = say("peer_reviews.waiting_findings", reviewer=line.reviewer)
            found.append(Todo(sentence, str(say("peer_reviews.waiting_write")), COMMAND))
    return found


def _after_its_day(visit: ReviewVisit, line: VisitLine, today: date) -> Iterator[Todo]:
    """What of an own visit is due since a day has come: its record, its follow-up, what came of it."""
    names = {"host": line.host, "reviewer": line.reviewer}
    if line.mine and visit.status == VisitStatus.DATED and visit.visit_on is not None and visit.visit_on < today:
        yield Todo(say("peer_reviews.waiting_record", **names), str(say("peer_reviews.waiting_look")), COMMAND)
    if visit.status != VisitStatus.DONE or not visit.findings_agreed:
        return
    follows_up = line.mine and not line.is_host and visit.followed_up_at is None
    if follows_up and visit.follow_up_on is not None and visit.follow_up_on <= today:
        yield Todo(say("peer_reviews.waiting_follow_up", **names), str(say("peer_reviews.waiting_look")), COMMAND)
    checks_back = line.is_host and visit.came_of_it_at is None
    if checks_back and visit.check_back_on is not None and visit.check_back_on <= today:
        yield Todo(say("peer_reviews.waiting_came", **names), str(say("peer_reviews.waiting_look")), COMMAND)
