"""What the bot says about introductions. Nothing here knows how one of the two answered the other's question."""

from __future__ import annotations

from datetime import date

from domain.introductions import FIRST, MOST_CHARACTERS, SECOND, WHY, Outcome, Reply
from facts.introductions import Ask, Board, OwnIntroduction, Pair, SeilQuestion, Somebody
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.introductions.actions import IntroductionsAction, IntroductionsView
from prompts.introductions.reports import report_elements
from prompts.introductions.year import year_words
from prompts.lists import MOVE_UP, first, left_over
from prompts.message import Message, View
from prompts.text import Text, Words, joined, mention, quote
from prompts.typed import typed_block
from prompts.wording import day

COMMAND = "/cop-intro"
MOST_OWN = 15
MOST_OF_A_KIND, MOST_WAITING = 3, 6
"""Six questions and 15 lines take about 48 of a message's 50 blocks."""


def ask_form(first: str | None = None, second: str | None = None, why: str = "", *, typed: str = "") -> View:
    """The form in which a SEIL picks two people and says why; with what is known already filled in.

    typed: all that was typed, where it does not say which two are meant.
    """
    unclear = [elements.Section(say("introductions.form_who")), typed_block(typed)] if typed else []
    return View(
        IntroductionsView.ASK,
        say("introductions.form_title"),
        [
            elements.Section(say("introductions.form_lead")),
            *unclear,
            elements.PersonInput(FIRST, say("introductions.form_first"), initial=first),
            elements.PersonInput(
                SECOND,
                say("introductions.form_second"),
                initial=second,
                hint=say("introductions.form_second_hint"),
            ),
            elements.TextInput(
                WHY,
                say("introductions.form_why"),
                initial=why,
                multiline=True,
                placeholder=say("introductions.form_why_placeholder"),
                hint=say("introductions.form_why_hint"),
                most=MOST_CHARACTERS,
            ),
        ],
        submit=say("introductions.form_submit"),
        close=say("introductions.form_close"),
    )


def asked_view(first_id: str, second_id: str, answer_by: date, *, at_seil: bool = False) -> View:
    """What the form turns into once both are being asked, or (at_seil) the other's SEIL is."""
    key = "introductions.asked_seil" if at_seil else "introductions.asked"
    text = say(key, first=mention(first_id), second=mention(second_id), day=day(answer_by))
    return View("", say("introductions.asked_window"), [elements.Section(text)])


def ask_message(ask: Ask) -> Message:
    """The question to one of the two, alone."""
    return Message(say("introductions.ask_text", seil=mention(ask.seil_id)), _ask_blocks(ask))


def _ask_blocks(ask: Ask) -> list[Element]:
    def reply(label: str, answer: Reply, style: str = "") -> elements.Button:
        carried = refs.encode(introduction=ask.introduction_id)
        return elements.Button(say(label), f"{IntroductionsAction.ANSWER}:{answer}", carried, style=style)

    question = say(
        "introductions.ask", seil=mention(ask.seil_id), other=mention(ask.other.user_id), about=_about(ask.other)
    )
    return [
        elements.Section(question),
        elements.Section(say("introductions.ask_why", why=_quoted(ask.why))),
        elements.Buttons(
            reply("introductions.button_yes", Reply.YES, "primary"), reply("introductions.button_no", Reply.NO)
        ),
        elements.Context(say("introductions.ask_small_print", day=day(ask.answer_by))),
    ]


def answered_message(ask: Ask, reply: Reply) -> Message:
    """What the question turns into: the same words whatever the other one answers, or has answered already."""
    if reply is Reply.YES:
        text = say(
            "introductions.said_yes",
            other=mention(ask.other.user_id),
            seil=mention(ask.seil_id),
            day=day(ask.answer_by),
        )
    else:
        text = say("introductions.said_no")
    return Message(text, [elements.Section(text)])


def ask_seil_message(found: SeilQuestion) -> Message:
    """To the SEIL of the second person's network; what they answer replaces the buttons."""
    head = say("introductions.seil_text", seil=mention(found.seil_id))
    return Message(head, _ask_seil(found))


def _ask_seil(found: SeilQuestion) -> list[Element]:
    question = say(
        "introductions.seil_question",
        seil=mention(found.seil_id),
        first=mention(found.first.user_id),
        about=_about(found.first),
        second=mention(found.second.user_id),
    )
    shown: list[Element] = [
        elements.Section(question),
        elements.Section(say("introductions.ask_why", why=_quoted(found.why))),
    ]
    if found.answer != "awaited":
        return [*shown, elements.Context(say(f"introductions.seil_said_{found.answer}"))]
    carried = refs.encode(introduction=found.introduction_id)
    buttons = [
        elements.Button(say(f"introductions.button_let_{reply}"), f"{IntroductionsAction.LET}:{reply}", carried)
        for reply in Reply
    ]
    small = say("introductions.seil_small_print", day=day(found.answer_by))
    return [*shown, elements.Buttons(*buttons), elements.Context(small)]


def introduce_message(pair: Pair) -> Message:
    """The first words in the group conversation of the two and the SEIL."""
    first, second = mention(pair.first.user_id), mention(pair.second.user_id)
    title = say("introductions.introduce", first=first, second=second)
    who = [
        say("introductions.introduce_people", first=mention(person.user_id), about=_about(person))
        for person in (pair.first, pair.second)
        if person.about
    ]
    said: list[Element] = [elements.Section(title)]
    if who:
        said.append(elements.Section(joined("\n", who)))
    why = say("introductions.introduce_why", seil=mention(pair.seil_id), why=_quoted(pair.why))
    begins = first if pair.first.about else second  # a guest waits to be asked
    said += [elements.Section(why), elements.Section(say("introductions.introduce_next", first=begins))]
    return Message(title, said)


