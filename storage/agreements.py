"""What networks agreed to share, in SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Exists, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from domain.agreements import Entry, Step, of_school, standing_of
from domain.errors import Gone
from storage import coming
from storage.inserting import insert_into
from storage.models import Membership, School, SchoolMembership
from storage.models.agreements import SharingSchool, SharingStep
from storage.rosters import LEADING_A_SCHOOL


async def by_id(session: AsyncSession, workspace_id: int, step_id: int) -> SharingStep:
    """A step of an agreement. Raises Gone where there is none, or it was taken back."""
    found = await session.scalar(
        select(SharingStep)
        .where(SharingStep.id == step_id, SharingStep.workspace_id == workspace_id, SharingStep.ended_at.is_(None))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Gone("agreements.gone")
    return found


async def any_by_id(session: AsyncSession, workspace_id: int, step_id: int) -> SharingStep | None:
    """The same, also one that was taken back."""
    query = select(SharingStep).where(SharingStep.id == step_id, SharingStep.workspace_id == workspace_id)
    return (await session.scalars(query)).one_or_none()


async def history(session: AsyncSession, network_id: int) -> list[Entry]:
    """All that was proposed and agreed on in a network, the oldest first."""
    return [_entry(row) for row in await session.scalars(_HISTORY, {"networks": [network_id]})]


def _entry(row: SharingStep) -> Entry:
    moments = row.holds_from, row.kept_at, row.ended_at
    return Entry(row.id, row.step, row.proposed_by, row.proposed_at, row.agreed_by, *moments)


async def steps_of(session: AsyncSession, network_ids: Collection[int], now: datetime) -> dict[int, Step]:
    """How far each of these networks goes at that moment, in one query."""
    found: dict[int, list[Entry]] = {id_: [] for id_ in network_ids}
    for row in await session.scalars(_HISTORY, {"networks": list(network_ids)}):
        found[row.network_id].append(_entry(row))
    return {id_: standing_of(rows, now).step for id_, rows in found.items()}


async def schools(session: AsyncSession, network_id: int, network: Step) -> list[tuple[School, Step]]:
    """The network's schools in order of name, each with how far it goes along with a network that goes so far."""
    found = await session.execute(_SCHOOLS, {"network": network_id})
    return [(school, of_school(step, since, here, network)) for school, here, step, since in found]


async def waiting(session: AsyncSession, network_ids: Collection[int]) -> Sequence[SharingStep]:
    """The steps that wait for a second yes in these networks, the oldest first."""
    return (await session.scalars(_WAITING, {"networks": list(network_ids)})).all()


async def set_school(
    session: AsyncSession, workspace_id: int, network_id: int, school_id: int, step: Step, now: datetime
) -> None:
    """How far the school goes from now on, in place of what it said before."""
    row = {
        "workspace_id": workspace_id,
        "network_id": network_id,
        "school_id": school_id,
        "step": int(step),
        "since": now,
    }
    insert = insert_into(session, SharingSchool).values(row)
    keys = ["network_id", "school_id"]
    await session.execute(insert.on_conflict_do_update(index_elements=keys, set_={"step": int(step), "since": now}))


async def lower_schools(session: AsyncSession, network_id: int, most: Step) -> None:
    """No school goes further than that: one that is to go further again says so again."""
    await session.execute(
        update(SharingSchool)
        .where(SharingSchool.network_id == network_id, SharingSchool.step > int(most))
        .values(step=int(most))
    )


async def followers(session: AsyncSession, network_id: int, since: datetime) -> Sequence[Membership]:
    """Who has come to lead a school of the network since then, that had said before how far it goes along."""
    return (await session.scalars(_FOLLOWERS, {"network": network_id, "since": since})).all()


def any_step_for(so_long: timedelta) -> Exists:
    """For planners: a step was proposed so long before the end of the stretch."""
    return coming.any_of(SharingStep.network_id == coming.NETWORK, SharingStep.proposed_at <= coming.until(-so_long))


def any_follower(lately: timedelta) -> Exists:
    """For planners: somebody has come to lead a school that had said how far it goes along, so long before the stretch
    at most.
    """
    return coming.any_of(
        Membership.network_id == coming.NETWORK,
        Membership.since > coming.since(-lately),
        SharingSchool.network_id == Membership.network_id,
        SharingSchool.school_id == Membership.school_id,
        SharingSchool.since < Membership.since,
    )


_HISTORY = (
    select(SharingStep)
    .where(SharingStep.network_id.in_(bindparam("networks", expanding=True)))
    .order_by(SharingStep.id)
)
_WAITING = (
    select(SharingStep)
    .where(
        SharingStep.network_id.in_(bindparam("networks", expanding=True)),
        SharingStep.holds_from.is_(None),
        SharingStep.ended_at.is_(None),
    )
    .order_by(SharingStep.id)
)
_SCHOOLS = (
    select(School, SchoolMembership.since, SharingSchool.step, SharingSchool.since)
    .join(SchoolMembership, SchoolMembership.school_id == School.id)
    .outerjoin(
        SharingSchool,
        (SharingSchool.school_id == School.id) & (SharingSchool.network_id == SchoolMembership.network_id),
    )
    .where(SchoolMembership.network_id == bindparam("network"), SchoolMembership.until.is_(None))
    .order_by(School.name, School.id)
)
_BEFORE = aliased(Membership)
_FOLLOWERS = (
    select(Membership)
    .join(
        SharingSchool,
        (SharingSchool.school_id == Membership.school_id) & (SharingSchool.network_id == Membership.network_id),
    )
    .where(
        Membership.network_id == bindparam("network"),
        Membership.role.in_(LEADING_A_SCHOOL),
        Membership.until.is_(None),
        Membership.since > bindparam("since"),
        Membership.since > SharingSchool.since,
        SharingSchool.step > 0,
        # Whoever goes on leading it in another role, as a new chair does, has come before.
        ~select(_BEFORE.id)
        .where(
            _BEFORE.person_id == Membership.person_id,
            _BEFORE.school_id == Membership.school_id,
            _BEFORE.role.in_(LEADING_A_SCHOOL),
            _BEFORE.since < Membership.since,
            or_(_BEFORE.until.is_(None), _BEFORE.until >= Membership.since),
        )
        .exists(),
    )
    .order_by(Membership.id)
)
