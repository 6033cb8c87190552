"""Links between networks, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone
from domain.network_links import WAITS
from storage import coming
from storage.models import Membership, Network
from storage.models.introductions import Introduction
from storage.models.network_links import NetworkLink


async def by_id(session: AsyncSession, workspace_id: int, link_id: int) -> NetworkLink:
    """The link, or the asking for one. Raises Gone where there is none, or it has ended."""
    found = await session.scalar(
        select(NetworkLink)
        .where(NetworkLink.id == link_id, NetworkLink.workspace_id == workspace_id, NetworkLink.ended_at.is_(None))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Gone("showcases.link_gone")
    return found


_UNANSWERED = (NetworkLink.agreed_at.is_(None), NetworkLink.declined_at.is_(None), NetworkLink.ended_at.is_(None))
ANY_LAPSES = coming.any_of(
    NetworkLink.other_network_id == coming.NETWORK,
    *_UNANSWERED,
    NetworkLink.asked_at > coming.since(-WAITS),
    NetworkLink.asked_at <= coming.until(-WAITS),
)
"""A question to its chair has stood its time without an answer."""


async def lapsing(session: AsyncSession, network_id: int, after: datetime, until: datetime) -> Sequence[NetworkLink]:
    """What its chair was asked in (after, until] and has not answered; nor was it taken back."""
    query = select(NetworkLink).where(
        NetworkLink.other_network_id == network_id,
        *_UNANSWERED,
        NetworkLink.asked_at > after,
        NetworkLink.asked_at <= until,
    )
    return (await session.scalars(query.order_by(NetworkLink.id))).all()


async def of_network(
    session: AsyncSession, network_id: int, asked_since: datetime
) -> Sequence[tuple[NetworkLink, str]]:
    """Its links, and what has been asked since then, the oldest first, each with the other network's name."""
    query = (
        select(NetworkLink, Network.name)
        .join(
            Network,
            or_(
                (NetworkLink.network_id == network_id) & (Network.id == NetworkLink.other_network_id),
                (NetworkLink.other_network_id == network_id) & (Network.id == NetworkLink.network_id),
            ),
        )
        .where(
            NetworkLink.ended_at.is_(None),
            NetworkLink.agreed_at.is_not(None) | (NetworkLink.asked_at > asked_since),
        )
    )
    return [(link, name) for link, name in await session.execute(query.order_by(NetworkLink.id))]


async def linked(session: AsyncSession, network_id: int) -> Sequence[Network]:
    """The networks that it is linked with now, and that an operator vouches for; by name."""
    query = (
        select(Network)
        .join(
            NetworkLink,
            or_(
                (NetworkLink.network_id == network_id) & (Network.id == NetworkLink.other_network_id),
                (NetworkLink.other_network_id == network_id) & (Network.id == NetworkLink.network_id),
            ),
        )
        .where(
            NetworkLink.ended_at.is_(None),
            NetworkLink.agreed_at.is_not(None),
            Network.self_made.is_(False),
            Network.status != "closed",
        )
    )
    return (await session.scalars(query.order_by(Network.name, Network.id))).unique().all()


async def introduced_chairs(session: AsyncSession, workspace_id: int, person_id: str) -> Sequence[Network]:
    """The networks that an operator vouches for, and whose chair was introduced to this person; by name."""
    met = Introduction.first_id, Introduction.second_id
    them = or_(
        (met[0] == person_id) & (met[1] == Membership.person_id),
        (met[1] == person_id) & (met[0] == Membership.person_id),
    )
    query = (
        select(Network)
        .join(Membership, Membership.network_id == Network.id)
        .where(
            Network.workspace_id == workspace_id,
            Network.self_made.is_(False),
            Membership.role == "chair",
            Membership.until.is_(None),
            select(Introduction.id)
            .where(Introduction.workspace_id == workspace_id, Introduction.status == "introduced", them)
            .exists(),
        )
    )
    return (await session.scalars(query.order_by(Network.name, Network.id))).all()
