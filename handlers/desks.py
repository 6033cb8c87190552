"""Hears /cop-desk."""

from __future__ import annotations

from domain.heard import bare
from handlers.heard import hear
from handlers.interaction import Interaction, NotHeard, leads_in
from handlers.router import Router
from prompts.desks.cards import COMMAND, desk_message


def register(router: Router) -> None:
    router.command(COMMAND, handle_show_desk_command)


@leads_in
async def handle_show_desk_command(interaction: Interaction) -> None:
    """What waits for the SEIL, and their networks; the name of one of them is no reason to show less."""
    heard = hear(interaction)
    if (
        heard.rest
        and not heard.key
        and await interaction.services.places.named(interaction.asker, bare(heard.rest)) is None
    ):
        raise NotHeard(heard.near)
    desk = await interaction.services.desks.show(interaction.asker, interaction.now)
    await interaction.reply(desk_message(desk))
