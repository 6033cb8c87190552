"""What the bot says around the self-assessment: opening, reminding, where it stands, and its results."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol

from domain.assessments import FEWEST_RATERS
from domain.ratings import FEWEST_LEVELS, Change, Distribution, Median
from domain.standings import Accord, AssessmentStanding, ItemStanding, PillarStanding
from facts.assessments import AssessmentOverview, OpenRound, Place, Results
from prompts import elements
from prompts.assessments.evidence import evidence_blocks
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message, Picture
from prompts.network_choice import command_button
from prompts.pictures.charts import ItemBar, PillarBars, assessment_chart
from prompts.text import Text, Words, joined, listing, mention
from prompts.wording import dated, day, half_year_name, open_until, zoned_day_and_time

COMMAND = "/cop-assess"
PICTURE = "assessments.spread"
MOST_TO_TALK_ABOUT = 5
ACCORDS = {
    Accord.CLOSE: "assessments.accord_close",
    Accord.SPREAD: "assessments.accord_spread",
    Accord.APART: "assessments.accord_apart",
    Accord.UNTOLD: "assessments.accord_untold",
}
CHANGES = {
    Change.UP: "assessments.change_up",
    Change.DOWN: "assessments.change_down",
    Change.SAME: "assessments.change_same",
}


class Where(Protocol):
    """The network that a button is for, and the instrument's key where it uses several."""

    @property
    def network_id(self) -> int: ...

    @property
    def instrument(self) -> str: ...


def assess_button(label: Words, where: Where, word: str = "", *, style: str = "") -> elements.Button:
    """A button that does what typing the word after the command does, for that instrument."""
    words = [each for each in (word, where.instrument) if each]
    return command_button(
        label, COMMAND, network_id=where.network_id, text=" ".join(words), suffix="-".join(words), style=style
    )


# While it is open


def opened_message(found: OpenRound, raters: Sequence[str]) -> Message:
    """To the channel: it is open, who rates, until when."""
    key = "assessments.opened" if raters else "assessments.opened_nobody"
    if found.named:
        key = "assessments.opened_named"
    text = say(key, network=found.network, until=open_until(found), people=_people(raters))
    return Message(text, [elements.Section(text)])


def missed_message(place: Place, half_year: str, until: date) -> Message:
    """To chair or SEIL: it did not open in its weeks, and by when it can still be held."""
    text = say("assessments.missed", network=place.network, half_year=half_year_name(half_year), until=day(until))
    button = assess_button(say("assessments.open_title"), place, "open", style="primary")
    return Message(text, [elements.Section(text), elements.Buttons(button)])


def ask_message(found: OpenRound) -> Message:
    """To one rater: the form, with what becomes of their ratings."""
    text = say(
        "assessments.ask_named" if found.named else "assessments.ask",
        network=found.network,
        until=open_until(found),
        items=found.items,
        parts=found.parts,
        people=_people(found.raters),
    )
    return Message(text, [elements.Section(text), elements.Buttons(form_button(found, rated=0, of=found.items))])


def ask_closed_message(found: OpenRound) -> Message:
    """What the question to one rater turns into at the close."""
    text = say("assessments.ask_closed", network=found.network, half_year=half_year_name(found.half_year))
    return Message(text, [elements.Section(text)])


def extended_message(found: OpenRound, raters: Sequence[str]) -> Message:
    """To the channel: it stays open longer."""
    key = "assessments.extended" if raters else "assessments.extended_nobody"
    text = say(key, network=found.network, until=open_until(found), people=_people(raters))
    return Message(text, [elements.Section(text)])


def reminder_message(found: OpenRound, rated: int, days_left: int, *, may_extend: bool = False) -> Message:
    """To one rater who has not finished. days_left: school days until the closing day, 0 on it."""
    key = "assessments.remind_early" if days_left else "assessments.remind_last"
    head = say(key, network=found.network, until=open_until(found), days=days_left)
    text = head + "\n" + progress_sentence(rated, found.items)
    buttons = [form_button(found, rated=rated, of=found.items)]
    if may_extend:
        buttons.append(extend_button(found))
    return Message(text, [elements.Section(text), elements.Buttons(*buttons)])


