"""conversations.*: finding, opening and joining conversations."""

import re

from practice.slack.api.call import FAMILY, Answer, ApiError, Call, Method
from practice.slack.api.pages import page
from practice.slack.channels import Channel, Kind
from practice.slack.world import MAX_GROUP_DM

READ = ("channels:read", "groups:read", "im:read", "mpim:read")
WRITE = ("channels:manage", "groups:write", "im:write", "mpim:write")

TYPES: dict[str, Kind] = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


def kinds_asked_for(call: Call) -> set[Kind]:
    """Read the `types` argument; each needs its scope."""
    kinds: set[Kind] = set()
    for word in call.listed("types") or ["public_channel"]:
        if word not in TYPES:
            raise ApiError("invalid_types")
        call.need(f"{FAMILY[TYPES[word]]}:read")
        kinds.add(TYPES[word])
    return kinds


def listing(call: Call, channels: list[Channel]) -> Answer:
    """Give a page of these conversations, as the bot sees them."""
    if call.flag("exclude_archived"):
        channels = [c for c in channels if not c.archived]
    shown, cursor = page(call, channels)
    described = [c.as_slack(call.bot_id, with_members=not c.is_direct) for c in shown]
    return {"channels": described, "response_metadata": {"next_cursor": cursor}}


def list_conversations(call: Call) -> Answer:
    """conversations.list: all public ones, and the others that the bot is in."""
    kinds = kinds_asked_for(call)
    everything = call.world.channels.values()
    return listing(
        call,
        [c for c in everything if c.kind in kinds and (c.kind == "public" or call.bot_id in c.members)],
    )


def info(call: Call) -> Answer:
    """conversations.info"""
    channel = call.channel(scope="read")
    return {"channel": channel.as_slack(call.bot_id, with_members=call.flag("include_num_members"))}


def members(call: Call) -> Answer:
    """conversations.members"""
    channel = call.channel(scope="read")
    shown, cursor = page(call, channel.members)
    return {"members": shown, "response_metadata": {"next_cursor": cursor}}


def open_direct(call: Call) -> Answer:
    """conversations.open: the direct message with one person, or a group message with up to seven more."""
    if call.text("channel"):
        channel = call.channel()
        return {"no_op": True, "already_open": True, "channel": {"id": channel.id}}
    people = [u for u in dict.fromkeys(call.listed("users")) if u != call.bot_id]
    if not people:
        raise ApiError("users_list_not_supplied")
    if len(people) > MAX_GROUP_DM:
        raise ApiError("too_many_users")
    for user_id in people:
        user = call.world.users.get(user_id)
        if user is None:
            raise ApiError("user_not_found")
        if user.deactivated:
            raise ApiError("user_disabled")
        if user.is_bot:
            raise ApiError("cannot_dm_bot")
    call.need("im:write" if len(people) == 1 else "mpim:write")
    channel, was_open = call.world.open_direct([call.bot_id, *people])
    described = channel.as_slack(call.bot_id) if call.flag("return_im") else {"id": channel.id}
    answer: Answer = {"channel": described}
    return answer | ({"no_op": True, "already_open": True} if was_open else {})


def join(call: Call) -> Answer:
    """conversations.join: public channels alone."""
    channel = call.channel()
    if channel.kind != "public":
        raise ApiError("method_not_supported_for_channel_type")
    if channel.archived:
        raise ApiError("is_archived")
    if not call.world.add_member(channel.id, call.bot_id):
        call.warn("already_in_channel", "already_in_channel")
    return {"channel": channel.as_slack(call.bot_id)}


def invite(call: Call) -> Answer:
    """conversations.invite"""
    channel = _own_channel(call)
    people = call.listed("users")
    if not people:
        raise ApiError("no_user")
    for user_id in people:
        user = call.world.users.get(user_id)
        if user is None or user.deactivated:
            raise ApiError("user_not_found")
        if user_id == call.bot_id:
            raise ApiError("cant_invite_self")
        if user_id in channel.members:
            raise ApiError("already_in_channel")
    for user_id in people:
        call.world.add_member(channel.id, user_id, inviter=call.bot_id)
    return {"channel": channel.as_slack(call.bot_id)}


def _own_channel(call: Call) -> Channel:
    channel = call.channel()
    if channel.is_direct:
        raise ApiError("method_not_supported_for_channel_type")
    call.need("channels:manage" if channel.kind == "public" else "groups:write")
    if channel.archived:
        raise ApiError("is_archived")
    if call.bot_id not in channel.members:
        raise ApiError("not_in_channel")
    return channel


def leave(call: Call) -> Answer:
    """conversations.leave"""
    channel = call.channel()
    if channel.is_direct:
        raise ApiError("method_not_supported_for_channel_type")
    return {} if call.world.remove_member(channel.id, call.bot_id) else {"not_in_channel": True}


def create(call: Call) -> Answer:
    """conversations.create"""
    name = call.text("name")
    if not name:
        raise ApiError("invalid_name_required")
    if not re.fullmatch(r"[a-z0-9_-]{1,80}", name):
        raise ApiError("invalid_name_specials" if len(name) <= 80 else "invalid_name_maxlength")
    if any(c.name == name for c in call.world.channels.values()):
        raise ApiError("name_taken")
    private = call.flag("is_private")
    call.need("groups:write" if private else "channels:manage")
    channel = call.world.add_channel(call.world.new_id("C"), name, private=private, members=[call.bot_id])
    return {"channel": channel.as_slack(call.bot_id)}


METHODS = {
    "conversations.list": Method(list_conversations, READ, 20),
    "conversations.info": Method(info, READ, 50),
    "conversations.members": Method(members, READ, 100),
    "conversations.open": Method(open_direct, WRITE, 50),
    "conversations.join": Method(join, ("channels:join",), 50),
    "conversations.leave": Method(leave, ("channels:manage", "groups:write"), 50),
    "conversations.invite": Method(invite, WRITE, 50),
    "conversations.create": Method(create, WRITE, 20),
}
