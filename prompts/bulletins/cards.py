"""What the bot says of notices to those who write, approve and add to them."""

from __future__ import annotations

from msgspec.structs import replace

from domain.bulletins import CopyStatus, Status
from facts.bulletins import BulletinBoard, BulletinFacts, CopyFacts, QuestionFacts
from prompts import button_data as refs
from prompts import elements
from prompts.bulletins.actions import BulletinsAction
from prompts.bulletins.forms import where
from prompts.bulletins.posted import preview
from prompts.catalog import say
from prompts.elements import Element
from prompts.lists import MOVE_UP, first
from prompts.message import MOST_IN_MESSAGE, Message
from prompts.network_choice import command_button
from prompts.notices import notice
from prompts.text import Text, Words, joined, mention, quote, shorten
from prompts.wording import day

COMMAND = "/cop-notice"
MOST_QUESTIONS = 4
MOST_TO_APPROVE = 1
"""In full: nobody approves what they cannot read to its end, and a message that is too long loses its longest parts."""
MOST_COPIES = 3
MOST_OWN = 12
AT_A_GLANCE = 250
"""Characters of a notice, or of what is added, in a list of several."""


def to_approve_message(bulletin: BulletinFacts) -> Message:
    """To the second person: what would go out, and where."""
    head = _asks(bulletin)
    return Message(head, _to_approve(bulletin, head))


def _asks(bulletin: BulletinFacts) -> Text:
    return say(
        "bulletins.to_approve", author=mention(bulletin.author), where=where(bulletin), day=day(bulletin.goes_on)
    )


def _to_approve(bulletin: BulletinFacts, head: Text) -> list[Element]:
    shown: list[Element] = [elements.Section(head), *preview(bulletin.title, bulletin.words, bulletin.author)]
    if bulletin.status != Status.PROPOSED:
        return [*shown, elements.Context(_state(bulletin))]
    carried = refs.encode(bulletin=bulletin.bulletin_id, seen=bulletin.mark)
    return [
        *shown,
        elements.Buttons(
            elements.Button(say("bulletins.button_approve"), BulletinsAction.APPROVE, carried, style="primary"),
            elements.Button(say("bulletins.button_decline"), BulletinsAction.DECLINE, carried),
        ),
    ]


def approved_message(bulletin: BulletinFacts) -> Message:
    """To the author."""
    return notice(
        say("bulletins.approved", person=mention(bulletin.approver), title=bulletin.title, where=where(bulletin))
    )


def declined_message(bulletin: BulletinFacts) -> Message:
    """To the author: talk to the second person, and change it."""
    head = say("bulletins.declined", person=mention(bulletin.approver), title=bulletin.title)
    carried = refs.encode(bulletin=bulletin.bulletin_id)
    button = elements.Button(say("bulletins.button_change"), BulletinsAction.CHANGE, carried)
    return Message(head, [elements.Section(head), elements.Buttons(button)])


def undecided_message(bulletin: BulletinFacts) -> Message:
    """To the author: its day has come, and the second person has not decided."""
    key = "undecided_vacant" if bulletin.vacant else "undecided"
    head = say(f"bulletins.{key}", person=mention(bulletin.approver), title=bulletin.title)
    return Message(
        head, [elements.Section(head), elements.Buttons(command_button(say("bulletins.button_look"), COMMAND))]
    )


def meaning_message(copy: CopyFacts) -> Message:
    """To a network's SEIL before it goes out."""
    head = say("bulletins.meaning", network=copy.network, day=day(copy.due_on))
    return Message(head, _meaning(copy, head))


def _meaning(copy: CopyFacts, head: Text) -> list[Element]:
    shown: list[Element] = [elements.Section(head), *preview(copy.title, copy.words, copy.by)]
    if copy.meaning:
        shown.append(elements.Section(say("bulletins.posted_meaning", seil=mention(copy.meaning_by or ""))))
        shown.append(elements.Section(quote(copy.meaning)))
    if copy.status != CopyStatus.WAITING:
        return [*shown, elements.Context(say(f"bulletins.copy_{copy.status}"))]
    carried = refs.encode(copy=copy.copy_id)
    add = say("bulletins.button_change_meaning" if copy.meaning else "bulletins.button_add_meaning")
    buttons = [elements.Button(add, BulletinsAction.MEANING, carried, style="" if copy.let_go else "primary")]
    if not copy.let_go:
        buttons.append(elements.Button(say("bulletins.button_let_go"), BulletinsAction.LET_GO, carried))
        return [*shown, elements.Buttons(*buttons)]
    return [*shown, elements.Context(say("bulletins.copy_ready", day=day(copy.due_on))), elements.Buttons(*buttons)]


