"""Questions that a SEIL can bring to a meeting, in SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone
from storage.models.challenges import Challenge
from storage.models.meetings import Meeting


async def by_id(session: AsyncSession, workspace_id: int, challenge_id: int) -> Challenge:
    """The question. Raises Gone where there is none."""
    found = await session.scalar(
        select(Challenge)
        .where(Challenge.id == challenge_id, Challenge.workspace_id == workspace_id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Gone("challenges.gone")
    return found


async def of_meeting(session: AsyncSession, meeting_id: int) -> Sequence[Challenge]:
    """The questions before a meeting, in their order."""
    query = select(Challenge).where(Challenge.meeting_id == meeting_id)
    return (await session.scalars(query.order_by(Challenge.number))).all()


async def topics_of_last(session: AsyncSession, network_id: int, meetings: int) -> set[str]:
    """What came up before the network's last so many meetings."""
    last = await session.scalars(
        select(Challenge.meeting_id)
        .join(Meeting, Meeting.id == Challenge.meeting_id)
        .where(Challenge.network_id == network_id)
        .group_by(Challenge.meeting_id, Meeting.starts_at)
        .order_by(Meeting.starts_at.desc())
        .limit(meetings)
    )
    return set(await session.scalars(select(Challenge.topic).where(Challenge.meeting_id.in_(last.all()))))


async def number_of_meetings(session: AsyncSession, network_id: int) -> int:
    """Before how many meetings questions were put together."""
    query = select(func.count(Challenge.meeting_id.distinct())).where(Challenge.network_id == network_id)
    return int(await session.scalar(query) or 0)


async def asked_before(session: AsyncSession, meeting_ids: Collection[int]) -> set[int]:
    """Those of these meetings before which questions were put to the SEIL."""
    query = select(Challenge.meeting_id).where(Challenge.meeting_id.in_(meeting_ids))
    return set(await session.scalars(query.distinct()))
