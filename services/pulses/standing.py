"""Where pulse checks stand, for whatever sums a network up: published results alone."""

from __future__ import annotations

from datetime import date, datetime, time

from domain.calendar import HalfYear, UnknownDate, local_day, local_moment
from domain.disclosure import participation, spread
from domain.instrument import Instrument
from domain.pulses import is_own
from facts.pulses import ItemTold, PulseStanding
from prompts.pulses import standing as words
from prompts.sections import Section
from services.pulses.wording import counted, title_of
from services.sections import SectionContext
from storage import pulses as rows
from storage.models.pulses import Pulse


async def section(context: SectionContext) -> Section:
    """The pulse checks' section."""
    return words.section(await standing(context))


async def standing(context: SectionContext) -> list[PulseStanding]:
    """The results of the half-year that the channel has seen, oldest first.

    An open pulse is not among them, and neither is one that too few answered: nothing of those is ever shown.
    """
    told = await told_since(context, context.since)
    return [result for pulse, result in told if pulse.closed_at is not None and pulse.closed_at < context.until]


async def told_of_items(context: SectionContext, instrument: Instrument) -> list[ItemTold]:
    """The results about an instrument's items that the channel has seen, oldest first, from the year before the
    half-year's on."""
    since = local_moment(date(context.half_year.year - 1, 1, 1), time(0), context.network_ctx.zone)
    return [
        ItemTold(pulse.item_key, _half_year(context, pulse), result)
        for pulse, result in await told_since(context, since)
        if not is_own(pulse.item_key) and context.app.instrument_of(pulse.instrument_key).key == instrument.key
    ]


def _half_year(context: SectionContext, pulse: Pulse) -> HalfYear:
    """The one in which it closed; holidays belong to the term before them."""
    day = local_day(pulse.closed_at or pulse.closes_at, context.network_ctx.zone)
    try:
        return context.network_ctx.calendar.half_year_of(day)
    except UnknownDate:
        return HalfYear.about(day)


async def told_since(context: SectionContext, since: datetime | None) -> list[tuple[Pulse, PulseStanding]]:
    """The pulses that closed at `since` or later (or ever) whose result the channel has seen, with what it was told."""
    pulses = await rows.published(context.session, context.network_id, since)
    results = await rows.results(context.session, [pulse.id for pulse in pulses])
    found = []
    for pulse in pulses:
        if not context.is_told(pulse.closed_at):
            continue
        distribution = counted(context.app.instrument_of(pulse.instrument_key), pulse, results.get(pulse.id, {}))
        median = distribution.median
        if median is None:
            continue
        answered = None if pulse.answered is None else participation(pulse.answered, pulse.asked, pulse.threshold)
        told = spread(distribution.counts, pulse.asked, pulse.threshold) if pulse.answered is not None else None
        title = title_of(context.app.instrument_of(pulse.instrument_key), pulse)
        found.append((pulse, PulseStanding(title, median, answered, told, distribution.scale)))
    return found
