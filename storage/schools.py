"""Schools and their part in networks over time, in SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone
from domain.groups import NETWORK
from domain.names import name_key
from storage.models import Network, School, SchoolMembership


@dataclass(frozen=True)
class Roll:
    """Every school that is or was in a network, in order of name; `here` are the ids of those that are.

    resting: those of them that no round of peer reviews counts on before a day.
    """

    every: Sequence[School]
    here: frozenset[int]
    resting: Mapping[int, date] = field(default_factory=dict)

    def by_name(self) -> dict[str, School]:
        """Schools by the key of their name: of two that are one name, the one that is here, and then the older.

        Schools that were merged into others are left out.
        """
        known = [school for school in self.every if school.merged_into_id is None]
        return {name_key(s.name): s for s in sorted(known, key=lambda s: (s.id in self.here, -s.id))}

    def named(self, name: str) -> School | None:
        """The school of that name, however it is written."""
        return self.by_name().get(name_key(name))

    def present(self) -> list[School]:
        """Those that are in the network now."""
        return [school for school in self.every if school.id in self.here]


NO_SCHOOLS = Roll((), frozenset())
"""The roll of a network that is still to come."""


@dataclass(frozen=True)
class Listed:
    """A school in a network where it is, or was until the moment."""

    school: School
    network: Network
    here: bool


async def roll(session: AsyncSession, network_id: int) -> Roll:
    """The network's schools, those that have left too."""
    rows = await session.execute(_ROLL, {"network": network_id})
    found = [(school, until, rests) for school, until, rests in rows]
    return Roll(
        list(dict.fromkeys(school for school, _, _ in found)),
        frozenset(school.id for school, until, _ in found if until is None),
        {school.id: rests for school, until, rests in found if until is None and rests is not None},
    )


async def rest(session: AsyncSession, network_id: int, school_ids: Collection[int], until: date | None) -> None:
    """Let schools of the network rest from peer reviews until a day, or no longer."""
    await session.execute(
        update(SchoolMembership)
        .where(
            SchoolMembership.network_id == network_id,
            SchoolMembership.school_id.in_(school_ids),
            SchoolMembership.until.is_(None),
        )
        .values(rests_until=until)
        .execution_options(synchronize_session=False)
    )


async def in_network(session: AsyncSession, network_id: int, school_id: int) -> School:
    """The school. Raises Gone where this network has no such school any more."""
    found = await session.scalar(
        select(School)
        .join(SchoolMembership, SchoolMembership.school_id == School.id)
        .where(School.id == school_id, SchoolMembership.network_id == network_id, SchoolMembership.until.is_(None))
    )
    if found is None:
        raise Gone("networks.school_gone")
    return found


async def is_in(session: AsyncSession, network_id: int, school_id: int) -> bool:
    """Whether the school is in the network now."""
    found = await session.scalar(
        select(SchoolMembership.id).where(
            SchoolMembership.school_id == school_id,
            SchoolMembership.network_id == network_id,
            SchoolMembership.until.is_(None),
        )
    )
    return found is not None


async def add(session: AsyncSession, network: Network, fresh: Sequence[Mapping[str, object]], now: datetime) -> None:
    """Put new schools with these values into the network, in two statements for all."""
    if not fresh:
        return
    values = [{"workspace_id": network.workspace_id, **each} for each in fresh]
    ids = await session.scalars(insert(School).returning(School.id), values)
    parts = [_part(network, school_id, now) for school_id in ids]
    await session.execute(insert(SchoolMembership), parts)


async def join(session: AsyncSession, network: Network, school_id: int, now: datetime) -> None:
    """Let a school be in the network from now on; nothing happens where it is."""
    if not await is_in(session, network.id, school_id):
        await session.execute(insert(SchoolMembership), [_part(network, school_id, now)])


async def leave(session: AsyncSession, network_id: int, school_ids: Collection[int], now: datetime) -> None:
    """Let schools leave the network; what they did in it stays, but for how far they went along with its agreement."""
    from storage.models.agreements import SharingSchool

    await session.execute(
        delete(SharingSchool)
        .where(SharingSchool.network_id == network_id, SharingSchool.school_id.in_(school_ids))
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        update(SchoolMembership)
        .where(
            SchoolMembership.network_id == network_id,
            SchoolMembership.school_id.in_(school_ids),
            SchoolMembership.until.is_(None),
        )
        .values(until=now)
        .execution_options(synchronize_session=False)
    )


async def listed(
    session: AsyncSession, workspace_id: int, numbers: Collection[str], school_ids: Collection[int] = ()
) -> list[Listed]:
    """The workspace's schools of these numbers or ids, each in every network where it is or was, oldest first.

    A joint group is none: its schools are in networks of their own.
    """
    if not numbers and not school_ids:
        return []
    rows = await session.execute(
        select(School, Network, SchoolMembership.until)
        .join(SchoolMembership, SchoolMembership.school_id == School.id)
        .join(Network, Network.id == SchoolMembership.network_id)
        .where(
            School.workspace_id == workspace_id,
            or_(School.school_number.in_(numbers), School.id.in_(school_ids)),
            Network.kind == NETWORK,
        )
        .order_by(SchoolMembership.id)
    )
    return [Listed(school, network, until is None) for school, network, until in rows]


async def networks_of(session: AsyncSession, school_ids: Collection[int]) -> set[int]:
    """The networks in which any of these schools is or was."""
    found = await session.scalars(
        select(SchoolMembership.network_id).where(SchoolMembership.school_id.in_(school_ids)).distinct()
    )
    return set(found)


async def ever_in(session: AsyncSession, network_id: int, name: str) -> Sequence[School]:
    """The schools of that name that are or were in the network."""
    memberships = select(SchoolMembership.school_id).where(SchoolMembership.network_id == network_id)
    found = await session.scalars(select(School).where(School.id.in_(memberships)).order_by(School.id))
    return [school for school in found if name_key(school.name) == name_key(name)]


async def merged_into(session: AsyncSession, school_ids: Collection[int]) -> dict[int, int]:
    """The schools that were merged into these, each with the one of these that it has become."""
    found: dict[int, int] = {}
    last = {school_id: school_id for school_id in school_ids}
    while last:
        query = select(School.id, School.merged_into_id).where(School.merged_into_id.in_(last))
        last = {id_: last[into] for id_, into in await session.execute(query) if into is not None}
        found |= last
    return found


async def by_ids(session: AsyncSession, school_ids: Iterable[int]) -> Sequence[School]:
    """These schools, in order of id."""
    return (await session.scalars(select(School).where(School.id.in_(list(school_ids))).order_by(School.id))).all()


def _part(network: Network, school_id: int, now: datetime) -> dict[str, object]:
    return {"workspace_id": network.workspace_id, "school_id": school_id, "network_id": network.id, "since": now}


_ROLL = (
    select(School, SchoolMembership.until, SchoolMembership.rests_until)
    .join(SchoolMembership, SchoolMembership.school_id == School.id)
    .where(SchoolMembership.network_id == bindparam("network"))
    .order_by(School.name, School.id)
)
