"""Where pulse checks stand, for whatever sums a network up: published results alone."""

from __future__ import annotations

from domain.disclosure import participation, spread
from facts.pulses import PulseStanding
from prompts.pulses import standing as words
from prompts.sections import Section
from services.pulses.wording import counted, title_of
from services.sections import SectionContext
from storage import pulses as rows


async def section(context: SectionContext) -> Section:
    """The pulse checks' section."""
    return words.section(await standing(context))


async def standing(context: SectionContext) -> list[PulseStanding]:
    """The results of the half-year that the channel has seen, oldest first.

    An open pulse is not among them, and neither is one that too few answered: nothing of those is ever shown.
    """
    pulses = await rows.published(context.session, context.network_id, context.since)
    results = await rows.results(context.session, [pulse.id for pulse in pulses])
    found = []
    for pulse in pulses:
        if pulse.closed_at is None or pulse.closed_at >= context.until or not context.is_told(pulse.closed_at):
            continue
        distribution = counted(context.app.instrument, pulse, results.get(pulse.id, {}))
        median = distribution.median
        if median is None or pulse.answered is None:
            continue
        answered = participation(pulse.answered, pulse.asked, pulse.threshold)
        told = spread(distribution.counts, pulse.asked, pulse.threshold)
        title = title_of(context.app.instrument, pulse)
        found.append(PulseStanding(title, median, answered, told, distribution.scale))
    return found
