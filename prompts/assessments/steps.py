"""To get from here to the next level: what the instrument says of each item, from where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from domain.standings import AssessmentStanding, ItemStanding
from facts.assessments import Results
from prompts import elements
from prompts.assessments.cards import Where, assess_button
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import View
from prompts.text import Text, joined
from prompts.wording import half_year_name

SHOWN_FIRST = 3
"""Items that a message shows; the form has all."""
IN_A_SECTION = 5
"""Items that stay below what the narrowest chat takes."""


def steps_button(where: Where) -> elements.Button:
    """The button that opens the next step of every item."""
    return assess_button(say("assessments.steps"), where, "steps")


def first_steps(where: Where, standing: AssessmentStanding, *, agreed_alone: bool = False) -> list[Element]:
    """The next steps of the items that stand lowest, with the way to all; nothing where nothing is said of any.

    agreed_alone: of those that a level was agreed on for.
    """
    found = [item for item in standing.lowest if item.agreed is not None or not agreed_alone]
    if not found:
        return []
    lines = [say("assessments.steps_heading"), *(_line(item) for item in found[:SHOWN_FIRST])]
    return [elements.Section(joined("\n", lines)), elements.Buttons(steps_button(where))]


def steps_view(found: Results) -> View:
    """Every item, pillar by pillar."""
    standing = found.standing
    head = say("assessments.steps_head", network=found.network, half_year=half_year_name(standing.half_year))
    shown: list[Element] = [elements.Context(head)]
    for pillar in standing.pillars:
        shown.append(elements.Section(say("assessments.steps_pillar", pillar=pillar.title)))
        shown += _sections(pillar.items)
    return View("", say("assessments.steps"), shown, close=say("assessments.close"))


def _sections(items: Sequence[ItemStanding]) -> list[Element]:
    parts = [items[start : start + IN_A_SECTION] for start in range(0, len(items), IN_A_SECTION)]
    return [elements.Section(joined("\n", (_line(item) for item in part))) for part in parts]


def _line(item: ItemStanding) -> Text:
    """ "*Trust* is Evolving. To get to Embedding: …" """
    here = item.stands.words
    if item.next_level is None:
        return say("assessments.step_highest", item=item.title, level=here)
    if not item.next_step:
        return say("assessments.step_unsaid", item=item.title, level=here)
    following = item.next_level.label
    return say("assessments.step_line", item=item.title, level=here, following=following, guidance=item.next_step)
