"""Hears what a network agrees to share, how far a school goes along, and who looks at what is shared."""

from __future__ import annotations

from handlers.interaction import Interaction
from handlers.router import Router
from prompts.agreements.cards import (
    AgreementsAction,
    agreement_card,
    levels_message,
    linked_message,
    schools_message,
)


def register(router: Router) -> None:
    """What this feature hears, beside a word after /cop-network."""
    router.action(AgreementsAction.PROPOSE, handle_propose_step_click)
    router.action(AgreementsAction.AGREE, handle_agree_to_step_click)
    router.action(AgreementsAction.TAKE_BACK, handle_take_step_back_click)
    router.action(AgreementsAction.LOWER, handle_go_back_click)
    router.action(AgreementsAction.KEEP, handle_keep_sharing_click)
    router.action(AgreementsAction.GO_ALONG, handle_go_along_click)
    router.action(AgreementsAction.STAY, handle_stay_behind_click)
    router.action(AgreementsAction.SCHOOLS, handle_show_shared_schools_click)
    router.action(AgreementsAction.LEVELS, handle_show_shared_levels_click)
    router.action(AgreementsAction.LINKED, handle_show_linked_share_click)


async def show(interaction: Interaction, network_id: int) -> None:
    """How the network's agreement stands."""
    found = await interaction.services.agreements.show(interaction.asker, network_id, interaction.now)
    await interaction.reply(agreement_card(found))


async def handle_propose_step_click(interaction: Interaction) -> None:
    found = await interaction.services.agreements.propose(
        interaction.asker, interaction.ref("network"), interaction.ref("step"), interaction.now
    )
    await interaction.replace(agreement_card(found))


async def handle_agree_to_step_click(interaction: Interaction) -> None:
    found = await interaction.services.agreements.agree(
        interaction.asker, interaction.ref("sharing_step"), interaction.now
    )
    await interaction.replace(agreement_card(found))


async def handle_take_step_back_click(interaction: Interaction) -> None:
    found = await interaction.services.agreements.take_back(
        interaction.asker, interaction.ref("sharing_step"), interaction.now
    )
    await interaction.replace(agreement_card(found))


async def handle_go_back_click(interaction: Interaction) -> None:
    found = await interaction.services.agreements.lower(
        interaction.asker, interaction.ref("network"), interaction.ref("step"), interaction.now
    )
    await interaction.replace(agreement_card(found))


async def handle_keep_sharing_click(interaction: Interaction) -> None:
    found = await interaction.services.agreements.keep(
        interaction.asker, interaction.ref("sharing_step"), interaction.now
    )
    await interaction.replace(agreement_card(found))


async def handle_go_along_click(interaction: Interaction) -> None:
    found = await interaction.services.agreements.own.go_along(
        interaction.asker,
        interaction.ref("network"),
        interaction.ref("school"),
        interaction.ref("step"),
        interaction.now,
    )
    await interaction.replace(agreement_card(found))


async def handle_stay_behind_click(interaction: Interaction) -> None:
    found = await interaction.services.agreements.own.stay(
        interaction.asker, interaction.ref("network"), interaction.ref("school"), interaction.now
    )
    await interaction.replace(agreement_card(found))


async def handle_show_shared_schools_click(interaction: Interaction) -> None:
    found = await interaction.services.agreements.schools(
        interaction.asker, interaction.ref("network"), interaction.now
    )
    await interaction.reply(schools_message(found))


async def handle_show_shared_levels_click(interaction: Interaction) -> None:
    found = await interaction.services.agreements.levels(interaction.asker, interaction.ref("network"), interaction.now)
    await interaction.reply(levels_message(found))


async def handle_show_linked_share_click(interaction: Interaction) -> None:
    found = await interaction.services.agreements.linked(
        interaction.asker, interaction.ref("network"), interaction.ref("linked"), interaction.now
    )
    await interaction.reply(linked_message(found))
