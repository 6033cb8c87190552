"""What the bot says: conversations begun, messages sent, changed and deleted."""

from typing import Any

from practice.teams.cards import complaints, refusals
from practice.teams.errors import refusal
from practice.teams.ids import split_conversation
from practice.teams.messages import CARD, Message
from practice.teams.people import BOT, User
from practice.teams.places import Channel, Chat
from practice.teams.rosters import where
from practice.teams.world import World

Answer = tuple[int, Any]
MOST_ATTACHMENTS = 10


def channel_meant(body: dict[str, Any]) -> str:
    """The channel in which a conversation is to be begun; empty where it is a chat."""
    about = body.get("channelData")
    channel = about.get("channel") if isinstance(about, dict) else None
    return str(channel.get("id") or "") if isinstance(channel, dict) else ""


def create(world: World, body: dict[str, Any], said: dict[str, str]) -> Answer:
    """Begin a conversation: a post in a channel, or the chat with one person. Asked twice, it is done twice."""
    about = body.get("channelData") if isinstance(body.get("channelData"), dict) else {}
    tenant = body.get("tenantId") or (about.get("tenant") or {}).get("id") if isinstance(about, dict) else None
    bot = body.get("bot")
    if tenant != world.tenant_id:
        raise refusal("BadSyntax", "Incorrect conversation creation parameters: the tenant is missing or another.")
    if bot is not None and (not isinstance(bot, dict) or bot.get("id") != world.app.account_id):
        raise refusal("BadSyntax", "Incorrect conversation creation parameters: the bot is another.")
    channel_id = channel_meant(body)
    if channel_id:
        return _begin_in_channel(world, body, channel_id)
    members = body.get("members")
    if body.get("isGroup") or not isinstance(members, list) or len(members) != 1:
        raise refusal("BadSyntax", "Incorrect conversation creation parameters: a bot begins a chat with one person.")
    user = _wanted(world, members[0])
    if user.closed or user.id not in world.app.installed_for:
        raise refusal("ForbiddenOperationException")
    chat = world.chat_with(user.id)
    begun: dict[str, Any] = {"id": chat.id}
    if body.get("activity") is not None:
        id = _post(world, chat, body["activity"], None)
        begun |= {"activityId": id} if id else {}
    return 201, begun


def _begin_in_channel(world: World, body: dict[str, Any], channel_id: str) -> Answer:
    activity = body.get("activity")
    if not body.get("isGroup") or not isinstance(activity, dict):
        raise refusal("BadSyntax", "Incorrect conversation creation parameters: isGroup and activity are needed.")
    channel = where(world, channel_id)
    if not isinstance(channel, Channel):
        raise refusal("ConversationNotFound")
    id = _post(world, channel, activity, None)
    root = id or channel.messages[-1].id
    return 201, {"id": f"{channel.id};messageid={root}"} | ({"activityId": id} if id else {})


def _wanted(world: World, member: Any) -> User:
    id = member.get("id") if isinstance(member, dict) else None
    if not isinstance(id, str) or not id:
        raise refusal("BadSyntax", "Incorrect conversation creation parameters: a member has no id.")
    found = world.known_as(id)
    if found is None or id.lower() == found.upn.lower():
        raise refusal("BadArgument", "Failed to decrypt pairwise id" if id.startswith("29:") else "Unknown user id.")
    return found


def send(world: World, body: dict[str, Any], said: dict[str, str]) -> Answer:
    """Say something in a conversation: in a channel with `;messageid=` in that thread, without it a new post."""
    place, (_, root) = where(world, said["conversation"]), split_conversation(said["conversation"])
    if isinstance(place, Channel) and root is not None and not any(m.id == root for m in place.messages):
        raise refusal("ConversationNotFound")
    targeted = said.get("isTargetedActivity", "").lower() == "true"
    id = _post(world, place, body, root, targeted=targeted)
    return 201, {"id": id} if id else {}


def reply(world: World, body: dict[str, Any], said: dict[str, str]) -> Answer:
    """Answer a message: in a channel in its thread."""
    place = where(world, said["conversation"])
    answered = place.message(said["activity"])
    if answered is None:
        raise refusal("ActivityNotFoundInConversation")
    root = (answered.root or answered.id) if isinstance(place, Channel) else None
    id = _post(world, place, body, root)
    return 201, {"id": id} if id else {}


def update(world: World, body: dict[str, Any], said: dict[str, str]) -> Answer:
    """Put something else in one of the bot's own messages."""
    place = where(world, said["conversation"])
    message = _own(place, said["activity"])
    _writable(world, place)
    new = _made(world, place, body, message.root)
    if len(new) != 1:
        raise refusal("BadSyntax", "A message has either a text or cards.")
    fields = ("text", "attachments", "entities", "summary")
    world.edit(message, **{name: getattr(new[0], name) for name in fields})
    return 200, {"id": message.id}


