"""Hears the opening of the Home tab, and the shortcut that shows what waits."""

from __future__ import annotations

from handlers.heard import Heard
from handlers.router import Router
from prompts.home import HomeShortcut, waiting_message


def register(router: Router) -> None:
    router.on_event("app_home_opened", handle_show_home_event)
    router.shortcut(HomeShortcut.WAITING, handle_show_waiting_shortcut)


async def handle_show_home_event(heard: Heard) -> None:
    if heard.event.get("tab") != "home":
        return
    await heard.show_home()


async def handle_show_waiting_shortcut(heard: Heard) -> None:
    data = await heard.services.home.show(heard.asker, heard.now)
    await heard.reply(waiting_message(data))
