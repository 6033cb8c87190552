"""Where peer reviews stand, for whatever sums a network up; never what was found."""

from __future__ import annotations

from domain.policies import can_propose_review_round, can_see_whole_summary
from facts.peer_reviews import ReviewStanding
from prompts.peer_reviews import standing as words
from prompts.sections import Section
from services.sections import SectionContext
from storage import peer_reviews as rows


async def section(context: SectionContext) -> Section:
    """The reviews' section, with the steps that this reader may take."""
    found = await standing(context)
    actor, steps = context.actor, []
    if found is None and can_propose_review_round(actor, context.network_id):
        steps.append(words.round_step())
    if found is not None and found.counts.late and can_see_whole_summary(actor, context.network_id):
        steps.append(words.visits_step(found))
    return words.section(found, is_now=context.is_now, steps=steps)


async def standing(context: SectionContext) -> ReviewStanding | None:
    """The latest round that was approved by the half-year's end, in numbers; None before the first."""
    latest = await rows.latest_approved(context.session, context.network_id, context.until)
    if latest is None:
        return None
    return ReviewStanding(latest.number, await rows.counts(context.session, latest.id, context.today))
