"""Rating again what the ratings were far apart on: asking for it, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from domain.assessments import FEWEST_RATERS, SAFE_RATERS
from domain.standings import ItemStanding
from facts.assessments import AskAgain, OpenRound, Place, RatingForm, Results
from prompts import button_data as refs
from prompts import elements
from prompts.assessments.cards import form_button, progress_sentence, spread_words
from prompts.assessments.levels import agree_button
from prompts.assessments.names import AssessmentsField, AssessmentsView
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message, View
from prompts.text import Text, Words, joined, listing, mention
from prompts.typed import typed_block
from prompts.wording import day, half_year_name, open_until


def ask_view(found: AskAgain, typed: str = "") -> View:
    """For chair or SEIL: what is rated again and by whom, and the day it closes on. typed: a day that is not clear."""
    text = say(
        "assessments.again_text",
        network=found.network,
        half_year=half_year_name(found.half_year),
        titles=listing(item.title for item in found.items),
        people=listing(mention(person) for person in found.raters),
        items=len(found.items),
    )
    closes = elements.DateInput(
        AssessmentsField.CLOSES,
        say("assessments.open_closes"),
        initial=found.closes_on,
        hint=say("assessments.extend_latest", day=day(found.latest)),
    )
    return View(
        callback_id=AssessmentsView.AGAIN,
        title=say("assessments.again"),
        elements=[elements.Section(text), *([typed_block(typed)] if typed else []), closes],
        submit=say("assessments.again_submit"),
        close=say("assessments.close"),
        metadata=refs.encode(round=found.round_id),
    )


def intro_words(form: RatingForm) -> Text:
    """What somebody has to know before they rate again."""
    return say(
        "assessments.again_private",
        until=open_until(form.about),
        fewest=FEWEST_RATERS,
        safe=SAFE_RATERS,
        people=listing(mention(person) for person in form.about.raters),
    )


def ask_message(found: OpenRound, titles: Sequence[Words]) -> Message:
    """To one rater: which items, and until when."""
    text = say(
        "assessments.again_ask",
        network=found.network,
        until=open_until(found),
        items=found.items,
        titles=listing(titles),
    )
    return Message(text, [elements.Section(text), elements.Buttons(form_button(found, rated=0, of=1))])


def ask_closed_message(found: OpenRound) -> Message:
    """What the question to one rater turns into at the close."""
    text = say("assessments.again_closed", network=found.network)
    return Message(text, [elements.Section(text)])


def reminder_message(found: OpenRound, rated: int) -> Message:
    """To one rater who has not finished, on the last day."""
    text = say("assessments.again_remind", network=found.network, until=open_until(found))
    text = text + "\n" + progress_sentence(rated, found.items)
    button = form_button(found, rated=rated, of=found.items)
    return Message(text, [elements.Section(text), elements.Buttons(button)])


def told_message(found: Results, finished: int, *, may_agree: bool) -> Message:
    """To one leader: each item that was rated again, before and after."""
    items = [item for item in found.standing.items if item.again is not None]
    head = say("assessments.again_told", network=found.network, finished=finished)
    shown: list[Element] = [elements.Section(head), elements.Section(again_lines(items))]
    if any(item.again and item.again.distribution is None for item in items):
        shown.append(elements.Context(say("assessments.again_middle", safe=SAFE_RATERS)))
    shown.append(elements.Section(say("assessments.again_next")))
    if may_agree:
        shown.append(elements.Buttons(agree_button(found, style="primary")))
    return Message(head, shown)


def again_lines(items: Sequence[ItemStanding]) -> Text:
    """Each item that was rated again, with what was told the first time and what is told now."""
    return joined(
        "\n",
        (
            say(
                "assessments.again_line",
                item=item.title,
                first=spread_words(item.median, item.distribution if item.is_told_whole else None),
                counts=spread_words(item.again.median, item.again.distribution),
            )
            for item in items
            if item.again is not None
        ),
    )


def nothing_message(place: Place, *, lost: bool, may_agree: bool) -> Message:
    """To one leader: too few finished, or their ratings are lost; the first ones stand."""
    text = say(
        "assessments.again_lost" if lost else "assessments.again_withheld", network=place.network, fewest=FEWEST_RATERS
    )
    shown: list[Element] = [elements.Section(text)]
    if may_agree:
        shown.append(elements.Buttons(agree_button(place)))
    return Message(text, shown)
