"""Hears plain words: a mention in a channel, and what is written to the bot itself. It answers people alone."""

from __future__ import annotations

from handlers.heard import Heard
from handlers.router import Router
from prompts.help import talk_message

SLACKBOT = "USLACKBOT"
SPOKEN = (None, "file_share", "thread_broadcast", "me_message")
"""The kinds of a message that a person has written; the others tell of edits, deletions, joins and the like."""


def register(router: Router) -> None:
    """What this part hears. In a direct conversation no mention is told of, so nothing comes twice."""
    router.on_event("app_mention", handle_mention_event)
    router.on_event("message.im", handle_write_to_bot_event)


async def handle_mention_event(heard: Heard) -> None:
    """Only whoever mentioned the bot sees the answer, in the thread where they did."""
    if not _is_spoken(heard):
        return
    await heard.services.home.note_heard(heard.asker, heard.now)
    channel_id, thread_ts = str(heard.event["channel"]), heard.event.get("thread_ts")
    answer = talk_message(await heard.services.home.help(heard.asker, channel_id, heard.now))
    await heard.answering.tell(heard.user_id, channel_id, answer, thread_ts)


async def handle_write_to_bot_event(heard: Heard) -> None:
    if not _is_spoken(heard) or heard.event.get("channel_type") != "im":
        return
    await heard.services.home.note_heard(heard.asker, heard.now)
    answer = talk_message(await heard.services.home.help(heard.asker, None, heard.now))
    channel_id, thread_ts = str(heard.event["channel"]), heard.event.get("thread_ts")
    await heard.answering.say(channel_id, answer, thread_ts)


def _is_spoken(heard: Heard) -> bool:
    """Whether a person wrote it, now: not an app, not the bot itself, no edit of what was there."""
    event = heard.event
    if event.get("bot_id") or event.get("app_id") or event.get("edited") or event.get("hidden"):
        return False
    return event.get("subtype") in SPOKEN and heard.user_id not in ("", SLACKBOT)
