"""The form in which a leader chooses what to ask, and what the bot says of questions that are planned."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from domain.instrument import LONGEST_PULSE_QUESTION, Instrument
from domain.pulses import Answers
from facts.pulses import PlannedPulse, PulsePreview
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.message import Message, View
from prompts.network_choice import command_button
from prompts.pulses.programme import programme_button
from prompts.pulses.scales import scale_for
from prompts.text import Text, listing
from prompts.wording import day


class PulseView(StrEnum):
    CHOOSE = "pulses.choose_form"
    CONFIRM = "pulses.confirm_form"


class PulseField(StrEnum):
    ITEM = "pulses.item"
    OWN = "pulses.own"
    SCALE = "pulses.scale"
    ON = "pulses.on"


def _items(groups: Sequence[elements.OptionGroup]) -> elements.SelectInput:
    return elements.SelectInput(
        PulseField.ITEM,
        say("pulses.choose_label"),
        groups,
        placeholder=say("pulses.choose_placeholder"),
        optional=True,
        hint=say("pulses.choose_hint"),
    )


def choose_view(network_id: int, instrument: Instrument, own: str = "") -> View:
    """The form to choose an item in, grouped by pillar, or to write a question of one's own, which may be begun."""
    groups = [
        elements.OptionGroup(pillar.title, [elements.Option(item.title, item.key) for item in asked])
        for pillar in instrument.pillars
        if (asked := [item for item in pillar.items if item.pulse_question])
    ]
    scales = [
        elements.Option(say(f"pulses.scale_{each}"), each, description=" · ".join(scale_for(each).names))
        for each in Answers
    ]
    return View(
        PulseView.CHOOSE,
        say("pulses.choose_title"),
        [
            *([_items(groups)] if groups else []),
            elements.TextInput(
                PulseField.OWN,
                say("pulses.own_label"),
                initial=own[:LONGEST_PULSE_QUESTION],
                optional=True,
                hint=say("pulses.own_hint"),
                most=LONGEST_PULSE_QUESTION,
            ),
            elements.RadioInput(
                PulseField.SCALE,
                say("pulses.scale_label"),
                scales,
                initial=Answers.LEVELS,
                hint=say("pulses.scale_hint"),
            ),
            elements.DateInput(PulseField.ON, say("pulses.on_label"), optional=True, hint=say("pulses.on_hint")),
            elements.Section(say("pulses.choose_programme"), beside=programme_button(network_id)),
        ],
        submit=say("pulses.choose_next"),
        metadata=refs.encode(network=network_id),
    )


def carried_by(preview: PulsePreview) -> str:
    """What the buttons of a preview carry: what is asked, never that somebody may."""
    on = preview.on.isoformat() if preview.on else ""
    words = preview.question if preview.own else ""
    return refs.encode(network=preview.network_id, item=preview.item_key, words=words, scale=preview.answers, on=on)


def preview_text(preview: PulsePreview) -> Text:
    """The question as it would be asked."""
    if not preview.own:
        return say("pulses.preview", network=preview.network, title=preview.title, question=preview.question)
    answers = listing(scale_for(preview.answers).names)
    return say("pulses.preview_own", network=preview.network, question=preview.question, levels=answers)


def preview_note(preview: PulsePreview) -> Text:
    """When it is asked, and for how long."""
    return say("pulses.preview_note") if preview.on is None else say("pulses.preview_on", day=day(preview.on))


def planned_text(planned: PlannedPulse) -> Text:
    """A question that waits for its day."""
    return say("pulses.planned", day=day(planned.on), question=planned.question)


def not_opened_message(question: str, why: str, network_id: int) -> Message:
    """To whoever planned it: why it was not asked."""
    words = say("pulses.not_opened", question=question, text=say(f"pulses.not_opened_{why}"))
    again = command_button(say("pulses.ask_another"), "/cop-pulse", network_id=network_id)
    return Message(words, [elements.Section(words), elements.Buttons(again)])