def questions_wait_message(title: str, number: int, *, left: bool = False) -> Message:
    """To whoever answers. left: it was others who wrote and approved it, and they have left."""
    head = say("bulletins.questions_left" if left else "bulletins.questions_wait", title=title, number=number)
    button = command_button(say("bulletins.button_look"), COMMAND)
    return Message(head, [elements.Section(head), elements.Buttons(button)])


def answer_message(question: QuestionFacts) -> Message:
    """To whoever asked."""
    head = say("bulletins.answer", title=question.title)
    shown: list[Element] = [elements.Section(head), elements.Section(quote(question.words))]
    return Message(head, [*shown, elements.Section(question.answer)])


def board_message(board: BulletinBoard, note: Words = "") -> Message:
    """/cop-notice: what waits first, then one's own notices and how far each has got. note: what just happened."""
    shown: list[Element] = [elements.Section(note)] if note else []
    shown += first(board.to_approve, MOST_TO_APPROVE, _asked_for, MOVE_UP)
    shown += first(board.copies, MOST_COPIES, _at_a_glance, MOVE_UP)
    shown += first(board.questions, MOST_QUESTIONS, _question, MOVE_UP)
    if board.may_write:
        shown.append(elements.Section(say("bulletins.own_title" if board.own else "bulletins.own_none")))
        room = min(MOST_OWN, MOST_IN_MESSAGE - len(shown) - 2)
        shown += first(board.own, room, lambda bulletin: [_own(bulletin)])
        shown.append(
            elements.Buttons(elements.Button(say("bulletins.button_new"), BulletinsAction.NEW, style="primary"))
        )
    elif not board.copies:
        shown.append(elements.Section(say("bulletins.nothing_here")))
    return Message(say("bulletins.board_text"), shown)


def _asked_for(bulletin: BulletinFacts) -> list[Element]:
    return [*_to_approve(bulletin, _asks(bulletin)), elements.Divider()]


def _at_a_glance(copy: CopyFacts) -> list[Element]:
    brief = replace(copy, words=shorten(copy.words, AT_A_GLANCE), meaning=shorten(copy.meaning, AT_A_GLANCE))
    return _meaning(brief, say("bulletins.meaning", network=copy.network, day=day(copy.due_on)))


def _question(question: QuestionFacts) -> list[Element]:
    text = say("bulletins.question", network=question.network, title=question.title, day=day(question.asked_on))
    button = elements.Button(
        say("bulletins.button_answer"), BulletinsAction.ANSWER, refs.encode(question=question.question_id)
    )
    return [elements.Section(text, beside=button), elements.Section(quote(question.words))]


def _own(bulletin: BulletinFacts) -> Element:
    state = _state(bulletin)
    if bulletin.left:
        state = joined("\n", [state, say("bulletins.left")])
    text = say("bulletins.own_line", title=bulletin.title, state=state)
    carried = refs.encode(bulletin=bulletin.bulletin_id)
    if bulletin.status in (Status.DRAFT, Status.DECLINED) or (bulletin.vacant and not bulletin.left):
        return elements.Section(
            text, beside=elements.Button(say("bulletins.button_change"), BulletinsAction.CHANGE, carried)
        )
    if bulletin.status == Status.PROPOSED or bulletin.sent + bulletin.unreached < bulletin.networks:
        sure = elements.Confirm(
            say("bulletins.withdraw_title"), say("bulletins.withdraw_text"), say("bulletins.button_withdraw")
        )
        button = elements.Button(say("bulletins.button_withdraw"), BulletinsAction.WITHDRAW, carried, confirm=sure)
        return elements.Section(text, beside=button)
    return elements.Section(text)


def _state(bulletin: BulletinFacts) -> Text:
    if bulletin.status != Status.APPROVED:
        state = "vacant" if bulletin.vacant else bulletin.status
        return say(f"bulletins.state_{state}", person=mention(bulletin.approver))
    if not bulletin.sent and not bulletin.unreached:
        return say("bulletins.state_scheduled", day=day(bulletin.goes_on), networks=bulletin.networks)
    parts = say(
        "bulletins.state_sent",
        sent=bulletin.sent,
        networks=bulletin.networks,
        understood=bulletin.understood,
        questions=bulletin.questions,
    )
    if not bulletin.unreached:
        return parts
    return joined(" · ", [parts, say("bulletins.state_unreached", number=bulletin.unreached)])
