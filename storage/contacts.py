"""Contacts outside the schools, in SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone
from storage.models import Area, Network, Workspace
from storage.models.contacts import Contact


async def by_id(session: AsyncSession, workspace_id: int, contact_id: int) -> Contact:
    """The contact. Raises Gone where there is none."""
    found = await session.scalar(
        select(Contact)
        .where(Contact.id == contact_id, Contact.workspace_id == workspace_id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Gone("contacts.gone")
    return found


async def sharing(
    session: AsyncSession, workspace_id: int, own: Collection[int], vouched: Collection[int]
) -> dict[int, str]:
    """The networks whose contacts a SEIL sees, with their names: own ones, and those of the regions of `vouched`.

    own: the networks that they serve; vouched: those of them that an operator vouches for. A region is that of the
    network's area, or the network's where it has no area.
    """
    region = func.coalesce(Area.region_id, Network.region_id)
    placed = select(Network.id, Network.name, region, Network.self_made).outerjoin(Area, Area.id == Network.area_id)
    rows = (await session.execute(placed.where(Network.workspace_id == workspace_id))).all()
    regions = {where for id_, _, where, _ in rows if id_ in vouched and where is not None}
    return {id_: name for id_, name, where, self_made in rows if id_ in own or (where in regions and not self_made)}


async def are_shared_alike(session: AsyncSession, workspace_id: int, network_ids: Collection[int]) -> bool:
    """Whether the same people see these networks' contacts: all are of one region, and an operator vouches for each."""
    region = func.coalesce(Area.region_id, Network.region_id)
    placed = select(region, Network.self_made).outerjoin(Area, Area.id == Network.area_id)
    asked = Network.workspace_id == workspace_id, Network.id.in_(network_ids)
    rows = (await session.execute(placed.where(*asked))).all()
    regions = {where for where, _ in rows}
    return len(regions) == 1 and None not in regions and not any(self_made for _, self_made in rows)


async def of_networks(session: AsyncSession, network_ids: Collection[int]) -> Sequence[Contact]:
    """Their contacts; whom somebody was in touch with last comes first."""
    query = select(Contact).where(Contact.network_id.in_(network_ids))
    return (await session.scalars(query.order_by(Contact.in_touch_on.desc(), Contact.id))).all()


async def find(session: AsyncSession, who: str) -> Sequence[tuple[Contact, Network, Workspace]]:
    """Every entry with that address, telephone number or name, in whichever workspace; case does not matter."""
    same = or_(*(func.lower(column) == who.lower() for column in (Contact.email, Contact.phone, Contact.name)))
    query = (
        select(Contact, Network, Workspace)
        .join(Network, Network.id == Contact.network_id)
        .join(Workspace, Workspace.id == Contact.workspace_id)
        .where(same)
        .order_by(Contact.id)
    )
    return [(contact, network, workspace) for contact, network, workspace in await session.execute(query)]
