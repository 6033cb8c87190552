"""Hears all about introductions: asking for one, the answers of the two, and how it went."""

from __future__ import annotations

import re

from domain.called import two_called
from domain.errors import OldButton
from domain.introductions import FIRST, LINE, SECOND, WHY, About, Outcome, Reply
from domain.people import MARK
from handlers.heard import hear, rest_of
from handlers.interaction import Answer, Interaction, leads_in
from handlers.router import Router
from handlers.typed import Typed
from prompts.catalog import say
from prompts.introductions.actions import IntroductionsAction, IntroductionsView
from prompts.introductions.cards import (
    answered_message,
    ask_form,
    ask_seil_message,
    asked_view,
    board_message,
    follow_up_message,
    withdrawn_note,
)
from prompts.introductions.reports import line_form, line_view, report_message
from prompts.message import View
from prompts.notices import notice
from services.introductions import AskIntroduction

_ABOUT = re.compile(r"\b(?:about|because(?: of)?|on)\b[:\s]*(.+)$", re.IGNORECASE | re.DOTALL)
_BETWEEN = re.compile(
    r"^(?:(?:and|with|to)\b|[&,+:;.\s–—-])*(?:(?:about|because(?: of)?|for|on)\b)?[:\s]*", re.IGNORECASE
)
"""What stands between the people and the reason, as in "@Anna and @Daniel about phonics"."""


def register(router: Router) -> None:
    """What this feature hears."""
    router.command("/cop-intro", handle_show_introductions_command)
    router.action(IntroductionsAction.NEW, handle_start_introduction_click, opens=True)
    router.action(IntroductionsAction.ANSWER, handle_answer_introduction_click)
    router.action(IntroductionsAction.OUTCOME, handle_say_outcome_click)
    router.action(IntroductionsAction.LET, handle_let_introduce_click)
    router.action(IntroductionsAction.WITHDRAW, handle_withdraw_introduction_click)
    router.action(IntroductionsAction.USEFUL, handle_say_useful_click)
    router.action(IntroductionsAction.CHANGED, handle_say_changed_click)
    router.action(IntroductionsAction.SAY_NEXT, handle_say_next_click, opens=True)
    router.action(IntroductionsAction.SAY_CHANGE, handle_say_change_click, opens=True)
    router.action(IntroductionsAction.YEAR, handle_show_year_click)
    router.submission(IntroductionsView.ASK, handle_ask_introduction_submission)
    router.submission(IntroductionsView.NEXT, handle_say_next_submission)
    router.submission(IntroductionsView.CHANGE, handle_say_change_submission)


@leads_in
async def handle_show_introductions_command(interaction: Interaction) -> None:
    """No words: what is under way, for a guest's too. "new", or whom and why: the form. "year": the picture."""
    heard = hear(interaction)
    if heard.key == "year":
        await handle_show_year_click(interaction)
    elif heard.key == "new" or (heard.rest and not heard.key):
        await interaction.services.introductions.may_ask(interaction.asker)
        typed = rest_of(interaction, heard)
        await interaction.open(await _form_by_names(interaction, typed) or _typed_form(typed))
    else:
        await interaction.reply(
            board_message(await interaction.services.introductions.show(interaction.asker, interaction.now))
        )


async def _form_by_names(interaction: Interaction, typed: Typed) -> View | None:
    """The form with two who were named and not picked; None where nobody can be meant by either name."""
    named = two_called(typed.text) if not typed.people else None
    if named is None:
        return None
    first, second, why = named
    found = await interaction.services.places.called(interaction.asker, (first, second), interaction.now)
    one, other = (people[0] if len(people) == 1 else None for people in found)
    if one == other:
        return None
    return ask_form(one, other, why, typed=typed.plain("@") if None in (one, other) else "")


def _typed_form(typed: Typed) -> View:
    """The form with the two who were picked first, and why; whom it cannot tell, it asks for."""
    if not typed:
        return ask_form()
    first, second = [*(person.user_id for person in typed.people[:2]), None, None][:2]
    if second is None or len(typed.people) > 2:
        about = _ABOUT.search(typed.plain("@"))
        return ask_form(first, second, about[1] if about else "", typed=typed.plain("@"))
    begins_with_them = typed.text.startswith(MARK)
    return ask_form(first, second, _BETWEEN.sub("", typed.without_people(2)) if begins_with_them else typed.plain("@"))


