"""Hears /cop-summary, and the form that shares the safe version."""

from __future__ import annotations

from dataclasses import replace

from domain.errors import Invalid
from domain.summaries import Aspect, Wish, read_words
from handlers.interaction import Answer, ChooseNetwork, Interaction
from handlers.router import Router
from prompts.network_choice import MOST_BUTTONS
from prompts.summaries import cards as prompts
from prompts.summaries.cards import SummaryAction, SummaryView


def register(router: Router) -> None:
    router.command(prompts.COMMAND, handle_show_summary_command)
    router.action(SummaryAction.SHARE, handle_share_summary_click, opens=True)
    router.submission(SummaryView.SHARE, handle_share_summary_submission)


async def handle_show_summary_command(interaction: Interaction) -> None:
    """Send the summary of the network that is named, or else of the one that is meant anyway."""
    typed = interaction.typed.plain()
    wish = read_words(typed)
    try:
        named, wish = await _named(interaction, wish)
        network_id = named or await interaction.network_id(in_sight=True)
    except ChooseNetwork as several:
        if len(several.choices) <= MOST_BUTTONS:
            raise
        await interaction.reply(prompts.name_network_message(several.choices, typed))
        return
    sent = await interaction.services.summaries.send(interaction.asker, network_id, wish, interaction.now)
    await interaction.reply(prompts.sent_message(sent.network, sent.half_year, wish.aspect))


async def _named(interaction: Interaction, wish: Wish) -> tuple[int | None, Wish]:
    """The network that was typed, None where none was, and what is wished of it.

    Raises Invalid for words that name nothing.
    """
    if not wish.name:
        return None, wish
    places = interaction.services.places
    if (found := await places.named(interaction.asker, wish.name)) is not None:
        return found.network_id, wish
    # The word for a view may belong to the network's name.
    if wish.whole_name and (found := await places.named(interaction.asker, wish.whole_name)) is not None:
        return found.network_id, replace(wish, aspect=Aspect.WHOLE)
    raise Invalid("summaries.unknown_words", words=(wish.whole_name or wish.name)[:60])


async def handle_share_summary_click(interaction: Interaction) -> None:
    """Show what would be shared, before it is."""
    summary = await interaction.services.summaries.preview(
        interaction.asker, interaction.ref("network"), interaction.ref_text("half_year"), interaction.now
    )
    await interaction.open(prompts.share_view(summary))


async def handle_share_summary_submission(interaction: Interaction) -> Answer | None:
    channel_id = await interaction.services.summaries.share(
        interaction.asker, interaction.ref("network"), interaction.ref_text("half_year"), interaction.now
    )
    return Answer(update=prompts.shared_view(channel_id))
