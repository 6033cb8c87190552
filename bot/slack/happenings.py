"""Slack's events, and what they tell; most of what some of them tell is nothing to the bot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.interaction import Happening

EVENTS: Mapping[str, Happening] = {
    "app_home_opened": Happening.HOME_OPENED,
    "app_mention": Happening.MENTIONED,
    "message.im": Happening.WRITTEN_TO,
    "member_joined_channel": Happening.JOINED,
    "member_left_channel": Happening.LEFT,
    "user_change": Happening.ACCOUNT_CLOSED,
    "channel_id_changed": Happening.CHANNEL_MOVED,
    "channel_archive": Happening.CHANNEL_ARCHIVED,
    "group_archive": Happening.CHANNEL_ARCHIVED,
    "channel_deleted": Happening.CHANNEL_DELETED,
    "group_deleted": Happening.CHANNEL_DELETED,
    "channel_left": Happening.BOT_REMOVED,
    "group_left": Happening.BOT_REMOVED,
    "app_uninstalled": Happening.UNINSTALLED,
    "tokens_revoked": Happening.TOKEN_REVOKED,
}
"""By the names under which they are subscribed to. "message.im" is one; the event itself is a message, as in every
conversation. A private channel's events have names of their own."""
SLACKBOT = "USLACKBOT"
SPOKEN = (None, "file_share", "thread_broadcast", "me_message")
"""The kinds of a message that a person has written; the others tell of edits, deletions, joins and the like."""


def happening(event: Mapping[str, Any]) -> Happening | None:
    """What the event tells, or None where that is nothing to the bot."""
    name = str(event.get("type"))
    found = EVENTS.get("message.im" if name == "message" else name)
    match found:
        case Happening.HOME_OPENED:
            matters = event.get("tab") == "home"
        case Happening.MENTIONED:
            matters = _is_spoken(event)
        case Happening.WRITTEN_TO:
            matters = event.get("channel_type") == "im" and _is_spoken(event)
        case Happening.ACCOUNT_CLOSED:
            user = event.get("user")
            matters = isinstance(user, Mapping) and bool(user.get("deleted"))
        case Happening.TOKEN_REVOKED:
            # People's tokens are none of the bot's.
            tokens = event.get("tokens")
            matters = isinstance(tokens, Mapping) and bool(tokens.get("bot"))
        case _:
            matters = True
    return found if matters else None


def _is_spoken(event: Mapping[str, Any]) -> bool:
    """Whether a person wrote it, now: not an app, not the bot itself, no edit of what was there."""
    if event.get("bot_id") or event.get("app_id") or event.get("edited") or event.get("hidden"):
        return False
    return event.get("subtype") in SPOKEN and event.get("user") not in (None, "", SLACKBOT)
