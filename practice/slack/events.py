"""Which events the bot gets to hear, and the envelope they come in."""

import re
import secrets
from typing import Any

from practice.slack.channels import Channel
from practice.slack.strangers import is_shared
from practice.slack.world import Event, World

#: event type → the scopes of which one is needed to hear it
SCOPES: dict[str, tuple[str, ...]] = {
    "app_mention": ("app_mentions:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "channel_left": ("channels:read",),
    "group_left": ("groups:read",),
    "channel_rename": ("channels:read",),
    "channel_archive": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_id_changed": ("channels:read", "groups:read", "mpim:read", "im:read"),
    "group_rename": ("groups:read",),
    "group_archive": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "group_deleted": ("groups:read",),
    "user_change": ("users:read",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
}

#: Heard by every app, whatever it may read.
ABOUT_THE_APP = ("tokens_revoked", "app_uninstalled", "app_home_opened")

_MESSAGE_NAMES = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


def subscriptions(manifest: dict[str, Any] | None) -> set[str] | None:
    """Read the events that an app manifest subscribes to; None (all) where there is no manifest."""
    if manifest is None:
        return None
    subscribed = manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", [])
    return set(subscribed)


def heard_as(world: World, event: Event) -> list[tuple[str, Event]]:
    """Give the (subscription name, event) pairs that this event may reach the bot as.

    A message that names the bot also comes as an app_mention. The bot's own leaving is a
    channel_left or group_left to it.
    """
    kind = event["type"]
    if kind == "message":
        heard = [(f"message.{_MESSAGE_NAMES[event['channel_type']]}", event)]
        named = re.search(rf"<@{world.bot.user_id}(\|[^>]*)?>", event.get("text", ""))
        by_person = event.get("subtype") in (None, "file_share") and not event.get("bot_id")
        if named and by_person and event["channel_type"] != "im":
            kept = {k: v for k, v in event.items() if k not in ("channel_type", "subtype")}
            heard.append(("app_mention", kept | {"type": "app_mention"}))
        return heard
    if kind == "member_left_channel" and event["user"] == world.bot.user_id:
        kind = "channel_left" if event["channel_type"] == "C" else "group_left"
        return [(kind, {"type": kind, "channel": event["channel"], "event_ts": event["event_ts"]})]
    return [(kind, event)]


def _channel_of(world: World, event: Event) -> Channel | None:
    where = event.get("channel") or event.get("item", {}).get("channel")
    where = where.get("id") if isinstance(where, dict) else where
    return world.channels.get(where or "")


def hears(world: World, name: str, event: Event, subscribed: set[str] | None) -> bool:
    """Say whether the bot is told of an event under this subscription name."""
    if subscribed is not None and name not in subscribed:
        return False
    if name in ABOUT_THE_APP:
        return True
    if world.bot.revoked or not world.bot.installed or not set(SCOPES.get(name, ())) & world.bot.scopes:
        return False
    if name.startswith(("message.", "reaction_", "member_")):
        channel = _channel_of(world, event)
        return channel is not None and world.bot.user_id in channel.members
    if name in ("group_rename", "group_archive", "group_unarchive"):
        channel = _channel_of(world, event)
        return channel is not None and world.bot.user_id in channel.members
    return True


def envelope(world: World, event: Event) -> dict[str, Any]:
    """Wrap an event as the Events API does, with a new event id."""
    channel = _channel_of(world, event)
    authorization = {
        "enterprise_id": world.enterprise_id or None,
        "team_id": world.team_id,
        "user_id": world.bot.user_id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": "practice-verification-token",
        "team_id": world.team_id,
        "context_team_id": world.team_id,
        "context_enterprise_id": world.enterprise_id or None,
        "api_app_id": world.bot.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(world.clock.now()),
        "authorizations": [authorization],
        "is_ext_shared_channel": channel is not None and is_shared(world, channel),
        "event_context": f"4-{secrets.token_hex(12)}",
    }
