"""Pulse checks in SQL. Who answered and what was answered never stand together in readable form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from typing import NamedTuple

from sqlalchemy import and_, bindparam, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.voices import Voice, one_each
from storage import coming, comments, sealed_answers
from storage.database import ERASED
from storage.models import Network
from storage.models.pulses import Pulse, PulseAnswer, PulseResult
from storage.sealing import Unreadable

MOST_WEEKS = 60
"""How far back a row of weeks without a result is counted."""


async def by_id(session: AsyncSession, workspace_id: int, pulse_id: int) -> Pulse | None:
    return await session.scalar(select(Pulse).where(Pulse.id == pulse_id, Pulse.workspace_id == workspace_id))


async def to_answer(session: AsyncSession, workspace_id: int, pulse_id: int) -> tuple[Pulse, str] | None:
    """The pulse, held so that it cannot close while an answer to it is kept, and its network's zone.

    Answers do not wait for each other.
    """
    found = (await session.execute(_TO_ANSWER, {"pulse": pulse_id, "workspace": workspace_id})).one_or_none()
    return None if found is None else (found[0], found[1])


# Made once, since making a statement costs more than asking it.
_TO_ANSWER = (
    select(Pulse, Network.timezone)
    .join(Network, Network.id == Pulse.network_id)
    .where(Pulse.id == bindparam("pulse"), Pulse.workspace_id == bindparam("workspace"))
    .with_for_update(read=True, of=Pulse)
)


async def to_close(session: AsyncSession, network_id: int, pulse_id: int) -> Pulse | None:
    """The pulse as it stands now, locked: answers under way are in, later ones find it closed."""
    return await session.scalar(
        select(Pulse)
        .where(Pulse.id == pulse_id, Pulse.network_id == network_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def open_in(session: AsyncSession, network_id: int) -> Sequence[Pulse]:
    """The open pulses of a network: the week's, and one that a leader asked. The network is locked to start one."""
    return (
        await session.scalars(
            select(Pulse).where(Pulse.network_id == network_id, Pulse.status == "open").order_by(Pulse.id)
        )
    ).all()


async def planned_in(session: AsyncSession, network_id: int) -> Sequence[Pulse]:
    """The questions that leaders have planned for a later day."""
    return (
        await session.scalars(
            select(Pulse).where(Pulse.network_id == network_id, Pulse.status == "planned").order_by(Pulse.id)
        )
    ).all()


async def opened_before(session: AsyncSession, pulse: Pulse) -> datetime | None:
    """When the network's question before this one opened."""
    return await session.scalar(
        select(func.max(Pulse.opens_at)).where(Pulse.network_id == pulse.network_id, Pulse.id < pulse.id)
    )


async def asked_items(session: AsyncSession, network_id: int) -> list[str]:
    """The item of every pulse so far, oldest first, those that were withdrawn included."""
    return list(
        (await session.scalars(select(Pulse.item_key).where(Pulse.network_id == network_id).order_by(Pulse.id))).all()
    )


async def asked_without_result(session: AsyncSession, pulse: Pulse) -> list[datetime]:
    """When the bot asked its own questions in a row, up to this one that just closed, that too few answered."""
    if pulse.started_by is not None or pulse.status != "withheld":
        return []
    query = (
        select(Pulse.status, Pulse.opens_at)
        .where(Pulse.network_id == pulse.network_id, Pulse.started_by.is_(None), Pulse.id < pulse.id)
        .where(Pulse.status.in_(("withheld", "published")))
        .order_by(Pulse.id.desc())
        .limit(MOST_WEEKS)
    )
    before = takewhile(lambda one: one.status == "withheld", await session.execute(query))
    return [pulse.opens_at, *(one.opens_at for one in before)]


async def published(session: AsyncSession, network_id: int, since: datetime | None = None) -> Sequence[Pulse]:
    """The pulses with a result, oldest first, of those that closed at `since` or later."""
    query = select(Pulse).where(Pulse.network_id == network_id, Pulse.status == "published")
    if since is not None:
        query = query.where(Pulse.closed_at >= since)
    return (await session.scalars(query.order_by(Pulse.closed_at, Pulse.id))).all()


class ClosedPulse(NamedTuple):
    """How many were asked and answered, of one that is over."""

    network_id: int
    closed_at: datetime
    asked: int
    answered: int | None
    threshold: int
    status: str


async def closed_weekly(session: AsyncSession, network_ids: Collection[int], since: datetime) -> list[ClosedPulse]:
    """The pulses that the bot asked by itself in several networks and that closed since then, oldest first."""
    rows = await session.execute(_CLOSED_WEEKLY, {"networks": list(network_ids), "since": since})
    return [
        ClosedPulse(row.network_id, row.closed_at, row.asked, row.answered, row.threshold, row.status) for row in rows
    ]


