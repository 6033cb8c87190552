"""What leaders and schools say of one item, in words, for messages and pictures alike."""

from __future__ import annotations

from domain.gaps import ItemGap
from domain.pulses import Shape
from prompts.catalog import say
from prompts.text import Text, listing


def said_of(item: ItemGap) -> Text:
    """ "leaders say Embedding, schools say Evolving" """
    leaders, schools = item.leaders.stands.words, item.schools
    if schools is None:
        return say("gaps.said_not_asked", leaders=leaders)
    if schools.shape is Shape.SPREAD:
        return say("gaps.said_spread", leaders=leaders)
    words = schools.median.words
    if schools.between:
        ends = listing((schools.median.low.label, schools.median.high.label))
        return say("gaps.said_between", leaders=leaders, schools=ends.plain)
    if schools.shape is Shape.SPLIT:
        names = [level.label for level in schools.reached]
        return say("gaps.said_unclear", leaders=leaders, schools=listing(names).plain if len(names) > 1 else words)
    key = item.verdict if item.verdict != "unclear" else "leaders"
    return say(f"gaps.said_{key}", leaders=leaders, schools=words)
