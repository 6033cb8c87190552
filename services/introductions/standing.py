"""Where introductions with a network's people stand, for whatever sums it up."""

from __future__ import annotations

from facts.introductions import IntroductionStanding
from prompts.introductions import standing as words
from prompts.sections import Section
from services.sections import SectionContext
from storage import introductions as rows


async def section(context: SectionContext) -> Section:
    """The introductions' section."""
    return words.section(await standing(context))


async def standing(context: SectionContext) -> IntroductionStanding:
    """Introductions with somebody of this network that came about in the half-year."""
    return IntroductionStanding(*await rows.counts(context.session, context.network_id, context.since, context.until))
