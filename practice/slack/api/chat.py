"""chat.*: posting, changing and deleting messages."""

from typing import Any

from practice.slack.api.call import Answer, ApiError, Call, Method, refuse
from practice.slack.api.shown_files import missing_files
from practice.slack.channels import Channel
from practice.slack.messages import Message, with_ids
from practice.slack.validator import validate_message
from practice.slack.validator.messages import MAX_TEXT


def destination(call: Call) -> Channel:
    """Give the conversation to post to: a channel, a #name, or a person's id for a direct message."""
    wanted = call.text("channel")
    if wanted.startswith("#"):
        named = [c for c in call.world.channels.values() if c.name == wanted[1:]]
        call.args["channel"] = named[0].id if named else wanted
    elif wanted in call.world.users:
        call.need("im:write", "chat:write")
        call.args["channel"] = call.world.open_direct([call.bot_id, wanted])[0].id
    channel = call.channel()
    if channel.archived:
        raise ApiError("is_archived")
    if call.bot_id not in channel.members and "chat:write.public" not in call.world.bot.scopes:
        raise ApiError("not_in_channel")
    if channel.posters is not None and call.bot_id not in channel.posters:
        raise ApiError("restricted_action_read_only_channel")
    return channel


def content(call: Call) -> dict[str, Any]:
    """Give the text, blocks and metadata of a call, valid and with long text cut."""
    given: dict[str, Any] = {
        "text": call.args.get("text"),
        "blocks": call.json("blocks", "invalid_blocks_format"),
        "attachments": call.json("attachments", "invalid_attachments"),
        "metadata": call.json("metadata", "invalid_metadata_format"),
    }
    if given["metadata"] == {}:
        given["metadata"] = None
    refuse(validate_message(given))
    refuse(missing_files(call, given["blocks"] or []))
    if given["text"] and len(given["text"]) > MAX_TEXT:
        given["text"] = given["text"][:MAX_TEXT]
        call.warn("message_truncated", "The text was cut at 40,000 characters.")
    return given


def bot_message(call: Call, given: dict[str, Any]) -> Message:
    """Make the message that the bot posts."""
    world = call.world
    message: Message = {
        "type": "message",
        "user": world.bot.user_id,
        "bot_id": world.bot.bot_id,
        "app_id": world.bot.app_id,
        "team": world.team_id,
        "bot_profile": world.bot.profile(world.team_id),
        "text": given["text"] or "",
    }
    if given["blocks"]:
        message["blocks"] = with_ids(given["blocks"])
    if given["metadata"]:
        kept = ("event_type", "event_payload")
        message["metadata"] = {key: given["metadata"][key] for key in kept}
    return message


def post_message(call: Call) -> Answer:
    """chat.postMessage"""
    channel = destination(call)
    message = bot_message(call, content(call))
    thread_ts = call.text("thread_ts")
    if thread_ts:
        parent = channel.message(thread_ts)
        if parent is None:
            raise ApiError("thread_not_found")
        message["thread_ts"] = parent.get("thread_ts", thread_ts)
        if call.flag("reply_broadcast"):
            message["subtype"] = "thread_broadcast"
    call.world.post(channel.id, message)
    return {"channel": channel.id, "ts": message["ts"], "message": dict(message)}


def post_ephemeral(call: Call) -> Answer:
    """chat.postEphemeral"""
    channel = destination(call)
    user = call.user()
    if user.id not in channel.members:
        raise ApiError("user_not_in_channel")
    message = bot_message(call, content(call))
    if call.text("thread_ts"):
        message["thread_ts"] = call.text("thread_ts")
    call.world.add_ephemeral(channel.id, user.id, message)
    return {"message_ts": message["ts"]}


def _own_message(call: Call, refusal: str) -> tuple[Channel, Message]:
    channel = call.channel()
    message = channel.message(call.text("ts"))
    if message is None or message.get("subtype") == "tombstone":
        raise ApiError("message_not_found")
    if message.get("bot_id") != call.world.bot.bot_id:
        raise ApiError(refusal)
    return channel, message


def update(call: Call) -> Answer:
    """chat.update: what is not given stays as it was; an empty list removes blocks, {} metadata."""
    channel, message = _own_message(call, "cant_update_message")
    if channel.archived:
        raise ApiError("is_archived")
    given = content(call)
    new: Message = {}
    if given["text"] is not None:
        new["text"] = given["text"]
    if given["blocks"] is not None:
        new["blocks"] = with_ids(given["blocks"]) or None
    if call.args.get("metadata") is not None:
        new["metadata"] = given["metadata"]
    call.world.edit(channel.id, message["ts"], new, call.bot_id)
    shown = {key: value for key, value in message.items() if key != "metadata"}
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": shown}


def delete(call: Call) -> Answer:
    """chat.delete"""
    channel, message = _own_message(call, "cant_delete_message")
    ts = message["ts"]
    call.world.delete(channel.id, ts)
    return {"channel": channel.id, "ts": ts}


def get_permalink(call: Call) -> Answer:
    """chat.getPermalink"""
    channel = call.channel()
    message = channel.message(call.text("message_ts"))
    if message is None:
        raise ApiError("message_not_found")
    link = f"{call.world.base_url}/archives/{channel.id}/p{message['ts'].replace('.', '')}"
    if message.get("thread_ts") not in (None, message["ts"]):
        link += f"?thread_ts={message['thread_ts']}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",), 300),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",), 100),
    "chat.update": Method(update, ("chat:write",), 50),
    "chat.delete": Method(delete, ("chat:write",), 50),
    "chat.getPermalink": Method(get_permalink, (), 300),
}
