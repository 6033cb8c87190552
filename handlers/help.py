"""Hears /cop-help."""

from __future__ import annotations

from handlers.interaction import Interaction
from handlers.router import Router
from prompts.help import help_message


def register(router: Router) -> None:
    router.command("/cop-help", handle_show_help_command)


async def handle_show_help_command(interaction: Interaction) -> None:
    await interaction.reply(
        help_message(await interaction.services.home.help(interaction.asker, interaction.channel_id, interaction.now))
    )
