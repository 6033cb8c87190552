"""Hears chair and SEIL say whether a school that somebody leads has a new principal."""

from __future__ import annotations

from handlers.interaction import Interaction
from handlers.router import Router
from prompts.catalog import say
from prompts.networks.cards import NetworkAction
from prompts.notices import notice
from prompts.text import listing, mention


def register(router: Router) -> None:
    """What this part of the feature hears."""
    router.action(NetworkAction.TAKES_OVER, handle_takes_over_click)
    router.action(NetworkAction.STAYS, handle_stays_click)


async def handle_takes_over_click(interaction: Interaction) -> None:
    done = await interaction.services.networks.taking_over.take_over(
        interaction.asker,
        interaction.ref("network"),
        interaction.ref_person("person"),
        interaction.ref("school"),
        interaction.now,
    )
    before = listing(mention(principal) for principal in done.before)
    text = say("networks.takes_over_done", person=mention(done.person), school=done.school, people=before)
    await interaction.replace(notice(text))


async def handle_stays_click(interaction: Interaction) -> None:
    await interaction.services.networks.taking_over.decline(interaction.asker, interaction.ref("network"))
    await interaction.replace(notice(say("networks.takes_over_not", person=mention(interaction.ref_person("person")))))
