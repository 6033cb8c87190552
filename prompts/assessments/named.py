"""Open rounds: what one or two leaders are told before they rate, and what they read of each other."""

from __future__ import annotations

from domain.assessments import FEWEST_RATERS
from domain.standings import ItemStanding
from facts.assessments import NamedResults, RatingForm
from prompts import elements
from prompts.assessments.cards import agreed_blocks
from prompts.assessments.evidence import evidence_blocks
from prompts.assessments.levels import agree_button
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message
from prompts.text import Text, joined, listing, mention
from prompts.wording import half_year_name, open_until

A_SECTION = 6
"""Items with a question each that one paragraph holds."""


def intro_words(form: RatingForm) -> Text:
    """What somebody has to know before they rate in an open round."""
    key = "assessments.named_alone" if len(form.about.raters) == 1 else "assessments.named_two"
    people = listing(mention(person) for person in form.about.raters)
    return say(key, until=open_until(form.about), people=people, fewest=FEWEST_RATERS)


def results_message(found: NamedResults, *, may_agree: bool) -> Message:
    """To one rater of an open round: who gave what, those items first on which they differ most."""
    standing = found.standing
    half_year = half_year_name(standing.half_year)
    people = listing(mention(person) for person in found.ratings)
    head = say("assessments.named_results", network=found.network, half_year=half_year, people=people)
    shown: list[Element] = [elements.Section(head)]
    apart = [item for item in standing.items if _distance(found, item)]
    differing = sorted(apart, key=lambda item: _distance(found, item), reverse=True)
    if differing:
        shown.append(elements.Section(say("assessments.named_differ")))
        shown += _sections([_line(found, item) for item in differing])
    for pillar in standing.pillars:
        same = [item for item in pillar.items if not _distance(found, item)]
        if same:
            shown.append(elements.Section(say("assessments.named_same", pillar=pillar.title)))
            shown += _sections([_line(found, item) for item in same])
    shown += agreed_blocks(standing.items)
    shown += evidence_blocks(standing.items)
    if not standing.is_agreed and may_agree:
        shown.append(elements.Buttons(agree_button(found, style="primary")))
    return Message(head, [*shown, elements.Context(say("assessments.named_note"))])


def channel_message(network: str, half_year: str) -> Message:
    """To the whole network: it has closed, and levels follow. half_year: its key."""
    text = say("assessments.named_channel", network=network, half_year=half_year_name(half_year))
    return Message(text, [elements.Section(text)])


def withheld_message(network: str, half_year: str) -> Message:
    """It closed, and nobody had finished. half_year: its key."""
    text = say("assessments.named_withheld", network=network, half_year=half_year_name(half_year))
    return Message(text, [elements.Section(text), elements.Context(say("assessments.withheld_next"))])


def _distance(found: NamedResults, item: ItemStanding) -> int:
    levels = [given[item.key] for given in found.ratings.values()]
    return max(levels) - min(levels)


def _line(found: NamedResults, item: ItemStanding) -> Text:
    """Who gave what, with the question that opens the talk about it; the level alone where they gave the same."""
    if not _distance(found, item):
        return say("assessments.named_line", item=item.title, counts=item.median.words)
    counts = joined(
        " · ",
        (
            say("assessments.named_level", people=mention(person), level=item.scale.level(given[item.key]).label)
            for person, given in found.ratings.items()
        ),
    )
    asks = item.discussion or say("assessments.talk_question")
    return say("assessments.talk_line", item=item.title, counts=counts, question=asks)


def _sections(lines: list[Text]) -> list[Element]:
    starts = range(0, len(lines), A_SECTION)
    return [elements.Section(joined("\n", lines[start : start + A_SECTION])) for start in starts]
