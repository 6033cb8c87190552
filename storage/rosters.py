"""Who holds which role for which school, in SQL: giving, ending, looking up. What ended stays as history."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.groups import NETWORK
from domain.names import same_name
from domain.voices import SETTLED_AFTER
from storage.models import CalendarOverride, Membership, Network, School, Workspace

LEADING_A_SCHOOL = ("chair", "executive", "member")
"""Roles whose holder, where they have a school, is its principal."""


async def workspace(session: AsyncSession, workspace_id: int) -> Workspace:
    return await session.get_one(Workspace, workspace_id)


async def give(
    session: AsyncSession,
    network: Network,
    user_id: str,
    role: str,
    school_id: int | None,
    now: datetime,
    *,
    after: Iterable[Membership] = (),
) -> Membership:
    """Record a role that somebody does not hold yet.

    after: roles that they hold, or held until this moment: whoever goes on at a school goes on seeing its records,
    and goes on being asked.
    """
    found = new(network, user_id, role, school_id, now, after=after, counts_from=waits_until(network, now))
    session.add(found)
    await session.flush()
    return found


def new(
    network: Network,
    user_id: str,
    role: str,
    school_id: int | None,
    now: datetime,
    *,
    after: Iterable[Membership] = (),
    counts_from: datetime | None = None,
) -> Membership:
    """A role from now on, which is not in the database yet; `after` as in `give`, `counts_from` as in `place`."""
    found = Membership(
        workspace_id=network.workspace_id,
        network_id=network.id,
        person_id=user_id,
        role=role,
        since=now,
    )
    place(found, school_id, now, after=list(after), counts_from=counts_from)
    return found


def waits_until(network: Network, now: datetime) -> datetime | None:
    """From when on a role counts that is given now; None for at once, as while a network is being set up."""
    return None if now < network.created_at + SETTLED_AFTER else now + SETTLED_AFTER


async def insert_all(session: AsyncSession, rows: Sequence[Membership]) -> None:
    """Put rows that no session holds into the database, in one statement for all; they are read anew for their ids."""
    if rows:
        columns = [column.key for column in type(rows[0]).__table__.columns if column.key in vars(rows[0])]
        values = [{key: getattr(row, key) for key in columns} for row in rows]
        await session.execute(insert(type(rows[0])), values)


def place(
    membership: Membership,
    school_id: int | None,
    now: datetime,
    *,
    after: Collection[Membership] = (),
    counts_from: datetime | None = None,
) -> None:
    """Let a role be for a school from now on, or from when the person's roles before it were (`after`).

    counts_from: from when on it counts, unless it goes on from one before; see waits_until.
    """
    before = [held for held in after if school_id is not None and held.school_id == school_id]
    goes_on = before if school_id is not None else list(after)
    if school_id is not None or membership.id is None:
        counting = [held.counts_from for held in goes_on] or [counts_from]
        membership.counts_from = None if None in counting else min(at for at in counting if at is not None)
    membership.school_id = school_id
    membership.school_since = min(map(at_school_since, before), default=now if school_id is not None else None)
    membership.records_since = min(map(records_since, before), default=None)


def at_school_since(membership: Membership) -> datetime:
    """Since when the role is for its school."""
    return membership.school_since or membership.since


def records_since(membership: Membership) -> datetime:
    """From when on what was written about the school itself is open to the holder."""
    return membership.records_since or at_school_since(membership)


async def end(session: AsyncSession, membership: Membership, now: datetime) -> None:
    """End a role. Written at once, so that the same role can be given anew in this transaction."""
    membership.until = now
    await session.flush()


async def held_by(session: AsyncSession, network_id: int, user_id: str) -> Sequence[Membership]:
    """The roles a person holds in a network now."""
    return (
        await session.scalars(
            select(Membership)
            .where(
                Membership.network_id == network_id,
                Membership.person_id == user_id,
                Membership.until.is_(None),
            )
            .order_by(Membership.id)
        )
    ).all()


async def by_ids(session: AsyncSession, ids: Sequence[int]) -> Sequence[Membership]:
    """These roles, ended ones too."""
    return (await session.scalars(select(Membership).where(Membership.id.in_(ids)).order_by(Membership.id))).all()


async def at_school(session: AsyncSession, school_id: int) -> Sequence[Membership]:
    """The roles held for a school now."""
    return (
        await session.scalars(
            select(Membership)
            .where(Membership.school_id == school_id, Membership.until.is_(None))
            .order_by(Membership.id)
        )
    ).all()


async def ever_at_school(session: AsyncSession, school_id: int) -> Sequence[Membership]:
    """The roles for a school in any network, those that have ended too."""
    query = select(Membership).where(Membership.school_id == school_id)
    return (await session.scalars(query.order_by(Membership.id))).all()


async def for_schools(
    session: AsyncSession, school_ids: Sequence[int], roles: Sequence[str], *, ended_at: Sequence[int] = ()
) -> Sequence[Membership]:
    """The roles held for these schools now, in any network; at those of `ended_at` also what was held before."""
    asked = {"schools": list(school_ids), "roles": list(roles), "ended": list(ended_at)}
    return (await session.scalars(_FOR_SCHOOLS, asked)).all()


async def left_school(session: AsyncSession, school_ids: Sequence[int], at: datetime) -> Sequence[Membership]:
    """The roles for these schools that ended at that very moment."""
    query = select(Membership).where(Membership.school_id.in_(school_ids), Membership.until == at)
    return (await session.scalars(query.order_by(Membership.id))).all()


async def principals(session: AsyncSession, school_id: int) -> list[str]:
    """User ids of those who lead the school, each once; a seat in a joint group is none of its own."""
    query = (
        select(Membership.person_id)
        .join(Network, Network.id == Membership.network_id)
        .where(
            Membership.school_id == school_id,
            Membership.until.is_(None),
            Membership.role.in_(LEADING_A_SCHOOL),
            Network.kind == NETWORK,
        )
    )
    return list(dict.fromkeys(await session.scalars(query.order_by(Membership.id))))


async def looking_for_a_channel(session: AsyncSession, workspace_id: int) -> Sequence[Network]:
    """Networks that stand still: paused, or without a channel."""
    return (
        await session.scalars(
            select(Network)
            .where(
                Network.workspace_id == workspace_id,
                or_(Network.status == "paused", Network.channel_id.is_(None)),
                Network.status != "closed",
            )
            .order_by(Network.name, Network.id)
        )
    ).all()


def spell(row: School | Network, name: str, every: Iterable[School | Network]) -> None:
    """Write the row's name as it was typed last, unless another of them, which may have ended, is written just so."""
    if not any(other is not row and other.name == name for other in every):
        row.name = name


