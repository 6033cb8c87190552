"""Hears all about notices from the department."""

from __future__ import annotations

from domain.bulletins import ANSWER, APPROVER, GOES_ON, MEANING, QUESTION, TITLE, TO, WORDS
from handlers.heard import hear, rest_of
from handlers.interaction import Answer, Interaction, leads_in
from handlers.router import Router
from prompts.bulletins.actions import BulletinsAction, BulletinsView
from prompts.bulletins.cards import COMMAND, board_message
from prompts.bulletins.forms import answer_form, ask_form, done_view, meaning_form, preview_form, write_form
from prompts.catalog import say
from prompts.notices import notice
from prompts.text import Words, mention
from prompts.wording import day


def register(router: Router) -> None:
    """What this feature hears."""
    router.command(COMMAND, handle_show_notices_command)
    router.action(BulletinsAction.NEW, handle_write_notice_click, opens=True)
    router.action(BulletinsAction.CHANGE, handle_write_notice_click, opens=True)
    router.action(BulletinsAction.APPROVE, handle_approve_notice_click)
    router.action(BulletinsAction.DECLINE, handle_decline_notice_click)
    router.action(BulletinsAction.WITHDRAW, handle_withdraw_notice_click)
    router.action(BulletinsAction.MEANING, handle_add_meaning_click, opens=True)
    router.action(BulletinsAction.LET_GO, handle_let_go_click)
    router.action(BulletinsAction.UNDERSTOOD, handle_understood_click)
    router.action(BulletinsAction.ASK, handle_ask_about_notice_click, opens=True)
    router.action(BulletinsAction.ANSWER, handle_answer_question_click, opens=True)
    router.submission(BulletinsView.WRITE, handle_write_notice_submission)
    router.submission(BulletinsView.PREVIEW, handle_propose_notice_submission)
    router.submission(BulletinsView.MEANING, handle_add_meaning_submission)
    router.submission(BulletinsView.ASK, handle_ask_about_notice_submission)
    router.submission(BulletinsView.ANSWER, handle_answer_question_submission)


@leads_in
async def handle_show_notices_command(interaction: Interaction) -> None:
    """No words: what waits, and one's own notices. "new", or what it is about: the form."""
    heard = hear(interaction)
    if heard.key == "new" or (heard.rest and not heard.key):
        form = await interaction.services.bulletins.writing.start(interaction.asker, None, interaction.now)
        await interaction.open(write_form(form, rest_of(interaction, heard).plain()))
    else:
        await _show(interaction)


async def handle_write_notice_click(interaction: Interaction) -> None:
    found = interaction.refs.get("bulletin")
    form = await interaction.services.bulletins.writing.start(
        interaction.asker, int(found) if found is not None else None, interaction.now
    )
    await interaction.open(write_form(form))


async def handle_write_notice_submission(interaction: Interaction) -> Answer:
    fields, found = interaction.fields, interaction.refs.get("bulletin")
    draft = await interaction.services.bulletins.writing.save(
        interaction.asker,
        int(found) if found is not None else None,
        interaction.now,
        title=fields.text(TITLE),
        words=fields.text(WORDS),
        to=fields.choices(TO),
        approver=fields.person(APPROVER),
        goes_on=fields.date(GOES_ON),
    )
    return Answer(update=preview_form(draft))


async def handle_propose_notice_submission(interaction: Interaction) -> Answer:
    found = await interaction.services.bulletins.writing.propose(
        interaction.asker, interaction.ref("bulletin"), interaction.now
    )
    return Answer(update=done_view("proposed_title", say("bulletins.proposed", person=mention(found.approver))))


async def handle_approve_notice_click(interaction: Interaction) -> None:
    seen = str(interaction.refs.get("seen", ""))
    await interaction.services.bulletins.writing.approve(
        interaction.asker, interaction.ref("bulletin"), seen, interaction.now
    )
    await interaction.replace(notice(say("bulletins.approved_note")))


async def handle_decline_notice_click(interaction: Interaction) -> None:
    await interaction.services.bulletins.writing.decline(
        interaction.asker, interaction.ref("bulletin"), interaction.now
    )
    await interaction.replace(notice(say("bulletins.declined_note")))


async def handle_withdraw_notice_click(interaction: Interaction) -> None:
    await interaction.services.bulletins.writing.withdraw(
        interaction.asker, interaction.ref("bulletin"), interaction.now
    )
    board = await interaction.services.bulletins.writing.show(interaction.asker, interaction.now)
    await interaction.replace(board_message(board, say("bulletins.withdrawn")))


async def handle_add_meaning_click(interaction: Interaction) -> None:
    copy = await interaction.services.bulletins.hearing.to_mean(
        interaction.asker, interaction.ref("copy"), interaction.now
    )
    await interaction.open(meaning_form(copy))


async def handle_add_meaning_submission(interaction: Interaction) -> Answer:
    copy = await interaction.services.bulletins.hearing.mean(
        interaction.asker, interaction.ref("copy"), interaction.fields.text(MEANING), interaction.now
    )
    sentence = say("bulletins.meant", network=copy.network, day=day(copy.due_on))
    return Answer(update=done_view("meaning_title", sentence))


async def handle_let_go_click(interaction: Interaction) -> None:
    await interaction.services.bulletins.hearing.mean(interaction.asker, interaction.ref("copy"), None, interaction.now)
    await _show(interaction)


async def handle_understood_click(interaction: Interaction) -> None:
    await interaction.services.bulletins.hearing.understand(interaction.asker, interaction.ref("copy"), interaction.now)
    await interaction.reply(notice(say("bulletins.understood")))


async def handle_ask_about_notice_click(interaction: Interaction) -> None:
    copy = await interaction.services.bulletins.hearing.to_ask(
        interaction.asker, interaction.ref("copy"), interaction.now
    )
    await interaction.open(ask_form(copy))


async def handle_ask_about_notice_submission(interaction: Interaction) -> Answer:
    await interaction.services.bulletins.hearing.ask(
        interaction.asker, interaction.ref("copy"), interaction.fields.text(QUESTION), interaction.now
    )
    return Answer(update=done_view("ask_title", say("bulletins.asked")))


async def handle_answer_question_click(interaction: Interaction) -> None:
    question = await interaction.services.bulletins.hearing.to_answer(interaction.asker, interaction.ref("question"))
    await interaction.open(answer_form(question))


async def handle_answer_question_submission(interaction: Interaction) -> Answer:
    await interaction.services.bulletins.hearing.answer(
        interaction.asker, interaction.ref("question"), interaction.fields.text(ANSWER), interaction.now
    )
    return Answer(update=done_view("answer_title", say("bulletins.answered")))


async def _show(interaction: Interaction, note: Words = "") -> None:
    board = await interaction.services.bulletins.writing.show(interaction.asker, interaction.now)
    await interaction.reply(board_message(board, note))
