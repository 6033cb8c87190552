"""What Teams tells of by itself; most of it is nothing to the bot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.teams.activity import Activity, Sender
from handlers.interaction import Happening

OF_A_TEAM: dict[str, Happening] = {
    "teamArchived": Happening.CHANNEL_ARCHIVED,
    "teamUnarchived": Happening.JOINED,
    "teamDeleted": Happening.CHANNEL_DELETED,
    "teamHardDeleted": Happening.CHANNEL_DELETED,
    "teamRestored": Happening.JOINED,
}
"""What happens to a team happens to each of its channels; in one that is back, the bot is at work again."""
OF_A_CHANNEL: dict[str, Happening] = {
    "channelDeleted": Happening.CHANNEL_DELETED,
    "channelRestored": Happening.JOINED,
}
MEMBERS = {"membersAdded": Happening.JOINED, "membersRemoved": Happening.LEFT}
LEARNED = ("channelCreated", "channelRenamed", "channelRestored", "channelShared")
"""Tell of channels that the bot may not know by name."""


@dataclass(frozen=True)
class Told:
    """who: to whom it happens, the bot itself where `is_bot`. channel_id: where, or empty for each channel of the
    team; of_all: for those too that have members of their own. inviter: who brought the bot there."""

    happening: Happening
    who: Sender
    is_bot: bool
    channel_id: str = ""
    of_all: bool = False
    inviter: Sender | None = None


def told(activity: Activity) -> list[Told]:
    """What an activity tells that is something to the bot."""
    match activity.type:
        case "installationUpdate":
            return _installed(activity)
        case "conversationUpdate" if activity.team_id:
            return _changed(activity)
    return []


def _installed(activity: Activity) -> list[Told]:
    """Of the bot in a team, and of its chat with a person; an upgrade is neither coming nor going."""
    action = activity.body.get("action")
    if action not in ("add", "remove"):
        return []
    if activity.is_personal:
        return [Told(Happening.HOME_OPENED, activity.sender, is_bot=False)] if action == "add" else []
    if not activity.team_id:
        return []
    if action == "add":
        return [Told(Happening.JOINED, activity.bot, is_bot=True, inviter=activity.sender)]
    return [Told(Happening.BOT_REMOVED, activity.bot, is_bot=True, of_all=True)]


def _changed(activity: Activity) -> list[Told]:
    if (of_team := OF_A_TEAM.get(activity.event)) is not None:
        return [Told(of_team, activity.bot, is_bot=True, of_all=True)]
    if (of_channel := OF_A_CHANNEL.get(activity.event)) is not None:
        return [Told(of_channel, activity.bot, is_bot=True, channel_id=activity.channel_id)]
    # A private channel has members of its own; else who is in the team is in each channel.
    channel_id = activity.channel_id if activity.event.startswith("channelMember") else ""
    return [
        Told(happening, who, is_bot=who.id == activity.bot.id, channel_id=channel_id)
        for name, happening in MEMBERS.items()
        for who in _people_first(activity.members(name), activity.bot.id)
    ]


def _people_first(members: Sequence[Sender], bot_id: str) -> list[Sender]:
    return sorted(members, key=lambda one: one.id == bot_id)
