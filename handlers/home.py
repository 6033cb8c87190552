"""Hears the opening of the Home tab, and the shortcut that shows what waits."""

from __future__ import annotations

from handlers.interaction import Interaction
from handlers.router import Router
from prompts.home import HomeShortcut, waiting_message


def register(router: Router) -> None:
    router.on_event("app_home_opened", handle_show_home_event)
    router.shortcut(HomeShortcut.WAITING, handle_show_waiting_shortcut)


async def handle_show_home_event(interaction: Interaction) -> None:
    if interaction.event.get("tab") != "home":
        return
    await interaction.show_home()


async def handle_show_waiting_shortcut(interaction: Interaction) -> None:
    data = await interaction.services.home.show(interaction.asker, interaction.now)
    await interaction.reply(waiting_message(data))
