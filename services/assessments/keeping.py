"""What happens to self-assessments beside their schedule: see services/keeping.py."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.assessments.rounds import lose
from services.context import NetworkContext
from services.keeping import Kept
from storage import assessments as rows
from storage.questions import ASSESSMENT
from storage.unsealed import adopt_round


async def adopt(session: AsyncSession, _network_id: int, round_id: int) -> None:
    found = await rows.lock_round(session, round_id)
    if found is not None and found.status == "open":
        await adopt_round(session, found)


async def take_back(session: AsyncSession, network_ctx: NetworkContext, round_id: int, now: datetime) -> None:
    found = await rows.lock_round(session, round_id)
    if found is not None and found.status == "open":
        await lose(session, network_ctx, found, now)


KEPT = {ASSESSMENT: Kept(adopt, take_back)}
