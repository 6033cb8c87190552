"""Hears /cop-help, and whoever wants to know what the bot knows about them."""

from __future__ import annotations

from handlers.interaction import Interaction
from handlers.router import Router
from prompts.help import help_message
from prompts.person_data import PersonDataAction, mine_message


def register(router: Router) -> None:
    router.command("/cop-help", handle_show_help_command)
    router.action(PersonDataAction.MINE, handle_show_my_data_click)


async def handle_show_help_command(interaction: Interaction) -> None:
    await interaction.reply(
        help_message(await interaction.services.home.help(interaction.asker, interaction.channel_id, interaction.now))
    )


async def handle_show_my_data_click(interaction: Interaction) -> None:
    """How much the bot knows of whoever asks, for them alone."""
    await interaction.reply(mine_message(await interaction.services.person_data.mine(interaction.asker)))
