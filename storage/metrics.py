"""What monitors want to know of the whole bot, in four short queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.groups import NETWORK
from storage import deliveries
from storage.models import Delivery, Network
from storage.models.delivery import UNFINISHED


class Figures(Struct, frozen=True):
    """Counts by status; oldest_due and oldest_check: since when the oldest thing has waited, None where nothing has."""

    deliveries: Mapping[str, int]
    networks: Mapping[str, int]
    oldest_due: datetime | None
    oldest_check: datetime | None


async def take(session: AsyncSession, now: datetime, uncounted: Collection[str]) -> Figures:
    """The figures as they stand at `now`.

    uncounted: kinds of messages that only those get who have not answered yet; unless they failed, they are left out.
    """
    networks = await session.execute(
        select(Network.status, func.count()).where(Network.kind == NETWORK).group_by(Network.status)
    )
    return Figures(
        deliveries=await deliveries.counts(session, uncounted),
        networks={str(status): int(number) for status, number in networks},
        oldest_due=await session.scalar(select(func.min(Delivery.due_at)).where(UNFINISHED, Delivery.due_at <= now)),
        oldest_check=await session.scalar(select(func.min(Network.next_check_at)).where(Network.next_check_at <= now)),
    )
