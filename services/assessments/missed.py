"""A window that was over before its self-assessment could open: whoever leads hears of it, and can open it by hand."""

from __future__ import annotations

from datetime import date, datetime

from domain.assessment_windows import earliest_closing, latest_closing
from domain.calendar import HalfYear, UnknownDate, local_day
from domain.instrument import Instrument
from domain.policies import CHAIR_AND_SEIL
from facts.assessments import Place
from prompts.assessments.cards import missed_message
from prompts.message import Message
from services.context import NetworkContext, context_of
from services.delivery.engine import RenderContext, Skip
from services.delivery.offices import taken_away
from services.delivery.outbox import post_to_people
from services.leaders import chair_or_seil
from services.schedule import OccasionContext
from storage import assessments as rows
from storage import networks as network_rows

MISSED = "assessments.missed"


async def tell_missed(occasion: OccasionContext, half_year: HalfYear, instrument: Instrument) -> Skip:
    """Tell the chair, or the SEILs where there is none, as long as there is time to hold it still."""
    network_ctx, network = occasion.network_ctx, occasion.network_ctx.network
    due_at = network_ctx.next_post(occasion.now)
    if last_day(network_ctx, half_year, due_at) is None:
        return Skip("the window has closed")
    payload = {"network": network.id, "half_year": half_year.key, "instrument": instrument.key}
    for person in await chair_or_seil(occasion.session, network.id):
        post_to_people(occasion.session, network, MISSED, payload, [person], now=occasion.now, due_at=due_at)
    return Skip("the window has closed; it can be opened by hand")


def last_day(network_ctx: NetworkContext, half_year: HalfYear, now: datetime) -> date | None:
    """The last closing day of a round opened now; None where people would not have a school week until then."""
    try:
        earliest = earliest_closing(network_ctx.calendar, local_day(now, network_ctx.zone))
    except UnknownDate:
        return None
    latest = latest_closing(network_ctx.calendar, half_year)
    return latest if latest is not None and earliest <= latest else None


async def say_missed(context: RenderContext) -> Message | Skip:
    """As long as it is missing, to whoever may open it."""
    network_ctx = await context_of(context.app, context.session, context.delivery.workspace_id, context.id("network"))
    network, about = network_ctx.network, context.delivery.payload
    if context.delivery.operation == "update":
        return await taken_away(context, network.id, *CHAIR_AND_SEIL) or Skip("it still stands")
    instrument, half_year = context.app.instrument_of(str(about["instrument"])), HalfYear.parse(str(about["half_year"]))
    every = await rows.rounds(context.session, network.id)
    if any(each.instrument_key == instrument.key and half_year.key == each.half_year for each in every):
        return Skip("the half-year has its self-assessment by now")
    held = await network_rows.people_with_role(context.session, network.id, *sorted(CHAIR_AND_SEIL))
    until = last_day(network_ctx, half_year, context.now)
    if until is None or instrument.key not in network_ctx.by_itself or not set(context.delivery.people) <= set(held):
        return Skip("there is no time left, it is not wanted, or the person no longer leads the network")
    place = Place(network.id, network_ctx.named(instrument), network_ctx.told_apart(instrument.key))
    return missed_message(place, half_year.key, until)
