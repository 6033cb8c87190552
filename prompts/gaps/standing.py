"""What the bot says of leaders and schools where it sums a network up."""

from __future__ import annotations

from domain.gaps import Gap
from prompts.catalog import say
from prompts.gaps.cards import GAP_WORD, counts, pillar_line
from prompts.sections import Further, Part, Section, lines
from prompts.text import Text
from prompts.wording import half_year_name


def section(found: Gap | None) -> Section:
    """Counts and the pillars' middles, once schools have answered about one item, and a button to the items."""
    if found is None or not found.answered:
        nothing = Part(Text())
        return Section(nothing, nothing)
    head = say("gaps.standing", half_year=half_year_name(found.half_year.key), **counts(found))
    part = Part(lines([head, *(pillar_line(pillar) for pillar in found.pillars)]))
    return Section(part, part, further=(Further("gap", say("gaps.further"), GAP_WORD),))
