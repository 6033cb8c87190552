"""The commands that are Slack's own and not the bot's: bringing people into a channel and taking them out."""

from __future__ import annotations

import re

from practice.slack import payloads
from practice.slack.channels import Channel
from practice.slack.world import World

OWN_COMMANDS = (
    {"command": "/invite", "usage_hint": "@someone", "description": "Bring a person or an app into this channel"},
    {"command": "/remove", "usage_hint": "@someone", "description": "Take a person or an app out of this channel"},
    {"command": "/leave", "usage_hint": "", "description": "Leave this channel"},
)
"""As a manifest lists commands."""
WORDS = frozenset(one["command"] for one in OWN_COMMANDS)

_PERSON = re.compile(r"<@(\w+)>")
_CHANNEL = re.compile(r"<#(\w+)>")


def carry_out(world: World, user_id: str, channel: Channel, word: str, text: str) -> str:
    """Do what the command says; gives what Slack tells the person about it, "" where the channel shows it."""
    if word == "/leave":
        if channel.is_direct:
            return "You can only leave a channel."
        world.remove_member(channel.id, user_id)
        return ""
    words = payloads.typed(world, payloads.with_handles(world, text))
    if named := _CHANNEL.search(words):
        channel = world.channels[named[1]]
    people = _PERSON.findall(words)
    if channel.is_direct or user_id not in channel.members:
        return f"{word} works in a channel that you are in."
    if not people:
        return f"Nobody here is called {text}." if text.strip() else f"Say who, such as {word} @{world.bot.name}."
    if word == "/invite":
        same = [person for person in people if not world.add_member(channel.id, person, inviter=user_id)]
        return _each(world, same, "is in this channel already")
    return _each(world, [p for p in people if not world.remove_member(channel.id, p)], "is not in this channel")


def _each(world: World, people: list[str], what: str) -> str:
    return "\n".join(f"{world.users[person].real_name} {what}." for person in people)
