"""Hears /cop-summary, and the form that shares the safe version."""

from __future__ import annotations

import re
from dataclasses import replace

from domain.calendar import HalfYear
from domain.heard import Heard, bare
from domain.summaries import Aspect, Wish, read_words, year_in
from handlers.heard import hear
from handlers.interaction import Answer, ChooseNetwork, Interaction, NotHeard
from handlers.router import Router
from prompts.meant import Offered
from prompts.network_choice import MOST_BUTTONS
from prompts.summaries import cards as prompts
from prompts.summaries.cards import SummaryAction, SummaryView
from prompts.wording import half_year_name

MEANT = {"now": "", "trend": "trend", "baseline": "since baseline", "gap": "gap", "last": "last half-year"}
"""What each of the command's words is as the reader of half-years and views knows it."""
_OF = re.compile(r"^(?:(?:of|for|in|from|the)\b\s*)+", re.IGNORECASE)
"""What stands before a name, as in "summary of Merri-bek"."""


def register(router: Router) -> None:
    router.command(prompts.COMMAND, handle_show_summary_command)
    router.action(SummaryAction.SHARE, handle_share_summary_click, opens=True)
    router.submission(SummaryView.SHARE, handle_share_summary_submission)


async def handle_show_summary_command(interaction: Interaction) -> None:
    """Send the summary of the network that is named, or else of the one that is meant anyway."""
    heard, typed = hear(interaction), _OF.sub("", bare(interaction.typed.plain()))
    if heard.key and not heard.slip:
        typed = MEANT[heard.key]
    try:
        named, wish = await _named_or_slip(interaction, typed, heard)
        network_id = named or await interaction.network_id(in_sight=True)
    except ChooseNetwork as several:
        if len(several.choices) <= MOST_BUTTONS:
            raise
        await interaction.reply(prompts.name_network_message(several.choices, typed))
        return
    sent = await interaction.services.summaries.send(interaction.asker, network_id, wish, interaction.now)
    await interaction.reply(prompts.sent_message(sent.network, sent.half_year, wish.aspect))


async def _named_or_slip(interaction: Interaction, typed: str, heard: Heard) -> tuple[int | None, Wish]:
    """The same as `_named`. Where nothing is called so, a slip in one of the command's words is read as that."""
    try:
        return await _named(interaction, read_words(typed))
    except NotHeard:
        if heard.key:
            return None, read_words(MEANT[heard.key])
        year = year_in(typed, interaction.now.year)
        halves = [HalfYear(year, semester).key for semester in (1, 2)] if year else []
        offered = [Offered(half_year_name(half), half) for half in halves]
        name = read_words(typed).name
        like = await interaction.services.places.like(interaction.asker, name)
        offered += [Offered(one.name, typed.replace(name, one.name)) for one in like]
        raise NotHeard(heard.near, offered) from None


async def _named(interaction: Interaction, wish: Wish) -> tuple[int | None, Wish]:
    """The network that was typed, None where none was, and what is wished of it.

    Raises NotHeard for words that name nothing.
    """
    if not wish.name:
        return None, wish
    places = interaction.services.places
    if (found := await places.named(interaction.asker, wish.name)) is not None:
        return found.network_id, wish
    # The word for a view may belong to the network's name.
    if wish.whole_name and (found := await places.named(interaction.asker, wish.whole_name)) is not None:
        return found.network_id, replace(wish, aspect=Aspect.WHOLE)
    raise NotHeard


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
