"""Hears /cop-help."""

from __future__ import annotations

from handlers.heard import Heard
from handlers.router import Router
from prompts.help import all_commands_help


def register(router: Router) -> None:
    router.command("/cop-help", handle_show_help_command)


async def handle_show_help_command(heard: Heard) -> None:
    await heard.reply(all_commands_help())
