"""What happens to pulse checks beside their schedule: see services/keeping.py."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.context import NetworkContext
from services.keeping import Kept
from services.pulses.closing import lose
from storage import pulses as pulse_rows
from storage.questions import PULSE
from storage.unsealed import adopt_pulse


async def adopt(session: AsyncSession, network_id: int, pulse_id: int) -> None:
    pulse = await pulse_rows.to_close(session, network_id, pulse_id)
    if pulse is not None and pulse.status == "open" and not pulse.sealed:
        await adopt_pulse(session, pulse)


async def take_back(session: AsyncSession, network_ctx: NetworkContext, pulse_id: int, now: datetime) -> None:
    pulse = await pulse_rows.to_close(session, network_ctx.network.id, pulse_id)
    if pulse is not None and pulse.status == "open":
        await lose(session, network_ctx, pulse, now)


KEPT = {PULSE: Kept(adopt, take_back)}
