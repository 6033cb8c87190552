"""What the bot says about pulse checks."""

from __future__ import annotations

from datetime import date

from domain.disclosure import COMMENT_FLOOR, Spread
from domain.pulses import Shape, reached_levels, shape
from domain.ratings import Median
from facts.pulses import (
    AnsweredPulse,
    OpenPulse,
    PlannedPulse,
    PulseOverview,
    PulsePreview,
    PulseResult,
    ShownPulse,
    StartedPulse,
    WithdrawnPulse,
)
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message, View
from prompts.network_choice import command_button
from prompts.notices import notice, notice_view
from prompts.pictures.charts import pulse_chart
from prompts.pulses.answers import PulseAction, answer_buttons, how_button
from prompts.pulses.comments import comment_button
from prompts.pulses.exposure import exposure_words
from prompts.pulses.following import take_up_button
from prompts.pulses.own import PulseView, carried_by, planned_text, preview_note, preview_text
from prompts.pulses.programme import programme_button
from prompts.pulses.results import results_button
from prompts.roster_changes import change_words
from prompts.shares import share_name, share_words
from prompts.text import Text, channel_link, everybody, joined, listing
from prompts.wording import day

PICTURE = "pulses.picture"


def card(pulse: OpenPulse, *, notify: bool = False) -> Message:
    """The question in the channel, with one button a level; notify: name the whole channel."""
    text = say("pulses.card_text", question=pulse.question, day=day(pulse.closes))
    return Message(
        say("pulses.card_notify_text", everybody=everybody(), text=text) if notify else text,
        [
            *([elements.Section(say("pulses.card_notify", everybody=everybody()))] if notify else []),
            elements.Section(say("pulses.card", question=pulse.question)),
            elements.Context(_until(pulse), *_changes(pulse)),
            answer_buttons(pulse),
            elements.Section(say("pulses.card_how"), beside=how_button(pulse)),
        ],
    )


def _until(pulse: OpenPulse) -> Text:
    key = "pulses.card_until_own" if pulse.own else "pulses.card_until"
    return say(key, title=pulse.title, day=day(pulse.closes))


def closed_card(pulse: OpenPulse, *, few: bool = False) -> Message:
    """The card after the close: the question without buttons. few: too few answered."""
    closed = "pulses.card_closed_few" if few else "pulses.card_closed"
    return Message(
        say("pulses.card_closed_text", question=pulse.question),
        [
            elements.Section(say("pulses.card_asked", question=pulse.question)),
            elements.Context(say(closed, title=pulse.title, day=day(pulse.closes), threshold=pulse.threshold)),
        ],
    )


def withdrawn_card(pulse: OpenPulse, on: date) -> Message:
    """The card after somebody took the question back that day."""
    return Message(
        say("pulses.card_withdrawn_text", question=pulse.question),
        [
            elements.Section(say("pulses.card_asked", question=pulse.question)),
            elements.Context(say("pulses.card_withdrawn", title=pulse.title, day=day(on))),
        ],
    )


def lost_message(title: str) -> Message:
    """To the channel: the bot has taken a question back, since its answers cannot be read any more."""
    return notice(say("pulses.lost", title=title))


def result_message(result: PulseResult) -> Message:
    """The result for the channel, with its picture; or that too few answered."""
    if result.median is None or result.spread is None:
        return notice(say("pulses.withheld", question=result.question, threshold=result.threshold))
    told = result.participation
    rate = say("pulses.rate", rate=share_words(told)) if told is not None else Text()
    form = shape(result.median, result.spread)
    middle = result.median if form is Shape.MIDDLE else None
    picture = pulse_chart(PICTURE, result.question, middle, result.spread, str(rate), result.scale)
    text = _result_text(result, result.median, result.spread, form)
    shown: list[Element] = [elements.Section(text), elements.PicturePlace(PICTURE, picture.alt)]
    if middle is None:
        asked = say("pulses.talk_about", question=result.discussion) if result.discussion else say("pulses.talk_split")
        shown.append(elements.Section(asked))
    elif result.next_level is not None:
        label, descriptor = result.next_level
        key = "pulses.next_step" if result.next_step else "pulses.next_level"
        shown.append(elements.Section(say(key, level=label, descriptor=descriptor, step=result.next_step)))
    shown.append(elements.Buttons(take_up_button(result.pulse_id)))
    return Message(text, shown, [picture])


def _result_text(result: PulseResult, median: Median, spread: Spread, form: Shape) -> Text:
    """What the answers say: their middle, or that they have none to speak of."""
    title = result.title
    if form is Shape.SPREAD:
        return say("pulses.result_spread", title=title, share=share_name(spread.cut))
    if form is Shape.MIDDLE:
        return say("pulses.result", title=title, median=median.words)
    reached = reached_levels(spread)
    if len(reached) < 2:
        return say("pulses.result_split_middle", title=title, levels=median.words)
    levels = listing(result.scale.level(level).label for level in reached)
    return say("pulses.result_split", title=title, levels=levels, share=share_name(spread.cut))


def _changes(pulse: OpenPulse) -> list[Text]:
    """Who changed the list of people since the question before; nothing where nobody did."""
    return [say("pulses.changes", changes=change_words(pulse.changes))] if pulse.changes else []


def answered_message(answered: AnsweredPulse) -> Message:
    text = say("pulses.answered", level=answered.level, day=day(answered.closes))
    if not answered.comments:
        return notice(text)
    return Message(text, [elements.Section(text), elements.Buttons(comment_button(answered.pulse_id))])


