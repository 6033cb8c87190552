"""Hears /cop-desk."""

from __future__ import annotations

from domain.errors import Refused
from domain.heard import bare
from handlers.heard import NotHeard, hear
from handlers.interaction import Interaction
from handlers.router import Router
from prompts.desks.cards import COMMAND, desk_message


def register(router: Router) -> None:
    router.command(COMMAND, handle_show_desk_command)


async def handle_show_desk_command(interaction: Interaction) -> None:
    """What waits for the SEIL, and their networks; the name of one of them is no reason to show less."""
    heard = hear(interaction)
    try:
        if heard.rest and await interaction.services.places.named(interaction.asker, bare(heard.rest)) is None:
            raise NotHeard(heard.near)
        desk = await interaction.services.desks.show(interaction.asker, interaction.now)
    except Refused:
        await interaction.check_on_roster()
        raise
    await interaction.reply(desk_message(desk))
