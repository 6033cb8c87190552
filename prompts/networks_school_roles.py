"""Who gives a school's roles: the question before one counts, what came of it, and the form about one's own school."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message, View
from prompts.networks.cards import NetworkAction, role_listing
from prompts.networks.forms import Field, NetworkView
from prompts.text import Text, Words, joined, mention


class SchoolRoleQuestion(Struct, frozen=True):
    """A role that waits for a yes. `by` is who asked; vacant: nobody else leads the school."""

    proposal_id: int
    name: str
    person: str
    by: str
    role: str
    school: str
    vacant: bool


class MySchool(Struct, frozen=True):
    """The school that one leads. People are user ids; `readers` see what was written before their time."""

    network_id: int
    school_id: int
    school: str
    delegates: tuple[str, ...]
    readers: tuple[str, ...]


MOST_TOGETHER = 20
"""Questions of one message; each has its own row of buttons."""


def school_role_questions_message(
    network_id: int, name: str, questions: Sequence[SchoolRoleQuestion], done: Words = ""
) -> Message:
    """To whoever gives the roles of several schools: all that waits at once. done: what came of the last answer."""
    sentence = say("networks.school_role_questions", name=name, count=len(questions))
    shown: list[Element] = [elements.Section(done)] if done else []
    shown.append(elements.Section(sentence))
    for question in questions[:MOST_TOGETHER]:
        shown += [elements.Section(_question(question)), _answers(question, network_id)]
    if len(questions) > MOST_TOGETHER:
        left = len(questions) - MOST_TOGETHER
        shown.append(elements.Context(say("networks.school_role_questions_more", count=left)))
    else:
        shown.append(elements.Context(say("networks.school_role_note_vacant")))
    return Message(sentence, shown)


def school_roles_given_message(name: str, given: Sequence[tuple[str, str]]) -> Message:
    """To the other one of chair and SEIL: who fills several schools that nobody led; (person, school) each."""
    sentence = say("networks.school_roles_given_note", name=name, count=len(given))
    rows = [joined("", ["• ", mention(person), " – ", school]) for person, school in given]
    note = elements.Context(say("networks.school_roles_given_change"))
    return Message(sentence, [elements.Section(joined("\n", [sentence, *rows])), note])


def school_role_question_message(question: SchoolRoleQuestion) -> Message:
    """To whoever gives the school's roles: the role counts once they say yes."""
    sentence = _question(question)
    note = "networks.school_role_note_vacant" if question.vacant else "networks.school_role_note"
    return Message(sentence, [elements.Section(sentence), _answers(question), elements.Context(say(note))])


def _question(question: SchoolRoleQuestion) -> Text:
    if question.by != question.person:
        key = "networks.school_role_question"
    elif question.vacant:
        key = "networks.school_role_claim_vacant"
    else:
        key = "networks.school_role_claim" if question.role == "delegate" else "networks.school_role_wish"
    return say(
        key,
        name=question.name,
        person=mention(question.person),
        by=mention(question.by),
        school=question.school,
        roles=role_listing((question.role,)),
    )


def _answers(question: SchoolRoleQuestion, together: int | None = None) -> elements.Buttons:
    """Yes and no. together: the network, where the question stands among others."""
    more = {} if together is None else {"network": together}
    ids = refs.encode(proposal=question.proposal_id, **more)

    def button(label: str, answer: str, style: str = "") -> elements.Button:
        return elements.Button(say(label), f"{NetworkAction.SCHOOL_ROLE}:{answer}", ids, style=style)

    with_records = [] if question.vacant else [button("networks.button_yes_with_records", "open")]
    yes, no = button("networks.button_yes", "yes", "primary"), button("networks.button_no", "no")
    return elements.Buttons(yes, *with_records, no)


def school_role_refused_message(name: str, person: str, role: str, school: str) -> Message:
    """To whoever asked: the answer was no."""
    sentence = say(
        "networks.school_role_refused", name=name, person=mention(person), roles=role_listing((role,)), school=school
    )
    return Message(sentence, [elements.Section(sentence)])


def school_role_given_message(network_id: int, name: str, person: str, by: str, school: str, school_id: int) -> Message:
    """To the other one of chair and SEIL: who fills a school that nobody led."""
    key = "networks.school_role_taken_note" if by == person else "networks.school_role_given_note"
    sentence = say(key, name=name, person=mention(person), by=mention(by), school=school)
    ids = refs.encode(network=network_id, person=person, school=school_id)
    return Message(
        sentence,
        [
            elements.Section(sentence),
            elements.Buttons(
                elements.Button(say("networks.button_right"), NetworkAction.CONFIRM_JOINED, ids),
                elements.Button(say("networks.button_change"), NetworkAction.PERSON, ids),
            ),
        ],
    )


def new_delegate_message(role_id: int, name: str, person: str, role: str, school: str) -> Message:
    """To a school's principal: the operators' list gave somebody a role there, which the principal can end."""
    sentence = say(
        "networks.school_role_listed", name=name, person=mention(person), roles=role_listing((role,)), school=school
    )
    end = elements.Button(say("networks.button_end_role"), NetworkAction.END_ROLE, refs.encode(membership=role_id))
    return Message(sentence, [elements.Section(sentence), elements.Buttons(end)])


def school_role_ended_message(role_id: int, name: str, by: str, role: str, school: str, *, led: bool) -> Message:
    """To whoever held it. led: they led the school, and can let whoever leads it next read what they wrote."""
    sentence = say("networks.school_role_ended", name=name, by=mention(by), roles=role_listing((role,)), school=school)
    if not led:
        return Message(sentence, [elements.Section(sentence)])
    button = elements.Button(
        say("networks.button_open_records"), NetworkAction.OPEN_RECORDS, refs.encode(membership=role_id)
    )
    lines = joined("\n", [sentence, say("networks.school_role_ended_records")])
    return Message(sentence, [elements.Section(lines), elements.Buttons(button)])


def my_school_form(school: MySchool) -> View:
    """Who stands in for the principal, and who of the school may read what was written before their time."""
    return View(
        NetworkView.MY_SCHOOL,
        say("networks.my_school_title"),
        [
            elements.Section(say("networks.my_school_intro", school=school.school)),
            elements.PeopleInput(
                Field.DELEGATES,
                say("networks.field_delegates"),
                initials=school.delegates,
                optional=True,
                hint=say("networks.field_delegates_hint"),
            ),
            elements.PeopleInput(
                Field.READERS,
                say("networks.field_readers"),
                initials=school.readers,
                optional=True,
                hint=say("networks.field_readers_hint"),
            ),
        ],
        submit=say("networks.my_school_submit"),
        close="Cancel",
        metadata=refs.encode(network=school.network_id, school=school.school_id),
    )
