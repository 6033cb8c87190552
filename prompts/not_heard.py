"""Where words after a command are not understood: one sentence, and a button for each thing that may be meant."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from domain.commands import BY_NAME, Command, Use
from domain.heard import parts
from facts.help import HelpData
from prompts import elements
from prompts.catalog import say
from prompts.help import HELP, command_help, label_of, talk
from prompts.meant import Meant, Offered
from prompts.message import Message
from prompts.network_choice import command_button
from prompts.text import Command as Typed
from prompts.text import Text, shorten

MOST_OFFERED = 5
"""Buttons in one answer: more is a wall again."""
MOST_SHOWN = 60
"""Characters shown of what was typed."""


def not_heard_message(
    data: HelpData,
    name: str,
    typed: str,
    near: Sequence[str] = (),
    offered: Sequence[Offered] = (),
    *,
    network_id: int | None = None,
) -> Message:
    """Of what is near, only what the person may do is offered; without anything near, all that they may do with it."""
    command = BY_NAME[name]
    uses = next((each.uses for each in data.commands if each.command == command), ())
    if not uses:
        return command_help(data, name)
    may = [word for use in uses for word in use.words]
    maybe = [*(Offered(_label(command, word), word) for word in near if word in may), *offered]
    key = "not_heard" if not maybe else "not_heard_one" if len(maybe) == 1 else "not_heard_several"
    text = say(
        f"help.{key}",
        words=shorten(" ".join(typed.split()), MOST_SHOWN),
        command=Text((Typed(command.name, quoted=False),)),
        meant=maybe[0].label if maybe else "",
    )
    found = maybe or [Offered(_label(command, word), word) for word in _likeliest(uses)]
    found = found or [Offered(label_of(command.name, uses), "")]
    buttons = [_button(command, one, network_id) for one in found[:MOST_OFFERED]]
    return Message(text, [elements.Section(text), elements.Buttons(*buttons)])


def meant_message(data: HelpData, found: Sequence[Meant]) -> Message | None:
    """A button for each thing that plain words may mean and the person may do; None where that is nothing, or a lot."""
    open_to = {each.command.name: each.uses for each in data.commands}
    buttons = []
    for one in found:
        command, uses = BY_NAME[one.command], open_to.get(one.command, ())
        if not uses:
            continue
        claimed = any(one.word in use.words for use in command.uses)
        if claimed and not any(one.word in use.words for use in uses):
            continue
        label = _label(command, one.word) if claimed else label_of(command.name, uses)
        buttons.append(_button(command, Offered(label, one.text), None))
    if not 0 < len(buttons) <= MOST_OFFERED:
        return None
    asked = elements.Section(say("help.talk_meant" if len(buttons) == 1 else "help.talk_meant_one_of"))
    return talk(data, [asked, elements.Buttons(*buttons, command_button(label_of(HELP), HELP))])


def _label(command: Command, word: str) -> Text:
    return say(f"{command.feature}.word_{command.key}_{word}")


def _likeliest(uses: Sequence[Use]) -> Sequence[str]:
    """The first word of each use, then the second ones."""
    turns = zip_longest(*(use.words for use in uses))
    return list(dict.fromkeys(word for turn in turns for word in turn if word))


def _button(command: Command, one: Offered, network_id: int | None) -> elements.Button:
    part = "-".join(parts(one.text)) or "alone"
    return command_button(
        one.label, command.name, network_id=network_id, text=one.text, suffix=f"{command.key}-{part}"[:80]
    )
