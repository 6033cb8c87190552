"""reactions.*"""

import re

from practice.slack.api.call import Answer, ApiError, Call, Method
from practice.slack.messages import Message


def _message(call: Call) -> Message:
    channel = call.channel()
    message = channel.message(call.text("timestamp"))
    if message is None:
        raise ApiError("message_not_found")
    return message


def _name(call: Call) -> str:
    name = call.text("name").strip(":")
    if not re.fullmatch(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?", name):
        raise ApiError("invalid_name")
    return name


def add(call: Call) -> Answer:
    """reactions.add"""
    name, message = _name(call), _message(call)
    channel = call.channel()
    if channel.archived:
        raise ApiError("is_archived")
    if call.bot_id not in channel.members:
        raise ApiError("not_in_channel")
    if not call.world.react(channel.id, message["ts"], call.bot_id, name):
        raise ApiError("already_reacted")
    return {}


def remove(call: Call) -> Answer:
    """reactions.remove"""
    name, message = _name(call), _message(call)
    if not call.world.react(call.text("channel"), message["ts"], call.bot_id, name, remove=True):
        raise ApiError("no_reaction")
    return {}


def get(call: Call) -> Answer:
    """reactions.get"""
    message = _message(call)
    shown = {key: value for key, value in message.items() if key != "metadata"}
    return {"type": "message", "channel": call.text("channel"), "message": shown}


METHODS = {
    "reactions.add": Method(add, ("reactions:write",), 50),
    "reactions.remove": Method(remove, ("reactions:write",), 20),
    "reactions.get": Method(get, ("reactions:read",), 50),
}
