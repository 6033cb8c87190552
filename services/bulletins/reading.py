"""Notices from the department as the messages need them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.bulletins import CopyStatus, Reach, Status, mark_of, scope
from domain.calendar import local_day
from domain.policies import Actor, can_take_bulletin_back, can_write_bulletin
from facts.bulletins import BulletinFacts, CopyFacts, QuestionFacts
from services.context import NetworkContext
from storage import bulletins as rows
from storage import networks as network_rows
from storage.models.bulletins import Bulletin, BulletinCopy, BulletinQuestion

ANSWERED_FOR = timedelta(days=60)
"""How long the channel's buttons stay."""
NAMED = 5
STILL_NEWS = timedelta(days=30)
"""How long after its day a notice still goes out, as where the network was paused."""


async def within_reach(session: AsyncSession, workspace_id: int, actor: Actor) -> list[Reach]:
    """The networks that the person can write to."""
    every = await rows.reach(session, workspace_id)
    return [each for each in every if can_write_bulletin(actor, each.network_id, each.area_id)]


async def left_alone(session: AsyncSession, workspace_id: int, actor: Actor) -> list[Bulletin]:
    """The notices that this person may take back, since whoever wrote and approved them has left the department."""
    found = await rows.left_alone(session, workspace_id)
    return [each for each in found if can_take_bulletin_back(actor, False, True, await places_of(session, each))]


async def places_of(session: AsyncSession, found: Bulletin) -> list[tuple[int, int | None]]:
    """The networks that it goes to, each with its area; before it is approved, those that it would go to."""
    if found.status == Status.APPROVED:
        return await rows.places_of(session, found.id)
    every = await rows.reach(session, found.workspace_id)
    meant = set(scope(found.to, every))
    return [(each.network_id, each.area_id) for each in every if each.network_id in meant]


def still_to_come(copy: BulletinCopy, now: datetime) -> bool:
    """Whether a copy that waits can go out yet."""
    return copy.due_on + STILL_NEWS >= now.date()


async def bulletin_facts(
    session: AsyncSession,
    found: Bulletin,
    every: list[Reach],
    counted: Mapping[int, rows.Counts],
    *,
    left: bool = False,
) -> BulletinFacts:
    """The bulletin. every: the networks within its author's reach. left: see BulletinFacts."""
    counts = counted.get(found.id, rows.Counts())
    meant = set(scope(found.to, every))
    names = [each.name for each in every if each.network_id in meant]
    return BulletinFacts(
        bulletin_id=found.id,
        author=found.author_id,
        approver=found.approver_id,
        title=found.title,
        words=found.words,
        to=tuple(found.to),
        goes_on=found.goes_on,
        status=found.status,
        networks=counts.networks or len(names),
        network_names=tuple(names[:NAMED]),
        sent=counts.sent,
        unreached=counts.unreached,
        understood=counts.understood,
        questions=counts.questions,
        unanswered=counts.unanswered,
        mark=mark_of(found.title, found.words, found.to, found.goes_on),
        left=left,
        vacant=await waits_for_nobody(session, found),
    )


async def waits_for_nobody(session: AsyncSession, found: Bulletin) -> bool:
    """Whether whoever was asked to approve it holds no role any more."""
    return found.status == Status.PROPOSED and not await home_of(session, found.workspace_id, found.approver_id)


async def copy_facts(
    session: AsyncSession, copy: BulletinCopy, bulletin: Bulletin, network_name: str, now: datetime
) -> CopyFacts:
    withdrawn = copy.status == CopyStatus.WAITING and bulletin.status == Status.WITHDRAWN
    return CopyFacts(
        copy_id=copy.id,
        network_id=copy.network_id,
        network=network_name,
        by=bulletin.author_id,
        title=bulletin.title,
        words=bulletin.words,
        due_on=copy.due_on,
        status=Status.WITHDRAWN if withdrawn else copy.status,
        meaning=copy.meaning,
        meaning_by=copy.meaning_by_id,
        let_go=copy.let_go,
        over=copy.status == CopyStatus.SENT and copy.sent_at is not None and now >= copy.sent_at + ANSWERED_FOR,
    )


def question_facts(
    question: BulletinQuestion, bulletin: Bulletin, network: str, network_ctx: NetworkContext
) -> QuestionFacts:
    return QuestionFacts(
        question_id=question.id,
        bulletin_id=bulletin.id,
        title=bulletin.title,
        network=network,
        words=question.words,
        asked_on=local_day(question.asked_at, network_ctx.zone),
        answer=question.answer,
    )


async def home_of(session: AsyncSession, workspace_id: int, person: str) -> int:
    """The network in whose hours somebody of the department is written to: the first that they are listed with.

    0 where they are listed with none.
    """
    held = await network_rows.memberships_of_person(session, workspace_id, person)
    return min((network.id for _, network in held), default=0)