def progress_sentence(rated: int, items: int) -> Text:
    """How far somebody is, and that only finished forms count."""
    if not rated:
        return say("assessments.remind_none")
    return say("assessments.remind_some", rated=rated, items=items)


def form_button(where: Where, *, rated: int, of: int) -> elements.Button:
    """The button that opens the form, named for how far the person is."""
    key = "start" if not rated else "go_on" if rated < of else "look_over"
    return assess_button(say(f"assessments.{key}"), where, style="primary")


def extend_button(where: Where) -> elements.Button:
    """The button for chair and SEIL that opens the form to set a later closing day."""
    return assess_button(say("assessments.extend"), where, "extend")


def close_button(where: Where, *, style: str = "") -> elements.Button:
    """The button for chair and SEIL that opens the form to close it early."""
    label = say("assessments.close_now")
    return assess_button(label, where, "close", style=style)


def all_finished_message(found: OpenRound) -> Message:
    """To chair or SEIL: nothing has to wait for the last day."""
    text = say("assessments.all_finished", network=found.network, until=open_until(found))
    return Message(text, [elements.Section(text), elements.Buttons(close_button(found, style="primary"))])


def _people(user_ids: Sequence[str]) -> Text:
    return listing(mention(user_id) for user_id in user_ids)


# Where it stands


def overview_message(found: AssessmentOverview) -> Message:
    """What is open or comes next, what the last results were, and what this person can do."""
    lines = [_headline(found)]
    if found.open_until is None and found.results_at is None and found.opens_on is not None:
        lines.append(say("assessments.status_form" if found.may_see_spread else "assessments.status_who"))
    if found.again_until is not None:
        lines.append(say("assessments.status_again", until=zoned_day_and_time(found.again_until, found.zone)))
    if found.raters:
        lines.append(say("assessments.status_raters", people=_people(found.raters)))
    if found.withheld is not None:
        half_year = half_year_name(found.withheld)
        lines.append(say("assessments.status_withheld", half_year=half_year, fewest=FEWEST_RATERS))
    if found.last is not None:
        lines.append(
            say(
                "assessments.status_last",
                half_year=half_year_name(found.last.half_year),
                titles=joined("\n", (results_pillar(pillar) for pillar in found.last.pillars)),
            )
        )
    text = joined("\n", lines)
    buttons = _overview_buttons(found)
    return Message(text, [elements.Section(text), *([elements.Buttons(*buttons)] if buttons else [])])


def _headline(found: AssessmentOverview) -> Text:
    if found.open_until is not None:
        until = zoned_day_and_time(found.open_until, found.zone)
        return say("assessments.status_open", network=found.network, until=until)
    if found.results_at is not None:
        return say(
            "assessments.status_closed", network=found.network, results=zoned_day_and_time(found.results_at, found.zone)
        )
    if found.opens_on is not None:
        return say("assessments.status_next", network=found.network, day=dated(found.opens_on, found.today))
    if found.by_hand:
        return say("assessments.status_by_hand", network=found.network)
    return say("assessments.status_unknown", network=found.network)


def _overview_buttons(found: AssessmentOverview) -> list[elements.Control]:
    asked_for = []
    if found.last is not None and found.may_see_spread:
        asked_for.append(("send_results", "results"))
        if found.last.lowest:
            asked_for.append(("steps", "steps"))
    if found.may_agree:
        asked_for.append(("agree", "agree"))
    if found.may_confirm:
        asked_for.append(("confirm", "confirm"))
    if found.may_ask_again:
        asked_for.append(("again", "again"))
    if found.may_open:
        asked_for.append(("open_now", "open"))
    return [assess_button(say(f"assessments.{key}"), found, word) for key, word in asked_for]


# Results


