"""Joint groups, their schools and who has a seat, in SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from domain.errors import Gone
from domain.groups import GROUP, NETWORK, WAITS
from storage import coming
from storage.models import Membership, Network, School, SchoolMembership
from storage.models.groups import GroupInvitation, JointGroup
from storage.models.network_links import NetworkLink

SCHOOL_ROLES = ("chair", "executive", "member", "delegate")


async def of(session: AsyncSession, network_id: int) -> JointGroup:
    """What the group has beside what a network has. Raises Gone where that network is no group."""
    found = await session.scalar(_OF, {"network": network_id})
    if found is None:
        raise Gone("groups.no_group")
    return found


async def of_all(session: AsyncSession, network_ids: Collection[int]) -> dict[int, JointGroup]:
    """The same of several, by the id of their network; what is no group is missing."""
    found = await session.scalars(select(JointGroup).where(JointGroup.network_id.in_(network_ids)))
    return {one.network_id: one for one in found}


async def around(session: AsyncSession, network_id: int) -> Sequence[Network]:
    """The groups, ended ones too, with schools that are or were in this network, or with a SEIL who is or was its."""
    return (await session.scalars(_AROUND, {"network": network_id})).all()


async def founded_in(session: AsyncSession, network_ids: Collection[int]) -> Sequence[Network]:
    """The groups that were begun in these networks, by name, ended ones too."""
    query = select(Network).join(JointGroup, JointGroup.network_id == Network.id)
    return (await session.scalars(query.where(JointGroup.founded_in_id.in_(network_ids)).order_by(Network.name))).all()


async def number_going_on(session: AsyncSession, network_id: int) -> int:
    """How many groups were begun in the network and have not ended. Exact where the network is locked."""
    query = select(func.count(JointGroup.id)).where(
        JointGroup.founded_in_id == network_id, JointGroup.ended_at.is_(None)
    )
    return await session.scalar(query) or 0


async def linked_with(session: AsyncSession, network_id: int | None) -> set[int]:
    """The networks that one is linked with."""
    if network_id is None:
        return set()
    query = select(NetworkLink.network_id, NetworkLink.other_network_id).where(
        NetworkLink.agreed_at.is_not(None),
        NetworkLink.ended_at.is_(None),
        or_(NetworkLink.network_id == network_id, NetworkLink.other_network_id == network_id),
    )
    return {one for pair in await session.execute(query) for one in pair} - {network_id}


async def homes_of(session: AsyncSession, school_ids: Collection[int]) -> dict[int, list[Network]]:
    """The networks in which these schools are, without groups, by school."""
    found: dict[int, list[Network]] = {}
    for school_id, network in await session.execute(_HOMES, {"schools": list(school_ids)}):
        found.setdefault(school_id, []).append(network)
    return found


async def schools_of(session: AsyncSession, network_ids: Collection[int]) -> dict[int, list[School]]:
    """The schools that are in each of these networks or groups now, by name."""
    query = (
        select(SchoolMembership.network_id, School)
        .join(School, School.id == SchoolMembership.school_id)
        .where(SchoolMembership.network_id.in_(network_ids), SchoolMembership.until.is_(None))
        .order_by(School.name, School.id)
    )
    found: dict[int, list[School]] = {id_: [] for id_ in network_ids}
    for network_id, school in await session.execute(query):
        found[network_id].append(school)
    return found


async def held_at_home(session: AsyncSession, school_ids: Collection[int]) -> Sequence[Membership]:
    """The roles held for these schools in their own networks."""
    return (await session.scalars(_AT_HOME, {"schools": list(school_ids)})).all()


async def seats(session: AsyncSession, group_id: int) -> Sequence[Membership]:
    """The schools' roles held in a group, in the order in which they were given."""
    return (await session.scalars(_SEATS, {"network": group_id, "roles": list(SCHOOL_ROLES)})).all()


async def lost_chair(session: AsyncSession, group_id: int, since: datetime) -> Membership | None:
    """The role of whoever led the group as its chair last, where that ended since then and they have no part in it any
    more."""
    return await session.scalar(_LOST_CHAIR, {"network": group_id, "since": since})


