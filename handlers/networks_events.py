"""Hears who comes to and leaves a network's channel, which accounts close, and which channels go away."""

from __future__ import annotations

from handlers.interaction import Interaction
from handlers.router import Router
from prompts.networks.posts import set_up_hint


def register(router: Router) -> None:
    """What this part of the feature hears. A private channel's events have names of their own."""
    router.on_event("member_joined_channel", handle_join_channel_event)
    router.on_event("member_left_channel", handle_leave_channel_event)
    router.on_event("user_change", handle_change_user_event)
    router.on_event("channel_id_changed", handle_move_channel_event)
    for kind in ("channel", "group"):
        router.on_event(f"{kind}_archive", handle_archive_channel_event)
        router.on_event(f"{kind}_deleted", handle_delete_channel_event)
        router.on_event(f"{kind}_left", handle_remove_bot_event)


async def handle_join_channel_event(interaction: Interaction) -> None:
    """A channel that is no network's yet: whoever invited the bot sees, alone, how to make it one."""
    channel_id, inviter = _channel(interaction), interaction.event.get("inviter")
    may_set_up = await interaction.services.networks.presence.note_joined(
        interaction.asker, channel_id, interaction.now
    )
    if may_set_up and inviter:
        hint = set_up_hint()
        await interaction.answering.tell(str(inviter), channel_id, hint)


async def handle_leave_channel_event(interaction: Interaction) -> None:
    await interaction.services.networks.presence.note_left(interaction.asker, _channel(interaction), interaction.now)


async def handle_change_user_event(interaction: Interaction) -> None:
    """Of all changes to a profile only a closed account matters."""
    user = interaction.event.get("user") or {}
    if user.get("deleted"):
        await interaction.services.networks.presence.note_deactivated(
            interaction.asker, str(user["id"]), interaction.now
        )


async def handle_move_channel_event(interaction: Interaction) -> None:
    """A channel has another id since it was made private, or shared with another organisation."""
    old, new = interaction.event.get("old_channel_id"), interaction.event.get("new_channel_id")
    if isinstance(old, str) and isinstance(new, str):
        await interaction.services.networks.presence.note_channel_moved(interaction.asker, old, new, interaction.now)


async def handle_archive_channel_event(interaction: Interaction) -> None:
    await _note_gone(interaction, "archived")


async def handle_delete_channel_event(interaction: Interaction) -> None:
    await _note_gone(interaction, "deleted")


async def handle_remove_bot_event(interaction: Interaction) -> None:
    await _note_gone(interaction, "removed")


async def _note_gone(interaction: Interaction, reason: str) -> None:
    await interaction.services.networks.presence.note_channel_gone(
        interaction.asker, _channel(interaction), reason, interaction.now
    )


def _channel(interaction: Interaction) -> str:
    """The channel's id, which some events carry in an object."""
    found = interaction.event.get("channel") or ""
    return str(found.get("id", "") if isinstance(found, dict) else found)