def results_pictures(found: Results) -> tuple[Picture, ...]:
    """The spread of every item, drawn pillar by pillar: one tall picture would be shown too small in a chat.

    Takes CPU time: call it off the event loop.
    """
    title = say(
        "assessments.chart_title", network=found.network, half_year=half_year_name(found.standing.half_year)
    ).plain
    subtitle = chart_subtitle(found.standing).plain
    return tuple(
        assessment_chart(f"{PICTURE}:{pillar.key}", title, subtitle, (pillar_bars(pillar),))
        for pillar in found.standing.pillars
    )


def chart_subtitle(standing: AssessmentStanding) -> Text:
    """Who rated, and what the arrows in the picture compare with."""
    finished = standing.raters_finished
    if standing.compared_with is None:
        return say("assessments.chart_subtitle", finished=finished)
    return say("assessments.chart_compared", finished=finished, before=half_year_name(standing.compared_with))


def pillar_bars(pillar: PillarStanding) -> PillarBars:
    """A pillar as the chart draws it."""
    items = tuple(
        ItemBar(item.title, item.distribution, accord_words(item.accord).plain, item.change, item.is_told_whole)
        for item in pillar.items
    )
    return PillarBars(pillar.title, pillar.median, items, pillar.change)


def results_message(
    found: Results, pictures: Sequence[Picture], *, may_agree: bool, may_ask_again: bool = False
) -> Message:
    """To one leader: how the ratings are spread, what to talk about first, what was agreed."""
    standing = found.standing
    head = say(
        "assessments.results",
        network=found.network,
        half_year=half_year_name(found.standing.half_year),
        finished=standing.raters_finished,
    )
    pillars = joined("\n", (results_pillar(pillar) for pillar in standing.pillars))
    shown: list[Element] = [
        elements.Section(head),
        *talk_blocks(standing),
        elements.Section(pillars),
        *(elements.PicturePlace(picture.id, picture.alt) for picture in pictures),
    ]
    shown += agreed_blocks(standing.items)
    shown += evidence_blocks(standing.items)
    if not standing.is_agreed:
        shown.append(elements.Section(say("assessments.next_step_again" if may_ask_again else "assessments.next_step")))
        if may_agree:
            label = say("assessments.agree")
            buttons = [assess_button(label, found, "agree", style="primary")]
            if may_ask_again:
                buttons.append(again_button(found))
            shown.append(elements.Buttons(*buttons))
    if standing.lowest:
        steps = assess_button(say("assessments.steps"), found, "steps")
        shown.append(elements.Section(say("assessments.steps_lead"), beside=steps))
    notes = [say("assessments.results_privacy")]
    if not all(item.is_told_whole for item in standing.items):
        notes.append(say("assessments.results_middle"))
    if any(item.distribution.middle_only for item in standing.items):
        notes.append(say("assessments.results_coarse"))
    if standing.compared_with is not None:
        notes.append(say("assessments.compared_with", before=half_year_name(standing.compared_with)))
    return Message(head + "\n" + pillars, [*shown, elements.Context(*notes)], pictures)


def talk_about(standing: AssessmentStanding) -> Text:
    """The items to talk about first, the widest spread first."""
    items = standing.to_talk_about[:MOST_TO_TALK_ABOUT]
    if not items:
        untold = any(item.distribution.middle_only for item in standing.items)
        return say("assessments.talk_none_told" if untold else "assessments.talk_none")
    return say("assessments.talk_first", titles=listing(item.title for item in items))


def scale_words(standing: AssessmentStanding) -> str:
    """ "Emerging, Evolving, Embedding, Excelling"; where pillars have levels of their own, one after the other."""
    return " / ".join(dict.fromkeys(pillar.scale.words for pillar in standing.pillars))


def level_count(counts: Collection[int]) -> str:
    """ "four", or "three to five" where parts differ."""
    names = ("two", "three", "four", "five", "six", "seven")
    fewest, most = (names[count - FEWEST_LEVELS] for count in (min(counts), max(counts)))
    return fewest if fewest == most else f"{fewest} to {most}"