async def serve_elsewhere(session: AsyncSession, workspace_id: int, people: Collection[str]) -> set[str]:
    """Those of these people who are SEIL of a network, a group not being one."""
    query = (
        select(Membership.person_id)
        .join(Network, Network.id == Membership.network_id)
        .where(
            Membership.workspace_id == workspace_id,
            Membership.person_id.in_(people),
            Membership.role == "seil",
            Membership.until.is_(None),
            Network.kind == NETWORK,
        )
    )
    return set(await session.scalars(query))


async def invitation(session: AsyncSession, workspace_id: int, invitation_id: int) -> GroupInvitation:
    """The asking. Raises Gone where there is none, or it was taken back."""
    found = await session.scalar(
        select(GroupInvitation)
        .where(
            GroupInvitation.id == invitation_id,
            GroupInvitation.workspace_id == workspace_id,
            GroupInvitation.ended_at.is_(None),
        )
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Gone("groups.asking_gone")
    return found


async def asked_into(
    session: AsyncSession, group_ids: Collection[int], since: datetime
) -> Sequence[tuple[GroupInvitation, School]]:
    """Which schools were asked into these groups since then, the oldest first; what was taken back is left out."""
    query = (
        select(GroupInvitation, School)
        .join(School, School.id == GroupInvitation.school_id)
        .where(
            GroupInvitation.network_id.in_(group_ids),
            GroupInvitation.ended_at.is_(None),
            GroupInvitation.asked_at > since,
        )
    )
    return [(asked, school) for asked, school in await session.execute(query.order_by(GroupInvitation.id))]


async def waiting_for(session: AsyncSession, school_ids: Collection[int], since: datetime) -> Sequence[GroupInvitation]:
    """What these schools were asked since then, and have not said yes to; nor was it taken back."""
    query = select(GroupInvitation).where(
        GroupInvitation.school_id.in_(school_ids),
        GroupInvitation.answer != "yes",
        GroupInvitation.ended_at.is_(None),
        GroupInvitation.asked_at > since,
    )
    return (await session.scalars(query.order_by(GroupInvitation.id))).all()


async def lapsing(session: AsyncSession, group_id: int, after: datetime, until: datetime) -> Sequence[GroupInvitation]:
    """What schools were asked into a group in (after, until] and have not answered; nor was it taken back."""
    query = select(GroupInvitation).where(
        GroupInvitation.network_id == group_id,
        GroupInvitation.answer == "",
        GroupInvitation.ended_at.is_(None),
        GroupInvitation.asked_at > after,
        GroupInvitation.asked_at <= until,
    )
    return (await session.scalars(query.order_by(GroupInvitation.id))).all()


async def without_principal(
    session: AsyncSession, group_id: int, since: datetime
) -> Sequence[tuple[GroupInvitation, School]]:
    """The schools whose asking has ended since then before a yes, while the group goes on, the oldest first."""
    query = (
        select(GroupInvitation, School)
        .join(School, School.id == GroupInvitation.school_id)
        .where(
            GroupInvitation.network_id == group_id,
            GroupInvitation.answer != "yes",
            GroupInvitation.ended_at > since,
        )
    )
    return [(asked, school) for asked, school in await session.execute(query.order_by(GroupInvitation.id))]


async def asked_of(
    session: AsyncSession, school_ids: Collection[int], since: datetime
) -> Sequence[tuple[GroupInvitation, School, Network]]:
    """What these schools were asked since then and have not answered, with the group, the oldest first."""
    query = (
        select(GroupInvitation, School, Network)
        .join(School, School.id == GroupInvitation.school_id)
        .join(Network, Network.id == GroupInvitation.network_id)
        .where(
            GroupInvitation.school_id.in_(school_ids),
            GroupInvitation.answer == "",
            GroupInvitation.ended_at.is_(None),
            GroupInvitation.asked_at > since,
            Network.status != "closed",
        )
    )
    return [(a, s, n) for a, s, n in await session.execute(query.order_by(GroupInvitation.id))]


async def networks_beside(session: AsyncSession, network_id: int) -> set[int]:
    """The network, and those with which it has schools in common by a joint group, from one to the next.

    What is told in one of them can tell something of the same people in another.
    """
    found, fresh = {network_id}, {network_id}
    while fresh:
        fresh = set(await session.scalars(_BESIDE, {"networks": list(fresh)})) - found
        found |= fresh
    return found


# Made once, since making a statement costs more than asking it.
ANY_AT_ALL = coming.any_of(JointGroup.id.is_not(None))
"""Of any network: which of them are this one's takes another look. Ended ones are among them: their seats follow still.
"""
ANY_ASKED_LEFT = coming.any_of(
    GroupInvitation.school_id == Membership.school_id,
    Membership.network_id == coming.NETWORK,
    Membership.until > coming.since(),
)
"""Somebody has lost a role for a school that was asked whether it joins."""
ANY_LAPSES = coming.any_of(
    GroupInvitation.network_id == coming.NETWORK,
    GroupInvitation.answer == "",
    GroupInvitation.ended_at.is_(None),
    GroupInvitation.asked_at > coming.since(-WAITS),
    GroupInvitation.asked_at <= coming.until(-WAITS),
)
"""A question to a school has stood its time without an answer."""
_OF = select(JointGroup).where(JointGroup.network_id == bindparam("network"))
_THERE = aliased(SchoolMembership)
_SERVES = aliased(Membership)
_AROUND = (
    select(Network)
    .where(
        Network.kind == GROUP,
        or_(
            select(SchoolMembership.id)
            .join(_THERE, _THERE.school_id == SchoolMembership.school_id)
            .where(
                SchoolMembership.network_id == Network.id,
                SchoolMembership.until.is_(None),
                _THERE.network_id == bindparam("network"),
            )
            .exists(),
            select(Membership.id)
            .join(_SERVES, _SERVES.person_id == Membership.person_id)
            .where(
                Membership.network_id == Network.id,
                Membership.until.is_(None),
                Membership.role == "seil",
                _SERVES.network_id == bindparam("network"),
                _SERVES.role == "seil",
            )
            .exists(),
        ),
    )
    .order_by(Network.name, Network.id)
)
_AT_HOME = (
    select(Membership)
    .join(Network, Network.id == Membership.network_id)
    .where(
        Membership.school_id.in_(bindparam("schools", expanding=True)),
        Membership.role.in_(SCHOOL_ROLES),
        Membership.until.is_(None),
        Network.kind == NETWORK,
    )
    .order_by(Membership.id)
)
_HOMES = (
    select(SchoolMembership.school_id, Network)
    .join(Network, Network.id == SchoolMembership.network_id)
    .where(
        SchoolMembership.school_id.in_(bindparam("schools", expanding=True)),
        SchoolMembership.until.is_(None),
        Network.kind == NETWORK,
    )
    .order_by(SchoolMembership.id)
)
_NOW_HERE = aliased(Membership)
_LOST_CHAIR = (
    select(Membership)
    .where(
        Membership.network_id == bindparam("network"),
        Membership.role == "chair",
        Membership.until > bindparam("since"),
        ~select(_NOW_HERE.id)
        .where(
            _NOW_HERE.network_id == bindparam("network"),
            _NOW_HERE.person_id == Membership.person_id,
            _NOW_HERE.until.is_(None),
        )
        .exists(),
    )
    .order_by(Membership.until.desc(), Membership.id.desc())
    .limit(1)
)
_SEATS = (
    select(Membership)
    .where(
        Membership.network_id == bindparam("network"),
        Membership.role.in_(bindparam("roles", expanding=True)),
        Membership.until.is_(None),
    )
    .order_by(Membership.id)
)
_HERE, _OTHER = aliased(Network), aliased(Network)
_BESIDE = (
    select(_THERE.network_id)
    .join(SchoolMembership, SchoolMembership.school_id == _THERE.school_id)
    .join(_HERE, _HERE.id == SchoolMembership.network_id)
    .join(_OTHER, _OTHER.id == _THERE.network_id)
    .where(
        SchoolMembership.network_id.in_(bindparam("networks", expanding=True)),
        or_(_HERE.kind == GROUP, _OTHER.kind == GROUP),
    )
    .distinct()
)
