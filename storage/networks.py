"""Workspaces, networks, schools and memberships in SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Exists, Select, and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from domain.errors import Gone
from domain.groups import NETWORK
from domain.names import same_name
from storage import coming
from storage.database import NEW_WORK
from storage.models import CalendarOverride, Membership, Network, School, SchoolMembership, Workspace


async def workspace_by_slack_id(session: AsyncSession, slack_id: str) -> Workspace | None:
    return await session.scalar(_WORKSPACE, {"slack_id": slack_id})


async def has_left(session: AsyncSession, workspace_id: int) -> bool:
    """Whether the bot was uninstalled there."""
    return await session.scalar(select(Workspace.left_at).where(Workspace.id == workspace_id)) is not None


async def unclaimed_workspace(session: AsyncSession, chat: str = "slack") -> Workspace | None:
    """The workspace that was filled by import before the bot first spoke with the chat."""
    query = select(Workspace).where(Workspace.slack_id.is_(None), Workspace.chat == chat)
    return await session.scalar(query.order_by(Workspace.id).limit(1))


async def chats(session: AsyncSession) -> dict[int, str]:
    """Which chat each workspace is in."""
    return {workspace.id: workspace.chat for workspace in await session.scalars(select(Workspace))}


async def only_workspace(session: AsyncSession, chat: str) -> Workspace | None:
    """The workspace where there is exactly one in the chat."""
    found = (await session.scalars(select(Workspace).where(Workspace.chat == chat).limit(2))).all()
    return found[0] if len(found) == 1 else None


async def network(session: AsyncSession, workspace_id: int, network_id: int) -> Network:
    """The network. Raises Gone where this workspace has no such network."""
    found = await session.scalar(_NETWORK, {"network": network_id, "workspace": workspace_id})
    if found is None:
        raise Gone("networks.gone")
    return found


async def lock(
    session: AsyncSession, workspace_id: int, network_id: int, *, look: bool = True, ended: bool = False
) -> Network:
    """The network, locked until the transaction ends, so that changes to it come one after another.

    look: the schedule looks at it anew after the commit, since what falls due may have changed; then a group that has
    ended raises Gone, since nothing of it is changed any more. ended: it may be changed all the same.
    """
    found = await session.scalar(_NETWORK_LOCKED, {"network": network_id, "workspace": workspace_id})
    if found is None:
        raise Gone("networks.gone")
    if look and found.has_ended and not ended:
        raise Gone("groups.over", name=found.name)
    if look:
        found.next_check_at = None
        session.info[NEW_WORK] = True
    return found


async def in_channel(session: AsyncSession, workspace_id: int, channel_id: str) -> Network | None:
    return await session.scalar(_IN_CHANNEL, {"workspace": workspace_id, "channel": channel_id})


async def in_channels(session: AsyncSession, workspace_id: int, channel_ids: Sequence[str]) -> Sequence[Network]:
    """The networks whose channels these are, in order of name; joint groups are left out."""
    query = select(Network).where(
        Network.workspace_id == workspace_id, Network.channel_id.in_(channel_ids), Network.kind == NETWORK
    )
    return (await session.scalars(query.order_by(Network.name, Network.id))).all()


async def lock_all(session: AsyncSession, workspace_id: int) -> Sequence[Network]:
    """Every network of a workspace, locked until the transaction ends."""
    query = select(Network).where(Network.workspace_id == workspace_id).order_by(Network.id).with_for_update()
    return (await session.scalars(query)).all()


async def by_name(session: AsyncSession, name: str, workspace_id: int | None = None) -> Network | None:
    """The network of that name, however it is written; one that is written just so goes first."""
    return next(iter(await alike(session, name, workspace_id)), None)


async def alike(session: AsyncSession, name: str, workspace_id: int | None = None) -> Sequence[Network]:
    """Every network of that name, of each workspace; see by_name.

    Before the name may stand a chat or a workspace's id in it, as "teams:Merri-bek": then it is there.
    """
    query = select(Network, Workspace.chat, Workspace.slack_id).join(Workspace, Workspace.id == Network.workspace_id)
    if workspace_id is not None:
        query = query.where(Network.workspace_id == workspace_id)
    every = [(network, (chat, slack_id)) for network, chat, slack_id in await session.execute(query)]
    where, _, rest = name.partition(":")
    there = [network for network, places in every if where in places]
    return _alike([network for network, _ in every], name) or _alike(there, rest.strip())


def _alike(networks: Iterable[Network], name: str) -> list[Network]:
    found = [network for network in networks if same_name(network.name, name)]
    return sorted(found, key=lambda network: (network.name != name, network.id))


async def all_networks(session: AsyncSession, workspace_id: int | None = None) -> Sequence[Network]:
    query = select(Network).order_by(Network.name, Network.id)
    if workspace_id is not None:
        query = query.where(Network.workspace_id == workspace_id)
    return (await session.scalars(query)).all()


async def own_networks(session: AsyncSession, workspace_id: int | None = None) -> Sequence[Network]:
    """All networks without joint groups, whose schools are in networks of their own."""
    return [network for network in await all_networks(session, workspace_id) if not network.is_group]


async def memberships_of_person(
    session: AsyncSession, workspace_id: int, person_id: str
) -> Sequence[tuple[Membership, Network]]:
    """The roles that a person holds now, each with its network."""
    rows = await session.execute(_OF_PERSON, {"workspace": workspace_id, "person": person_id})
    return [(membership, found) for membership, found in rows]


async def left_by(session: AsyncSession, workspace_id: int, person_id: str) -> Sequence[Network]:
    """The networks in which somebody held a role and holds none any more."""
    held = select(Membership.network_id).where(
        Membership.workspace_id == workspace_id, Membership.person_id == person_id
    )
    left = Network.id.in_(held), Network.id.not_in(held.where(Membership.until.is_(None)))
    return (await session.scalars(select(Network).where(*left).order_by(Network.id))).all()


async def roles_of_person(
    session: AsyncSession, workspace_id: int, person_id: str
) -> tuple[Sequence[tuple[Membership, Network]], dict[int, frozenset[int]]]:
    """The roles that a person holds now, each with its network; and by a role's id, where its school was before.

    Where it was: the other networks and joint groups that the school has left, or that a school left which was merged
    into it. A seat in a group has none: they stand at the role in the school's own network.
    """
    found = await session.execute(_roles_of_person(), {"workspace": workspace_id, "person": person_id})
    roles, before = dict[int, tuple[Membership, Network]](), dict[int, set[int]]()
    for membership, network_, earlier in found:
        roles[membership.id] = membership, network_
        before.setdefault(membership.id, set()).update([earlier] if earlier is not None else [])
    return list(roles.values()), {id_: frozenset(networks) for id_, networks in before.items()}


async def memberships_of_workspace(session: AsyncSession, workspace_id: int) -> Sequence[tuple[Membership, Network]]:
    """Every role held in a workspace now, each with its network."""
    rows = await session.execute(
        select(Membership, Network)
        .join(Network, Network.id == Membership.network_id)
        .where(Membership.workspace_id == workspace_id, Membership.until.is_(None))
        .order_by(Membership.id)
    )
    return [(membership, found) for membership, found in rows]


async def memberships(
    session: AsyncSession, network_id: int, roles: Sequence[str] | None = None
) -> Sequence[Membership]:
    """The roles held in a network now, of these kinds where given."""
    if roles is None:
        return (await session.scalars(_MEMBERSHIPS, {"network": network_id})).all()
    return (await session.scalars(_MEMBERSHIPS_OF_ROLES, {"network": network_id, "roles": list(roles)})).all()


async def memberships_in(
    session: AsyncSession, network_ids: Collection[int], roles: Collection[str]
) -> Sequence[Membership]:
    """The roles of these kinds that are held in several networks now, in order of joining."""
    return (await session.scalars(_MEMBERSHIPS_IN, {"networks": list(network_ids), "roles": list(roles)})).all()


async def people_with_role(session: AsyncSession, network_id: int, *roles: str) -> list[str]:
    """User ids of those who hold one of the roles in the network, each once, in order of joining."""
    found = await memberships(session, network_id, roles)
    return list(dict.fromkeys(membership.person_id for membership in found))


async def people_by_role(session: AsyncSession, network_id: int, roles: Sequence[str]) -> dict[str, list[str]]:
    """For each of these roles the people who hold it in the network, each once, in order of joining."""
    held = await memberships(session, network_id, roles)
    return {role: list(dict.fromkeys(each.person_id for each in held if each.role == role)) for role in roles}


async def memberships_since(session: AsyncSession, network_id: int, since: datetime) -> Sequence[Membership]:
    """The roles that are held in a network, and those that ended after `since`."""
    return (await session.scalars(_MEMBERSHIPS_SINCE, {"network": network_id, "since": since})).all()


def any_held(roles: Collection[str]) -> Exists:
    """For planners: one of the roles is held."""
    held = Membership.role.in_(sorted(roles)), Membership.until.is_(None)
    return coming.any_of(Membership.network_id == coming.NETWORK, *held)


def any_held_for(role: str, so_long: timedelta) -> Exists:
    """For planners: the role is held, at the end of the stretch for so long at least."""
    held = Membership.role == role, Membership.until.is_(None), Membership.since <= coming.until(-so_long)
    return coming.any_of(Membership.network_id == coming.NETWORK, *held)


def any_changed(role: str, lately: timedelta) -> Exists:
    """For planners: somebody got or lost the role so long before the stretch at most, and after the network began."""
    at = func.coalesce(Membership.until, Membership.since)
    began = select(Network.created_at).where(Network.id == coming.NETWORK).scalar_subquery()
    return coming.any_of(
        Membership.network_id == coming.NETWORK, Membership.role == role, at > coming.since(-lately), at > began
    )


async def schools(session: AsyncSession, network_id: int) -> Sequence[School]:
    """The schools that are in the network now, in order of name; of those that have left: storage/schools.py."""
    return (await session.scalars(_SCHOOLS, {"network": network_id})).all()


async def number_of_schools(session: AsyncSession, network_id: int) -> int:
    """How many schools are in it."""
    found = await session.scalar(
        select(func.count())
        .select_from(SchoolMembership)
        .where(SchoolMembership.network_id == network_id, SchoolMembership.until.is_(None))
    )
    return found or 0


async def with_days(
    session: AsyncSession, workspace_id: int, network_id: int
) -> tuple[Network, Sequence[CalendarOverride]]:
    """The network, and the days that it keeps otherwise, in one query. Raises Gone where there is none."""
    rows = (await session.execute(_WITH_DAYS, {"network": network_id, "workspace": workspace_id})).all()
    if not rows:
        raise Gone("networks.gone")
    return rows[0][0], [day for _, day in rows if day is not None]


async def overrides(session: AsyncSession, network_id: int) -> Sequence[CalendarOverride]:
    return (await session.scalars(_OVERRIDES, {"network": network_id})).all()


async def overrides_in(session: AsyncSession, network_ids: Collection[int]) -> Sequence[CalendarOverride]:
    """The days that several networks keep otherwise."""
    return (await session.scalars(select(CalendarOverride).where(CalendarOverride.network_id.in_(network_ids)))).all()


# Made once, since making a statement costs more than asking it.
_WORKSPACE = select(Workspace).where(Workspace.slack_id == bindparam("slack_id"))
_NETWORK = select(Network).where(Network.id == bindparam("network"), Network.workspace_id == bindparam("workspace"))
_NETWORK_LOCKED = _NETWORK.with_for_update().execution_options(populate_existing=True)
_IN_CHANNEL = select(Network).where(
    Network.workspace_id == bindparam("workspace"), Network.channel_id == bindparam("channel")
)
_MEMBERSHIPS_IN = (
    select(Membership)
    .where(
        Membership.network_id.in_(bindparam("networks", expanding=True)),
        Membership.role.in_(bindparam("roles", expanding=True)),
        Membership.until.is_(None),
    )
    .order_by(Membership.id)
)
_MEMBERSHIPS_SINCE = (
    select(Membership)
    .where(
        Membership.network_id == bindparam("network"),
        Membership.until.is_(None) | (Membership.until > bindparam("since")),
    )
    .order_by(Membership.id)
)
_OF_PERSON = (
    select(Membership, Network)
    .join(Network, Network.id == Membership.network_id)
    .where(
        Membership.workspace_id == bindparam("workspace"),
        Membership.person_id == bindparam("person"),
        Membership.until.is_(None),
    )
    .order_by(Network.name, Membership.role, Membership.id)
)
_MEMBERSHIPS = (
    select(Membership)
    .where(Membership.network_id == bindparam("network"), Membership.until.is_(None))
    .order_by(Membership.id)
)
_MEMBERSHIPS_OF_ROLES = _MEMBERSHIPS.where(Membership.role.in_(bindparam("roles", expanding=True)))
_SCHOOLS = (
    select(School)
    .join(SchoolMembership, SchoolMembership.school_id == School.id)
    .where(SchoolMembership.network_id == bindparam("network"), SchoolMembership.until.is_(None))
    .order_by(School.name, School.id)
)
ANY_LEFT_OR_CAME = coming.any_of(
    Membership.network_id == coming.NETWORK,
    or_(
        Membership.until > coming.since(),
        and_(Membership.role.in_(("chair", "seil")), Membership.until.is_(None), Membership.since > coming.since()),
    ),
)
"""For planners: somebody has lost a role, or has come to decide for the network."""
_WITH_DAYS = (
    select(Network, CalendarOverride)
    .outerjoin(CalendarOverride, CalendarOverride.network_id == Network.id)
    .where(Network.id == bindparam("network"), Network.workspace_id == bindparam("workspace"))
    .order_by(CalendarOverride.day)
)
_OVERRIDES = (
    select(CalendarOverride).where(CalendarOverride.network_id == bindparam("network")).order_by(CalendarOverride.day)
)


@cache
def _roles_of_person() -> Select[Membership, Network, int]:
    """Made with the first person who does something, since each start would wait for it."""
    past, merged = aliased(SchoolMembership), aliased(School)
    return (
        select(Membership, Network, past.network_id)
        .join(Network, Network.id == Membership.network_id)
        .outerjoin(
            past,
            or_(
                past.school_id == Membership.school_id,
                past.school_id.in_(select(merged.id).where(merged.merged_into_id == Membership.school_id)),
            )
            & past.until.is_not(None)
            & (past.network_id != Membership.network_id)
            & (Network.kind == NETWORK),
        )
        .where(
            Membership.workspace_id == bindparam("workspace"),
            Membership.person_id == bindparam("person"),
            Membership.until.is_(None),
        )
        .order_by(Network.name, Membership.role, Membership.id)
    )
