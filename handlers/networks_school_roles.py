"""Hears whoever gives a school's roles: yes or no to what is asked, and the form about one's own school."""

from __future__ import annotations

from domain.errors import Invalid
from handlers.heard import Answer, Heard
from handlers.router import Router
from prompts.catalog import say
from prompts.networks import NetworkAction, role_listing
from prompts.networks_forms import Field, NetworkView
from prompts.networks_school_roles import my_school_form, school_role_question_message
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
    router.action(NetworkAction.MY_SCHOOL, handle_open_my_school_click)
    router.submission(NetworkView.MY_SCHOOL, handle_save_my_school_submission)


async def show_questions(heard: Heard, network_id: int) -> None:
    """What waits for this person's yes or no, a message each."""
    found = await heard.services.networks.school_roles.questions(heard.asker, network_id)
    if not found:
        await heard.reply(notice(say("networks.no_questions")))
    for question in found[:MOST_QUESTIONS]:
        await heard.reply(school_role_question_message(question))


async def handle_answer_school_role_click(heard: Heard) -> None:
    if heard.suffix not in ANSWERS:
        raise Invalid("That button is from an older message. Type /cop-network to see the network.")
    answered = await heard.services.networks.school_roles.answer(
        heard.asker,
        heard.ref("proposal"),
        yes=heard.suffix != "no",
        with_records=heard.suffix == "open",
        now=heard.now,
    )
    key = "networks.school_role_yes" if answered.given else "networks.school_role_no"
    sentence = say(key, person=mention(answered.person), roles=role_listing((answered.role,)), school=answered.school)
    await heard.replace(notice(sentence))


async def handle_end_role_click(heard: Heard) -> None:
    ended = await heard.services.networks.school_roles.end(heard.asker, heard.ref("membership"), heard.now)
    sentence = say(
        "networks.school_role_ended_by_you",
        person=mention(ended.person),
        roles=role_listing((ended.role,)),
        school=ended.school,
    )
    await heard.replace(notice(sentence))


async def handle_open_records_click(heard: Heard) -> None:
    school = await heard.services.networks.own_school.hand_on(heard.asker, heard.ref("membership"), heard.now)
    await heard.replace(notice(say("networks.records_opened", school=school)))


async def handle_open_my_school_click(heard: Heard) -> None:
    await heard.open(my_school_form(await heard.services.networks.own_school.form(heard.asker, heard.ref("network"))))


async def handle_save_my_school_submission(heard: Heard) -> Answer:
    school = await heard.services.networks.own_school.save(
        heard.asker,
        heard.ref("network"),
        heard.ref("school"),
        heard.fields.people(Field.DELEGATES),
        heard.fields.people(Field.READERS),
        heard.now,
    )
    return Answer(update=notice_view(notice(say("networks.my_school_saved", school=school))))
