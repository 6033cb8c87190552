"""Hears who comes to and leaves a network's channel, which accounts close, and which channels go away."""

from __future__ import annotations

from handlers.interaction import Happening, Interaction
from handlers.router import Router
from prompts.networks.posts import set_up_hint


def register(router: Router) -> None:
    """What this part of the feature hears."""
    router.on(Happening.JOINED, handle_join_channel)
    router.on(Happening.LEFT, handle_leave_channel)
    router.on(Happening.ACCOUNT_CLOSED, handle_close_account)
    router.on(Happening.CHANNEL_MOVED, handle_move_channel)
    router.on(Happening.CHANNEL_ARCHIVED, handle_archive_channel)
    router.on(Happening.CHANNEL_DELETED, handle_delete_channel)
    router.on(Happening.BOT_REMOVED, handle_remove_bot)


async def handle_join_channel(interaction: Interaction) -> None:
    """A channel that is no network's yet: whoever invited the bot sees, alone, how to make it one."""
    channel_id = interaction.channel_id or ""
    may_set_up = await interaction.services.networks.presence.note_joined(
        interaction.asker, channel_id, interaction.now
    )
    if may_set_up and interaction.inviter:
        await interaction.answering.tell(interaction.inviter, channel_id, set_up_hint(), for_all=True)


async def handle_leave_channel(interaction: Interaction) -> None:
    await interaction.services.networks.presence.note_left(
        interaction.asker, interaction.channel_id or "", interaction.now
    )


async def handle_close_account(interaction: Interaction) -> None:
    await interaction.services.networks.presence.note_deactivated(
        interaction.asker, interaction.user_id, interaction.now
    )


async def handle_move_channel(interaction: Interaction) -> None:
    """A channel has another id since it was made private, or shared with another organisation."""
    if interaction.channel_id and interaction.new_channel_id:
        await interaction.services.networks.presence.note_channel_moved(
            interaction.asker, interaction.channel_id, interaction.new_channel_id, interaction.now
        )


async def handle_archive_channel(interaction: Interaction) -> None:
    await _note_gone(interaction, "archived")


async def handle_delete_channel(interaction: Interaction) -> None:
    await _note_gone(interaction, "deleted")


async def handle_remove_bot(interaction: Interaction) -> None:
    await _note_gone(interaction, "removed")


async def _note_gone(interaction: Interaction, reason: str) -> None:
    await interaction.services.networks.presence.note_channel_gone(
        interaction.asker, interaction.channel_id or "", reason, interaction.now
    )
