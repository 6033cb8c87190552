"""Hears about a network's own days: those off, and those on which its schools are open all the same."""

from __future__ import annotations

from domain.networks import NAME_LIMIT
from handlers.heard import day_in
from handlers.interaction import Answer, Interaction
from handlers.router import Router
from prompts.message import View
from prompts.networks.cards import NetworkAction
from prompts.networks.forms import Field, NetworkView
from prompts.networks.roster_forms import add_day_form, days_view
from prompts.text import shorten


def register(router: Router) -> None:
    """What this part hears."""
    router.action(NetworkAction.DAYS, handle_show_days_click, opens=True)
    router.action(NetworkAction.ADD_DAY, handle_add_day_click)
    router.submission(NetworkView.ADD_DAY, handle_add_day_submission)
    router.action(NetworkAction.REMOVE_DAY, handle_remove_day_click)


async def _days(interaction: Interaction, network_id: int) -> View:
    return days_view(await interaction.services.networks.reading.days(interaction.asker, network_id, interaction.now))


async def open_days(interaction: Interaction, network_id: int, typed: str) -> None:
    """The days; where one was typed, the form to add it."""
    named = await day_in(interaction, network_id, typed, of=None) if typed else None
    if named is None or not (named.due_on or named.asked):
        await interaction.open(await _days(interaction, network_id))
        return
    await interaction.services.networks.reading.check_settings_change(interaction.asker, network_id)
    if named.due_on:
        await interaction.open(add_day_form(network_id, named.due_on, shorten(named.what, NAME_LIMIT)))
    else:
        await interaction.open(add_day_form(network_id, typed=typed))


async def handle_show_days_click(interaction: Interaction) -> None:
    await interaction.open(await _days(interaction, interaction.ref("network")))


async def handle_add_day_click(interaction: Interaction) -> None:
    network_id = interaction.ref("network")
    await interaction.services.networks.reading.check_settings_change(interaction.asker, network_id)
    await interaction.change_view(add_day_form(network_id))


async def handle_add_day_submission(interaction: Interaction) -> Answer | None:
    network_id = interaction.ref("network")
    fields = interaction.fields
    is_open = fields.choice(Field.KIND) == "open"
    await interaction.services.networks.changes.add_day(
        interaction.asker, network_id, fields.date(Field.DAY), is_open, fields.text(Field.REASON), interaction.now
    )
    return Answer(update=await _days(interaction, network_id))


async def handle_remove_day_click(interaction: Interaction) -> None:
    network_id = interaction.ref("network")
    await interaction.services.networks.changes.remove_day(
        interaction.asker, network_id, interaction.ref("day"), interaction.now
    )
    await interaction.change_view(await _days(interaction, network_id))
