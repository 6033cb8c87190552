"""The payloads Slack sends for what people do: commands, actions, submissions, shortcuts."""

import re
from typing import Any

from practice.slack.channels import Channel
from practice.slack.surfaces import MessageSpot
from practice.slack.world import World

Payload = dict[str, Any]

VERIFICATION_TOKEN = "practice-verification-token"  # noqa: S105 (public, and deprecated at Slack too)

_KEPT = re.compile(r"<([@#])([A-Z0-9]+)(?:\|[^<>]*)?>|@([a-z0-9._-]+)|#([a-z0-9_-]+)")


def escape(text: str) -> str:
    """Turn the three characters that are Slack's markup into entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def typed(world: World, text: str, *, labelled: bool = False) -> str:
    """Give what Slack makes of a person's typing: markup characters escaped, @names and #channels linked.

    `<@U…>` and `<#C…>` of somebody or something that exists count as picked from the list. With
    `labelled`, links carry the name as well, as in slash commands.
    """
    people = {user.name: user.id for user in world.users.values()}
    channels = {channel.name: channel.id for channel in world.channels.values() if channel.name}
    parts, end = [], 0
    for match in _KEPT.finditer(text):
        mark, id, person, channel = match.groups()
        id = people.get(person, "") if person else channels.get(channel, "") if channel else id
        mark = mark or ("@" if person else "#")
        known: Any = world.users.get(id) if mark == "@" else world.channels.get(id)
        if known is None:
            continue
        parts.append(escape(text[end : match.start()]))
        parts.append(f"<{mark}{id}|{known.name}>" if labelled else f"<{mark}{id}>")
        end = match.end()
    return "".join(parts) + escape(text[end:])


def with_handles(world: World, text: str) -> str:
    """ "@CoP Bot" as "@cop-bot": a name written as people see it, as if it had been picked from the list."""
    for user in sorted(world.users.values(), key=lambda one: -len(one.real_name)):
        text = re.sub(rf"@{re.escape(user.real_name)}(?!\w)", f"@{user.name}", text, flags=re.IGNORECASE)
    return text


def _channel_name(channel: Channel) -> str:
    return {"im": "directmessage", "private": "privategroup"}.get(channel.kind, channel.name)


def _domain(world: World) -> str:
    return re.sub(r"[^a-z0-9]+", "-", world.team_name.lower()).strip("-")


def command(world: World, user_id: str, channel: Channel, word: str, text: str, response_url: str) -> dict[str, str]:
    """The form of a slash command."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": world.team_id,
        "team_domain": _domain(world),
        "channel_id": channel.id,
        "channel_name": _channel_name(channel),
        "user_id": user_id,
        "user_name": world.users[user_id].name,
        "command": word,
        "text": text,
        "api_app_id": world.bot.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": world.triggers.make(user_id),
    }


def _interactive(world: World, user_id: str, kind: str) -> Payload:
    user = world.users[user_id]
    return {
        "type": kind,
        "team": {"id": world.team_id, "domain": _domain(world)},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": world.bot.app_id,
        "token": VERIFICATION_TOKEN,
        "enterprise": {"id": world.enterprise_id, "name": "Practice"} if world.enterprise_id else None,
        "is_enterprise_install": False,
    }


def _channel(world: World, channel_id: str) -> dict[str, str]:
    return {"id": channel_id, "name": _channel_name(world.channels[channel_id])}


def _message_fields(world: World, spot: MessageSpot) -> Payload:
    message = spot.message
    container: Payload = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": spot.channel_id,
        "is_ephemeral": spot.ephemeral,
    }
    if message.get("thread_ts"):
        container["thread_ts"] = message["thread_ts"]
    fields: Payload = {"container": container, "channel": _channel(world, spot.channel_id)}
    if not spot.ephemeral:
        fields["message"] = {k: v for k, v in message.items() if k != "metadata"}
    return fields


def _view_fields(view: Payload) -> Payload:
    return {"container": {"type": "view", "view_id": view["id"]}, "view": _as_it_stands(view)}


def _as_it_stands(view: Payload) -> Payload:
    """The view as it is sent: it may be another by the time somebody reads what was sent."""
    return dict(view)


def message_action(
    world: World, user_id: str, spot: MessageSpot, action: Payload, state: Payload, response_url: str
) -> Payload:
    """A click in a message."""
    fields = _message_fields(world, spot)
    return {
        **_interactive(world, user_id, "block_actions"),
        **fields,
        "state": {"values": state},
        "response_url": response_url,
        "trigger_id": world.triggers.make(user_id),
        "actions": [action],
    }


def view_action(world: World, user_id: str, view: Payload, action: Payload) -> Payload:
    """A click in a modal or home tab."""
    fields = {**_interactive(world, user_id, "block_actions"), **_view_fields(view)}
    return fields | {"trigger_id": world.triggers.make(user_id), "actions": [action]}


def submission(world: World, user_id: str, view: Payload, response_urls: list[Payload]) -> Payload:
    """A modal's submission."""
    fields = {**_interactive(world, user_id, "view_submission"), "view": _as_it_stands(view)}
    return fields | {"trigger_id": world.triggers.make(user_id), "response_urls": response_urls}


def closing(world: World, user_id: str, view: Payload, *, cleared: bool) -> Payload:
    """A modal's closing by the person."""
    return {**_interactive(world, user_id, "view_closed"), "view": _as_it_stands(view), "is_cleared": cleared}


def shortcut(world: World, user_id: str, callback_id: str) -> Payload:
    """A global shortcut."""
    fields = {**_interactive(world, user_id, "shortcut"), "callback_id": callback_id}
    return fields | {"action_ts": world.next_ts(), "trigger_id": world.triggers.make(user_id)}


def message_shortcut(world: World, user_id: str, callback_id: str, spot: MessageSpot, response_url: str) -> Payload:
    """A shortcut on a message."""
    return {
        **_interactive(world, user_id, "message_action"),
        "callback_id": callback_id,
        "action_ts": world.next_ts(),
        "trigger_id": world.triggers.make(user_id),
        "response_url": response_url,
        "message_ts": spot.message["ts"],
        "channel": _channel(world, spot.channel_id),
        "message": {k: v for k, v in spot.message.items() if k != "metadata"},
    }


def suggestion(
    world: World,
    user_id: str,
    where: MessageSpot | Payload,
    block: Payload,
    element: Payload,
    query: str,
) -> Payload:
    """A request for an external select's options."""
    fields = _message_fields(world, where) if isinstance(where, MessageSpot) else _view_fields(where)
    return {
        **_interactive(world, user_id, "block_suggestion"),
        **fields,
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "value": query,
    }


def action(world: World, block: Payload, element: Payload, chosen: Payload) -> Payload:
    """One entry of `actions`: the element with what was clicked, typed or chosen."""
    entry: Payload = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": world.next_ts(),
    }
    for kept in ("text", "value", "style", "placeholder", "confirm"):
        if element["type"] == "button" and kept in element:
            entry[kept] = element[kept]
    return entry | {k: v for k, v in chosen.items() if k != "type"}


def home_opened(world: World, user_id: str, channel_id: str) -> Payload:
    """The event of a person opening the bot's home tab."""
    event: Payload = {"type": "app_home_opened", "user": user_id, "channel": channel_id, "tab": "home"}
    view = world.views.homes.get(user_id)
    return event | ({"view": view} if view else {})
