"""Where a network's actions stand, for whatever sums it up."""

from __future__ import annotations

from domain.policies import can_see_whole_summary
from facts.actions import ActionStanding
from prompts.actions import standing as words
from prompts.sections import Section
from services.sections import SectionContext
from storage import actions as rows


async def section(context: SectionContext) -> Section:
    """The actions' section, with the step that this reader may take."""
    found = await standing(context)
    may_see = found.overdue and can_see_whole_summary(context.actor, context.network_id)
    return words.section(found, is_now=context.is_now, steps=[words.overdue_step(found)] if may_see else [])


async def standing(context: SectionContext) -> ActionStanding:
    """The network's actions in numbers: those open today, and those done in the half-year."""
    return ActionStanding(
        *await rows.counts(context.session, context.network_id, context.today, context.since, context.until)
    )