def delete(world: World, body: dict[str, Any], said: dict[str, str]) -> Answer:
    """Delete one of the bot's own messages."""
    place = where(world, said["conversation"])
    message = _own(place, said["activity"])
    _writable(world, place)
    world.delete(message)
    return 200, None


def _own(place: Channel | Chat, message_id: str) -> Message:
    message = place.message(message_id)
    if message is None:
        raise refusal("ActivityNotFoundInConversation")
    if message.sender != BOT:
        raise refusal("NotEnoughPermissions", "The message is somebody else's.")
    return message


def _writable(world: World, place: Channel | Chat) -> None:
    if isinstance(place, Channel) and (place.archived or world.team_of(place).archived):
        raise refusal("NotEnoughPermissions", "The team or channel is archived.")
    if isinstance(place, Chat) and place.person in world.app.blocked_by:
        raise refusal("ConversationBlockedByUser")


def _post(
    world: World, place: Channel | Chat, activity: Any, root: str | None, *, targeted: bool = False
) -> str | None:
    """Post an activity; gives its id, or None where it became several messages: then Teams tells none."""
    _writable(world, place)
    if isinstance(activity, dict) and activity.get("type") == "typing":
        return world.next_id()
    messages = _made(world, place, activity, root)
    if targeted:
        _target(world, place, activity, messages)
    for message in messages:
        world.post(place.id, message)
        if root is None and isinstance(place, Channel):
            root = message.id
        for said in complaints(message.card) if message.card else ():
            world.complaints.append(said)
    return messages[0].id if len(messages) == 1 else None


def _target(world: World, place: Channel | Chat, activity: dict[str, Any], messages: list[Message]) -> None:
    recipient = activity.get("recipient")
    if not world.app.targeted or not isinstance(place, Channel):
        raise refusal("BadArgument", "Targeted messages go to one person in a channel or a group chat.")
    user = _wanted(world, recipient)
    if not world.is_member(place, user.id):
        raise refusal("BadArgument", "The recipient is not in the conversation.")
    for message in messages:
        message.only_for = user.id


def _made(world: World, place: Channel | Chat, activity: Any, root: str | None) -> list[Message]:
    """What becomes of an activity: one message, or two where it has both a text and cards."""
    if not isinstance(activity, dict) or activity.get("type") != "message":
        raise refusal("BadSyntax", "The activity's type is unknown.")
    text, attachments = activity.get("text") or "", activity.get("attachments") or []
    entities = activity.get("entities") or []
    if not isinstance(text, str) or not isinstance(attachments, list) or not isinstance(entities, list):
        raise refusal("BadSyntax", "The activity's fields are of another type.")
    if not text.strip() and not attachments:
        raise refusal("BadSyntax", "The activity has neither a text nor attachments.")
    _check_attachments(world, place, attachments)
    _check_mentions(world, place, [e for e in entities if isinstance(e, dict) and e.get("type") == "mention"], text)
    summary = str(activity.get("summary") or "")
    parts: list[dict[str, Any]] = [{"text": text, "entities": entities}] if text.strip() else []
    parts += [{"attachments": attachments, "summary": summary}] if attachments else []
    now = world.clock.now()
    return [Message(world.next_id(), BOT, now, root=root, **part) for part in parts]


def _check_attachments(world: World, place: Channel | Chat, attachments: list[Any]) -> None:
    if len(attachments) > MOST_ATTACHMENTS:
        raise refusal("BadSyntax", f"No more than {MOST_ATTACHMENTS} attachments.")
    for attachment in attachments:
        if not isinstance(attachment, dict) or attachment.get("contentType") != CARD:
            raise refusal("BadSyntax", "Only Adaptive Cards are attached here.")
        check_card(world, attachment.get("content"))
        entities = (attachment["content"].get("msteams") or {}).get("entities") or []
        _check_people(world, place, entities)


def check_card(world: World, card: Any) -> None:
    """Refuse a card that Teams would not show."""
    problems = refusals(card)
    if problems:
        raise refusal("BadSyntax", "; ".join(problems))


def _check_mentions(world: World, place: Channel | Chat, entities: list[dict[str, Any]], text: str) -> None:
    for entity in entities:
        if not entity.get("text") or entity["text"] not in text:
            raise refusal("BadSyntax", "The activity's text must contain the text of each mention.")
    _check_people(world, place, entities)


def _check_people(world: World, place: Channel | Chat, entities: list[dict[str, Any]]) -> None:
    """Refuse mentions of people who are not there."""
    if not entities:
        return
    there = world.members(place) if isinstance(place, Channel) else [world.users[place.person]]
    known = {id for user in there for id in (user.id, user.chat_id, user.upn.lower())} | {world.app.account_id}
    for entity in entities:
        mentioned = entity.get("mentioned")
        id = str(mentioned.get("id", "")) if isinstance(mentioned, dict) else ""
        if id not in known and id.lower() not in known:
            raise refusal("BadArgument", f"The mentioned {id!r} is not in the conversation.")
