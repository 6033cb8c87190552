"""What the bot says of requests to a SEIL: to the one who asks, and to the SEIL."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from domain.help_requests import ABOUT, ANSWER, MOST_CHARACTERS, OPEN, WORDS, About, Status
from facts.help_requests import RequestBoard, RequestFacts
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.lists import MOVE_UP, first
from prompts.message import Message, View
from prompts.network_choice import command_button
from prompts.notices import notice
from prompts.showcases.cards import introduce_button
from prompts.text import Text, Words, listing, mention, quote
from prompts.wording import day

COMMAND = "/cop-ask"
MOST_SHOWN = 6
"""Of each list: a request of the queue takes four blocks, and its words may be long."""


class HelpRequestsAction(StrEnum):
    NEW = "help_requests.new"
    TAKE_UP = "help_requests.take_up"
    ANSWER = "help_requests.answer"
    WITHDRAW = "help_requests.withdraw"


class HelpRequestsView(StrEnum):
    ASK = "help_requests.ask_form"
    ANSWER = "help_requests.answer_form"


def ask_form(
    network_id: int, seils: Sequence[str], *, about: str = "", words: str = "", linked: int | None = None
) -> View:
    """The form in which somebody asks. seils: who will read it. linked: the network they would like a link with."""
    return View(
        HelpRequestsView.ASK,
        say("help_requests.form_title"),
        [
            elements.Section(say("help_requests.form_lead", seils=_names(seils))),
            elements.SelectInput(
                ABOUT,
                say("help_requests.form_about"),
                [elements.Option(say(f"help_requests.about_{about}"), about) for about in About],
                initial=about or None,
                placeholder=say("help_requests.form_about_placeholder"),
            ),
            elements.TextInput(
                WORDS,
                say("help_requests.form_words"),
                initial=words[:MOST_CHARACTERS],
                multiline=True,
                hint=say("help_requests.form_words_hint"),
                most=MOST_CHARACTERS,
            ),
        ],
        submit=say("help_requests.form_submit"),
        close=say("help_requests.form_close"),
        metadata=refs.encode(network=network_id, **({} if linked is None else {"linked": linked})),
    )


def asked_view(request: RequestFacts) -> View:
    """What the form turns into once it is asked."""
    text = say("help_requests.asked", seils=_names(request.seils))
    return View("", say("help_requests.form_title"), [elements.Section(text)])


def answer_form(request: RequestFacts) -> View:
    """The form in which a SEIL answers."""
    return View(
        HelpRequestsView.ANSWER,
        say("help_requests.answer_title"),
        [
            elements.Section(_asks(request)),
            elements.Section(quote(request.words)),
            elements.TextInput(
                ANSWER,
                say("help_requests.answer_words"),
                multiline=True,
                hint=say("help_requests.answer_hint"),
                most=MOST_CHARACTERS,
            ),
        ],
        submit=say("help_requests.answer_submit"),
        close=say("help_requests.form_close"),
        metadata=refs.encode(request=request.request_id),
    )


def answered_view(request: RequestFacts) -> View:
    """What that form turns into."""
    text = say("help_requests.answer_sent", person=mention(request.asked_by))
    return View("", say("help_requests.answer_title"), [elements.Section(text)])


def request_message(request: RequestFacts, *, again: bool = False) -> Message:
    """To a SEIL: what somebody asks, and what can be done about it. again: it is brought to mind."""
    head = say("help_requests.remind", person=mention(request.asked_by)) if again else _asks(request)
    return Message(head, _request(request, head))


def gone_on_message(request: RequestFacts) -> Message:
    """What a request turns into with somebody who is the network's SEIL no more."""
    return notice(say("help_requests.gone_on", network=request.network))


def taken_message(request: RequestFacts) -> Message:
    """To the asker: it is in hand."""
    return notice(say("help_requests.taken", seil=mention(request.taken_by or ""), day=day(request.asked_on)))


def answered_message(request: RequestFacts) -> Message:
    """To the asker: the answer."""
    head = say("help_requests.answered", seil=mention(request.taken_by or ""), day=day(request.asked_on))
    again = command_button(say("help_requests.button_ask_again"), COMMAND, network_id=request.network_id, text="new")
    return Message(head, [elements.Section(head), elements.Section(quote(request.answer)), elements.Buttons(again)])


def last_reminder_message(request: RequestFacts) -> Message:
    """To the asker: the SEIL has been reminded, and will not be again."""
    return notice(say("help_requests.last_reminder", seils=_names(request.seils), day=day(request.asked_on)))


def board_message(board: RequestBoard, note: Words = "") -> Message:
    """/cop-ask: a SEIL's queue, then one's own requests and where each stands. note: what just happened."""
    shown: list[Element] = [elements.Section(note)] if note else []
    if board.serves:
        shown.append(elements.Section(say("help_requests.queue_title" if board.queue else "help_requests.queue_none")))
        shown += first(board.queue, MOST_SHOWN, lambda request: _request(request, _asks(request)), MOVE_UP)
    if board.may_ask or board.own:
        shown.append(elements.Section(say("help_requests.own_title" if board.own else "help_requests.own_none")))
        shown += first(board.own, MOST_SHOWN, lambda request: [_own(request)])
    if board.may_ask:
        shown.append(
            elements.Buttons(elements.Button(say("help_requests.button_new"), HelpRequestsAction.NEW, style="primary"))
        )
    return Message(say("help_requests.board_text"), shown)


def _request(request: RequestFacts, head: Text) -> list[Element]:
    shown: list[Element] = [elements.Section(head)]
    if request.words:
        shown.append(elements.Section(quote(request.words)))
    if request.status not in OPEN:
        return [*shown, elements.Context(_state(request))]
    carried = refs.encode(request=request.request_id)
    buttons = [elements.Button(say("help_requests.button_answer"), HelpRequestsAction.ANSWER, carried, style="primary")]
    if request.linked is not None:
        buttons.append(introduce_button(request.network_id, request.linked))
    if request.status == Status.WAITING:
        buttons.append(elements.Button(say("help_requests.button_take_up"), HelpRequestsAction.TAKE_UP, carried))
        return [*shown, elements.Buttons(*buttons)]
    return [*shown, elements.Context(_state(request)), elements.Buttons(*buttons)]


def _own(request: RequestFacts) -> Element:
    about = say(f"help_requests.about_{request.about}")
    text = say("help_requests.own_line", about=about, day=day(request.asked_on), state=_state(request))
    if request.status not in OPEN:
        return elements.Section(text)
    sure = elements.Confirm(
        say("help_requests.withdraw_title"), say("help_requests.withdraw_text"), say("help_requests.withdraw_yes")
    )
    carried = refs.encode(request=request.request_id)
    button = elements.Button(say("help_requests.button_withdraw"), HelpRequestsAction.WITHDRAW, carried, confirm=sure)
    return elements.Section(text, beside=button)


def _asks(request: RequestFacts) -> Text:
    about = say(f"help_requests.about_{request.about}")
    return say(
        "help_requests.asks",
        person=mention(request.asked_by),
        network=request.network,
        about=about,
        day=day(request.asked_on),
    )


def _state(request: RequestFacts) -> Text:
    return say(
        f"help_requests.state_{request.status}",
        seils=_names(request.seils),
        seil=mention(request.taken_by) if request.taken_by else _names(request.seils),
        day=day(request.ended_on or request.asked_on),
    )


def _names(seils: Sequence[str]) -> Text:
    return listing(mention(seil) for seil in seils) if seils else say("help_requests.nobody")
