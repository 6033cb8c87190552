"""Introductions as the messages need them."""

from __future__ import annotations

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import UnknownDate, local_day
from domain.errors import Refused
from domain.introductions import SeilAnswer, last_day_to_answer
from facts.introductions import Ask, OwnIntroduction, Pair, Report, SeilQuestion
from services.access import Asker
from services.context import AppContext, NetworkContext, context_of, network_context
from services.introductions.people import somebody
from storage import introductions as rows
from storage import networks as network_rows
from storage.models.introductions import Introduction, IntroductionReport


async def place_of(app: AppContext, session: AsyncSession, found: Introduction) -> NetworkContext:
    """The calendar and zone that an introduction runs by: those of the first person's network."""
    return await context_of(app, session, found.workspace_id, found.network_id)


async def locked(
    app: AppContext, session: AsyncSession, asker: Asker, introduction_id: int
) -> tuple[Introduction, NetworkContext]:
    """The introduction as it stands once its network is locked, so that two answers come one after another."""
    found = await rows.by_id(session, asker.workspace_id, introduction_id)
    network = await network_rows.lock(session, asker.workspace_id, found.network_id)
    found = await rows.by_id(session, asker.workspace_id, introduction_id)
    return found, await network_context(app, session, network)


def answer_by(found: Introduction, network_ctx: NetworkContext) -> date:
    """The last day to answer, the same for both and whatever has been answered."""
    try:
        return last_day_to_answer(local_day(found.asked_at, network_ctx.zone), network_ctx.calendar)
    except UnknownDate:
        return local_day(found.closes_at, network_ctx.zone)


def is_one_of(found: Introduction, user_id: str) -> bool:
    return user_id in (found.first_id, found.second_id)


def is_asked(found: Introduction) -> bool:
    """Whether the two are asked by now: not before the SEIL of the second one's network has said yes."""
    return found.seil_answer in ("", SeilAnswer.YES)


async def seil_question(session: AsyncSession, found: Introduction, network_ctx: NetworkContext) -> SeilQuestion:
    """The question to the SEIL of the second person's network."""
    return SeilQuestion(
        introduction_id=found.id,
        seil_id=found.seil_id,
        first=await somebody(session, found.workspace_id, found.first_id, found.network_id),
        second=await somebody(session, found.workspace_id, found.second_id, found.other_network_id),
        why=found.why,
        answer_by=answer_by(found, network_ctx),
        answer=found.seil_answer,
    )


async def ask_of(session: AsyncSession, found: Introduction, network_ctx: NetworkContext, user_id: str) -> Ask:
    """The question to one of the two. Raises Refused where the person is neither."""
    if not is_one_of(found, user_id):
        raise Refused("introductions.not_asked")
    other_id, network_id = (
        (found.second_id, found.other_network_id) if user_id == found.first_id else (found.first_id, found.network_id)
    )
    return Ask(
        introduction_id=found.id,
        seil_id=found.seil_id,
        other=await somebody(session, found.workspace_id, other_id, network_id),
        why=found.why,
        answer_by=answer_by(found, network_ctx),
    )


async def pair_of(session: AsyncSession, found: Introduction, network_ctx: NetworkContext) -> Pair:
    """The two who were introduced."""
    return Pair(
        introduction_id=found.id,
        seil_id=found.seil_id,
        first=await somebody(session, found.workspace_id, found.first_id, found.network_id),
        second=await somebody(session, found.workspace_id, found.second_id, found.other_network_id),
        why=found.why,
        introduced_on=local_day(found.introduced_at or found.asked_at, network_ctx.zone),
        outcome=found.outcome,
    )


def own_line(found: Introduction, network_ctx: NetworkContext) -> OwnIntroduction:
    """The SEIL's view of it, which knows nothing of single answers."""
    if found.status == "asking":
        state, on = "asking" if is_asked(found) else "at_seil", answer_by(found, network_ctx)
    else:
        state = found.outcome or ("asked_again" if found.followed_up_at else "introduced")
        on = local_day(found.introduced_at or found.asked_at, network_ctx.zone)
    return OwnIntroduction(found.id, found.first_id, found.second_id, state, on)


async def report_of(session: AsyncSession, found: Introduction, report: IntroductionReport) -> Report:
    """What one of the two was asked, and says."""
    is_first = report.person_id == found.first_id
    other_id, network_id = (found.second_id, found.other_network_id) if is_first else (found.first_id, found.network_id)
    return Report(
        introduction_id=found.id,
        about=report.about,
        seil_id=found.seil_id,
        other=await somebody(session, found.workspace_id, other_id, network_id),
        answer=report.answer,
        line=report.line,
    )
