"""Where the self-assessment stands, for somebody for whom no form is open."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from domain.assessment_windows import next_window
from domain.calendar import UnknownDate, local_day
from domain.instrument import Instrument
from domain.policies import Actor, can_agree_levels, can_change_network, can_open_assessment, can_see_assessment_spread
from facts.assessments import AssessmentOverview
from services.assessments.again import may_ask_again
from services.assessments.confirming import may_confirm
from services.assessments.rounds import is_open, raters_of, rests_until, results_at
from services.assessments.standing import standing
from services.context import NetworkContext
from storage import assessments as rows
from storage import second_passes as pass_rows
from storage.models.assessments import AssessmentRound


async def overview(
    session: AsyncSession,
    network_ctx: NetworkContext,
    instrument: Instrument,
    actor: Actor,
    open_: AssessmentRound | None,
    now: datetime,
) -> AssessmentOverview:
    """open_: the round whose status is open, if any, which may be past its closing time."""
    network_id = network_ctx.network.id
    known = [each for each in await rows.rounds(session, network_id) if each.instrument_key == instrument.key]
    newest = known[-1] if known else None
    today = local_day(now, network_ctx.zone)
    found = AssessmentOverview(
        network_id=network_id,
        network=network_ctx.named(instrument),
        instrument=network_ctx.told_apart(instrument.key),
        zone=network_ctx.zone,
        today=today,
        may_choose=bool(can_change_network(actor, network_id)),
    )
    if (
        newest is not None
        and newest.status != "withdrawn"
        and not is_open(newest, now)
        and now < (told_at := results_at(newest, network_ctx))
    ):
        return replace(found, results_at=told_at)
    found = replace(
        found,
        last=await standing(session, network_id, instrument.key),
        withheld=newest.half_year if newest is not None and newest.status == "withheld" else None,
        may_see_spread=bool(can_see_assessment_spread(actor, network_id)),
        may_agree=bool(can_agree_levels(actor, network_id))
        and await rows.newest_closed(session, network_id, instrument.key) is not None,
    )
    if found.last is not None:
        may = await may_confirm(session, network_id, found.last.round_id, actor.user_id)
        found = await _with_again(session, network_ctx, instrument, actor, replace(found, may_confirm=may), now)
    if open_ is not None and is_open(open_, now):
        return replace(found, open_until=open_.closes_at, raters=await raters_of(session, open_))
    had = {each.half_year for each in known if each.status != "withdrawn"}
    try:
        coming = next_window(network_ctx.calendar, today, network_ctx.network.assessment_dates, had)
        rests = await rests_until(session, network_id, instrument.key, now)
        may_open = (
            rests is None
            and network_ctx.calendar.half_year_of(today).key not in had
            and bool(can_open_assessment(actor, network_id))
        )
    except UnknownDate:
        return found
    if instrument.key not in network_ctx.by_itself:
        return replace(found, by_hand=True, may_open=may_open)
    return replace(found, opens_on=coming[1].opens if coming else None, may_open=may_open)


async def _with_again(
    session: AsyncSession,
    network_ctx: NetworkContext,
    instrument: Instrument,
    actor: Actor,
    found: AssessmentOverview,
    now: datetime,
) -> AssessmentOverview:
    """For leaders: until when the newest result's items are rated again, or whether this person may ask for it."""
    [newest] = await rows.revealed(session, found.network_id, instrument.key, most=1)
    again = await pass_rows.open_pass(session, found.network_id, instrument.key)
    if again is not None and is_open(again, now):
        return replace(found, again_until=again.closes_at) if found.may_see_spread else found
    may_ask = bool(can_open_assessment(actor, found.network_id))
    return replace(found, may_ask_again=may_ask and await may_ask_again(session, network_ctx, newest, now))