async def name_taken(session: AsyncSession, workspace_id: int, name: str, *, besides: int | None = None) -> bool:
    """Whether a network, other than `besides`, has that name, however it is written."""
    found = await session.execute(select(Network.id, Network.name).where(Network.workspace_id == workspace_id))
    return any(id_ != besides and same_name(there, name) for id_, there in found)


async def keep_day(session: AsyncSession, network: Network, day: date, is_school_day: bool, reason: str) -> None:
    """Record that the network keeps a day otherwise; a day recorded before is replaced."""
    found = await session.scalar(
        select(CalendarOverride).where(CalendarOverride.network_id == network.id, CalendarOverride.day == day)
    )
    if found is None:
        found = CalendarOverride(workspace_id=network.workspace_id, network_id=network.id, day=day)
        session.add(found)
    found.is_school_day, found.reason = is_school_day, reason
    await session.flush()


async def forget_day(session: AsyncSession, network_id: int, override_id: int) -> None:
    """Let a day be as in the calendar again; nothing happens where that is so already."""
    await session.execute(
        delete(CalendarOverride).where(CalendarOverride.id == override_id, CalendarOverride.network_id == network_id)
    )


_FOR_SCHOOLS = (
    select(Membership)
    .where(
        Membership.school_id.in_(bindparam("schools", expanding=True)),
        Membership.role.in_(bindparam("roles", expanding=True)),
        or_(Membership.until.is_(None), Membership.school_id.in_(bindparam("ended", expanding=True))),
    )
    .order_by(Membership.id)
)
