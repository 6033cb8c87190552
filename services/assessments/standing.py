"""Where a network's self-assessment stands: read by the summary and by this feature's own messages."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.assessments import Agreed, AssessmentStanding, instrument_from_data, pillar_standings
from services.assessments.rounds import is_open
from storage import assessments as rows
from storage.models import AssessmentRound


async def standing(session: AsyncSession, network_id: int) -> AssessmentStanding | None:
    """The newest revealed round, compared with the revealed one before it; None where there is none yet."""
    found = await rows.revealed(session, network_id)
    return await _read(session, found[0], found[1] if len(found) > 1 else None) if found else None


async def standing_of(session: AsyncSession, found: AssessmentRound) -> AssessmentStanding:
    """One revealed round, compared with the revealed one before it."""
    earlier = [other for other in await rows.rounds(session, found.network_id) if other.status == "revealed"]
    before = [other for other in earlier if other.half_year < found.half_year]
    return await _read(session, found, before[-1] if before else None)


async def open_until(session: AsyncSession, network_id: int, now: datetime) -> datetime | None:
    """When the assessment that is open now closes; None where none is open."""
    found = await rows.open_round(session, network_id)
    return found.closes_at if found is not None and is_open(found, now) else None


async def _read(session: AsyncSession, found: AssessmentRound, before: AssessmentRound | None) -> AssessmentStanding:
    counted = await rows.results(session, [found.id, *([before.id] if before is not None else [])])
    agreed = {row.item_key: Agreed(row.level, row.reason) for row in await rows.agreed(session, found.id)}
    earlier = pillar_standings(instrument_from_data(before.instrument), counted[before.id]) if before else ()
    return AssessmentStanding(
        round_id=found.id,
        half_year=found.half_year,
        instrument_version=found.instrument_version,
        closed_at=found.closed_at or found.closes_at,
        raters_finished=found.raters_finished,
        pillars=pillar_standings(instrument_from_data(found.instrument), counted[found.id], earlier, agreed),
        compared_with=before.half_year if before is not None else None,
    )
