"""What the bot says of leaders and schools where it sums a network up."""

from __future__ import annotations

from domain.gaps import Gap
from prompts.catalog import say
from prompts.gaps.cards import GAP_WORD, counts, pillar_line
from prompts.sections import Further, Part, Section, lines
from prompts.text import Text
from prompts.wording import half_year_name


def section(found: Gap | None) -> Section:
    """How the two compare, once schools have answered about one item, and a button to more.

    Which way how many items lie is for those who see the items alone.
    """
    if found is None or not found.answered:
        nothing = Part(Text())
        return Section(nothing, nothing)
    half_year = half_year_name(found.half_year.key)
    head = say("gaps.standing", half_year=half_year, **counts(found))
    asked = {"answered": len(found.answered), "all": len(found.items)}
    safe = say("gaps.standing_safe", half_year=half_year, **asked)
    return Section(
        Part(lines([head, *(pillar_line(pillar, whole=True) for pillar in found.pillars)])),
        Part(lines([safe, *(pillar_line(pillar, whole=False) for pillar in found.pillars)])),
        further=(Further("gap", say("gaps.further"), GAP_WORD),),
    )
