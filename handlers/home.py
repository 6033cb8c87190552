"""Hears the opening of the Home tab, and the shortcut that shows what waits."""

from __future__ import annotations

from handlers.interaction import Happening, Interaction
from handlers.router import Router
from prompts.home import HomeShortcut, waiting_message


def register(router: Router) -> None:
    router.on(Happening.HOME_OPENED, handle_open_home)
    router.shortcut(HomeShortcut.WAITING, handle_show_waiting_shortcut)


async def handle_open_home(interaction: Interaction) -> None:
    await interaction.show_home()


async def handle_show_waiting_shortcut(interaction: Interaction) -> None:
    data = await interaction.services.home.show(interaction.asker, interaction.now)
    await interaction.reply(waiting_message(data))