async def handle_start_introduction_click(interaction: Interaction) -> None:
    await interaction.services.introductions.may_ask(interaction.asker)
    await interaction.open(ask_form())


async def handle_ask_introduction_submission(interaction: Interaction) -> Answer:
    fields = interaction.fields
    command = AskIntroduction(fields.person(FIRST), fields.person(SECOND), fields.text(WHY))
    asked = await interaction.services.introductions.ask(interaction.asker, command, interaction.now)
    return Answer(update=asked_view(asked.first_id, asked.second_id, asked.answer_by, at_seil=asked.at_seil))


async def handle_answer_introduction_click(interaction: Interaction) -> None:
    """ "Yes please" or "Not now"; the question then turns into a thank-you."""
    if interaction.suffix not in tuple(Reply):
        raise OldButton("/cop-intro")
    ask, counted = await interaction.services.introductions.answer(
        interaction.asker, interaction.ref("introduction"), Reply(interaction.suffix), interaction.now
    )
    await interaction.replace(answered_message(ask, counted))


async def handle_say_outcome_click(interaction: Interaction) -> None:
    """ "We have met", "We have a date" or "Not yet"; the question then says so."""
    if interaction.suffix not in tuple(Outcome):
        raise OldButton("/cop-intro")
    pair = await interaction.services.introductions.say_outcome(
        interaction.asker, interaction.ref("introduction"), Outcome(interaction.suffix), interaction.now
    )
    await interaction.replace(follow_up_message(pair))


async def handle_let_introduce_click(interaction: Interaction) -> None:
    """ "Yes, ask them" or "Not now", of the SEIL whose network the second person is in."""
    if interaction.suffix not in tuple(Reply):
        raise OldButton("/cop-intro")
    found = await interaction.services.introductions.let(
        interaction.asker, interaction.ref("introduction"), Reply(interaction.suffix), interaction.now
    )
    await interaction.replace(ask_seil_message(found))


async def handle_withdraw_introduction_click(interaction: Interaction) -> None:
    first_id, second_id = await interaction.services.introductions.withdraw(
        interaction.asker, interaction.ref("introduction"), interaction.now
    )
    board = await interaction.services.introductions.show(interaction.asker, interaction.now)
    await interaction.replace(board_message(board, withdrawn_note(first_id, second_id)))


async def handle_say_useful_click(interaction: Interaction) -> None:
    """ "Yes, it was" or "Not this time"; the question then says thank you, and offers a line."""
    await _report(interaction, About.USEFUL)


async def handle_say_changed_click(interaction: Interaction) -> None:
    """ "Yes, it has" or "Not yet"."""
    await _report(interaction, About.CHANGED)


async def _report(interaction: Interaction, about: About) -> None:
    if interaction.suffix not in tuple(Reply):
        raise OldButton("/cop-intro")
    report = await interaction.services.introductions.reports.answer(
        interaction.asker, interaction.ref("introduction"), about, Reply(interaction.suffix), interaction.now
    )
    await interaction.replace(report_message(report))


async def handle_say_next_click(interaction: Interaction) -> None:
    await _open_line(interaction, About.USEFUL)


async def handle_say_change_click(interaction: Interaction) -> None:
    await _open_line(interaction, About.CHANGED)


async def _open_line(interaction: Interaction, about: About) -> None:
    report = await interaction.services.introductions.reports.to_say(
        interaction.asker, interaction.ref("introduction"), about
    )
    await interaction.open(line_form(report))


async def handle_say_next_submission(interaction: Interaction) -> Answer:
    return await _keep_line(interaction, About.USEFUL)


async def handle_say_change_submission(interaction: Interaction) -> Answer:
    return await _keep_line(interaction, About.CHANGED)


async def _keep_line(interaction: Interaction, about: About) -> Answer:
    report = await interaction.services.introductions.reports.say(
        interaction.asker, interaction.ref("introduction"), about, interaction.fields.text(LINE), interaction.now
    )
    return Answer(update=line_view(report))


async def handle_show_year_click(interaction: Interaction) -> None:
    await interaction.services.introductions.reports.show_year(interaction.asker, interaction.now)
    await interaction.reply(notice(say("introductions.year_coming")))
