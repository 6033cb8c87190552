"""Leaders and schools in a few lines, for whatever sums a network up."""

from __future__ import annotations

from prompts.gaps import standing as words
from prompts.sections import Section
from services.gaps.reading import read_gap
from services.sections import SectionContext


async def section(context: SectionContext) -> Section:
    """How many items lie which way, and the pillars."""
    return words.section(await read_gap(context))
