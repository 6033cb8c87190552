"""What happens to self-assessments beside their schedule: see services/keeping.py."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.assessments.rounds import lose
from services.assessments.second_pass import lose_pass
from services.context import NetworkContext
from services.keeping import Kept
from storage import assessments as rows
from storage import second_passes as pass_rows
from storage.questions import AGAIN, ASSESSMENT
from storage.unsealed import adopt_round


async def adopt(session: AsyncSession, _network_id: int, round_id: int) -> None:
    found = await rows.lock_round(session, round_id)
    if found is not None and found.status == "open":
        await adopt_round(session, found)


async def take_back(session: AsyncSession, network_ctx: NetworkContext, round_id: int, now: datetime) -> None:
    found = await rows.lock_round(session, round_id)
    if found is not None and found.status == "open":
        await lose(session, network_ctx, found, now)


async def adopt_pass(session: AsyncSession, _network_id: int, _pass_id: int) -> None:
    """No code of before has opened one."""


async def take_pass_back(session: AsyncSession, network_ctx: NetworkContext, pass_id: int, now: datetime) -> None:
    again = await pass_rows.lock_pass(session, pass_id)
    if again is not None and again.status == "open":
        await lose_pass(session, network_ctx, again, now)


KEPT = {ASSESSMENT: Kept(adopt, take_back), AGAIN: Kept(adopt_pass, take_pass_back)}
