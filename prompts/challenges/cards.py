"""The questions before a meeting: to the SEIL with the reason for each, to the channel without."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from domain.challenges import Kind
from facts.challenges import ChallengeFacts, Challenges
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message
from prompts.text import Text, mention
from prompts.wording import day


class ChallengesAction(StrEnum):
    AGENDA = "challenges.agenda"
    CHANNEL = "challenges.channel"


def questions_message(found: Challenges) -> Message:
    """To the SEIL alone: each question, why it is worth asking, and one tap to bring it up."""
    head = say("challenges.title", network=found.network, day=day(found.meeting_on))
    shown: list[Element] = [elements.Section(head)]
    if found.cancelled:
        shown.append(elements.Context(say("challenges.cancelled")))
    for question in found.questions:
        words = say("challenges.question", question=question_words(question), why=_why(question))
        shown.append(elements.Section(words))
        if question.brought_to:
            who = mention(question.brought_by or "")
            shown.append(elements.Context(say(f"challenges.brought_to_{question.brought_to}", seil=who)))
        elif not found.over:
            carried = refs.encode(challenge=question.challenge_id)
            shown.append(
                elements.Buttons(
                    elements.Button(say("challenges.button_agenda"), ChallengesAction.AGENDA, carried),
                    elements.Button(say("challenges.button_channel"), ChallengesAction.CHANNEL, carried),
                )
            )
    return Message(head, [*shown, elements.Context(say("challenges.small_print"))])


def brought_message(question: ChallengeFacts, meeting_on: date) -> Message:
    """To the channel."""
    words = say(
        "challenges.brought",
        seil=mention(question.brought_by or ""),
        day=day(meeting_on),
        question=question_words(question),
    )
    return Message(words, [elements.Section(words)])


def question_words(question: ChallengeFacts) -> Text:
    """The question itself. It gives nothing away that the channel has not been told."""
    if question.question:
        return Text((question.question,))
    if question.kind == Kind.OPEN:
        return say(f"challenges.open_{question.given.get('number', 1)}")
    return say(f"challenges.ask_{question.kind}", **{"title": "", **question.given})


def _why(question: ChallengeFacts) -> Text:
    return say(f"challenges.why_{question.kind}", **{"title": "", **question.given})
