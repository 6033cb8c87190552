"""Gathers where a network stands in one half-year, as far as one reader may see it."""

from __future__ import annotations

from collections.abc import Iterable

from domain.policies import can_share_summary
from domain.summaries import next_steps
from prompts.summaries.cards import Summary
from services.sections import SectionContext, SectionSource, read_sections


async def read_summary(sources: Iterable[SectionSource], context: SectionContext) -> Summary:
    """The summary of a half-year that has begun and that the calendar knows, with what this reader can do next."""
    network, is_now = context.network_ctx.network, context.is_now
    sections = await read_sections(sources, context)
    return Summary(
        network_id=network.id,
        network=network.name,
        half_year=context.half_year.key,
        is_now=is_now,
        sections=tuple(sorted(sections, key=lambda section: section.rank)),
        steps=next_steps(step for section in sections for step in section.steps) if is_now else (),
        may_share=bool(can_share_summary(context.actor, network.id)) and network.channel_id is not None,
    )
