"""Hears /cop-desk."""

from __future__ import annotations

from domain.errors import Invalid, Refused
from handlers.interaction import Interaction
from handlers.router import Router
from prompts.desks.cards import COMMAND, desk_message


def register(router: Router) -> None:
    router.command(COMMAND, handle_show_desk_command)


async def handle_show_desk_command(interaction: Interaction) -> None:
    """What waits for the SEIL, and their networks."""
    if interaction.typed:
        raise Invalid("desks.unknown_words")
    try:
        desk = await interaction.services.desks.show(interaction.asker, interaction.now)
    except Refused:
        await interaction.check_on_roster()
        raise
    await interaction.reply(desk_message(desk))
