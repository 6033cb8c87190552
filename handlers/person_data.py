"""Hears whoever wants to know what the bot knows about them."""

from __future__ import annotations

from handlers.interaction import Interaction
from handlers.router import Router
from prompts.person_data import PersonDataAction, mine_message


def register(router: Router) -> None:
    router.action(PersonDataAction.MINE, handle_show_my_data_click)


async def handle_show_my_data_click(interaction: Interaction) -> None:
    """How much the bot knows of whoever asks, for them alone."""
    await interaction.reply(mine_message(await interaction.services.person_data.mine(interaction.asker)))
