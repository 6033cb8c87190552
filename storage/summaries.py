"""What of summaries was said, in SQL."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Delivery


async def was_said(session: AsyncSession, network_id: int, kind: str, half_year: str, since: datetime) -> bool:
    """Whether an announcement of that kind about that half-year was put into the outbox since then, and stands."""
    rows = await session.scalars(
        select(Delivery.payload).where(
            Delivery.network_id == network_id,
            Delivery.kind == kind,
            Delivery.created_at >= since,
            Delivery.status.not_in(("failed", "skipped")),
        )
    )
    return any(payload.get("half_year") == half_year for payload in rows)
