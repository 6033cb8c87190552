"""Hears that the bot was uninstalled, or that its token was revoked."""

from __future__ import annotations

from handlers.interaction import Happening, Interaction
from handlers.router import Router


def register(router: Router) -> None:
    """What this feature hears."""
    router.on(Happening.UNINSTALLED, handle_uninstall)
    router.on(Happening.TOKEN_REVOKED, handle_revoke_token)


async def handle_uninstall(interaction: Interaction) -> None:
    await _note_left(interaction, "uninstalled")


async def handle_revoke_token(interaction: Interaction) -> None:
    await _note_left(interaction, "token revoked")


async def _note_left(interaction: Interaction, reason: str) -> None:
    happened_at = interaction.happened_at or interaction.now
    await interaction.services.workspaces.note_left(interaction.asker, reason, happened_at, interaction.now)
