"""Hears plain words: a mention in a channel, and what is written to the bot itself. It answers people alone."""

from __future__ import annotations

from handlers.heard import asks_for_data, asks_what_there_is, is_thanks, meant
from handlers.interaction import Happening, Interaction
from handlers.router import Router
from prompts.catalog import say
from prompts.help import help_message, talk_message
from prompts.message import Message
from prompts.not_heard import meant_message
from prompts.notices import notice
from prompts.person_data import mine_message


def register(router: Router) -> None:
    """What this part hears. In a direct conversation no mention is told of, so nothing comes twice."""
    router.on(Happening.MENTIONED, handle_mention)
    router.on(Happening.WRITTEN_TO, handle_write_to_bot)


async def handle_mention(interaction: Interaction) -> None:
    """Only whoever mentioned the bot sees the answer, in the thread where they did."""
    await interaction.services.home.note_heard(interaction.asker, interaction.now)
    channel_id = interaction.channel_id or ""
    answer = await _answer(interaction, channel_id)
    await interaction.answering.tell(interaction.user_id, channel_id, answer, interaction.thread)


async def handle_write_to_bot(interaction: Interaction) -> None:
    await interaction.services.home.note_heard(interaction.asker, interaction.now)
    answer = await _answer(interaction, None)
    await interaction.answering.say(interaction.channel_id or "", answer, interaction.thread)


async def _answer(interaction: Interaction, channel_id: str | None) -> Message:
    """A button for what the words mean; where they mean nothing to it, what the person can do.

    Whoever asks what the bot knows of them is told, where nobody else reads it.
    """
    if asks_for_data(interaction.typed):
        return mine_message(await interaction.services.person_data.mine(interaction.asker))
    if is_thanks(interaction.typed):
        return notice(say("help.welcome"))
    data = await interaction.services.home.help(interaction.asker, channel_id, interaction.now)
    if asks_what_there_is(interaction.typed):
        return help_message(data)
    return (data.joinable is None and meant_message(data, meant(interaction.typed))) or talk_message(data)
