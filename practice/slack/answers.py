"""Shows what the bot says in answer to an act: in its acknowledgement, or at a response address."""

from typing import Any

from practice.slack.messages import Message, with_ids
from practice.slack.response_urls import Origin
from practice.slack.validator import validate_message
from practice.slack.world import SLACKBOT, World


def _truth(value: Any) -> bool:
    return value is True or value == "true"


def show_answer(world: World, origin: Origin, given: dict[str, Any]) -> str | None:
    """Show an answer where the act was; gives Slack's error code if it is not valid.

    Without `response_type` an answer to a click in a message replaces that message unless
    `replace_original` is false; otherwise it is new, and ephemeral unless it says `in_channel`.
    """
    channel = world.channels.get(origin.channel_id)
    if channel is None:
        return "channel_not_found"
    if channel.archived:
        return "is_archived"
    if _truth(given.get("delete_original")):
        _delete_original(world, origin)
        return None
    problems = validate_message(given)
    if problems:
        return problems[0].code
    message = _as_message(world, given)
    replaces = origin.message_ts is not None and (
        _truth(given.get("replace_original")) or ("response_type" not in given and "replace_original" not in given)
    )
    if replaces and _replace_original(world, origin, message):
        return None
    thread_ts = given.get("thread_ts") or origin.thread_ts
    if thread_ts:
        message["thread_ts"] = thread_ts
    if given.get("response_type") == "in_channel":
        world.post(origin.channel_id, message)
    else:
        world.add_ephemeral(origin.channel_id, origin.user_id, message)
    return None


def _as_message(world: World, given: dict[str, Any]) -> Message:
    message: Message = {
        "type": "message",
        "user": world.bot.user_id,
        "bot_id": world.bot.bot_id,
        "app_id": world.bot.app_id,
        "team": world.team_id,
        "bot_profile": world.bot.profile(world.team_id),
        "text": given.get("text") or "",
    }
    return message | ({"blocks": with_ids(given["blocks"])} if given.get("blocks") else {})


def _replace_original(world: World, origin: Origin, message: Message) -> bool:
    """Put the answer in the original's place; False if that is gone."""
    ts = origin.message_ts or ""
    if not origin.ephemeral:
        if world.channels[origin.channel_id].message(ts) is None:
            return False
        world.edit(origin.channel_id, ts, {"blocks": None, **message}, world.bot.user_id)
        return True
    shown = world.ephemerals.get((origin.user_id, origin.channel_id), [])
    original = next((m for m in shown if m["ts"] == ts), None)
    if original is None:
        return False
    kept = {key: original[key] for key in ("ts", "is_ephemeral", "thread_ts") if key in original}
    original.clear()
    original |= message | kept
    world.changed()
    return True


def _delete_original(world: World, origin: Origin) -> None:
    ts = origin.message_ts or ""
    if origin.ephemeral:
        world.dismiss_ephemeral(origin.channel_id, origin.user_id, ts)
    elif world.channels[origin.channel_id].message(ts) is not None:
        world.delete(origin.channel_id, ts)


def slackbot_note(world: World, user_id: str, channel_id: str, text: str) -> None:
    """Tell one person something in a channel, as Slack itself does."""
    note: Message = {"type": "message", "user": SLACKBOT, "text": text, "team": world.team_id}
    world.add_ephemeral(channel_id, user_id, note)
