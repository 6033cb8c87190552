"""Hears what people need and can offer."""

from __future__ import annotations

from domain.offers import ABOUT, SIDE, WORDS, Side
from domain.policies import can_offer
from handlers.heard import hear, rest_of
from handlers.interaction import Answer, Interaction, leads_in
from handlers.router import Router
from prompts.catalog import say
from prompts.contacts.cards import draft_view
from prompts.introductions.cards import ask_form
from prompts.offers.cards import (
    COMMAND,
    OffersAction,
    OffersShortcut,
    OffersView,
    add_form,
    added_view,
    board_message,
    more_message,
    why_words,
)

SIDES = {"need": Side.NEED, "new": Side.OFFER}


def register(router: Router) -> None:
    """What this feature hears."""
    router.command(COMMAND, handle_show_offers_command)
    router.action(OffersAction.NEED, handle_new_need_click, opens=True)
    router.action(OffersAction.OFFER, handle_new_offer_click, opens=True)
    router.action(OffersAction.TAKE_BACK, handle_take_back_click)
    router.action(OffersAction.INTRODUCE, handle_introduce_click, opens=True)
    router.action(OffersAction.DRAFT, handle_draft_click, opens=True)
    router.action(OffersAction.MORE, handle_more_suggestions_click)
    router.shortcut(OffersShortcut.COULD_HELP, handle_could_help_shortcut)
    router.submission(OffersView.ADD, handle_add_offer_submission)


@leads_in
async def handle_show_offers_command(interaction: Interaction) -> None:
    """No words: one's own, and to a SEIL what fits together. "need", "new", or what it is about: the form."""
    heard = hear(interaction)
    if heard.key in SIDES or (heard.rest and not heard.key):
        await _start(interaction, SIDES.get(heard.key, ""), words=rest_of(interaction, heard).plain())
    else:
        await interaction.reply(board_message(await interaction.services.offers.show(interaction.asker)))


async def handle_new_need_click(interaction: Interaction) -> None:
    await _start(interaction, Side.NEED)


async def handle_new_offer_click(interaction: Interaction) -> None:
    await _start(interaction, Side.OFFER)


async def _start(interaction: Interaction, side: str, answers: str = "", words: str = "") -> None:
    network_id = await interaction.network_id(own=True, may=can_offer)
    form = await interaction.services.offers.start(interaction.asker, network_id, side, answers)
    await interaction.open(add_form(form, words))


async def handle_could_help_shortcut(interaction: Interaction) -> None:
    """On somebody's message: what one could offer there."""
    await _start(interaction, Side.OFFER, interaction.message)


async def handle_add_offer_submission(interaction: Interaction) -> Answer:
    fields, answers = interaction.fields, str(interaction.refs.get("answers", ""))
    offer = await interaction.services.offers.add(
        interaction.asker,
        interaction.ref("network"),
        interaction.now,
        side=Side.OFFER if answers else fields.choice(SIDE),
        about=fields.choice(ABOUT),
        words=fields.text(WORDS),
        answers=answers,
    )
    return Answer(update=added_view(offer))


async def handle_take_back_click(interaction: Interaction) -> None:
    held = await interaction.services.offers.take_back(interaction.asker, interaction.ref("offer"), interaction.now)
    board = await interaction.services.offers.show(interaction.asker)
    await interaction.replace(board_message(board, say("holds.kept" if held else "offers.taken_back")))


async def handle_more_suggestions_click(interaction: Interaction) -> None:
    """What could be brought together, after what was shown."""
    board = await interaction.services.offers.more(interaction.asker, interaction.ref("skip"))
    await interaction.reply(more_message(board))


async def handle_introduce_click(interaction: Interaction) -> None:
    """The form of an introduction, filled in with the two and why."""
    need, offer = await interaction.services.offers.pair(
        interaction.asker, interaction.ref("need"), interaction.ref("offer")
    )
    await interaction.open(ask_form(need.person.user_id, offer.person.user_id, why_words(need, offer)))


async def handle_draft_click(interaction: Interaction) -> None:
    """An e-mail to a contact outside the schools, for the SEIL to send."""
    match = await interaction.services.offers.draft(
        interaction.asker, interaction.ref("need"), interaction.ref("contact")
    )
    await interaction.open(draft_view(match))
