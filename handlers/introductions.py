"""Hears all about introductions: asking for one, the answers of the two, and how it went."""

from __future__ import annotations

from domain.errors import Invalid, Refused
from domain.introductions import FIRST, SECOND, WHY, Outcome, Reply
from handlers.heard import Answer, Heard
from handlers.router import Router
from prompts.introductions import (
    IntroductionsAction,
    IntroductionsView,
    answered_message,
    ask_form,
    asked_view,
    board_message,
    follow_up_message,
    withdrawn_note,
)
from services.introductions import AskIntroduction


def register(router: Router) -> None:
    """What this feature hears."""
    router.command("/cop-intro", handle_show_introductions_command)
    router.action(IntroductionsAction.NEW, handle_start_introduction_click)
    router.action(IntroductionsAction.ANSWER, handle_answer_introduction_click)
    router.action(IntroductionsAction.OUTCOME, handle_say_outcome_click)
    router.action(IntroductionsAction.WITHDRAW, handle_withdraw_introduction_click)
    router.submission(IntroductionsView.ASK, handle_ask_introduction_submission)


async def handle_show_introductions_command(heard: Heard) -> None:
    """No words: what is under way, for a guest's too. "new": the form."""
    try:
        if heard.words == ["new"]:
            await handle_start_introduction_click(heard)
        elif heard.text:
            raise Invalid(
                "I don't know that word after /cop-intro. Type /cop-intro new to introduce two people, or "
                "/cop-intro on its own to see what is under way."
            )
        else:
            await heard.reply(board_message(await heard.services.introductions.show(heard.asker, heard.now)))
    except Refused:
        await heard.check_on_roster()
        raise


async def handle_start_introduction_click(heard: Heard) -> None:
    await heard.services.introductions.may_ask(heard.asker)
    await heard.open(ask_form())


async def handle_ask_introduction_submission(heard: Heard) -> Answer:
    fields = heard.fields
    command = AskIntroduction(fields.person(FIRST), fields.person(SECOND), fields.text(WHY))
    asked = await heard.services.introductions.ask(heard.asker, command, heard.now)
    return Answer(update=asked_view(asked.first_id, asked.second_id, asked.answer_by))


async def handle_answer_introduction_click(heard: Heard) -> None:
    """ "Yes please" or "Not now"; the question then turns into a thank-you."""
    if heard.suffix not in tuple(Reply):
        raise Invalid("That button is from an older message. Type /cop-intro to see what waits for you.")
    ask, counted = await heard.services.introductions.answer(
        heard.asker, heard.ref("introduction"), Reply(heard.suffix), heard.now
    )
    await heard.replace(answered_message(ask, counted))


async def handle_say_outcome_click(heard: Heard) -> None:
    """ "We have met", "We have a date" or "Not yet"; the question then says so."""
    if heard.suffix not in tuple(Outcome):
        raise Invalid("That button is from an older message. Type /cop-intro to see what waits for you.")
    pair = await heard.services.introductions.say_outcome(
        heard.asker, heard.ref("introduction"), Outcome(heard.suffix), heard.now
    )
    await heard.replace(follow_up_message(pair))


async def handle_withdraw_introduction_click(heard: Heard) -> None:
    first_id, second_id = await heard.services.introductions.withdraw(heard.asker, heard.ref("introduction"), heard.now)
    board = await heard.services.introductions.show(heard.asker, heard.now)
    await heard.replace(board_message(board, withdrawn_note(first_id, second_id)))
