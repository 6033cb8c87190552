"""Where a network's self-assessment stands: for whatever sums the network up, and for this feature's own messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncSession

from domain.assessments import count_by_item
from domain.calendar import local_day
from domain.instrument import Instrument
from domain.kept_instrument import instrument_from_data
from domain.policies import can_agree_levels, can_rate_assessment
from domain.standings import (
    Agreed,
    AssessmentStanding,
    change_of_pillar,
    comparable,
    guided,
    pillar_standings,
)
from facts.assessments import AssessmentMarks, ItemMark, PillarMarks
from prompts.assessments import standing as words
from prompts.sections import Section
from services.assessments.confirming import may_confirm
from services.assessments.rounds import is_open, raters_of
from services.context import AppContext
from services.sections import SectionContext
from storage import assessments as rows
from storage import evidence as evidence_rows
from storage import second_passes as pass_rows
from storage.models.assessments import AssessmentRound

NO_RATINGS: Mapping[str, Mapping[str, int]] = MappingProxyType({})


async def standing(session: AsyncSession, network_id: int, instrument: str) -> AssessmentStanding | None:
    """The newest revealed round of an instrument, compared with the one before it; None where there is none yet."""
    found = await rows.revealed(session, network_id, instrument)
    return await _read(session, found[0], found[1] if len(found) > 1 else None) if found else None


async def standing_of(
    session: AsyncSession, found: AssessmentRound, ratings: Mapping[str, Mapping[str, int]] = NO_RATINGS
) -> AssessmentStanding:
    """One revealed round, compared with the revealed one before it.

    ratings: those of an open round, by person, for one of its raters. Without them it has the agreed levels alone.
    """
    rounds = await rows.rounds(session, found.network_id)
    earlier = [other for other in rounds if other.status == "revealed" and not other.named]
    same = [other for other in earlier if other.instrument_key == found.instrument_key]
    before = [other for other in same if other.half_year < found.half_year]
    return await _read(session, found, before[-1] if before else None, ratings)


def with_guidance(app: AppContext, found: AssessmentRound, standing: AssessmentStanding) -> AssessmentStanding:
    """The same, with today's guidance for what was rated before there was any."""
    instrument = app.instruments.get(found.instrument_key)
    return guided(standing, instrument) if instrument is not None else standing


async def section(context: SectionContext) -> Section:
    """The self-assessments' section, with the steps that this reader may take."""
    used = context.network_ctx.instruments
    parts = [await _section(context, one) for one in used]
    return parts[0] if len(parts) == 1 else words.together(parts)


async def _section(context: SectionContext, instrument: Instrument) -> Section:
    """What is told of one instrument; it is named where the network uses several."""
    found, marks = await _told(context, instrument.key)
    until = await _open_until(context, instrument.key) if context.is_now else None
    apart = context.network_ctx.told_apart(instrument.key)
    steps = []
    if until is not None and can_rate_assessment(context.actor, context.network_id):
        steps.append(words.rate_step(until, apart))
    again = await _again_until(context, instrument.key) if context.is_now else None
    if again is not None and can_rate_assessment(context.actor, context.network_id):
        steps.append(words.again_step(again, apart))
    to_agree = found is not None and found.half_year == context.half_year.key and not found.is_agreed
    if to_agree and can_agree_levels(context.actor, context.network_id):
        steps.append(words.agree_step(apart))
    if found is not None and await may_confirm(
        context.session, context.network_id, found.round_id, context.actor.user_id
    ):
        steps.append(words.confirm_step(apart))
    return words.section(marks, until, steps=steps, title=instrument.title if apart else "")


async def _told(context: SectionContext, instrument: str) -> tuple[AssessmentStanding | None, AssessmentMarks | None]:
    """The newest result up to the half-year whose raters were told of it, compared with the one before it."""
    revealed = await rows.revealed(context.session, context.network_id, instrument, 3, until=context.half_year.key)
    told = [found for found in revealed if context.is_told(found.closed_at)]
    if not told:
        return None, None
    before = await _read(context.session, told[1], None) if len(told) > 1 else None
    found = await _read(context.session, told[0], told[1] if before else None)
    return found, _marks(found, before)


def _marks(found: AssessmentStanding, before: AssessmentStanding | None) -> AssessmentMarks:
    earlier = comparable(before.pillars if before else (), {item.key: item.scale for item in found.items})
    stood = {item.key: item.stands for pillar in earlier for item in pillar.items}
    pillars_before = {pillar.key: pillar.stands for pillar in earlier}
    pillars = (
        PillarMarks(
            pillar.title,
            pillar.stands.median,
            tuple(ItemMark(item.title, item.stands, stood.get(item.key)) for item in pillar.items),
            change_of_pillar(pillars_before.get(pillar.key), pillar.stands),
            pillar.scale,
        )
        for pillar in found.pillars
    )
    agreed = sum(item.agreed is not None for item in found.items)
    return AssessmentMarks(found.half_year, before.half_year if before else None, tuple(pillars), agreed)


async def _open_until(context: SectionContext, instrument: str) -> date | None:
    """The last day of the assessment that is open now; None where none is open."""
    found = await rows.open_round(context.session, context.network_id, instrument)
    if found is None or not is_open(found, context.now):
        return None
    return local_day(found.closes_at, context.network_ctx.zone)


async def _again_until(context: SectionContext, instrument: str) -> date | None:
    """The last day on which this reader may rate again, where they were asked to."""
    again = await pass_rows.open_pass(context.session, context.network_id, instrument)
    if again is None or not is_open(again, context.now):
        return None
    asked = context.actor.user_id in await raters_of(context.session, again)
    return local_day(again.closes_at, context.network_ctx.zone) if asked else None


async def _read(
    session: AsyncSession,
    found: AssessmentRound,
    before: AssessmentRound | None,
    ratings: Mapping[str, Mapping[str, int]] = NO_RATINGS,
) -> AssessmentStanding:
    instrument = instrument_from_data(found.instrument)
    counted = await rows.results(session, [found, *([before] if before is not None else [])])
    if ratings:
        counted[found.id] = count_by_item(ratings.values(), instrument)
    agreed = {row.item_key: Agreed(row.level, row.reason) for row in await rows.agreed(session, found.id)}
    again = await pass_rows.results(session, found)
    evidence = await evidence_rows.of_round(session, found.id)
    earlier = pillar_standings(instrument_from_data(before.instrument), counted[before.id]) if before else ()
    return AssessmentStanding(
        round_id=found.id,
        half_year=found.half_year,
        instrument_version=found.instrument_version,
        closed_at=found.closed_at or found.closes_at,
        raters_finished=found.raters_finished,
        pillars=pillar_standings(instrument, counted[found.id], earlier, agreed, again, evidence),
        compared_with=before.half_year if before is not None else None,
        named=found.named,
        asked=len(instrument.items),
    )
