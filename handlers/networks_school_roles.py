"""Hears whoever gives a school's roles: yes or no to what is asked, and the form about one's own school."""

from __future__ import annotations

from domain.errors import OldButton
from handlers.interaction import Answer, Interaction
from handlers.router import Router
from prompts.catalog import say
from prompts.networks.cards import NetworkAction, role_listing
from prompts.networks.forms import Field, NetworkView
from prompts.networks_school_roles import my_school_form, school_role_question_message, school_role_questions_message
from prompts.notices import notice, notice_view
from prompts.text import mention

ANSWERS = ("yes", "open", "no")
MOST_QUESTIONS = 5
"""So often Slack lets a request be answered."""


def register(router: Router) -> None:
    """What this part of the feature hears."""
    router.action(NetworkAction.SCHOOL_ROLE, handle_answer_school_role_click)
    router.action(NetworkAction.END_ROLE, handle_end_role_click)
    router.action(NetworkAction.OPEN_RECORDS, handle_open_records_click)
    router.action(NetworkAction.MY_SCHOOL, handle_open_my_school_click, opens=True)
    router.submission(NetworkView.MY_SCHOOL, handle_save_my_school_submission)


async def show_questions(interaction: Interaction, network_id: int) -> None:
    """What waits for this person's yes or no, a message each."""
    found = await interaction.services.networks.school_roles.questions(interaction.asker, network_id)
    if not found:
        await interaction.reply(notice(say("networks.no_questions")))
    for question in found[:MOST_QUESTIONS]:
        await interaction.reply(school_role_question_message(question))
    if len(found) > MOST_QUESTIONS:
        left = len(found) - MOST_QUESTIONS
        await interaction.reply(notice(say("networks.school_role_questions_more", count=left)))


async def handle_answer_school_role_click(interaction: Interaction) -> None:
    if interaction.suffix not in ANSWERS:
        raise OldButton("/cop-network")
    answered = await interaction.services.networks.school_roles.answer(
        interaction.asker,
        interaction.ref("proposal"),
        yes=interaction.suffix != "no",
        with_records=interaction.suffix == "open",
        now=interaction.now,
    )
    key = "networks.school_role_yes" if answered.given else "networks.school_role_no"
    sentence = say(key, person=mention(answered.person), roles=role_listing((answered.role,)), school=answered.school)
    network_id = interaction.refs.get("network")
    if isinstance(network_id, int):
        # It stood among others: they stay.
        left = await interaction.services.networks.school_roles.questions(interaction.asker, network_id)
        if left:
            await interaction.replace(school_role_questions_message(network_id, left[0].name, left, sentence))
            return
    await interaction.replace(notice(sentence))


async def handle_end_role_click(interaction: Interaction) -> None:
    ended = await interaction.services.networks.school_roles.end(
        interaction.asker, interaction.ref("membership"), interaction.now
    )
    sentence = say(
        "networks.school_role_ended_by_you",
        person=mention(ended.person),
        roles=role_listing((ended.role,)),
        school=ended.school,
    )
    await interaction.replace(notice(sentence))


async def handle_open_records_click(interaction: Interaction) -> None:
    school = await interaction.services.networks.own_school.hand_on(
        interaction.asker, interaction.ref("membership"), interaction.now
    )
    await interaction.replace(notice(say("networks.records_opened", school=school)))


async def handle_open_my_school_click(interaction: Interaction) -> None:
    await interaction.open(
        my_school_form(
            await interaction.services.networks.own_school.form(interaction.asker, interaction.ref("network"))
        )
    )


async def handle_save_my_school_submission(interaction: Interaction) -> Answer:
    school = await interaction.services.networks.own_school.save(
        interaction.asker,
        interaction.ref("network"),
        interaction.ref("school"),
        interaction.fields.people(Field.DELEGATES),
        interaction.fields.people(Field.READERS),
        interaction.now,
    )
    return Answer(update=notice_view(notice(say("networks.my_school_saved", school=school))))
