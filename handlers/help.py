"""Hears /cop-help."""

from __future__ import annotations

from handlers.heard import Heard
from handlers.router import Router
from prompts.help import help_message


def register(router: Router) -> None:
    router.command("/cop-help", handle_show_help_command)


async def handle_show_help_command(heard: Heard) -> None:
    await heard.reply(help_message(await heard.services.home.help(heard.asker, heard.channel_id, heard.now)))
