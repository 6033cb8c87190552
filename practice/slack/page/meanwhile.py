"""Where in the workspace the bot has said something new, with the way there."""

from collections.abc import Mapping
from typing import Any

from practice.slack.channels import Channel
from practice.slack.world import World

from .sight import Sight


def bot_messages(world: World) -> dict[str, int]:
    """How many messages of the bot each conversation holds."""
    return {c.id: sum(bool(m.get("bot_id")) for m in c.messages) for c in world.channels.values()}


def places(said: Mapping[str, int], world: World, sight: Sight, at: str) -> list[dict[str, Any]]:
    """A row for each conversation with something new. What only others see leads there as one of them."""
    return [_place(world.channels[place], count, world, sight, at) for place, count in said.items()]


def _place(channel: Channel, count: int, world: World, sight: Sight, at: str) -> dict[str, Any]:
    mine = sight.may_look(channel)
    reader = sight if mine else Sight(world, _somebody(channel, world), sight.now)
    return {
        "name": "here" if channel.id == at else _name(channel, world, reader, mine=mine),
        "count": count,
        "href": "" if channel.id == at else reader.href(channel.id),
        "as": "" if mine else reader.me.real_name,
    }


def _name(channel: Channel, world: World, reader: Sight, *, mine: bool) -> str:
    if not channel.is_direct:
        return f"#{channel.name}"
    if channel.kind == "im":
        return "to you" if mine else f"to {reader.me.real_name}"
    people = [world.users[member].real_name.split()[0] for member in channel.members if member != world.bot.user_id]
    return "to " + ", ".join(people)


def _somebody(channel: Channel, world: World) -> str:
    return next((m for m in channel.members if not world.users[m].is_bot), channel.members[0])
