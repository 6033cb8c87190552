"""Hears which question a SEIL brings up, and where."""

from __future__ import annotations

from handlers.interaction import Interaction
from handlers.router import Router
from prompts.challenges.cards import ChallengesAction, questions_message
from services.challenges import AGENDA, CHANNEL


def register(router: Router) -> None:
    """What this feature hears."""
    router.action(ChallengesAction.AGENDA, handle_put_on_agenda_click)
    router.action(ChallengesAction.CHANNEL, handle_ask_in_channel_click)


async def handle_put_on_agenda_click(interaction: Interaction) -> None:
    await _bring(interaction, AGENDA)


async def handle_ask_in_channel_click(interaction: Interaction) -> None:
    await _bring(interaction, CHANNEL)


async def _bring(interaction: Interaction, where: str) -> None:
    found = await interaction.services.challenges.bring(
        interaction.asker, interaction.ref("challenge"), where, interaction.now
    )
    await interaction.replace(questions_message(found))
