"""Help: what each command does, how to type it, and a button that does it."""

from __future__ import annotations

from dataclasses import dataclass

from prompts import blocks
from prompts.catalog import say
from prompts.message import Message
from prompts.network_choice import command_button


@dataclass(frozen=True)
class Command:
    """A slash command; its words are in content/help.yaml under its name."""

    name: str
    label: str

    @property
    def key(self) -> str:
        return self.name.removeprefix("/cop-")


COMMANDS = (
    Command("/cop-meeting", "Meetings"),
    Command("/cop-assess", "Self-assessment"),
    Command("/cop-pulse", "Pulse check"),
    Command("/cop-review", "Peer reviews"),
    Command("/cop-intro", "Introduce people"),
    Command("/cop-action", "Actions"),
    Command("/cop-summary", "Where we stand"),
    Command("/cop-network", "Our network"),
    Command("/cop-setup", "Set up a network"),
    Command("/cop-help", "Help"),
)


def command_help(name: str) -> Message:
    """What one command does, with examples."""
    command = next((c for c in COMMANDS if c.name == name), COMMANDS[-1])
    text = say(f"help.{command.key}")
    return Message(text, [blocks.section(text), blocks.actions(command_button(command.label, command.name))])


def all_commands_help() -> Message:
    """Everything the bot does, a line a command, each with its button."""
    rows = [
        blocks.section(say(f"help.{c.key}_short"), accessory=command_button(c.label, c.name))
        for c in COMMANDS
        if c.name != "/cop-help"
    ]
    title = say("help.title")
    return Message(title, [blocks.section(title), *rows, blocks.context(say("help.footer"))])
