"""Activities as Teams sends them to a bot."""

import uuid
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from practice.teams.happenings import Happening
from practice.teams.ids import split_conversation
from practice.teams.messages import Message
from practice.teams.people import User
from practice.teams.places import Channel, Chat
from practice.teams.typed import Typed
from practice.teams.world import World

Activity = dict[str, Any]

ZONE = "Australia/Melbourne"
LOCALE = "en-AU"
CLIENT = {"locale": LOCALE, "country": "AU", "platform": "Web", "timezone": ZONE, "type": "clientInfo"}


def message(world: World, user: User, said: Message, words: Typed, conversation_id: str) -> Activity:
    """A message that a person wrote."""
    activity = _by(world, "message", user, conversation_id) | {
        "id": said.id,
        "text": words.text,
        "textFormat": "plain",
        "attachments": [{"contentType": "text/html", "content": words.html}],
    }
    activity["entities"] = [*words.entities, CLIENT]
    if said.edited is not None:
        activity["type"] = "messageUpdate"
        activity["channelData"]["eventType"] = "editMessage"
    return activity


def button_message(world: World, user: User, conversation_id: str, on: str, value: Any, text: str = "") -> Activity:
    """The message that an Action.Submit of no other kind sends: its data as `value`, and no text."""
    said = {"id": world.next_id(), "value": value, "replyToId": on}
    return _by(world, "message", user, conversation_id) | said | ({"text": text} if text else {})


def invoke(
    world: World, user: User, name: str, value: dict[str, Any], conversation_id: str, on: str | None = None
) -> Activity:
    """An invoke by a person: a click that wants its answer. on: the message that was clicked."""
    activity = _by(world, "invoke", user, conversation_id) | {"name": name, "value": value}
    activity["channelData"]["source"] = {"name": "message"}
    return activity | ({"replyToId": on} if on else {})


def of(world: World, happening: Happening) -> Activity:
    """The activity that tells of a happening."""
    by = world.users.get(happening.by)
    activity = _frame(world, happening.kind, happening.conversation_id) | happening.fields
    activity["from"] = by.as_account() if by is not None else {"id": happening.conversation_id}
    about: dict[str, Any] = activity["channelData"]
    if happening.event:
        about["eventType"] = happening.event
    if happening.channel_id:
        channel = world.channel(happening.channel_id)
        about["channel"] = {"id": channel.id, "name": channel.name, "type": channel.kind}
    if happening.kind in ("conversationUpdate", "installationUpdate") and "team" in about:
        team = world.team(about["team"]["id"])
        about["team"] |= {"name": team.name, "aadGroupId": team.group_id}
        if happening.kind == "installationUpdate":
            about["settings"] = {"selectedChannel": {"id": team.id}}
            about["source"] = {"name": "message"}
    return activity


def _by(world: World, kind: str, user: User, conversation_id: str) -> Activity:
    return _frame(world, kind, conversation_id) | {
        "from": user.as_account(),
        "entities": [CLIENT],
        "locale": LOCALE,
        "localTimezone": ZONE,
    }


def _frame(world: World, kind: str, conversation_id: str) -> Activity:
    now = datetime.fromtimestamp(world.clock.now(), UTC)
    return {
        "type": kind,
        "id": f"f:{uuid.uuid4()}",
        "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "localTimestamp": now.astimezone(ZoneInfo(ZONE)).isoformat(timespec="milliseconds"),
        "channelId": "msteams",
        "serviceUrl": world.service_url,
        "recipient": world.app.as_account(),
        "conversation": _conversation(world, conversation_id),
        "channelData": _channel_data(world, conversation_id),
    }


def _conversation(world: World, conversation_id: str) -> dict[str, Any]:
    kind = "personal" if conversation_id in world.chats else "channel"
    named = {"conversationType": kind, "tenantId": world.tenant_id, "id": conversation_id}
    return named if kind == "personal" else {"isGroup": True, **named}


def _channel_data(world: World, conversation_id: str) -> dict[str, Any]:
    tenant = {"tenant": {"id": world.tenant_id}}
    if conversation_id in world.chats:
        return tenant
    channel = world.channel(conversation_id)
    ids = {"teamsChannelId": channel.id, "teamsTeamId": channel.team_id}
    return ids | {"channel": {"id": channel.id}, "team": {"id": channel.team_id}} | tenant


def message_payload(world: World, said: Message, where: Channel | Chat) -> dict[str, Any]:
    """A message as an extension's action that was taken on it carries it."""
    root = said.root or said.id
    link = f"https://teams.microsoft.com/l/message/{split_conversation(where.id)[0]}/{said.id}?parentMessageId={root}"
    body = {"contentType": "html", "content": said.html or _cards_in_html(said)}
    return {
        "id": said.id,
        "replyToId": said.root,
        "messageType": "message",
        "createdDateTime": _when(said.created),
        "lastModifiedDateTime": None if said.edited is None else _when(said.edited),
        "deleted": said.deleted,
        "subject": None,
        "summary": said.summary or None,
        "importance": "normal",
        "locale": "en-us",
        "linkToMessage": link,
        "from": _payload_sender(world, said),
        "body": body,
        "attachmentLayout": None,
        "attachments": [{"id": f"card-{n}", **a} for n, a in enumerate(said.attachments)],
        "mentions": [_payload_mention(world, n, e) for n, e in enumerate(said.entities) if e["type"] == "mention"],
        "reactions": [],
    }


def _cards_in_html(said: Message) -> str:
    return "".join(f'<attachment id="card-{n}"></attachment>' for n, _ in enumerate(said.attachments))


def _payload_sender(world: World, said: Message) -> dict[str, Any]:
    user = world.users.get(said.sender)
    if user is None:
        bot = {"applicationIdentityType": "BOT", "id": world.app.app_id, "displayName": world.app.name}
        return {"application": bot, "user": None}
    return {"application": None, "user": _payload_user(user)}


def _payload_user(user: User) -> dict[str, Any]:
    return {"userIdentityType": "aadUser", "id": user.id, "displayName": user.name}


def _payload_mention(world: World, number: int, entity: dict[str, Any]) -> dict[str, Any]:
    mentioned = entity["mentioned"]
    try:
        who = {"user": _payload_user(world.user(mentioned["id"]))}
    except KeyError:
        who = {"application": {"applicationIdentityType": "BOT", "id": world.app.app_id, "displayName": world.app.name}}
    return {"id": number, "mentionText": mentioned["name"], "mentioned": who}


def _when(epoch: float) -> str:
    return datetime.fromtimestamp(epoch, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
