"""Hears what SEILs do with contacts outside the schools."""

from __future__ import annotations

from domain.contacts import (
    ABOUT,
    CONSENT_HOW,
    CONSENT_ON,
    EMAIL,
    IN_TOUCH,
    KIND,
    NAME,
    ORGANISATION,
    PHONE,
    WORDS,
    Typed,
)
from domain.heard import bare
from domain.policies import can_keep_contacts
from handlers.heard import hear, rest_of
from handlers.interaction import Answer, ChooseNetwork, Interaction, leads_in
from handlers.router import Router
from prompts.catalog import say
from prompts.contacts.cards import COMMAND, ContactsAction, ContactsView, board_message, contact_form, saved_view


def register(router: Router) -> None:
    """What this feature hears."""
    router.command(COMMAND, handle_show_contacts_command)
    router.action(ContactsAction.NEW, handle_new_contact_click, opens=True)
    router.action(ContactsAction.CHANGE, handle_change_contact_click, opens=True)
    router.action(ContactsAction.TOUCH, handle_touch_contact_click)
    router.action(ContactsAction.REMOVE, handle_remove_contact_click)
    router.submission(ContactsView.SAVE, handle_save_contact_submission)


@leads_in
async def handle_show_contacts_command(interaction: Interaction) -> None:
    """No words: all. "new": the form. Other words: what is looked for."""
    heard = hear(interaction)
    if heard.key == "new":
        await _open_new(interaction, bare(rest_of(interaction, heard).plain()))
    else:
        board = await interaction.services.contacts.show(interaction.asker, bare(rest_of(interaction, heard).plain()))
        await interaction.reply(board_message(board))


async def handle_new_contact_click(interaction: Interaction) -> None:
    await _open_new(interaction)


async def _open_new(interaction: Interaction, name: str = "") -> None:
    try:
        network_id = await interaction.network_id(own=True, may=can_keep_contacts)
    except ChooseNetwork as several:
        which = [choice.network_id for choice in several.choices]
        found = await interaction.services.contacts.any_of(interaction.asker, which)
        if found is None:
            raise
        network_id = found
    form = await interaction.services.contacts.start(interaction.asker, network_id, None, interaction.now)
    await interaction.open(contact_form(form, name))


async def handle_change_contact_click(interaction: Interaction) -> None:
    form = await interaction.services.contacts.start(interaction.asker, 0, interaction.ref("contact"), interaction.now)
    await interaction.open(contact_form(form))


async def handle_save_contact_submission(interaction: Interaction) -> Answer:
    fields = interaction.fields
    typed = Typed(
        name=fields.text(NAME),
        organisation=fields.text(ORGANISATION),
        kind=fields.choice(KIND),
        about=fields.choice(ABOUT),
        words=fields.text(WORDS),
        email=fields.text(EMAIL),
        phone=fields.text(PHONE),
        in_touch_on=fields.date(IN_TOUCH),
        consent_on=fields.date(CONSENT_ON),
        consent_how=fields.choice(CONSENT_HOW),
    )
    changes = interaction.ref("contact") if "contact" in interaction.refs else None
    contact = await interaction.services.contacts.save(
        interaction.asker, interaction.ref("network"), changes, typed, interaction.now
    )
    return Answer(update=saved_view(contact))


async def handle_touch_contact_click(interaction: Interaction) -> None:
    await interaction.services.contacts.touch(interaction.asker, interaction.ref("contact"), interaction.now)
    await _again(interaction, "contacts.touched")


async def handle_remove_contact_click(interaction: Interaction) -> None:
    await interaction.services.contacts.remove(interaction.asker, interaction.ref("contact"))
    await _again(interaction, "contacts.removed")


async def _again(interaction: Interaction, note: str) -> None:
    board = await interaction.services.contacts.show(interaction.asker)
    await interaction.replace(board_message(board, say(note)))
