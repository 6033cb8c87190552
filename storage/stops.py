"""When there is something to do next, for whoever moves through time rather than waits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.occasions import EARLIEST
from storage.rate_limits import NEXT_PASSAGE


async def next_stops(session: AsyncSession) -> tuple[datetime | None, datetime | None]:
    """When a network has to be looked at next, and when something may go out; None where nothing waits."""
    check, delivery = (await session.execute(_BOTH)).one()
    return check, delivery


_BOTH = select(EARLIEST.scalar_subquery(), NEXT_PASSAGE.scalar_subquery())
