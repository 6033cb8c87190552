"""Hears who wants to look back: who has reviewed whom, and a year of reviews in numbers."""

from __future__ import annotations

from handlers.interaction import Interaction
from handlers.router import Router
from prompts.catalog import say
from prompts.notices import notice
from prompts.peer_reviews.cards import ReviewAction
from prompts.peer_reviews.looking_back import year_message


def register(router: Router) -> None:
    router.action(ReviewAction.MATRIX, handle_matrix_click)
    router.action(ReviewAction.YEAR, handle_year_click)


async def handle_matrix_click(interaction: Interaction) -> None:
    await show_matrix(interaction, interaction.ref("network"))


async def handle_year_click(interaction: Interaction) -> None:
    await show_year(interaction, interaction.ref("network"), None)


async def show_matrix(interaction: Interaction, network_id: int) -> None:
    """Send the chair who has reviewed whom."""
    looking_back = interaction.services.peer_reviews.looking_back
    network = await looking_back.send_matrix(interaction.asker, network_id, interaction.now)
    await interaction.reply(notice(say("peer_reviews.matrix_sent", network=network)))


async def show_year(interaction: Interaction, network_id: int, year: int | None) -> None:
    """A year in numbers; the running one where none is named."""
    looking_back = interaction.services.peer_reviews.looking_back
    await interaction.reply(year_message(await looking_back.year(interaction.asker, network_id, year, interaction.now)))