def how_message(pulse: OpenPulse) -> Message:
    """How answers are kept and what becomes of them, and what the levels mean for this item."""
    changes = " " + joined("", _changes(pulse)) if pulse.changes else Text()
    text = say("pulses.how", day=day(pulse.closes), threshold=pulse.threshold, asked=pulse.asked, changes=changes)
    shown: list[Element] = [elements.Section(text)]
    if pulse.exposure is not None:
        shown.insert(0, elements.Section(exposure_words(pulse.exposure)))
    if pulse.comments:
        enough = max(COMMENT_FLOOR, pulse.threshold)
        shown.append(elements.Section(say("pulses.how_comments", threshold=enough)))
    if pulse.levels:
        lines = [say("pulses.level", level=label, descriptor=words) for label, words in pulse.levels]
        shown.append(elements.Section(joined("\n", [say("pulses.levels_title", title=pulse.title), *lines])))
    return Message(text, shown)


def overview_message(overview: PulseOverview) -> Message:
    """Where pulse checks stand, for the person who typed the command."""
    if not overview.opened and not overview.planned:
        text = say("pulses.none_open" if overview.may_start else "pulses.none_open_others", network=overview.network)
        return Message(text, [elements.Section(text), _overview_buttons(overview)])
    said = [*(_shown(found) for found in overview.opened), *(_planned(found) for found in overview.planned)]
    shown: list[Element] = [element for _, elements_ in said for element in elements_]
    if overview.starts_after is not None:
        shown.append(elements.Context(say("pulses.next_after", day=day(overview.starts_after))))
    return Message(joined("\n", (text for text, _ in said)), [*shown, _overview_buttons(overview)])


def _overview_buttons(overview: PulseOverview) -> elements.Buttons:
    buttons: list[elements.Control] = [programme_button(overview.network_id)]
    if overview.may_start:
        carried = refs.encode(network=overview.network_id)
        buttons.insert(0, elements.Button(say("pulses.ask_own"), PulseAction.CHOOSE, carried))
    if overview.may_see_results:
        buttons.append(results_button(overview.network_id))
    return elements.Buttons(*buttons)


def _planned(found: PlannedPulse) -> tuple[Text, list[Element]]:
    """A question that waits for its day, and the way to take it back."""
    text = planned_text(found)
    beside = _withdraw_button(found.pulse_id, found.title) if found.may_withdraw else None
    return text, [elements.Section(text, beside=beside)]


def _shown(found: ShownPulse) -> tuple[Text, list[Element]]:
    """One open question for one person: in words, and with its buttons."""
    pulse = found.pulse
    key = "pulses.open_for_you" if found.may_answer else "pulses.open_for_schools"
    text = say(key, question=pulse.question, title=pulse.title, day=day(pulse.closes))
    shown: list[Element] = [elements.Section(text)]
    if found.may_answer:
        shown.append(answer_buttons(pulse))
    buttons: list[elements.Control] = [how_button(pulse)]
    if found.may_answer and pulse.comments:
        buttons.append(comment_button(pulse.pulse_id))
    if found.may_withdraw:
        buttons.append(_withdraw_button(pulse.pulse_id, pulse.title))
    return text, [*shown, elements.Buttons(*buttons)]


def confirm_view(preview: PulsePreview) -> View:
    """The question as it would be asked, in the form."""
    return View(
        PulseView.CONFIRM,
        say("pulses.choose_title"),
        [elements.Section(preview_text(preview)), elements.Context(preview_note(preview))],
        submit=say("pulses.ask" if preview.on is None else "pulses.ask_then"),
        close=say("pulses.not_now"),
        metadata=carried_by(preview),
    )


def preview_message(preview: PulsePreview) -> Message:
    """The question as it would be asked, for the person who named the item."""
    carried = carried_by(preview)
    text, ask = preview_text(preview), "pulses.ask" if preview.on is None else "pulses.ask_then"
    return Message(
        text,
        [
            elements.Section(text),
            elements.Context(preview_note(preview)),
            elements.Buttons(
                elements.Button(say(ask), PulseAction.ASK, carried, style="primary"),
                elements.Button(say("pulses.choose_other"), PulseAction.CHOOSE, carried),
                elements.Button(say("pulses.not_now"), PulseAction.DROP, carried),
            ),
        ],
    )


def started_message(started: StartedPulse) -> Message:
    channel = channel_link(started.channel_id)
    if started.on is None:
        text = say("pulses.started", title=started.title, channel=channel, day=day(started.closes))
    else:
        text = say("pulses.started_on", title=started.title, channel=channel, day=day(started.on))
    return Message(text, [elements.Section(text), elements.Buttons(_withdraw_button(started.pulse_id, started.title))])


def started_view(started: StartedPulse) -> View:
    return notice_view(started_message(started))


def withdrawn_message(done: WithdrawnPulse) -> Message:
    """To whoever took the question back, with the way to ask another."""
    text = say("pulses.withdrawn", title=done.title)
    another = command_button(say("pulses.ask_another"), "/cop-pulse", network_id=done.network_id)
    return Message(text, [elements.Section(text), elements.Buttons(another)])


def dropped_message() -> Message:
    return notice(say("pulses.dropped"))


def too_few_message(network: str, network_id: int, people: int, threshold: int) -> Message:
    """To the chair, once a half-year: why no weekly question is asked."""
    text = say("pulses.weekly_too_few", network=network, asked=people, threshold=threshold)
    button = command_button(say("pulses.see_people"), "/cop-network", network_id=network_id)
    return Message(text, [elements.Section(text), elements.Buttons(button)])


def _withdraw_button(pulse_id: int, title: str) -> elements.Button:
    sure = elements.Confirm(
        say("pulses.withdraw_title"),
        say("pulses.withdraw_text", title=title),
        say("pulses.withdraw"),
        say("pulses.withdraw_no"),
    )
    return elements.Button(
        say("pulses.withdraw"), PulseAction.WITHDRAW, refs.encode(pulse=pulse_id), style="danger", confirm=sure
    )