def talk_blocks(standing: AssessmentStanding) -> list[Element]:
    """The items to talk about, the widest spread first, each with the question that opens the talk about it."""
    items = standing.to_talk_about
    if not items:
        return [elements.Section(talk_about(standing))]
    said = [_talk_line(item) for item in items]
    # Six a section stay below what the narrowest chat takes.
    return [
        elements.Section(say("assessments.talk_heading")),
        *(elements.Section(joined("\n", said[start : start + 6])) for start in range(0, len(said), 6)),
    ]


def _talk_line(item: ItemStanding) -> Text:
    counts = spread_words(item.median, item.distribution if item.is_told_whole else None)
    if item.again is not None:
        after = spread_words(item.again.median, item.again.distribution)
        counts = say("assessments.talk_again", first=counts, counts=after)
    question = item.discussion or say("assessments.talk_question")
    return say("assessments.talk_line", item=item.title, counts=counts, question=question)


def spread_words(median: Median | None, told: Distribution | None) -> Text:
    """ "2 said Emerging · 2 said Excelling", or the middle alone where the numbers are not told, or that nothing is."""
    if median is None:
        return say("assessments.untold")
    if told is None:
        return say("assessments.middle_alone", median=median.words)
    counted = (level for level in told.scale if told.count(level))
    return joined(
        " · ", (say("assessments.agree_count", count=told.count(level), level=level.label) for level in counted)
    )


def again_button(where: Where) -> elements.Button:
    """The button for chair and SEIL that opens the form to have the items that differ most rated again."""
    return assess_button(say("assessments.again"), where, "again")


def results_pillar(pillar: PillarStanding) -> Text:
    """ "Accountability: *Evolving*, up" """
    return say(
        "assessments.results_pillar",
        pillar=pillar.title,
        median=pillar.median.words,
        change=change_words(pillar.change),
    )


def change_words(change: Change | None) -> Text:
    return say(CHANGES[change]) if change is not None else Text()


def accord_words(accord: Accord) -> Text:
    return say(ACCORDS[accord])


def agreed_blocks(items: Sequence[ItemStanding]) -> list[Element]:
    """The levels agreed on with their reasons, for those who lead; nothing where there are none."""
    lines = [
        say(
            "assessments.agreed_line",
            item=item.title,
            number=item.agreed.level,
            level=item.scale.level(item.agreed.level).label,
            reason=item.agreed.reason,
        )
        for item in items
        if item.agreed is not None
    ]
    if not lines:
        return []
    # A long reason takes a section of its own kind: six lines a section stay below Slack's limit for usual ones.
    return [
        elements.Section(say("assessments.agreed_heading")),
        *(elements.Section(joined("\n", lines[start : start + 6])) for start in range(0, len(lines), 6)),
    ]


def channel_message(found: Results) -> Message:
    """To the whole network: where each pillar stands. No items, no counts."""
    lines = joined("\n", (results_pillar(pillar) for pillar in found.standing.pillars))
    text = say(
        "assessments.channel", network=found.network, half_year=half_year_name(found.standing.half_year), titles=lines
    )
    notes = [say("assessments.channel_note", scale=scale_words(found.standing))]
    if found.standing.compared_with is not None:
        notes.append(say("assessments.compared_with", before=half_year_name(found.standing.compared_with)))
    return Message(text, [elements.Section(text), elements.Context(*notes)])


def lost_message(network: str, half_year: str) -> Message:
    """The bot has taken the round back, since its ratings cannot be read any more. half_year: its key."""
    text = say("assessments.lost", network=network, half_year=half_year_name(half_year))
    return Message(text, [elements.Section(text)])


def withheld_message(network: str, half_year: str) -> Message:
    """It closed, and too few had finished. half_year: its key."""
    text = say("assessments.withheld", network=network, half_year=half_year_name(half_year), fewest=FEWEST_RATERS)
    return Message(text, [elements.Section(text), elements.Context(say("assessments.withheld_next"))])