def follow_up_message(pair: Pair) -> Message:
    """Asking the two whether they have met; what they say replaces the question."""
    first, second = mention(pair.first.user_id), mention(pair.second.user_id)
    if pair.outcome:
        text = say(f"introductions.answered_{pair.outcome}", first=first, second=second)
    else:
        text = say(
            "introductions.follow_up",
            first=first,
            second=second,
            seil=mention(pair.seil_id),
            day=day(pair.introduced_on),
        )
    said: list[Element] = [elements.Section(text)]
    if pair.outcome != Outcome.MET:
        said += [_outcome_buttons(pair), elements.Context(say("introductions.follow_up_small_print"))]
    return Message(text, said)


def _outcome_buttons(pair: Pair) -> Element:
    def say_it(label: str, outcome: Outcome) -> elements.Button:
        carried = refs.encode(introduction=pair.introduction_id)
        style = "primary" if outcome is Outcome.MET else ""
        return elements.Button(say(label), f"{IntroductionsAction.OUTCOME}:{outcome}", carried, style=style)

    offered = [
        say_it("introductions.button_met", Outcome.MET),
        say_it("introductions.button_planned", Outcome.PLANNED),
        say_it("introductions.button_not_yet", Outcome.NOT_YET),
    ]
    return elements.Buttons(*(button for button, one in zip(offered, Outcome, strict=True) if one != pair.outcome))


def outcome_message(pair: Pair) -> Message:
    """To the SEIL: what the two said."""
    return _to_seil(f"introductions.outcome_{pair.outcome}", pair)


def silent_message(pair: Pair) -> Message:
    """To the SEIL: neither of them said anything."""
    return _to_seil("introductions.silent", pair)


def _to_seil(key: str, pair: Pair) -> Message:
    text = say(key, first=mention(pair.first.user_id), second=mention(pair.second.user_id))
    return Message(text, [elements.Section(text)])


def closed_message(first_id: str, second_id: str) -> Message:
    """To the SEIL: it did not go ahead. The same whether somebody declined or did not answer."""
    text = say("introductions.closed", first=mention(first_id), second=mention(second_id))
    again = elements.Button(say("introductions.button_new"), IntroductionsAction.NEW)
    return Message(text, [elements.Section(text), elements.Buttons(again)])


def board_message(board: Board, note: Words = "") -> Message:
    """/cop-intro: what waits for an answer first, then a SEIL's own introductions. note: what just happened."""
    said: list[Element] = [elements.Section(note)] if note else []
    waiting: list[list[Element]] = [
        *[_ask_blocks(ask) for ask in board.asks[:MOST_OF_A_KIND]],
        *[list(follow_up_message(pair).elements) for pair in board.follow_ups[:MOST_OF_A_KIND]],
        *[_ask_seil(question) for question in board.to_let[:MOST_OF_A_KIND]],
        *[report_elements(report) for report in board.reports[:MOST_OF_A_KIND]],
    ]
    of_all = len(board.asks) + len(board.follow_ups) + len(board.to_let) + len(board.reports)
    for several in waiting[:MOST_WAITING]:
        said += [*several, elements.Divider()]
    more = left_over(of_all - len(waiting[:MOST_WAITING]), MOVE_UP)
    if not board.is_seil:
        return Message(say("introductions.board_waiting_text"), [*(said if more else said[:-1]), *more])
    said += more
    said.append(elements.Section(say("introductions.board_title" if board.own else "introductions.board_none")))
    said += first(board.own, MOST_OWN, lambda line: [_own(line)])
    buttons = [elements.Button(say("introductions.button_new"), IntroductionsAction.NEW, style="primary")]
    if board.year is not None and board.year.asked:
        said.append(elements.Section(year_words(board.year)))
        buttons.append(elements.Button(say("introductions.button_year"), IntroductionsAction.YEAR))
    return Message(say("introductions.board_text"), [*said, elements.Buttons(*buttons)])


def _own(line: OwnIntroduction) -> Element:
    state = say(f"introductions.state_{line.state}", day=day(line.day))
    text = say("introductions.board_line", first=mention(line.first_id), second=mention(line.second_id), state=state)
    if line.state not in ("asking", "at_seil"):
        return elements.Section(text)
    sure = elements.Confirm(
        say("introductions.withdraw_title"), say("introductions.withdraw_text"), say("introductions.withdraw_yes")
    )
    carried = refs.encode(introduction=line.introduction_id)
    return elements.Section(
        text,
        beside=elements.Button(
            say("introductions.button_withdraw"), IntroductionsAction.WITHDRAW, carried, confirm=sure
        ),
    )


def withdrawn_note(first_id: str, second_id: str) -> Text:
    return say("introductions.withdrawn", first=mention(first_id), second=mention(second_id))


def _about(person: Somebody) -> Text:
    """ " (Pascoe Hill Primary School, Merri-bek)", or nothing for a guest."""
    return " " + say("introductions.about", about=person.about) if person.about else Text()


def _quoted(why: str) -> Text:
    """What the SEIL wrote, as a quotation, every line of it."""
    return quote(why)
