"""What is said where a school that somebody leads has a new principal."""

from __future__ import annotations

from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.message import Message
from prompts.networks.cards import NetworkAction
from prompts.text import lines, listing, mention


def takes_over_question_message(
    network_id: int, name: str, person: str, school: str, school_id: int, principals: tuple[str, ...]
) -> Message:
    """To the chair (or SEIL): somebody names a school that another person leads. Has it changed hands?"""
    before = listing(mention(principal) for principal in principals)
    question = say("networks.takes_over_question", name=name, person=mention(person), school=school, people=before)
    ids = refs.encode(network=network_id, person=person, school=school_id)
    sure = elements.Confirm(
        say("networks.takes_over_confirm_title"),
        say("networks.takes_over_confirm_text", school=school),
        say("networks.takes_over_confirm_yes"),
    )
    return Message(
        question,
        [
            elements.Section(question),
            elements.Buttons(
                elements.Button(say("networks.button_takes_over"), NetworkAction.TAKES_OVER, ids, confirm=sure),
                elements.Button(say("networks.button_stays"), NetworkAction.STAYS, ids),
            ),
            elements.Context(say("networks.takes_over_note", people=before)),
        ],
    )


def taken_over_message(name: str, person: str, by: str, school: str, role_id: int | None) -> Message:
    """To whoever led the school until now. role_id: their role that ended, whose records are theirs to open."""
    text = say("networks.taken_over", name=name, person=mention(person), by=mention(by), school=school)
    if role_id is None:
        return Message(text, [elements.Section(text)])
    button = elements.Button(
        say("networks.button_open_records"), NetworkAction.OPEN_RECORDS, refs.encode(membership=role_id)
    )
    return Message(
        text, [elements.Section(lines([text, say("networks.taken_over_records")])), elements.Buttons(button)]
    )


def taken_over_note_message(name: str, person: str, by: str, before: str, school: str) -> Message:
    """To the other one of chair and SEIL, so that no school changes hands unseen."""
    people = {"person": mention(person), "by": mention(by), "people": mention(before)}
    text = say("networks.taken_over_note", name=name, school=school, **people)
    return Message(text, [elements.Section(text)])
