"""Hears who starts a joint group, asks schools, says yes or no for theirs, and ends the group."""

from __future__ import annotations

from domain.calendar import in_words
from domain.groups import ABOUT, FOCUS, NAME, OUTCOME, PARTNERS, SCHOOLS, UNTIL
from handlers.interaction import Answer, Interaction
from handlers.router import Router
from prompts.catalog import say
from prompts.groups.cards import (
    GroupsAction,
    GroupsView,
    ask_form,
    asked_view,
    board_message,
    end_form,
    extend_form,
    start_form,
)
from prompts.groups.posts import asked_message
from prompts.notices import notice, notice_view
from services.groups.use_cases import NewGroup


def register(router: Router) -> None:
    """What this feature hears, beside a word after /cop-network."""
    router.action(GroupsAction.START, handle_start_group_click, opens=True)
    router.submission(GroupsView.START, handle_start_group_submission)
    router.action(GroupsAction.ASK, handle_ask_schools_click, opens=True)
    router.submission(GroupsView.ASK, handle_ask_schools_submission)
    router.action(GroupsAction.YES, handle_join_group_click)
    router.action(GroupsAction.NO, handle_decline_group_click)
    router.action(GroupsAction.LEAVE, handle_leave_group_click)
    router.action(GroupsAction.EXTEND, handle_extend_group_click, opens=True)
    router.submission(GroupsView.EXTEND, handle_extend_group_submission)
    router.action(GroupsAction.END, handle_end_group_click, opens=True)
    router.submission(GroupsView.END, handle_end_group_submission)


async def show_board(interaction: Interaction, network_id: int) -> None:
    """The joint groups that the network has to do with."""
    board = await interaction.services.groups.board(interaction.asker, network_id, interaction.now)
    await interaction.reply(board_message(board))


async def open_start(interaction: Interaction, network_id: int, name: str = "", linked: int | None = None) -> None:
    """The form that begins one. name: what it is to be called; linked: a network that is chosen in it already."""
    form = await interaction.services.groups.start_form(interaction.asker, network_id, interaction.now)
    await interaction.open(start_form(form, linked, name))


async def handle_start_group_click(interaction: Interaction) -> None:
    linked = interaction.refs.get("linked")
    await open_start(interaction, interaction.ref("network"), linked=linked if isinstance(linked, int) else None)


async def handle_start_group_submission(interaction: Interaction) -> Answer:
    fields = interaction.fields
    wish = NewGroup(
        name=fields.text(NAME),
        about=fields.choice(ABOUT),
        focus=fields.text(FOCUS),
        until=fields.date(UNTIL),
        partners=fields.choices(PARTNERS),
    )
    found = await interaction.services.groups.start(
        interaction.asker, interaction.ref("network"), wish, interaction.now
    )
    return Answer(update=ask_form(found))


async def handle_ask_schools_click(interaction: Interaction) -> None:
    form = await interaction.services.groups.ask_form(
        interaction.asker, interaction.ref("joint_group"), interaction.now
    )
    await interaction.open(ask_form(form))


async def handle_ask_schools_submission(interaction: Interaction) -> Answer:
    chosen = [
        int(value)
        for name in interaction.inputs
        if name.startswith(SCHOOLS)
        for value in interaction.fields.choices(name)
        if value.isdecimal()
    ]
    page = interaction.refs.get("page")
    page = page if isinstance(page, int) and page >= 0 else 0
    asked = await interaction.services.groups.ask(
        interaction.asker, interaction.ref("joint_group"), chosen, interaction.now, page
    )
    return Answer(update=asked_view(asked))


async def handle_join_group_click(interaction: Interaction) -> None:
    await _answer(interaction, yes=True)


async def handle_decline_group_click(interaction: Interaction) -> None:
    await _answer(interaction, yes=False)


async def _answer(interaction: Interaction, *, yes: bool) -> None:
    ask = await interaction.services.groups.answer(
        interaction.asker, interaction.ref("group_invitation"), yes=yes, now=interaction.now
    )
    await interaction.replace(asked_message(ask))


async def handle_leave_group_click(interaction: Interaction) -> None:
    news = await interaction.services.groups.leave(
        interaction.asker, interaction.ref("joint_group"), interaction.ref("school"), interaction.now
    )
    await interaction.replace(notice(say("groups.has_left", school=news.school, group=news.group)))


async def handle_extend_group_click(interaction: Interaction) -> None:
    news = await interaction.services.groups.lead_form(interaction.asker, interaction.ref("joint_group"))
    await interaction.open(extend_form(news))


async def handle_extend_group_submission(interaction: Interaction) -> Answer:
    news = await interaction.services.groups.extend(
        interaction.asker, interaction.ref("joint_group"), interaction.fields.date(UNTIL), interaction.now
    )
    return Answer(update=notice_view(notice(say("groups.extended", group=news.group, day=in_words(news.ends_on)))))


async def handle_end_group_click(interaction: Interaction) -> None:
    news = await interaction.services.groups.lead_form(interaction.asker, interaction.ref("joint_group"))
    await interaction.open(end_form(news))


async def handle_end_group_submission(interaction: Interaction) -> Answer:
    news = await interaction.services.groups.end(
        interaction.asker, interaction.ref("joint_group"), interaction.fields.text(OUTCOME), interaction.now
    )
    return Answer(update=notice_view(notice(say("groups.ended", group=news.group))))
