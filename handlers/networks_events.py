"""Hears who comes to and leaves a network's channel, which accounts close, and which channels go away."""

from __future__ import annotations

from handlers.heard import Heard
from handlers.router import Router
from prompts.networks_posts import set_up_hint


def register(router: Router) -> None:
    """What this part of the feature hears. A private channel's events have names of their own."""
    router.on_event("member_joined_channel", handle_join_channel_event)
    router.on_event("member_left_channel", handle_leave_channel_event)
    router.on_event("user_change", handle_change_user_event)
    router.on_event("channel_id_changed", handle_move_channel_event)
    for kind in ("channel", "group"):
        router.on_event(f"{kind}_archive", handle_archive_channel_event)
        router.on_event(f"{kind}_deleted", handle_delete_channel_event)
        router.on_event(f"{kind}_left", handle_remove_bot_event)


async def handle_join_channel_event(heard: Heard) -> None:
    """A channel that is no network's yet: whoever invited the bot sees, alone, how to make it one."""
    channel_id, inviter = _channel(heard), heard.event.get("inviter")
    may_set_up = await heard.services.networks.presence.note_joined(heard.asker, channel_id, heard.now)
    if may_set_up and inviter:
        hint = set_up_hint()
        await heard.answering.tell(str(inviter), channel_id, hint)


async def handle_leave_channel_event(heard: Heard) -> None:
    await heard.services.networks.presence.note_left(heard.asker, _channel(heard), heard.now)


async def handle_change_user_event(heard: Heard) -> None:
    """Of all changes to a profile only a closed account matters."""
    user = heard.event.get("user") or {}
    if user.get("deleted"):
        await heard.services.networks.presence.note_deactivated(heard.asker, str(user["id"]), heard.now)


async def handle_move_channel_event(heard: Heard) -> None:
    """A channel has another id since it was made private, or shared with another organisation."""
    old, new = heard.event.get("old_channel_id"), heard.event.get("new_channel_id")
    if isinstance(old, str) and isinstance(new, str):
        await heard.services.networks.presence.note_channel_moved(heard.asker, old, new, heard.now)


async def handle_archive_channel_event(heard: Heard) -> None:
    await _note_gone(heard, "archived")


async def handle_delete_channel_event(heard: Heard) -> None:
    await _note_gone(heard, "deleted")


async def handle_remove_bot_event(heard: Heard) -> None:
    await _note_gone(heard, "removed")


async def _note_gone(heard: Heard, reason: str) -> None:
    await heard.services.networks.presence.note_channel_gone(heard.asker, _channel(heard), reason, heard.now)


def _channel(heard: Heard) -> str:
    """The channel's id, which some events carry in an object."""
    found = heard.event.get("channel") or ""
    return str(found.get("id", "") if isinstance(found, dict) else found)
