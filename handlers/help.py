"""Hears /cop-help."""

from __future__ import annotations

from handlers.heard import asked_about, asks_for_data, asks_for_help, meant
from handlers.interaction import Interaction
from handlers.router import Router
from prompts.help import command_help, help_message
from prompts.not_heard import meant_message
from prompts.person_data import mine_message


def register(router: Router) -> None:
    router.command("/cop-help", handle_show_help_command)


async def handle_show_help_command(interaction: Interaction) -> None:
    """All that the person can do, or with the command that is named after it; or what the bot knows of them."""
    if asks_for_data(interaction.typed):
        await interaction.reply(mine_message(await interaction.services.person_data.mine(interaction.asker)))
        return
    data = await interaction.services.home.help(interaction.asker, interaction.channel_id, interaction.now)
    found = () if asks_for_help(interaction) else meant(asked_about(interaction.typed))
    names = {one.command for one in found}
    if len(names) == 1:
        await interaction.reply(command_help(data, names.pop()))
    else:
        await interaction.reply(meant_message(data, found) or help_message(data))
