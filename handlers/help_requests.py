"""Hears all about asking one's SEIL."""

from __future__ import annotations

from domain.help_requests import ABOUT, ANSWER, WORDS
from domain.policies import can_ask_seil
from handlers.heard import hear, rest_of
from handlers.interaction import Answer, Interaction, leads_in
from handlers.router import Router
from prompts.catalog import say
from prompts.help_requests.cards import (
    COMMAND,
    HelpRequestsAction,
    HelpRequestsView,
    answer_form,
    answered_view,
    ask_form,
    asked_view,
    board_message,
)


def register(router: Router) -> None:
    """What this feature hears."""
    router.command(COMMAND, handle_show_requests_command)
    router.action(HelpRequestsAction.NEW, handle_new_request_click, opens=True)
    router.action(HelpRequestsAction.TAKE_UP, handle_take_up_request_click)
    router.action(HelpRequestsAction.ANSWER, handle_answer_request_click, opens=True)
    router.action(HelpRequestsAction.WITHDRAW, handle_withdraw_request_click)
    router.submission(HelpRequestsView.ASK, handle_ask_request_submission)
    router.submission(HelpRequestsView.ANSWER, handle_answer_request_submission)


@leads_in
async def handle_show_requests_command(interaction: Interaction) -> None:
    """No words: where requests stand, and a SEIL's queue. "new", or what it is about: the form."""
    heard = hear(interaction)
    if heard.key == "new" or (heard.rest and not heard.key):
        await _open_new(interaction, rest_of(interaction, heard).plain())
    else:
        await _show(interaction)


async def handle_new_request_click(interaction: Interaction) -> None:
    await _open_new(interaction)


async def _open_new(interaction: Interaction, words: str = "") -> None:
    network_id = await interaction.network_id(own=True, may=can_ask_seil)
    seils = await interaction.services.help_requests.whom(interaction.asker, network_id)
    await interaction.open(ask_form(network_id, seils, words=words))


async def handle_ask_request_submission(interaction: Interaction) -> Answer:
    fields = interaction.fields
    request = await interaction.services.help_requests.ask(
        interaction.asker,
        interaction.ref("network"),
        fields.choice(ABOUT),
        fields.text(WORDS),
        interaction.now,
        linked=interaction.ref("linked") if "linked" in interaction.refs else None,
    )
    return Answer(update=asked_view(request))


async def handle_take_up_request_click(interaction: Interaction) -> None:
    await interaction.services.help_requests.take_up(interaction.asker, interaction.ref("request"), interaction.now)
    await _show(interaction)


async def handle_answer_request_click(interaction: Interaction) -> None:
    request = await interaction.services.help_requests.to_answer(interaction.asker, interaction.ref("request"))
    await interaction.open(answer_form(request))


async def handle_answer_request_submission(interaction: Interaction) -> Answer:
    request = await interaction.services.help_requests.answer(
        interaction.asker, interaction.ref("request"), interaction.fields.text(ANSWER), interaction.now
    )
    return Answer(update=answered_view(request))


async def handle_withdraw_request_click(interaction: Interaction) -> None:
    requests = interaction.services.help_requests
    held = await requests.withdraw(interaction.asker, interaction.ref("request"), interaction.now)
    board = await requests.show(interaction.asker, interaction.now)
    await interaction.replace(board_message(board, say("holds.kept" if held else "help_requests.withdrawn")))


async def _show(interaction: Interaction) -> None:
    board = await interaction.services.help_requests.show(interaction.asker, interaction.now)
    await interaction.reply(board_message(board))
