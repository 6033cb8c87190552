"""What people need and offer, in SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Exists, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone
from storage.models import Membership, Network
from storage.models.introductions import Introduction
from storage.models.offers import Offer


async def by_id(session: AsyncSession, workspace_id: int, offer_id: int) -> Offer:
    """The need or offer. Raises Gone where there is none, or it was taken back."""
    found = await session.scalar(
        select(Offer)
        .where(Offer.id == offer_id, Offer.workspace_id == workspace_id, Offer.ended_at.is_(None))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Gone("offers.gone")
    return found


async def of_person(session: AsyncSession, workspace_id: int, person_id: str) -> Sequence[Offer]:
    """What somebody has open, the newest first."""
    query = select(Offer).where(
        Offer.workspace_id == workspace_id, Offer.person_id == person_id, Offer.ended_at.is_(None)
    )
    return (await session.scalars(query.order_by(Offer.id.desc()))).all()


async def needs_in(session: AsyncSession, network_ids: Collection[int]) -> Sequence[Offer]:
    """What people of these networks need, the oldest first; of those who still have a role there."""
    return (await session.scalars(_NEEDS, {"networks": list(network_ids)})).all()


async def offered(session: AsyncSession, workspace_id: int, own: Collection[int]) -> Sequence[Offer]:
    """What is offered in one's own networks and in all that an operator vouches for; of those who have a role there."""
    return (await session.scalars(_OFFERED, {"workspace": workspace_id, "networks": list(own)})).all()


def _is_there() -> Exists:
    return (
        select(Membership.id)
        .where(
            Membership.network_id == Offer.network_id,
            Membership.person_id == Offer.person_id,
            Membership.until.is_(None),
        )
        .exists()
    )


async def introduced(session: AsyncSession, workspace_id: int) -> set[frozenset[str]]:
    """The pairs of people who were introduced, or are being asked."""
    rows = await session.execute(_INTRODUCED, {"workspace": workspace_id})
    return {frozenset(row) for row in rows}


# Made once, since making a statement costs more than asking it.
_NEEDS = (
    select(Offer)
    .where(
        Offer.network_id.in_(bindparam("networks", expanding=True)),
        Offer.side == "need",
        Offer.ended_at.is_(None),
        _is_there(),
    )
    .order_by(Offer.id)
)
_OFFERED = (
    select(Offer)
    .join(Network, Network.id == Offer.network_id)
    .where(
        Offer.workspace_id == bindparam("workspace"),
        Offer.side == "offer",
        Offer.ended_at.is_(None),
        Network.self_made.is_(False) | Network.id.in_(bindparam("networks", expanding=True)),
        _is_there(),
    )
    .order_by(Offer.id)
)
_INTRODUCED = select(Introduction.first_id, Introduction.second_id).where(
    Introduction.workspace_id == bindparam("workspace"), Introduction.status.in_(("asking", "introduced"))
)
