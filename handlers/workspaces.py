"""Hears that the bot was uninstalled, or that its token was revoked."""

from __future__ import annotations

from datetime import UTC, datetime

from handlers.heard import Heard
from handlers.router import Router


def register(router: Router) -> None:
    """What this feature hears."""
    router.on_event("app_uninstalled", handle_app_uninstalled_event)
    router.on_event("tokens_revoked", handle_tokens_revoked_event)


async def handle_app_uninstalled_event(heard: Heard) -> None:
    await heard.services.workspaces.note_left(heard.asker, "uninstalled", _happened_at(heard), heard.now)


async def handle_tokens_revoked_event(heard: Heard) -> None:
    """Only the bot's own token matters; people's tokens are none of the bot's."""
    tokens = heard.event.get("tokens")
    if isinstance(tokens, dict) and tokens.get("bot"):
        await heard.services.workspaces.note_left(heard.asker, "token revoked", _happened_at(heard), heard.now)


def _happened_at(heard: Heard) -> datetime:
    """When Slack says that it happened, to the second; now where it does not say."""
    seconds = heard.body.get("event_time")
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) and 0 < seconds < 2**33 else heard.now
