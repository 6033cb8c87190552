"""The ids of what can be pressed and sent in messages about introductions."""

from __future__ import annotations

from enum import StrEnum

from domain.introductions import About


class IntroductionsAction(StrEnum):
    NEW = "introductions.new"
    ANSWER = "introductions.answer"
    OUTCOME = "introductions.outcome"
    WITHDRAW = "introductions.withdraw"
    LET = "introductions.let"
    USEFUL = "introductions.useful"
    CHANGED = "introductions.changed"
    SAY_NEXT = "introductions.say_next"
    SAY_CHANGE = "introductions.say_change"
    YEAR = "introductions.year"


class IntroductionsView(StrEnum):
    ASK = "introductions.ask_form"
    NEXT = "introductions.next_form"
    CHANGE = "introductions.change_form"


ASKS = {About.USEFUL: IntroductionsAction.USEFUL, About.CHANGED: IntroductionsAction.CHANGED}
SAYS = {About.USEFUL: IntroductionsAction.SAY_NEXT, About.CHANGED: IntroductionsAction.SAY_CHANGE}
LINE_FORMS = {About.USEFUL: IntroductionsView.NEXT, About.CHANGED: IntroductionsView.CHANGE}
