"""Why something could not be done, with a button for each command that the sentence leads on to."""

from __future__ import annotations

from domain.commands import BY_NAME
from domain.errors import UserError
from domain.heard import read
from prompts import elements
from prompts.catalog import say
from prompts.help import label_of
from prompts.message import Message
from prompts.network_choice import command_button
from prompts.notices import spoken
from prompts.text import Command, Text
from prompts.vocabulary import vocabulary_of


def refusal_message(error: UserError, network_id: int | None = None) -> Message:
    """The error's sentence. network_id: the network in which its commands are meant, where that is known."""
    sentence = spoken(error)
    typed = dict.fromkeys(one for one in sentence.spans if isinstance(one, Command) and one.quoted)
    buttons = [
        command_button(
            _label(one),
            one.name,
            network_id=network_id,
            text=one.words,
            suffix="-".join([one.name.lstrip("/"), *one.words.split()])[:80],
        )
        for one in typed
        if not one.in_channel
    ]
    shown: list[elements.Element] = [elements.Section(sentence)]
    return Message(sentence, [*shown, elements.Buttons(*buttons)] if buttons else shown)


def _label(typed: Command) -> Text:
    """What its words mean, where the command knows them, or else the command's own label."""
    command = BY_NAME[typed.name]
    word = read(typed.words, vocabulary_of(command.key).words, command.key).key
    if any(word in use.words for use in command.uses):
        return say(f"{command.feature}.word_{command.key}_{word}")
    return label_of(command.name)
