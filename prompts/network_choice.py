"""Asking which network is meant, and buttons that stand for a command in a network."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.lists import left_over
from prompts.message import Message
from prompts.text import Words

MOST_BUTTONS = 25
"""What an actions block holds."""


class NetworkChoiceAction(StrEnum):
    RUN = "run.command"


class Choice(Protocol):
    @property
    def network_id(self) -> int: ...

    @property
    def name(self) -> str: ...


def command_button(
    label: Words, command: str, *, network_id: int | None = None, text: str = "", style: str = "", suffix: str = ""
) -> elements.Button:
    """A button that does what typing `command text` would. suffix: needed where one block holds several."""
    carried: dict[str, refs.RefValue] = {"command": command, "text": refs.short_enough(text)}
    if network_id is not None:
        carried["network"] = network_id
    action_id = f"{NetworkChoiceAction.RUN}:{suffix or command.lstrip('/') + (f'-{network_id}' if network_id else '')}"
    return elements.Button(label, action_id, refs.encode(**carried), style=style)


def choose_network_message(command: str, text: str, choices: Sequence[Choice]) -> Message:
    """One button for each network; at most MOST_BUTTONS."""
    question = say("networks.which_network", command=command)
    buttons = [
        command_button(choice.name, command, network_id=choice.network_id, text=text)
        for choice in choices[:MOST_BUTTONS]
    ]
    more = left_over(len(choices) - MOST_BUTTONS, "lists.more_in_channels")
    return Message(question, [elements.Section(question), elements.Buttons(*buttons), *more])