_CLOSED_WEEKLY = (
    select(Pulse.network_id, Pulse.closed_at, Pulse.asked, Pulse.answered, Pulse.threshold, Pulse.status)
    .where(
        Pulse.network_id.in_(bindparam("networks", expanding=True)),
        Pulse.status.in_(("published", "withheld")),
        Pulse.started_by.is_(None),
        Pulse.closed_at >= bindparam("since"),
    )
    .order_by(Pulse.closed_at, Pulse.id)
)


async def keep_answer(session: AsyncSession, pulse: Pulse, person: str, level: int) -> None:
    """Keep one answer; a second one of the same person takes the place of the first. Raises KeyLost."""
    key = await sealed_answers.require_key(session, pulse)
    voter = await sealed_answers.voter_of(session, pulse, key, person)
    await sealed_answers.keep(session, pulse, key, voter, bytes([level]))


async def keep_asked(session: AsyncSession, pulse: Pulse, people: Mapping[str, Voice]) -> None:
    """Fix whom the question is put to, and whom they speak for."""
    await sealed_answers.keep_people(session, pulse, {who: [v.school, v.leads] for who, v in people.items()})


async def asked_people(session: AsyncSession, pulse: Pulse) -> dict[str, Voice] | None:
    """Whom the open question was put to; None where code of before asked it, or the key is lost."""
    people = await sealed_answers.people_of(session, pulse)
    return None if people is None else {who: Voice(school, leads) for who, (school, leads) in people.items()}


async def has_answered(session: AsyncSession, pulse: Pulse, person: str) -> bool:
    key = await sealed_answers.key_of(session, pulse)
    if key is None:
        return False
    return await sealed_answers.has_answered(session, pulse, await sealed_answers.voter_of(session, pulse, key, person))


async def count_answers(session: AsyncSession, pulse: Pulse) -> dict[int, int] | None:
    """How many voices each level got; None where they cannot be read. For closing: nothing may show it before."""
    key = await sealed_answers.key_of(session, pulse)
    if key is None:
        return None
    people = await asked_people(session, pulse)
    try:
        answers = {voter: level for voter, [level] in (await sealed_answers.every(session, pulse, key)).items()}
    except Unreadable:
        return None
    if people is None:
        return dict(Counter(answers.values()))
    filed = {voter: people[who] for who, voter in (await sealed_answers.voters(session, pulse, key, people)).items()}
    return dict(Counter(one_each((filed[voter], level) for voter, level in answers.items() if voter in filed)))


def keep_result(session: AsyncSession, pulse: Pulse, counts: Mapping[int, int]) -> None:
    """Keep how many answers each level got, for ever."""
    for level, number in sorted(counts.items()):
        session.add(PulseResult(workspace_id=pulse.workspace_id, pulse_id=pulse.id, level=level, count=number))


async def forget_answers(session: AsyncSession, pulse: Pulse) -> None:
    """Delete every answer, and what the voters' keys were made with where code of before asked the question."""
    await sealed_answers.forget(session, pulse)
    await comments.forget(session, pulse)
    if not pulse.sealed:
        await session.execute(delete(PulseAnswer).where(PulseAnswer.pulse_id == pulse.id))
        pulse.secret = None
        session.info[ERASED] = True


async def to_plan(session: AsyncSession, network_id: int, since: datetime) -> Sequence[Pulse]:
    """The open pulses and those planned, those that closed while the network stood still and that its channel has not
    heard of, and those that were taken back at `since` or later."""
    return (await session.scalars(_TO_PLAN, {"network": network_id, "since": since})).all()


# Made once, since making a statement costs more than asking it.
ANY_UNFINISHED = coming.any_of(
    Pulse.network_id == coming.NETWORK, or_(Pulse.status.in_(("open", "planned")), Pulse.untold.is_(True))
)
_TO_PLAN = (
    select(Pulse)
    .where(
        Pulse.network_id == bindparam("network"),
        or_(
            Pulse.status.in_(("open", "planned")),
            Pulse.untold.is_(True),
            and_(Pulse.status == "withdrawn", Pulse.closed_at >= bindparam("since")),
        ),
    )
    .order_by(Pulse.id)
)


async def results(session: AsyncSession, pulse_ids: Sequence[int]) -> dict[int, dict[int, int]]:
    """For each published pulse, how many answers each level got."""
    rows = await session.scalars(select(PulseResult).where(PulseResult.pulse_id.in_(pulse_ids)))
    found: dict[int, dict[int, int]] = {}
    for row in rows:
        found.setdefault(row.pulse_id, {})[row.level] = row.count
    return found
