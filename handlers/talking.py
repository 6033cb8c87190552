"""Hears plain words: a mention in a channel, and what is written to the bot itself. It answers people alone."""

from __future__ import annotations

from handlers.interaction import Interaction
from handlers.router import Router
from prompts.help import talk_message

SLACKBOT = "USLACKBOT"
SPOKEN = (None, "file_share", "thread_broadcast", "me_message")
"""The kinds of a message that a person has written; the others tell of edits, deletions, joins and the like."""


def register(router: Router) -> None:
    """What this part hears. In a direct conversation no mention is told of, so nothing comes twice."""
    router.on_event("app_mention", handle_mention_event)
    router.on_event("message.im", handle_write_to_bot_event)


async def handle_mention_event(interaction: Interaction) -> None:
    """Only whoever mentioned the bot sees the answer, in the thread where they did."""
    if not _is_spoken(interaction):
        return
    await interaction.services.home.note_heard(interaction.asker, interaction.now)
    channel_id, thread_ts = str(interaction.event["channel"]), interaction.event.get("thread_ts")
    answer = talk_message(await interaction.services.home.help(interaction.asker, channel_id, interaction.now))
    await interaction.answering.tell(interaction.user_id, channel_id, answer, thread_ts)


async def handle_write_to_bot_event(interaction: Interaction) -> None:
    if not _is_spoken(interaction) or interaction.event.get("channel_type") != "im":
        return
    await interaction.services.home.note_heard(interaction.asker, interaction.now)
    answer = talk_message(await interaction.services.home.help(interaction.asker, None, interaction.now))
    channel_id, thread_ts = str(interaction.event["channel"]), interaction.event.get("thread_ts")
    await interaction.answering.say(channel_id, answer, thread_ts)


def _is_spoken(interaction: Interaction) -> bool:
    """Whether a person wrote it, now: not an app, not the bot itself, no edit of what was there."""
    event = interaction.event
    if event.get("bot_id") or event.get("app_id") or event.get("edited") or event.get("hidden"):
        return False
    return event.get("subtype") in SPOKEN and interaction.user_id not in ("", SLACKBOT)
