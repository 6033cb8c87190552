"""Hears that the bot was uninstalled, or that its token was revoked."""

from __future__ import annotations

from datetime import UTC, datetime

from handlers.interaction import Interaction
from handlers.router import Router


def register(router: Router) -> None:
    """What this feature hears."""
    router.on_event("app_uninstalled", handle_app_uninstalled_event)
    router.on_event("tokens_revoked", handle_tokens_revoked_event)


async def handle_app_uninstalled_event(interaction: Interaction) -> None:
    await interaction.services.workspaces.note_left(
        interaction.asker, "uninstalled", _happened_at(interaction), interaction.now
    )


async def handle_tokens_revoked_event(interaction: Interaction) -> None:
    """Only the bot's own token matters; people's tokens are none of the bot's."""
    tokens = interaction.event.get("tokens")
    if isinstance(tokens, dict) and tokens.get("bot"):
        await interaction.services.workspaces.note_left(
            interaction.asker, "token revoked", _happened_at(interaction), interaction.now
        )


def _happened_at(interaction: Interaction) -> datetime:
    """When Slack says that it happened, to the second; now where it does not say."""
    seconds = interaction.body.get("event_time")
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) and 0 < seconds < 2**33 else interaction.now
