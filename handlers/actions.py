"""Hears all about actions: the list, adding, changing, and "done"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.actions import DUE, OWNER, REASON, WHAT
from domain.errors import OldButton
from domain.people import MARK
from handlers.heard import hear, rest_of
from handlers.interaction import Answer, Interaction, NotHeard
from handlers.router import Router
from handlers.typed import Named, Typed
from prompts.actions.cards import (
    ActionsAction,
    ActionsShortcut,
    action_list,
    done_note,
    not_understood_message,
    owner_card,
)
from prompts.actions.forms import (
    ActionsView,
    add_form,
    date_changed_view,
    date_form,
    drop_form,
    dropped_view,
    recorded_view,
)
from prompts.text import Words
from services.actions import AddAction, Owner

_PERSON = re.compile(rf"{MARK}:?\s*")
_LEADS_ON = re.compile(r"^(?:to|will|please|pls)\s+(?=\S)", re.IGNORECASE)
"""What stands between a person and what they do."""
_MINE = re.compile(
    r"(?:me\b\s*(?:to\b)?|i['’]ll\b|i(?:['’]m| am) going to\b|i (?:will|must|should|need to|have to|am to)\b)\s*",
    re.IGNORECASE,
)
_UNKNOWN_NAME = re.compile(r"^@[^\W\d][^\s,:]*[,:]?")
_UNKNOWN_AT_END = re.compile(r"(?<=\s)@[^\W\d][^\s,:@]*$")


def register(router: Router) -> None:
    """What this feature hears."""
    router.command("/cop-action", handle_show_or_add_action_command)
    router.action(ActionsAction.PAGE, handle_turn_page_click)
    router.action(ActionsAction.DONE, handle_finish_action_click)
    router.action(ActionsAction.CARD_DONE, handle_finish_action_on_card_click)
    router.action(ActionsAction.ADD, handle_add_action_click, opens=True)
    router.action(ActionsAction.CHANGE_DATE, handle_change_date_click, opens=True)
    router.action(ActionsAction.DROP, handle_drop_action_click, opens=True)
    router.shortcut(ActionsShortcut.FROM_MESSAGE, handle_make_action_shortcut)
    router.submission(ActionsView.ADD, handle_add_action_submission)
    router.submission(ActionsView.CHANGE_DATE, handle_change_date_submission)
    router.submission(ActionsView.DROP, handle_drop_action_submission)


async def handle_show_or_add_action_command(interaction: Interaction) -> None:
    """No words: the list. "add", or who does what by when: the form, filled in with what was understood."""
    network_id, heard = await interaction.network_id(), hear(interaction)
    if heard.near and len(interaction.words) == 1:
        raise NotHeard(heard.near)
    if heard.key == "list" or not (heard.key or heard.rest):
        shown = await interaction.services.actions.show(interaction.asker, network_id, 0, interaction.now)
        await interaction.reply(action_list(shown))
        return
    owner, typed = _who_and_what(rest_of(interaction, heard))
    draft = await interaction.services.actions.draft(interaction.asker, network_id, owner, typed, interaction.now)
    if draft.says_nothing and heard.rest:
        await interaction.reply(not_understood_message(network_id, typed, draft.example))
    else:
        await interaction.open(add_form(draft))


def _who_and_what(typed: Typed) -> tuple[Owner | None, str]:
    """The person named at the start or the end of the typed words, and the words without them.

    A name that was typed and not picked from the list, or a person named in the middle of the words, leaves it open
    who is meant. None where nobody was named, which means whoever typed.
    """
    text = typed.text.strip()
    people = list(_PERSON.finditer(text))
    for place in dict.fromkeys((0, len(people) - 1)) if people else ():
        before, after = text[: people[place].start()], text[people[place].end() :]
        if not before.strip() or not after.strip(" .,!"):
            others = [person for number, person in enumerate(typed.people) if number != place]
            return Owner(typed.people[place].user_id), _LEADS_ON.sub("", _plain(before + after, others))
    mine = _MINE.match(text)
    if mine:
        return Owner(None) if people else None, _plain(text[mine.end() :], typed.people)
    unknown = _UNKNOWN_NAME.match(text) or _UNKNOWN_AT_END.search(text)
    if unknown:
        rest = f"{text[: unknown.start()]} {text[unknown.end() :]}"
        return Owner(None, unknown[0]), _LEADS_ON.sub("", _plain(rest, typed.people))
    return (Owner(None) if people else None), _plain(text, typed.people)


def _plain(text: str, people: Sequence[Named]) -> str:
    """What was typed, on one line, with the names of the people in it."""
    return " ".join(Typed(text, people).plain("@").split())


async def handle_turn_page_click(interaction: Interaction) -> None:
    await _show_list_again(interaction)


async def handle_finish_action_click(interaction: Interaction) -> None:
    done = await interaction.services.actions.finish(interaction.asker, interaction.ref("action"), interaction.now)
    await _show_list_again(interaction, done_note(done.line, already=done.already))


async def _show_list_again(interaction: Interaction, note: Words = "") -> None:
    shown = await interaction.services.actions.show(
        interaction.asker, interaction.ref("network"), interaction.ref("offset"), interaction.now
    )
    await interaction.replace(action_list(shown, note))


async def handle_finish_action_on_card_click(interaction: Interaction) -> None:
    """ "Done" in a direct message; the message then says so, and keeps the buttons of the others."""
    ids = _ids(interaction.ref_text("all"))
    await interaction.services.actions.finish(interaction.asker, interaction.ref("action"), interaction.now)
    card = await interaction.services.actions.card(
        interaction.asker,
        interaction.ref_text("kind"),
        interaction.ref_person("by", or_nobody=True),
        ids,
        interaction.now,
    )
    await interaction.replace(owner_card(card))


def _ids(text: str) -> list[int]:
    if not re.fullmatch(r"\d+(,\d+)*", text):
        raise OldButton("/cop-action")
    return [int(one) for one in text.split(",")]


async def handle_add_action_click(interaction: Interaction) -> None:
    """The form: empty, or with the words that the button carries."""
    typed = interaction.refs.get("typed", "")
    draft = await interaction.services.actions.draft(
        interaction.asker, interaction.ref("network"), None, str(typed), interaction.now
    )
    await interaction.open(add_form(draft))


async def handle_make_action_shortcut(interaction: Interaction) -> None:
    """A message in the channel becomes an action; the form starts with its words, and asks who and when."""
    network_id = await interaction.network_id()
    draft = await interaction.services.actions.draft_from_message(
        interaction.asker, network_id, interaction.message, interaction.now
    )
    await interaction.open(add_form(draft))


async def handle_change_date_click(interaction: Interaction) -> None:
    shown = await interaction.services.actions.look_at(interaction.asker, interaction.ref("action"), interaction.now)
    await interaction.open(date_form(shown.line, shown.today))


async def handle_drop_action_click(interaction: Interaction) -> None:
    shown = await interaction.services.actions.look_at(interaction.asker, interaction.ref("action"), interaction.now)
    await interaction.open(drop_form(shown.line, interaction.user_id, shown.today))


async def handle_add_action_submission(interaction: Interaction) -> Answer:
    fields = interaction.fields
    command = AddAction(
        network_id=interaction.ref("network"),
        what=fields.text(WHAT),
        owner_id=fields.person(OWNER),
        due_on=fields.date(DUE),
        pulse_id=interaction.ref("pulse") if "pulse" in interaction.refs else None,
    )
    added = await interaction.services.actions.add(interaction.asker, command, interaction.now)
    return Answer(update=recorded_view(added.line, interaction.user_id, added.today, added.reminded))


async def handle_change_date_submission(interaction: Interaction) -> Answer:
    changed = await interaction.services.actions.change_date(
        interaction.asker, interaction.ref("action"), interaction.fields.date(DUE), interaction.now
    )
    return Answer(update=date_changed_view(changed.line, changed.today, changed.reminded))


async def handle_drop_action_submission(interaction: Interaction) -> Answer:
    dropped = await interaction.services.actions.drop(
        interaction.asker, interaction.ref("action"), interaction.fields.text(REASON), interaction.now
    )
    return Answer(update=dropped_view(dropped.line))
