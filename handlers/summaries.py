"""Hears /cop-summary, and the form that shares the safe version."""

from __future__ import annotations

from domain.errors import Invalid
from domain.summaries import Wish, read_words
from handlers.heard import Answer, ChooseNetwork, Heard
from handlers.router import Router
from prompts import summaries as prompts
from prompts.catalog import say
from prompts.network_choice import MOST_BUTTONS
from prompts.summaries import SummaryAction, SummaryView


def register(router: Router) -> None:
    router.command(prompts.COMMAND, handle_show_summary_command)
    router.action(SummaryAction.SHARE, handle_share_summary_click)
    router.submission(SummaryView.SHARE, handle_share_summary_submission)


async def handle_show_summary_command(heard: Heard) -> None:
    """Send the summary of the network that is named, or else of the one that is meant anyway."""
    typed = heard.typed
    wish = read_words(typed)
    try:
        network_id = await _named(heard, wish) or await heard.network_id(in_sight=True)
    except ChooseNetwork as several:
        if len(several.choices) <= MOST_BUTTONS:
            raise
        await heard.reply(prompts.name_network_message(several.choices, typed))
        return
    sent = await heard.services.summaries.send(heard.asker, network_id, wish, heard.now)
    await heard.reply(prompts.sent_message(sent.network, sent.half_year))


async def _named(heard: Heard, wish: Wish) -> int | None:
    """The network that was typed, None where none was. Raises Invalid for words that name nothing."""
    if not wish.name:
        return None
    found = await heard.services.places.named(heard.asker, wish.name)
    if found is None:
        raise Invalid(say("summaries.unknown_words", words=wish.name[:60]))
    return found.network_id


async def handle_share_summary_click(heard: Heard) -> None:
    """Show what would be shared, before it is."""
    summary = await heard.services.summaries.preview(
        heard.asker, heard.ref("network"), heard.ref_text("half_year"), heard.now
    )
    await heard.open(prompts.share_view(summary))


async def handle_share_summary_submission(heard: Heard) -> Answer | None:
    channel_id = await heard.services.summaries.share(
        heard.asker, heard.ref("network"), heard.ref_text("half_year"), heard.now
    )
    return Answer(update=prompts.shared_view(channel_id))
