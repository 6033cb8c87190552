"""What the bot says to remind somebody of a pulse check, and of switching that off."""

from __future__ import annotations

from enum import StrEnum

from facts.pulses import OpenPulse
from prompts import elements
from prompts.catalog import say
from prompts.message import Message
from prompts.network_choice import command_button
from prompts.pulses.answers import answer_buttons, how_button
from prompts.wording import day

WORD = "reminders"
"""Typed after the command, it shows whether somebody is reminded."""


class ReminderAction(StrEnum):
    SWITCH = "pulses.reminders"
    """Followed by a colon, and on or off."""


def reminder_message(pulse: OpenPulse) -> Message:
    """To somebody who has not answered: the question once more, and the way to hear no more of it."""
    text = say("pulses.reminder", question=pulse.question, day=day(pulse.closes))
    return Message(
        text,
        [
            elements.Section(text),
            answer_buttons(pulse),
            elements.Context(say("pulses.reminder_note")),
            elements.Buttons(how_button(pulse), _switch(on=False)),
        ],
    )


def reminders_message(*, on: bool) -> Message:
    """Whether somebody is reminded, and the way to change it."""
    text = say("pulses.reminders_on" if on else "pulses.reminders_off")
    return Message(text, [elements.Section(text), elements.Buttons(_switch(on=not on))])


def reminders_button() -> elements.Button:
    """The way there from Home."""
    return command_button(say("pulses.reminders_button"), "/cop-pulse", text=WORD, suffix="cop-pulse-reminders")


def _switch(*, on: bool) -> elements.Button:
    return elements.Button(
        say("pulses.reminders_switch_on" if on else "pulses.reminders_switch_off"),
        f"{ReminderAction.SWITCH}:{'on' if on else 'off'}",
    )
