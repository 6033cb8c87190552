"""The buttons of a question: its answers, and how they are kept."""

from __future__ import annotations

from enum import StrEnum

from domain.ratings import Level
from facts.pulses import OpenPulse
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.text import Words


class PulseAction(StrEnum):
    ANSWER = "pulses.answer"
    HOW = "pulses.how"
    ASK = "pulses.ask"
    CHOOSE = "pulses.choose"
    DROP = "pulses.drop"
    WITHDRAW = "pulses.withdraw"


def answer_buttons(pulse: OpenPulse) -> Element:
    carried = refs.encode(pulse=pulse.pulse_id)
    return elements.Buttons(
        *(elements.Button(_level_words(level), f"{PulseAction.ANSWER}:{level:d}", carried) for level in pulse.scale)
    )


def _level_words(level: Level) -> Words:
    return say("pulses.button_level", level=level.label, short=level.short) if level.short else level.label


def how_button(pulse: OpenPulse) -> elements.Button:
    return elements.Button(say("pulses.how_button"), PulseAction.HOW, refs.encode(pulse=pulse.pulse_id))
