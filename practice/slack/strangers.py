"""People of another organisation, met in channels that both share (Slack Connect)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practice.slack.channels import Channel

if TYPE_CHECKING:
    from practice.slack.world import World


def is_shared(world: World, channel: Channel) -> bool:
    """Whether people of another organisation are in the channel."""
    return any(world.users[member].team_id != world.team_id for member in channel.members if member in world.users)


def is_stranger(world: World, user_id: str) -> bool:
    """Whether somebody is of another organisation and in no channel with the bot, which is what Slack calls so."""
    if world.users[user_id].team_id == world.team_id:
        return False
    return not any(world.bot.user_id in channel.members for channel in world.channels_of(user_id))
