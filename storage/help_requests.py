"""What people ask their SEIL, in SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone
from domain.help_requests import OPEN
from storage import coming
from storage.models.help_requests import HelpRequest


async def by_id(session: AsyncSession, workspace_id: int, request_id: int) -> HelpRequest:
    """The request. Raises Gone where there is none."""
    found = await session.scalar(
        select(HelpRequest)
        .where(HelpRequest.id == request_id, HelpRequest.workspace_id == workspace_id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Gone("help_requests.gone")
    return found


async def open_in(session: AsyncSession, network_ids: Collection[int]) -> Sequence[HelpRequest]:
    """The open requests of these networks, the oldest first."""
    return (await session.scalars(_OPEN, {"networks": list(network_ids)})).all()


# Made once, since making a statement costs more than asking it.
ANY_OPEN = coming.any_of(HelpRequest.network_id == coming.NETWORK, HelpRequest.status.in_(OPEN))
_OPEN = (
    select(HelpRequest)
    .where(HelpRequest.network_id.in_(bindparam("networks", expanding=True)), HelpRequest.status.in_(OPEN))
    .order_by(HelpRequest.asked_at, HelpRequest.id)
)


async def of_person(session: AsyncSession, workspace_id: int, person_id: str, since: datetime) -> Sequence[HelpRequest]:
    """What somebody has asked that is open, or was answered after `since`; the newest first."""
    query = select(HelpRequest).where(
        HelpRequest.workspace_id == workspace_id,
        HelpRequest.asked_by_id == person_id,
        HelpRequest.status.in_(OPEN) | ((HelpRequest.status == "answered") & (HelpRequest.ended_at >= since)),
    )
    return (await session.scalars(query.order_by(HelpRequest.asked_at.desc(), HelpRequest.id.desc()))).all()
